"""From the arguments of `sim calibrate` to the floors below: imported by the command when it runs."""

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.comparing import Talk, place
from sim.report.page.learned import html
from sim.report.text import calibrate as report
from sim.scenario.load import Loaded, load, loads
from sim.scenario.toml.keys import toml
from sim.store import commit, names
from sim.study.calibration import calibrate as study
from sim.tables import campaigns as past

PRIORS = """\
schema_version = 1
name = "past campaigns"
platform = {platform}
platform_uncertainty = true

[[creators]]
name = "past"
followers = 1000
"""


def learned(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim calibrate` prints."""
    out, page, source = options["out"], options["page"], options["campaigns"]
    loaded = scenario_of(options)
    if out is not None and out == page:
        raise click.UsageError("-o and --page must be two files")
    for path in (out, page):
        if path is not None:
            names.check_output(path, options["force"])
            names.refuse_inputs(path, (source, *loaded.files))
    found = past.read(source)
    with place(Path(), None, talk) as where:
        answer = study.calibrate(loaded, found, where.stop, where.reporter)
    notes, command = [], shlex.join(["sim", *sys.argv[1:]])
    if page is not None:
        commit.commit(page, [html(answer, loaded.scenario.run.seed, command).encode()])
        notes.append(f"{page}: all of this as a page.")
    if out is not None:
        commit.commit(out, [report.posterior_text(answer, command).encode()])
        notes.append(f"{out}: what is known now; use it with --set @{out}.")
    return report.text(answer, notes, form, wide)


def scenario_of(options: dict[str, Any]) -> Loaded:
    """The scenario whose uncertain numbers are the priors. Raises InputError, FileProblem."""
    changes = [*options["changes"], *([] if options["seed"] is None else [f"run.seed={options['seed']}"])]
    if options["scenario"] is not None:
        return load(options["scenario"], changes)
    return loads(PRIORS.format(platform=toml(options["platform"])), changes)
