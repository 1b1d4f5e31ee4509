"""Stored files of all kinds, and the commands that read them, for files that were changed by chance."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.engine import session
from sim.engine.session import Job
from sim.measures.stored_files import RESULT
from sim.scenario.load import load
from sim.store import result, seal
from sim.store.parts import work_folder
from tests import sweeps
from tests.commands import Done, sim
from tests.store.mutants import mutant

TALK = """
[word_of_mouth]
share_prob = 0.2
"""
STUDY = """\
name = "drawn"
strategies = ["a.toml", "b.toml"]
measure = "impressions"

[design]
method = "latin_hypercube"
points = 12

[run]
runs = 3

[vary]
"engagement.rate_1k" = "0.02:0.2"
"exposure.reach_1k" = "0.1:0.5"
"""
ACTUAL = "campaign,reach,impressions,engagements,clicks,sales,cost\na,50,100,10,1,1,700\n"
SHOWN = ("show x.h5", "show x.h5 --format json", "show x.h5 --format csv", "show x.h5 --digest", "seal x.h5")
OF_RESULTS = (
    *SHOWN, "export x.h5 --to csv -o x.csv --force", "export x.h5 --to csv --table days -o x.csv --force",
    "compare x.h5 b.h5", "compare b.h5 x.h5 --format json", "score x.h5 actual.csv",
    "report x.h5 b.h5 -o r.html --force", "run a.toml -o x.h5 --resume -q",
)  # fmt: skip
OF_STUDIES = (
    *SHOWN, "export x.h5 --to csv -o x.csv --force", "sensitivity x.h5", "sensitivity x.h5 --format json",
    "discover x.h5", "report x.h5 -o r.html --force", "sweep d.toml -o x.h5 --resume -q",
)  # fmt: skip


class Case(NamedTuple):
    """A kind of stored file: a whole one, the place where a changed one is put, and what reads it."""

    name: str
    image: bytes  # of HDF5, without its seal
    place: str
    commands: tuple[str, ...]


def prepare(folder: Path) -> list[Case]:
    """Play small scenarios and studies in a folder; the cases of what they store."""
    sweeps.written(folder)
    (folder / "talk.toml").write_text(sweeps.A.replace('"micros"', '"talk"') + TALK)
    (folder / "d.toml").write_text(STUDY)
    (folder / "actual.csv").write_text(ACTUAL)
    drawn = "--set run.draws=3 --set run.runs=20 --set platform_uncertainty=true"
    for command in ("run a.toml -o a.h5 -q", "run b.toml -o b.h5 -q", f"run talk.toml {drawn} -o talk.h5 -q",
                    "sweep d.toml -o d.h5 -q"):  # fmt: skip
        done = sim(folder, *command.split())
        assert done.returncode == 0, done.stderr
    point = min((folder / "points").rglob("*.h5")).relative_to(folder)
    part = make_part(folder)
    return [
        Case("result", image_of(folder / "a.h5"), "x.h5", OF_RESULTS),
        Case("result of draws and word of mouth", image_of(folder / "talk.h5"), "x.h5", OF_RESULTS),
        Case("study", image_of(folder / "d.h5"), "x.h5", OF_STUDIES),
        Case("point", image_of(folder / point), str(point), ("sweep d.toml -o x.h5 --resume -q", f"seal {point}")),
        Case("part", image_of(folder / part), str(part), ("run a.toml -o p.h5 --resume -q", f"seal {part}")),
    ]


def make_part(folder: Path) -> Path:
    """The part of a run that was stopped, made of a finished one."""
    loaded = load(folder / "a.toml")
    job = Job(loaded, folder / "p.h5", 1, "new", "test")
    with session.open_parts(job, None) as work:
        session.carry_over(result.load(folder / "a.h5", RESULT), work)
    shutil.copytree(work_folder(job.out), folder / "unfinished")
    return next(work_folder(job.out).glob("*.h5")).relative_to(folder)


def image_of(path: Path) -> bytes:
    """The HDF5 image of a file, without its seal."""
    with path.open("rb") as file:
        return file.read(seal.image_length(file))


def refresh(folder: Path, case: Case) -> None:
    """Put back what the commands of a case have finished or set aside."""
    (folder / "x.h5").unlink(missing_ok=True)
    if case.name == "part":
        (folder / "p.h5").unlink(missing_ok=True)
        shutil.rmtree(folder / "p.h5.parts", ignore_errors=True)
        shutil.copytree(folder / "unfinished", folder / "p.h5.parts")


def read_mutants(folder: Path, cases: list[Case], seed: int, numbers: range) -> Iterator[tuple[str, Done]]:
    """Changed files by number, one kind after the other, and what every command says that reads them.

    The file is put back before each command, as some replace it.
    """
    for number in numbers:
        case = cases[number % len(cases)]
        content = mutant(case.image, np.random.default_rng([seed, number]))
        for command in case.commands:
            refresh(folder, case)
            (folder / case.place).write_bytes(content)
            yield f"{number} {case.name}: sim {command}", sim(folder, *command.split())


def flaw_of(done: Done) -> str:
    """What is wrong with how a command ended; empty where nothing is."""
    if done.returncode not in (0, 2, 3, 4):
        return f"exit {done.returncode}: {done.stderr.strip()}"
    lines = done.stderr.strip().splitlines()
    errors = [line for line in lines if line.startswith("Error: ")]
    if done.returncode == 4 and len(errors) != 1:
        return f"no single line: {done.stderr.strip()}"
    return "a traceback" if "Traceback" in done.stderr else ""
