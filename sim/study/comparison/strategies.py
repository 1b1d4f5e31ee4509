"""From file names to strategies: results are read, scenarios are run unless their result is stored already."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sim.engine import session
from sim.engine.progress import Reporter, Stop
from sim.engine.session import Job
from sim.errors import InputError
from sim.scenario.describe.resolved import fingerprint
from sim.scenario.load import Loaded, load
from sim.store import result, seal
from sim.store.stored_result import StoredResult

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Place(NamedTuple):
    """How scenarios are run, and where their results are kept."""

    folder: Path
    threads: int
    command: str
    reporter: Reporter
    stop: Stop


class Entrant(NamedTuple):
    """A file that takes part in a comparison: a result, or a scenario that can be run."""

    path: Path
    loaded: Loaded | None

    def with_runs(self, runs: int) -> "Entrant":
        """The same with another number of runs, or of draws where numbers are drawn; a result stays as it is."""
        if self.loaded is None:
            return self
        key = "run.runs" if self.loaded.scenario.run.draws == 1 else "run.draws"
        return self._replace(loaded=self.loaded.replace(key, runs))


def enter(paths: Sequence[Path], changes: Sequence[str]) -> tuple[Entrant, ...]:
    """The entrants of a comparison. changes: to every scenario, as in --set. Raises InputError, FileProblem."""
    if len(paths) > len(LABELS):
        raise InputError(f"{len(paths)} strategies; at most {len(LABELS)} can be compared at once")
    results = [path for path in paths if not is_scenario(path)]
    if changes and results:
        seal.verify(results[0])
        raise InputError("is a result, which cannot be changed any more; give its scenario", file=results[0])
    return tuple(Entrant(path, load(path, changes) if is_scenario(path) else None) for path in paths)


def is_scenario(path: Path) -> bool:
    return path.suffix.lower() == ".toml"


def result_of(entrant: Entrant, place: Place) -> StoredResult:
    """The result of an entrant; a scenario is run as far as it is not stored.

    Raises InputError, FileProblem, Interrupted (what is finished is kept).
    """
    if entrant.loaded is None:
        return result.load(entrant.path)
    out = home_of(entrant.loaded, entrant.path, place.folder)
    found = session.stored_result(entrant.loaded, out)
    if found is not None and covers(found, entrant.loaded):
        return found
    job = Job(entrant.loaded, out, place.threads, "resume", place.command)
    return session.run(job, place.reporter, place.stop)


def homes(loaded: Loaded, path: Path, folder: Path) -> tuple[Path, Path]:
    """Where the result of a scenario is kept: under its plain name, or one that no other scenario has."""
    return folder / f"{path.stem}.h5", folder / f"{path.stem}-{fingerprint(loaded)[:8]}.h5"


def home_of(loaded: Loaded, path: Path, folder: Path) -> Path:
    """The plain name unless another scenario's runs lie there."""
    plain, other = homes(loaded, path, folder)
    return plain if session.is_free(loaded, plain) else other


def covers(found: StoredResult, loaded: Loaded) -> bool:
    """Whether a result has all the runs that are wanted."""
    run = loaded.scenario.run
    return found.arrays["draw"].size >= run.draws and found.arrays["run"].size >= run.runs


def cut_as_requested(entrant: Entrant, found: StoredResult) -> StoredResult:
    """What a scenario asks for of its result: its name of today, and its first draws and runs; a result as it is."""
    if entrant.loaded is None:
        return found
    scenario = entrant.loaded.scenario
    most = {"draw": scenario.run.draws, "run": scenario.run.runs}
    firsts = {column.name: tuple(slice(most.get(axis)) for axis in column.axes) for column in found.columns}
    arrays = {name: array[firsts[name]] if array.ndim else array for name, array in found.arrays.items()}
    return replace(found, arrays=arrays, attributes={**found.attributes, "title": scenario.name})
