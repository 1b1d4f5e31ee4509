"""A run reads a real network once, however often it needs it."""

from pathlib import Path

import pytest

from sim.engine import session
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.scenario import files
from sim.scenario.files import FileRecall
from sim.scenario.load import load
from sim.world import cache, follows

SCENARIO = """\
schema_version = 1
name = "real"
platform = "instagram"
run = { runs = 2, draws = 3, horizon_days = 5 }
friends = { network = "follows.csv" }
word_of_mouth = { share_prob = 0.3 }
posts = { window_days = 4 }

[world]
network = "follows.csv"

[[creators]]
name = "all"
network_top = 2
breadth = { dist = "uniform", low = 0.0, high = 1.0 }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a scenario and its network, and an empty cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cache, "home", lambda: tmp_path / "worlds")
    monkeypatch.setattr(files, "SETTLED_NS", 0)
    monkeypatch.setattr(files, "DIGESTS", FileRecall(10))
    monkeypatch.setattr(follows, "NETWORKS", FileRecall(2))
    rows = [f"{person},{account}" for account in ("anna", "ben") for person in range(0, 60, 2 + len(account))]
    Path("follows.csv").write_text("\n".join(["follower,followee", *rows, ""]))
    Path("real.toml").write_text(SCENARIO)
    return tmp_path


def test_a_run_reads_its_network_once(folder, monkeypatch):
    opened = []
    usual = Path.open

    def counting(path, *arguments, **options):
        opened.append(path.name)
        return usual(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", counting)
    stored = session.run(Job(load("real.toml"), Path("out.h5"), 1, "new", "test"), Silent(), Stop())
    assert stored.arrays["draw"].size == 3
    assert opened.count("follows.csv") == 2  # its header for the number of shapes, and all of it once
