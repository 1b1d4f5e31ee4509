"""Tiny studies: two strategies of a few creators among some hundred people, swept in milliseconds."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sim.engine import cells
from sim.engine.cells import Order, Played
from sim.engine.progress import Silent, Stop
from sim.measures.stored_files import STUDY
from sim.scenario import study as scenario_study
from sim.store import points as pool
from sim.store import result
from sim.store import study_file as store
from sim.store.locks import claim
from sim.store.parts import Mode
from sim.study.sweeps import collect, sweep
from sim.study.sweeps.sweep import NAMES, Play, Progress, Sweep, SweepCells, SweepTask

A = """\
schema_version = 1
name = "micros"
platform = "instagram"

[run]
runs = 9
horizon_days = 5

[world]
people = 400
communities = { generator = "complete_graph", parameters = { n = 2 }, niches = ["food"] }
followiness = { name = "zipf", exponent = 3.0, most = 20.0 }

[posts]
per_creator = 1
window_days = 3

[[creators]]
name = "micro"
count = 3
followers = 60
"""
B = A.replace('"micros"', '"mega"').replace('"micro"', '"mega"').replace("count = 3\nfollowers = 60", "followers = 180")
TURNED = {"engagement.rate_1k": [0.02, 0.05, 0.2], "creators.micro.quality": [0.5, 2.0]}
TEXT = """\
name = "tiny"
strategies = ["a.toml", "b.toml"]
measure = "impressions"

[design]
method = "grid"

[run]
runs = 3

[vary]
"engagement.rate_1k" = [0.02, 0.05, 0.2]
"creators.micro.quality" = [0.5, 2.0]
"""
N_CELLS = 12


def written(folder: Path, text: str = TEXT) -> Path:
    """The strategies and the study as files; the study's path."""
    (folder / "a.toml").write_text(A)
    (folder / "b.toml").write_text(B)
    (folder / "s.toml").write_text(text)
    return folder / "s.toml"


def asked(folder: Path, **tables: Any) -> scenario_study.Study:
    """The study of TEXT with other tables."""
    path = written(folder)
    tree = {
        "name": "tiny", "strategies": ["a.toml", "b.toml"], "measure": "impressions", "design": {"method": "grid"},
        "run": {"runs": 3}, "vary": TURNED,
    }  # fmt: skip
    return scenario_study.from_tables({**tree, **tables}, file=path)


def prepared(folder: Path, **tables: Any) -> Sweep:
    return sweep.prepare(asked(folder, **tables))


class Notes(Silent):
    """Remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)

    def lead(self, text: str) -> None:
        self.said.append(text)


class Counted:
    """Plays on threads and counts; the numbers of the cells in the order in which they came back."""

    def __init__(self, threads: int = 1, stop: Stop | None = None) -> None:
        self.threads, self.stop = threads, stop or Stop()
        self.numbers: list[int] = []

    def __call__(self, orders: Iterable[Order]) -> Iterator[Played]:
        for played in cells.on_threads(orders, self.threads, self.stop):
            self.numbers.append(played.number)
            yield played


def task(folder: Path, play: Play | None = None, reporter: Silent | None = None, stop: Stop | None = None) -> SweepTask:
    return SweepTask(folder, play or Counted(), reporter or Silent(), stop or Stop())


def swept(asked_for: Sweep, out: Path, how: SweepTask | None = None, mode: Mode = "new") -> Progress:
    """Play and collect, as the command does."""
    how = how or task(out.parent / "points")

    def write(done: Progress, made: SweepCells) -> None:
        collect.write(asked_for, made, done, collect.StudyOutput(out, how.folder, mode == "force"), "sim sweep", 0.0)

    with claim.claim(out, sweep.marks(asked_for), mode), claim.share(how.folder):
        return sweep.complete(asked_for, how, write)


def digest(path: Path) -> str:
    """Of all that a study holds."""
    return result.digest(store.load(path, STUDY, [f"outcomes/{name}" for name in NAMES]))


def points(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every point: neither moves unless the point is written again."""
    found = {key: pool.path_of(folder, key).stat() for key in pool.stored_keys(folder)}
    return {key: (one.st_ino, one.st_mtime_ns) for key, one in found.items()}
