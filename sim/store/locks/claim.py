"""A study in progress: one process at a time, and always the same study, until its file is written.

study.h5.parts/  .lock  key.json        the points themselves are in a folder that studies share
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sim.errors import FileProblem, InputError, switch
from sim.store import key as run_key
from sim.store import problems
from sim.store.commit import leftovers, sync_folder
from sim.store.locks import lock
from sim.store.parts import Mode, work_folder


@contextmanager
def claim(out: Path, key: Mapping[str, str], mode: Mode) -> Iterator[None]:
    """Hold the study whose file will be `out`; key: what makes two studies the same study.

    What was begun stays marked as unfinished, except where its input was wrong. FileProblem when it is in use, or
    belongs to another study, or is unfinished and `mode` is new.
    """
    folder = work_folder(out)
    descriptor, dropped = lock.acquire(folder), None
    try:
        start(out, folder, key, mode)
        yield
    except InputError:
        dropped = drop(folder)
        raise
    else:
        dropped = drop(folder)
    finally:
        lock.release(descriptor, dropped)


@contextmanager
def share(folder: Path) -> Iterator[None]:
    """Use a folder of points together with others; nobody removes points meanwhile."""
    descriptor = lock.acquire(folder, shared=True)
    try:
        yield
    finally:
        lock.release(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Use a folder of points while nobody else does. FileProblem when somebody does."""
    descriptor = lock.acquire(folder)
    try:
        yield
    finally:
        lock.release(descriptor)


def start(out: Path, folder: Path, key: Mapping[str, str], mode: Mode) -> None:
    """Mark the study as begun. FileProblem where another study, or an unfinished one, is there."""
    stored = run_key.read(folder) if mode != "force" else None
    if stored is not None and mode == "new":
        problem = f"an unfinished study is there; {switch('resume')} continues it, {switch('force')} starts again"
        raise FileProblem(f"{folder}: {problem}")
    if stored is not None:
        run_key.check(folder, stored, key)
    with problems.refusals_as_problems(folder):
        for path in [*leftovers(out), *folder.glob(".*.tmp")]:
            path.unlink(missing_ok=True)
    run_key.write(folder, key)


def drop(folder: Path) -> Path:
    """Remove the marks of a study that is over; returns the folder."""
    with problems.refusals_as_problems(folder):
        (folder / run_key.NAME).unlink(missing_ok=True)
        sync_folder(folder)
        lock.drop(folder)
    return folder
