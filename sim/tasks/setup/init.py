"""Write a commented scenario to start from, or examples that are shipped."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated

from sim.errors import UsageProblem, option
from sim.tasks.request import SCENARIO, Force, Option, PathLike, Request
from sim.text import suggest_or_list

ALL = "all"
USUAL = Path("scenario.toml")


@dataclass(frozen=True)
class InitRequest(Request):
    """Write a commented scenario to start from, or an example that is shipped.

    An example keeps its name, in `configs/`; a roster or strategies that it reads are written, too.
    """

    file: Annotated[
        PathLike | None, Option("The file to write.", is_argument=True, endings=SCENARIO, usual=str(USUAL))
    ] = None
    _: KW_ONLY
    example: Annotated[
        str | None, Option('A shipped scenario or study, as "micro_1000"; "all" of them.', metavar="NAME")
    ] = None
    force: Force = False


def init(request: InitRequest) -> Path:
    """Write the scenario; returns its file, or the folder of all examples. Raises FileProblem, UsageProblem.

    >>> init(InitRequest("mine.toml")).read_text().count("schema_version")
    1
    """
    from sim.scenario.describe.template import template
    from sim.store import commit, names

    if request.example is not None:
        return _write_example(request, request.example)
    file = Path(request.file or USUAL)
    names.check_output(file, request.force)
    commit.commit(file, [template().encode()])
    return file


def _write_example(request: InitRequest, name: str) -> Path:
    from sim.scenario.describe.shipped import FOLDER, example_names, files_of, shipped_folder
    from sim.store import commit, names

    if request.file is not None:
        raise UsageProblem(f"{option('example')} writes under {FOLDER}/; leave out {request.file}")
    known = example_names()
    if name not in (*known, ALL):
        raise UsageProblem(f"{option('example')}: {name!r} is not shipped{suggest_or_list(name, (ALL, *known), 99)}")
    asked = known if name == ALL else [name]
    content = {file: (shipped_folder() / file).read_bytes() for each in asked for file in files_of(each)}
    waiting = {Path(FOLDER) / file: data for file, data in content.items() if not _holds(Path(FOLDER) / file, data)}
    for file in waiting:
        names.check_output(file, request.force)
    for file, data in waiting.items():
        commit.commit(file, [data])
    return Path(FOLDER) if name == ALL else Path(FOLDER) / f"{name}.toml"


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.read_bytes() == data
    except OSError:
        return False
