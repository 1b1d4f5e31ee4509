"""The key of a run in progress, equal for two runs that are the same; the first of its files, and the last to go."""

import json
from collections.abc import Mapping
from pathlib import Path

from sim.errors import DamagedFile, FileProblem, switch
from sim.store import problems, provenance
from sim.store.commit import RESUME, commit

NAME = "key.json"
WORLD, ORIGIN = "world", "made_with"  # what the runs have met, known only once it was built


def write(folder: Path, key: Mapping[str, str]) -> None:
    """Mark the folder as a run in progress."""
    commit(folder / NAME, [json.dumps(dict(key), sort_keys=True).encode()], RESUME, is_output=False)


def read(folder: Path) -> dict[str, str] | None:
    """The key of the run in progress, None where there is none. DamagedFile when it says nothing."""
    path = folder / NAME
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise problems.reading(path, error) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(content, dict):
        raise _damaged(path)
    return {name: str(value) for name, value in content.items()}


def check(folder: Path, stored: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """FileProblem naming all that differs."""
    names = sorted(name for name in stored.keys() | wanted.keys() if stored.get(name) != wanted.get(name))
    if names:
        differences = ", ".join(f"{name} was {stored.get(name)}, is {wanted.get(name)}" for name in names)
        raise FileProblem(f"{folder}: belongs to another run: {differences}; {switch('force')} starts again")


def request_of(key: Mapping[str, str]) -> dict[str, str]:
    """The part of a key that is known before a world is built."""
    return {name: value for name, value in key.items() if name not in (WORLD, ORIGIN)}


def check_world(folder: Path, stored: Mapping[str, str], world: str, origin: str) -> None:
    """FileProblem where the runs that are kept met another world than this one."""
    if stored.get(WORLD, world) == world:
        return
    made = provenance.differences([{"packages": stored.get(ORIGIN)}, {"packages": origin}])
    problem = f"its runs met another world, though the same was asked: {made}"
    raise FileProblem(f"{folder}: {problem}; {switch('force')} starts again")


def _damaged(path: Path) -> DamagedFile:
    return DamagedFile(path, f"not the key of a run; {switch('force')} starts again")
