"""Write a commented scenario to start from."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated

from sim.tasks.request import SCENARIO, Force, Option, PathLike, Request


@dataclass(frozen=True)
class InitRequest(Request):
    """Write a commented scenario to start from."""

    file: Annotated[PathLike, Option("The file to write.", is_argument=True, endings=SCENARIO)] = Path("scenario.toml")
    _: KW_ONLY
    force: Force = False


def init(request: InitRequest) -> Path:
    """Write the scenario; returns its file. Raises FileProblem.

    >>> init(InitRequest("mine.toml")).read_text().count("schema_version")
    1
    """
    from sim.scenario.describe.template import template
    from sim.store import commit, names

    file = Path(request.file)
    names.check_output(file, request.force)
    commit.commit(file, [template().encode()])
    return file
