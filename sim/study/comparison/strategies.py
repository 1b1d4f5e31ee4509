"""Strategies from files: results are read, scenarios are run unless their result is stored already."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sim.engine import session
from sim.engine.progress import Reporter, Stop
from sim.engine.session import Job
from sim.errors import FileProblem, InputError
from sim.measures.stored_files import RESULT
from sim.scenario.describe.resolved import fingerprint
from sim.scenario.load import Loaded, load
from sim.scenario.overrides import Override
from sim.store import result
from sim.store.stored_result import StoredResult

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Labels(NamedTuple):
    """The labels of two strategies that are compared, first against second."""

    first: str
    second: str


class Place(NamedTuple):
    """A place to run scenarios: where results are kept, and what a run needs besides its scenario."""

    folder: Path
    threads: int
    command: str  # that is noted in results
    reporter: Reporter
    stop: Stop


class Entrant(NamedTuple):
    """A file that takes part in a comparison: a result, or a scenario that can be run."""

    path: Path
    loaded: Loaded | None  # None: a result
    held: StoredResult | None = None  # a result that is in memory already

    def with_runs(self, runs: int) -> "Entrant":
        """Return the same with another number of runs, or of draws where numbers are drawn; a result stays as it is."""
        if self.loaded is None:
            return self
        key = "run.runs" if self.loaded.scenario.run.draws == 1 else "run.draws"
        return self._replace(loaded=self.loaded.replace(key, runs))


def enter(paths: Sequence[Path], changes: Sequence[str | Override]) -> tuple[Entrant, ...]:
    """Return the entrants of a comparison, one for each file.

    changes: to every scenario, as in --set. Raises InputError, FileProblem.
    """
    if len(paths) > len(LABELS):
        raise InputError(f"{len(paths)} strategies; at most {len(LABELS)} can be compared at once")
    results = [path for path in paths if not is_scenario(path)]
    if changes and results:
        result.load(results[0], RESULT)
        raise InputError("is a result, which cannot be changed any more; give its scenario", file=results[0])
    return tuple(Entrant(path, load(path, changes) if is_scenario(path) else None) for path in paths)


def is_scenario(path: Path) -> bool:
    """Return whether a file is a scenario (.toml), by its name."""
    return path.suffix.lower() == ".toml"


def result_of(entrant: Entrant, place: Place) -> StoredResult:
    """Return the result of an entrant; a scenario is run as far as it is not stored.

    Raises InputError, FileProblem, Interrupted (what is finished is kept).
    """
    if entrant.held is not None:
        return entrant.held
    if entrant.loaded is None:
        return result.load(entrant.path, RESULT)
    out = home_of(entrant.loaded, entrant.path, place.folder)
    stored = session.stored_result(entrant.loaded, out)
    if stored is not None and covers(stored, entrant.loaded):
        return stored
    job = Job(entrant.loaded, out, place.threads, "resume", place.command)
    return session.run(job, place.reporter, place.stop)


def find_result(loaded: Loaded, path: Path, folder: Path) -> StoredResult | None:
    """The stored runs of a scenario, as many as it asks for; None where they are not all there. Plays nothing."""
    try:
        stored = session.stored_result(loaded, home_of(loaded, path, folder))
    except FileProblem:  # something else lies there, which is no matter of who only looks
        return None
    return cut_to_request(Entrant(path, loaded), stored) if stored is not None and covers(stored, loaded) else None


def homes(loaded: Loaded, path: Path, folder: Path) -> tuple[Path, Path]:
    """Return the two files that may hold the result of a scenario: by its plain name, and by one that it alone has."""
    return folder / f"{path.stem}.h5", folder / f"{path.stem}-{fingerprint(loaded)[:8]}.h5"


def home_of(loaded: Loaded, path: Path, folder: Path) -> Path:
    """Return the file for the result of a scenario: the plain name unless another scenario's runs lie there."""
    plain, other = homes(loaded, path, folder)
    return plain if session.is_free(loaded, plain) else other


def covers(stored: StoredResult, loaded: Loaded) -> bool:
    """Return whether a result has all the draws and runs that a scenario asks for."""
    run = loaded.scenario.run
    return stored.arrays["draw"].size >= run.draws and stored.arrays["run"].size >= run.runs


def cut_to_request(entrant: Entrant, stored: StoredResult) -> StoredResult:
    """Cut a stored result to what its scenario asks for: the name it has now, and its first draws and runs.

    A result that was named itself stays as it is.
    """
    if entrant.loaded is None:
        return stored
    scenario = entrant.loaded.scenario
    most = {"draw": scenario.run.draws, "run": scenario.run.runs}
    firsts = {column.name: tuple(slice(most.get(axis)) for axis in column.axes) for column in stored.columns}
    arrays = {name: array[firsts[name]] if array.ndim else array for name, array in stored.arrays.items()}
    return replace(stored, arrays=arrays, attributes={**stored.attributes, "title": scenario.name})
