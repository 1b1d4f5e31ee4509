"""From the arguments of `sim optimize` to the floors below: imported by the command when it runs."""

import math
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli.comparing import Talk, place, runs_of
from sim.cli.handover import FLAGS
from sim.errors import InputError
from sim.report.page.hiring_plan import html
from sim.report.style.table import printable
from sim.report.text import optimize as report
from sim.scenario.describe.resolved import resolve
from sim.scenario.load import Loaded, load, loads
from sim.scenario.overrides import FILES
from sim.scenario.toml.keys import leaves
from sim.scenario.toml.write import toml_text
from sim.store import commit, names
from sim.study.optimise import optimize, scenario_from_roster
from sim.study.optimise.candidates import HiringQuestion
from sim.study.optimise.goal import Goal
from sim.study.what_if.trials import Means, Trials
from sim.tables.textfile import clean, shown

RUNS = 400  # per draw of each plan, for what is promised
IN_TAIL = 20  # of the runs
WORLDS = 200  # of luck, where more than the mean counts
DIGITS = 9  # of a number of creators
PLATFORM = "instagram"  # of a roster that comes without a scenario


def chosen(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim optimize` prints."""
    out, page = options["out"], options["page"]
    asked = question_of(options)
    loaded, notes = scenario_of(options, 1 if asked.goal.kind == "mean" else asked.n_worlds)
    if out is not None and out == page:
        raise click.UsageError("-o and --page must be two files")
    for path in (out, page):
        if path is not None:
            names.check_output(path, options["force"])
            names.refuse_inputs(path, (options["roster"], *loaded.files))
    with place(Path(), options["threads"], talk) as where:
        means = Means(runs_of(loaded, enough(RUNS, asked.goal)), where.threads, where.reporter, where.stop)
        found = optimize.choose(loaded, asked, Trials(means))
    files, command = {}, shlex.join(["sim", *sys.argv[1:]])
    if out is not None:
        said = " ".join(printable(command).split())
        files[out] = f"# Chosen by: {said}\n# {report.heading(found)}\n{written(found.scenario, out)}"
        notes.append(f"{out}: the plan, to be run, compared and changed like any scenario.")
    if page is not None:
        files[page] = html(found, notes, command)
        notes.append(f"{page}: all of this as a page.")
    told = report.text(found, notes, form, wide)
    for path, text in files.items():
        commit.commit(path, [text.encode()])
    return told


def question_of(options: dict[str, Any]) -> HiringQuestion:
    """What is asked. Raises InputError."""
    if options["promise"] is not None and options["worst"] is not None:
        raise click.UsageError("--promise and --worst exclude each other")
    if options["worlds"] is not None and options["promise"] is None and options["worst"] is None:
        raise click.UsageError("--worlds is for --promise and --worst; means are taken over all luck")
    measure = optimize.check_goal(options["goal"])
    goal = Goal(measure, "mean")
    if options["promise"] is not None:
        goal = Goal(measure, "quantile", 1.0 - options["promise"])
    if options["worst"] is not None:
        goal = Goal(measure, "cvar", options["worst"])
    return HiringQuestion(
        goal, options["budget"], options["hours"], options["most_posts"], options["least"], options["most"],
        options["must"], options["must_not"], niche_limits(options["niche_most"]),
        options["worlds"] or enough(WORLDS, goal),
    )  # fmt: skip


def enough(usual: int, goal: Goal) -> int:
    """As many runs or worlds as show the tail of a goal."""
    return usual if goal.kind == "mean" else max(usual, math.ceil(IN_TAIL / goal.tail))


def niche_limits(texts: Sequence[str]) -> dict[str, int]:
    """NICHE=N of each niche. Raises InputError."""
    limits: dict[str, int] = {}
    for text in texts:
        niche, most = niche_limit(text)
        if niche in limits:
            raise InputError(f"{shown(niche)} is given twice", path=("--niche-most",))
        limits[niche] = most
    return limits


def niche_limit(text: str) -> tuple[str, int]:
    """NICHE=N as both. Raises InputError."""
    niche, _, most = text.rpartition("=")
    if not niche or not most.isascii() or not most.isdigit() or len(most) > DIGITS:
        raise InputError(f"{shown(text)} must be NICHE=N, for example beauty=3", path=("--niche-most",))
    return niche, int(most)


def scenario_of(options: dict[str, Any], n_worlds: int) -> tuple[Loaded, list[str]]:
    """The candidates' scenario, and what was assumed around a roster that came without one."""
    path = options["roster"]
    sizes = [f"run.{name}={options[name]}" for name in FLAGS if options[name] is not None]
    changes = [*options["changes"], *sizes]
    if path.suffix.lower() == ".toml":
        for option in ("platform", "network"):
            if options[option] is not None:
                raise click.UsageError(f"--{option} is for a roster alone; {clean(str(path))} says its own")
        return load(path, changes), []
    platform = options["platform"] or PLATFORM
    text = scenario_from_roster.scenario_text(path, platform, n_worlds, options["network"])
    loaded = loads(text, changes, path.with_name(f"{path.name} (as a scenario)"))
    world = loaded.scenario.world
    people = f"{world.people:,} people" if world.network is None else f"the people of {options['network']}"
    sampled = "all of them" if world.sample_one_in == 1 else f"one in {world.sample_one_in:,}"
    told = f"{path} stands alone: {platform}, {people}, {sampled} simulated"
    return loaded, [f"{told}; hours and all else by default (-o shows everything)."]


def real(path: Path) -> Path:
    """The same file with no link among its folders: `..` behind a link leads elsewhere."""
    return path.absolute().parent.resolve() / path.name


def written(plan: Loaded, out: Path) -> str:
    """The plan as TOML, its files named from where it will lie."""
    tables = resolve(plan)
    for group in tables["creators"]:
        del group["count"]
    for key, value in list(leaves(tables)):
        if key[-1] in FILES and isinstance(value, str):
            table: Any = tables
            for part in key[:-1]:
                table = table[part]
            table[key[-1]] = os.path.relpath(real(plan.folder / value), real(out).parent)
    return toml_text(tables)
