"""What a user of sim sweep meets: texts, files, exit codes; and what is left when a sweep is stopped or killed."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import shared_options
from sim.cli.main import exit_code
from sim.errors import EngineError
from sim.store import points as pool
from sim.store.locks import claim
from sim.study.sweeps import collect
from tests import sweeps
from tests.cli.test_cli import files
from tests.commands import environment
from tests.sweeps import TEXT, digest, points

VARY = ("--vary", "engagement.rate_1k=[0.02, 0.2]", "--measure", "impressions", "--runs", "3")


class Done(NamedTuple):
    """What a command has said."""

    code: int
    out: str
    err: str


Sim = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sweeps.written(tmp_path)
    return tmp_path


@pytest.fixture
def sim(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sim:
    """The command in this process, for most of its time goes into starting."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(shared_options, "_verbosity", 0)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["sim", *arguments])
        code = exit_code()
        return Done(code, *capsys.readouterr())

    return run


def told(done: Done) -> str:
    """The one line of an error; progress, which begins with the year, aside."""
    lines = [line for line in done.err.splitlines() if line and not line.startswith(("Usage:", "Try ", "20"))]
    assert len(lines) == 1, done.err
    return lines[0]


# From a study to its file


def test_a_study_from_its_file(sim: Sim, folder: Path) -> None:
    done = sim("sweep", "s.toml")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "tiny: micros (A) against mega (B)"
    assert lines[1].startswith("6 points (grid), 3 runs each, seed 20261, sim ")
    assert lines[2] == "point\tengagement.rate_1k\tcreators.micro.quality\tImpressions of A\tImpressions of B"
    assert [line.split("\t")[:3] for line in lines[3:5]] == [["0", "0.02", "0.5"], ["1", "0.02", "2"]]
    assert lines[-1].startswith("Best by Impressions, share of 6 points: A ")
    assert re.search(r"Z 6 points, 12 cells of 3 runs: about .*, .* GB of memory, \d+ MB of disk at most\n", done.err)
    assert done.err.endswith("stored in results/s.h5\n")
    assert {path.name for path in (folder / "results").iterdir()} == {"s.h5", "points"}
    assert len(points(folder / "results/points")) == 9


def test_scenarios_with_what_to_vary_are_a_study_too(sim: Sim, folder: Path) -> None:
    done = sim("sweep", "a.toml", "b.toml", *VARY, "--design", "grid", "-q")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("a against b: micros (A) against mega (B)\n2 points (grid), 3 runs each, ")
    assert (folder / "results/a-b-sweep.h5").is_file()
    again = sim("sweep", "run", "a.toml", "b.toml", *VARY, "--design", "grid", "-q", "-o", "again.h5")
    assert again.out == done.out
    assert digest(folder / "again.h5") == digest(folder / "results/a-b-sweep.h5")


def test_the_command_line_changes_the_study(sim: Sim, folder: Path) -> None:
    done = sim(
        "sweep", "s.toml", "-q", "--design", "latin_hypercube", "--points", "5", "--runs", "2", "--seed", "7",
        "--measure", "reach", "--vary", "creators.micro.quality=1:2", "--set", "world.people=500", "--format", "json",
    )  # fmt: skip
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["method"], found["measure"], found["runs"], len(found["points"])) == (
        "latin_hypercube",
        "reach",
        2,
        5,
    )
    assert all(1 <= one["values"]["creators.micro.quality"] <= 2 for one in found["points"])


@pytest.mark.parametrize("path", ["creators.*.trust", "creator.trust"])
def test_all_groups_at_once(sim: Sim, path: str) -> None:
    done = sim("sweep", "a.toml", "b.toml", "--vary", f"{path}=1:2:2", "--design", "grid", "--runs", "2", "-q")
    assert done.code == 0, done.err
    assert path in done.out.splitlines()[2]


def test_csv_and_json_agree(sim: Sim) -> None:
    assert sim("sweep", "s.toml", "-q").code == 0
    as_csv = list(csv.reader(sim("sweep", "s.toml", "--resume", "--format", "csv").out.splitlines()))
    as_json = json.loads(sim("sweep", "s.toml", "--resume", "--format", "json").out)
    assert as_csv[0] == [
        "point",
        "engagement.rate_1k",
        "creators.micro.quality",
        "Impressions of A",
        "Impressions of B",
    ]
    assert len(as_csv) == 7
    assert len(as_json["points"]) == 6
    for row, one in zip(as_csv[1:], as_json["points"], strict=True):
        assert [float(cell) for cell in row[1:3]] == list(one["values"].values())
        assert [float(cell.replace(",", "")) for cell in row[3:]] == pytest.approx(one["measure"], rel=5e-3)


def test_piped_output_has_neither_escapes_nor_carriage_returns(sim: Sim) -> None:
    for arguments in (("s.toml",), ("status", "s.toml"), ("s.toml", "--dry-run"), ("prune", "results/points")):
        done = sim("sweep", *arguments)
        assert done.code == 0
        assert not re.search(r"[\x1b\r]", done.out + done.err)


def test_names_from_files_cannot_command_a_terminal(sim: Sim, folder: Path) -> None:
    (folder / "a.toml").write_text(sweeps.A.replace('"micros"', '"mi\u202ecros"'))
    done = sim("sweep", "s.toml", "-q", "--points", "1")
    assert done.code == 0, done.err
    assert "micros (A)" in done.out
    assert "\u202e" not in done.out


def test_dry_run_plays_and_writes_nothing(sim: Sim, folder: Path) -> None:
    before = files(folder)
    done = sim("sweep", "s.toml", "--dry-run", "--runs", "100")
    rows = dict(line.split("\t")[:2] for line in done.out.splitlines() if line.count("\t") == 2)
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "tiny: a sweep, not played yet"
    assert (rows["design"], rows["points"], rows["strategies"], rows["runs"]) == ("grid", "6", "2", "100")
    assert {"time", "memory", "disk"} <= set(rows)
    assert "varied\tcreators.micro.quality\t0.5 to 2" in done.out
    assert files(folder) == before


def test_many_points_are_shown_in_part(sim: Sim) -> None:
    done = sim("sweep", "a.toml", "--vary", "costs.hour_usd=1:2", "--points", "40", "--runs", "1", "-q")
    assert done.code == 0, done.err
    assert len([line for line in done.out.splitlines() if line[:1].isdigit() and "\t" in line]) == 30
    assert "the first 30 of 40 points; " in done.out


def test_cells_that_cannot_be_had_are_told(sim: Sim) -> None:
    done = sim("sweep", "a.toml", "b.toml", "--vary", "world.people=[60, 400]", "--design", "grid", *VARY[2:])
    assert done.code == 0, done.err
    assert "1 of 4 cells could not be played and are left out: --set world.people=60: a creator has " in done.err
    assert "1 cells cannot be played and are left out: " in done.out
    assert "Best by Impressions, share of 1 points" in done.out


# What is refused


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("a.toml",), 2, "Error: scenarios need --vary PATH=RANGE, once or more; or give a study"),
        (("a.toml", "--vary", "costs.hour_usd"), 2, "Error: --vary costs.hour_usd: must be written PATH=RANGE"),
        (("s.toml", "--resume", "--force"), 2,
         "Error: --resume continues a sweep, --force starts it again: give one of them"),
        (("s.toml", "--cluster", "local:2", "--threads", "2"), 2,
         "Error: --threads is for this machine; a cluster's workers have their own"),
        (("s.toml", "--points", "0"), 2, "Error: Invalid value for '--points': "),
        (("s.toml", "--design", "sobal"), 2, "Error: Invalid value for '--design': 'sobal' is not one of "),
        (("none.toml",), 4, "Error: none.toml: there is no such file"),
        (("r.h5",), 3, "Error: r.h5: is neither a study nor a scenario (.toml)"),
        (("a.toml", "r.h5", *VARY), 3, "Error: r.h5: is neither a study nor a scenario (.toml)"),
        (("a.toml", "--vary", "costs.hour_usd=2:1"), 3,
         'Error: vary.costs.hour_usd: must be low:high with low below high, not "2:1"'),
        (("a.toml", "--vary", "costs.hour_us=1:2"), 3,
         'Error: vary.costs.hour_us: no scenario has a key "costs.hour_us"; '
         'did you mean "costs.hour_usd"?'),
        (("a.toml", "--vary", "costs.hour_usd="), 3, "Error: vary.costs.hour_usd: must be "),
        (("s.toml", "--measure", "impresions"), 3,
         'Error: s.toml:3: measure: unknown measure "impresions"; did you mean "impressions"?'),
        (("s.toml", "--set", "world.peple=3"), 3, 'Error: --set world.peple=3: unknown key; did you mean "people"?'),
        (("s.toml", "--design", "saltelli", "--points", "3"), 3,
         "Error: s.toml: design.points: must be a power of two for saltelli, not 3"),
        (("s.toml", "--runs", "2_000_000"), 3,
         "Error: s.toml:9: run.runs: must be a whole number from 1 to 1_000_000, not 2_000_000"),
        (("s.toml", "-o", "a.toml", "--force"), 2,
         "Error: Invalid value for '--out': 'a.toml' must end in .h5 or .hdf5."),
        (("s.toml", "-o", "r.h5"), 4, "Error: r.h5: exists already; --force replaces it"),
        (("s.toml", "-o", "."), 2, "Error: Invalid value for '--out': '.' must end in .h5 or .hdf5."),
        (("status", "s.toml", "--runs", "0"), 2, "Error: Invalid value for '--runs': "),
        (("merge", "s.toml"), 2, "Error: Missing option '--from'."),
        (("merge", "s.toml", "--from", "nowhere"), 4, "Error: nowhere: there is no such folder"),
        (("prune", "nowhere"), 4, "Error: nowhere: there is no such folder of points"),
        (("prune", ".", "--keep", "a.toml"), 2,
         "Error: scenarios need --vary PATH=RANGE, once or more; or give a study"),
        (("s.toml", "--cluster", "nowhere"), 5, "Error: --cluster nowhere: is neither local:N, an address such as "),
        (("s.toml", "--cluster", "local:0"), 5,
         "Error: --cluster local:0: local: needs a number of workers from 1 to 256"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_one_clear_line_and_the_exit_code_of_its_kind(
    sim: Sim, folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (folder / "r.h5").write_text("precious")
    before = files(folder)
    done = sim("sweep", *arguments)
    assert (done.code, done.out) == (code, ""), done.err
    assert told(done).startswith(said), done.err
    assert [name for name in files(folder) if name != ".lock"] == before
    assert (folder / "r.h5").read_text() == "precious"


def test_a_mistake_in_the_file_has_its_line(sim: Sim, folder: Path) -> None:
    (folder / "s.toml").write_text(
        TEXT.replace("[0.5, 2.0]", '"2:1"').replace('"engagement.rate_1k"', '"engagement.rate"')
    )
    done = sim("sweep", "s.toml")
    assert done.code == 3
    assert told(done) == (
        'Error: s.toml:13: vary.creators.micro.quality: must be low:high with low below high, not "2:1"'
    )
    (folder / "s.toml").write_text(TEXT.replace('"engagement.rate_1k"', '"engagement.rate"'))
    assert told(sim("sweep", "s.toml")) == (
        'Error: s.toml:12: vary.engagement.rate: no scenario has a key "engagement.rate"; '
        'did you mean "engagement.rate_1k"?'
    )


def test_a_result_is_not_taken_for_a_study_nor_a_study_for_a_result(sim: Sim, folder: Path) -> None:
    assert sim("run", "a.toml", "-q", "-o", "r.h5").code == 0
    assert sim("sweep", "s.toml", "-q", "-o", "s.h5").code == 0
    done = sim("sweep", "s.toml", "-o", "r.h5", "--resume")
    assert (done.code, told(done)) == (4, "Error: r.h5: is a result of sim run, not a study of sim sweep")
    done = sim("compare", "s.h5", "r.h5")
    assert done.code == 4
    assert told(done).startswith("Error: s.h5: is a study of sim sweep, not a result")


def test_studies_are_shown_and_exported(sim: Sim, folder: Path) -> None:
    first = sim("sweep", "s.toml", "-q", "-o", "s.h5").out
    assert sim("show", "s.h5").out == first
    assert re.fullmatch(r"[0-9a-f]{64}\n", sim("show", "s.h5", "--digest").out)
    assert told(sim("export", "s.h5", "--to", "csv")) == "s.csv: 6 rows"
    header, *rows = (folder / "s.csv").read_text().splitlines()
    assert header.startswith("point,engagement.rate_1k")
    assert "reach_B" in header
    assert len(rows) == 6


def test_too_little_disk_is_said_before_the_start(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 9_000}))
    done = sim("sweep", "s.toml")
    assert done.code == 4
    assert re.fullmatch(r"Error: results: needs up to \d+ MB, 0 MB are free", told(done))


def test_too_little_memory_is_said_before_the_start(sim: Sim, folder: Path) -> None:
    done = sim("sweep", "s.toml", "--set", "world.people=2_000_000_000")
    assert done.code == 3
    assert "GB of memory" in told(done)
    assert not (folder / "results").exists()


# Again, and going on


def test_a_study_is_not_replaced_unless_forced(sim: Sim, folder: Path) -> None:
    assert sim("sweep", "s.toml", "-q").code == 0
    before = points(folder / "results/points")
    done = sim("sweep", "s.toml")
    assert (done.code, told(done)) == (4, "Error: results/s.h5: exists already; --force replaces it")
    forced = sim("sweep", "s.toml", "--force")
    assert forced.code == 0
    assert "all 12 cells are there already" in forced.err
    assert points(folder / "results/points") == before


def test_resuming_a_finished_study_shows_it(sim: Sim, folder: Path) -> None:
    first = sim("sweep", "s.toml", "-q")
    again = sim("sweep", "s.toml", "--resume")
    assert (again.code, again.out) == (0, first.out)
    other = sim("sweep", "s.toml", "--resume", "--runs", "4")
    assert (other.code, told(other)) == (4, "Error: results/s.h5: exists already; --force replaces it")


def unfinished(sim: Sim, monkeypatch: pytest.MonkeyPatch, after: int = 5) -> Done:
    """The sweep of s.toml, broken off by an error of the engine after so many cells."""
    keep, kept = pool.keep, []

    def broken(*arguments: object) -> None:
        if len(kept) == after:
            raise EngineError("the cluster is gone")
        keep(*arguments)  # type: ignore[arg-type]
        kept.append(1)

    with monkeypatch.context() as patch:
        patch.setattr(pool, "keep", broken)
        return sim("sweep", "s.toml", "--threads", "1")


def test_an_unfinished_study_wants_to_be_resumed(sim: Sim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = unfinished(sim, monkeypatch)
    assert done.code == 5
    assert done.err.endswith("Error: the cluster is gone; continue with the same command and --resume\n")
    before = points(folder / "results/points")
    refused = sim("sweep", "s.toml")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        4,
        "Error: results/s.h5.parts: an unfinished study is there; --resume continues it, --force starts again",
    )
    resumed = sim("sweep", "s.toml", "--resume")
    assert resumed.code == 0, resumed.err
    assert "points are there already" in resumed.err
    after = points(folder / "results/points")
    assert {key: after[key] for key in before} == before
    sim("sweep", "s.toml", "-q", "-o", "whole.h5", "--store", "elsewhere")
    assert digest(folder / "results/s.h5") == digest(folder / "whole.h5")


def test_resuming_a_changed_study_names_what_changed(sim: Sim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished(sim, monkeypatch)
    (folder / "s.toml").write_text(TEXT.replace("runs = 3", "runs = 4").replace("0.05, 0.2", "0.05, 0.3"))
    done = sim("sweep", "s.toml", "--resume")
    assert done.code == 4
    assert re.search(
        r"Error: results/s\.h5\.parts: belongs to another run: points was 6 of grid \(\w{12}\), "
        r"is 6 of grid \(\w{12}\), runs was 3, is 4; --force starts again\n$",
        done.err,
    )
    assert sim("sweep", "s.toml", "--force", "-q").code == 0


def test_status_before_during_and_after(sim: Sim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> dict[str, str]:
        done = sim("sweep", "status", "s.toml")
        assert done.code == 0, done.err
        return dict(line.split("\t") for line in done.out.splitlines()[2:])

    before = files(folder)
    found = rows()
    assert (found["state"], found["points"], found["cells"]) == ("not begun", "0 of 6", "0 of 12")
    assert files(folder) == before
    unfinished(sim, monkeypatch)
    found = rows()
    assert (found["state"], found["points"], found["cells"]) == ("unfinished", "3 of 6", "7 of 12")
    with claim.claim(Path("results/s.h5"), {}, "force"):
        found = rows()
        assert found["state"].startswith(f"being played, in use by process {os.getpid()} on ")
    assert sim("sweep", "s.toml", "-q").code == 0
    found = rows()
    assert (found["state"], found["points"], found["study file"]) == ("written", "6 of 6", "results/s.h5")
    assert json.loads(sim("sweep", "status", "s.toml", "--format", "json").out)["rows"][1][""] == "points"


def test_two_sweeps_into_one_study(sim: Sim, folder: Path) -> None:
    with claim.claim(folder / "results/s.h5", {}, "new"):
        for mode in ((), ("--resume",), ("--force",)):
            done = sim("sweep", "s.toml", *mode)
            assert done.code == 4
            assert re.search(r"Error: results/s\.h5\.parts: in use by process \d+ on .* since .*Z\n$", done.err)


# Merge and prune


def test_points_from_two_folders_are_one_study(sim: Sim, folder: Path) -> None:
    sim("sweep", "s.toml", "-q", "-o", "one/s.h5", "--vary", "engagement.rate_1k=[0.02, 0.05]")
    sim("sweep", "s.toml", "-q", "-o", "two/s.h5", "--vary", "engagement.rate_1k=[0.05, 0.2]")
    part = sim("sweep", "merge", "s.toml", "--from", "one/points")
    assert (part.code, part.out) == (4, "")
    # Cells that are one point are taken over once.
    missing = "6 of 12 cells taken over, 4 are missing: nothing is collected; play them with sim sweep"
    assert told(part) == f"Error: results/s.h5: {missing}"
    assert not (folder / "results/s.h5").exists()
    done = sim("sweep", "merge", "s.toml", "--from", "one/points", "--from", "two/points", "-q")
    assert done.code == 0, done.err
    assert done.out.endswith(" cells taken over; results/s.h5: written\n")
    sim("sweep", "s.toml", "-q", "-o", "three/s.h5")
    assert digest(folder / "results/s.h5") == digest(folder / "three/s.h5")
    again = sim("sweep", "merge", "s.toml", "--from", "one/points")
    assert (again.code, told(again)) == (4, "Error: results/s.h5: exists already; --force replaces it")


def test_a_damaged_point_is_not_taken_over(sim: Sim, folder: Path) -> None:
    sim("sweep", "s.toml", "-q", "-o", "one/s.h5")
    key = next(pool.stored_keys(folder / "one/points"))
    path = pool.path_of(folder / "one/points", key)
    path.write_bytes(path.read_bytes()[:-1])
    done = sim("sweep", "merge", "s.toml", "--from", "one/points")
    assert done.code == 4
    assert "missing: nothing is collected" in done.err
    assert f"{path.relative_to(folder)}: damaged: " in done.err
    assert not pool.is_kept(folder / "results/points", key)


def test_prune_keeps_what_it_is_told_to(sim: Sim, folder: Path) -> None:
    store = folder / "results/points"
    (folder / "less.toml").write_text(TEXT.replace("[0.02, 0.05, 0.2]", "[0.05]"))
    sim("sweep", "s.toml", "-q")
    left = store / "ab" / f"ab{'0' * 30}.h5.bad"
    left.parent.mkdir(exist_ok=True)
    left.write_text("bad")
    (mine := store / "ab" / "mine.h5.bad").write_text("mine")
    assert len(points(store)) == 9
    dry = sim("sweep", "prune", "--keep", "less.toml", "--dry-run")
    assert re.fullmatch(r"results/points: 6 points \(0\.\d MB\) and 1 leftovers would be removed\n", dry.out)
    assert len(points(store)) == 9
    assert left.exists()
    before = points(store)
    done = sim("sweep", "prune", "--keep", "less.toml")
    assert re.fullmatch(r"results/points: 6 points \(0\.\d MB\) and 1 leftovers removed\n", done.out)
    after = points(store)
    assert len(after) == 3
    assert after.items() <= before.items()
    assert not left.exists()
    assert mine.read_text() == "mine"
    again = sim("sweep", "less.toml")
    assert "all 4 cells are there already" in again.err
    assert sim("sweep", "prune", "results/points").code == 0
    assert points(store) == {}
    assert (folder / "results/s.h5").exists()


def test_prune_waits_for_no_sweep(sim: Sim, folder: Path) -> None:
    sim("sweep", "s.toml", "-q")
    before = points(folder / "results/points")
    with claim.share(folder / "results/points"):
        done = sim("sweep", "prune")
    assert done.code == 4
    assert re.fullmatch(r"Error: results/points: in use by process \d+ on .* since .*Z", told(done))
    assert points(folder / "results/points") == before


# Stopped and killed

LONG = (
    "sweep", "a.toml", "b.toml", "--vary", "engagement.rate_1k=0.01:0.09", "--vary", "creator.quality=0.5:2",
    "--points", "40", "--runs", "2", "--measure", "impressions", "-q", "-o", "long.h5",
)  # fmt: skip


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the long sweep, undisturbed."""
    folder = tmp_path_factory.mktemp("long")
    sweeps.written(folder)
    begun(folder).communicate()
    return digest(folder / "long.h5")


def begun(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sim", *LONG, *more]
    return subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True)


def playing(folder: Path, running: subprocess.Popen[str], least: int = 4) -> None:
    """Wait until so many points are there."""
    while len(points(folder / "points")) < least:
        assert running.poll() is None
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_sweep_resumes_to_the_same_bits(folder: Path, wanted: str, sim: Sim, number: signal.Signals) -> None:
    with begun(folder) as running:
        assert running.stderr is not None
        playing(folder, running)
        running.send_signal(number)
        said = running.stderr.read()
    assert running.returncode == 130
    assert re.fullmatch(
        r"Error: interrupted: \d+ of 40 points are kept in points; continue with the same command and --resume\n", said
    )
    assert not (folder / "long.h5").exists()
    before = points(folder / "points")
    done = sim(*LONG, "--resume", "--threads", "3")
    assert (done.code, done.err) == (0, "")
    after = points(folder / "points")
    assert {key: after[key] for key in before} == before
    assert digest(folder / "long.h5") == wanted
    assert not (folder / "long.h5.parts").exists()


def test_a_signal_while_the_study_is_written(sim: Sim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks then, so the writing is broken off; the points are all there."""
    with monkeypatch.context() as patch:
        patch.setattr(collect, "write", lambda *_: os.kill(os.getpid(), signal.SIGINT))
        done = sim("sweep", "s.toml", "-q")
    assert (done.code, done.err.strip()) == (130, "Error: interrupted")
    assert not (folder / "results/s.h5").exists()
    resumed = sim("sweep", "s.toml", "--resume")
    assert resumed.code == 0
    assert "all 12 cells are there already" in resumed.err


def test_killed_it_resumes_to_the_same_bits(folder: Path, wanted: str, sim: Sim) -> None:
    chance = random.Random(20261)
    before: dict[str, tuple[int, int]] = {}
    for _ in range(2):
        with begun(folder, "--resume") as running:
            playing(folder, running, len(before) + chance.randint(1, 20))
            running.kill()
        after = points(folder / "points")
        assert {key: after[key] for key in before} == before
        for key in after:
            pool.verify(folder / "points", key)
        before = after
    assert sim(*LONG, "--resume").code == 0
    assert digest(folder / "long.h5") == wanted
    assert [path.name for path in folder.rglob(".long*.tmp")] == []


def test_killed_when_all_but_the_mark_was_done(sim: Sim, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The study is in its place, its mark as unfinished is still there: resuming tidies up."""
    with monkeypatch.context() as patch:
        patch.setattr(claim, "drop", lambda _: None)
        first = sim("sweep", "s.toml", "-q")
    assert (folder / "results/s.h5.parts/key.json").exists()
    again = sim("sweep", "s.toml", "--resume", "-q")
    assert (again.code, again.out) == (0, first.out)
    assert not (folder / "results/s.h5.parts").exists()
