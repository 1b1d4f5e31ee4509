"""Numbers of scenarios that can be turned, for the completion of shells."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sim.errors import SimError
from sim.scenario.load import load
from sim.study.what_if.parameters import numeric_paths


def numeric_parameters(files: Sequence[Path], typed: str) -> list[str]:
    """Paths that begin as typed, in the scenarios that can be read; the completion of a shell shows no errors.

    >>> numeric_parameters([Path("nowhere.toml")], "creators")
    []
    """
    paths: set[str] = set()
    for file in files:
        with suppress(SimError):
            paths |= set(numeric_paths(load(file)))
    return sorted(path for path in paths if path.startswith(typed))
