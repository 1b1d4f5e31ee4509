"""The files of a hiring plan: a scenario that can be run, and a page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sim.report.page.hiring_plan import html
from sim.report.text import optimize as report
from sim.scenario.describe.resolved import resolve
from sim.scenario.load import Loaded
from sim.scenario.overrides import FILES
from sim.scenario.toml.keys import leaves
from sim.scenario.toml.write import toml_text
from sim.store import commit, names
from sim.study.optimise.optimize import HiringPlan
from sim.tasks.request import PathLike
from sim.text import printable


class Outputs(Protocol):
    """A request that writes a file of its own kind, and a page."""

    @property
    def out(self) -> PathLike | None: ...
    @property
    def page(self) -> PathLike | None: ...
    @property
    def force(self) -> bool: ...


def check_files(request: Outputs, inputs: Sequence[Path]) -> None:
    """Refuse outputs that cannot be written or would destroy what is read. Raises FileProblem.

    >>> from sim.tasks.roster.calibrate import CalibrateRequest
    >>> Path("a.toml").touch()
    >>> check_files(CalibrateRequest("past.csv", out="a.toml"), [])
    Traceback (most recent call last):
    sim.errors.FileProblem: a.toml: exists already; --force replaces it
    """
    for path in (request.out, request.page):
        if path is not None:
            names.check_output(Path(path), request.force)
            names.refuse_inputs(Path(path), inputs)


def write_files(request: Outputs, plan: HiringPlan, remarks: Sequence[str], command: str) -> tuple[str, ...]:
    """Write the files that are asked for; returns the remarks with notes about them. Raises FileProblem.

    >>> from sim.tasks.roster.optimize import OptimizeRequest
    >>> write_files(OptimizeRequest("roster.csv", budget=1), None, ["no file is asked for"], "")
    ('no file is asked for',)
    """
    files, notes = {}, list(remarks)
    if request.out is not None:
        out = Path(request.out)
        origin = " ".join(printable(command).split())
        files[out] = f"# Chosen by: {origin}\n# {report.heading(plan)}\n{plan_text(plan.scenario, out)}"
        notes.append(f"{out}: the plan, to be run, compared and changed like any scenario.")
    if request.page is not None:
        page = Path(request.page)
        files[page] = html(plan, notes, command)
        notes.append(f"{page}: all of this as a page.")
    for path, text in files.items():
        commit.commit(path, [text.encode()])
    return tuple(notes)


def plan_text(plan: Loaded, out: Path) -> str:
    """The plan as TOML, its files named from the folder in which it will lie.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> "followers" in plan_text(loads(template()), Path("plan.toml"))
    True
    """
    tables = resolve(plan)
    for group in tables["creators"]:
        del group["count"]
    for key, value in list(leaves(tables)):
        if key[-1] in FILES and isinstance(value, str):
            table: Any = tables
            for part in key[:-1]:
                table = table[part]
            table[key[-1]] = os.path.relpath(without_links(plan.folder / value), without_links(out).parent)
    return toml_text(tables)


def without_links(path: Path) -> Path:
    """The same file with no link among its folders: `..` behind a link leads elsewhere.

    >>> without_links(Path("a.csv")).name
    'a.csv'
    """
    return path.absolute().parent.resolve() / path.name
