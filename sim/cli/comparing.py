"""From the arguments of a comparison to the floors below: imported by commands when they run."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import click

from sim.cli import manner
from sim.cli.handover import FLAGS
from sim.cli.signals import stoppable
from sim.engine.batches import default_threads
from sim.errors import InputError, SimError
from sim.report.style import progress_bar as report_progress
from sim.report.style.table import printable
from sim.report.text import compare as report_compare
from sim.report.text import explain as report_explain
from sim.report.text import flip as report_flip
from sim.scenario.load import Loaded, load
from sim.study.comparison import compare as study_compare
from sim.study.comparison import decide, health, strategies
from sim.study.comparison.answers import Comparison
from sim.study.comparison.strategies import Entrant, Place
from sim.study.what_if import explain as study_explain
from sim.study.what_if import flip as study_flip
from sim.study.what_if import overlap, parameters
from sim.study.what_if.trials import Means, Trials

EXPLAIN_RUNS = 100  # per draw and cell, where there is no closed form
FLIP_RUNS = 200  # per draw and value

Talk = tuple[report_progress.Mode, bool]  # how progress is shown, and whether nothing is said


def entrants(options: dict[str, Any], least: int = 2) -> tuple[Entrant, ...]:
    """The strategies that were named."""
    if len(options["files"]) < least:
        raise click.UsageError("a comparison needs two strategies or more")
    sizes = [f"run.{name}={options[name]}" for name in FLAGS if options[name] is not None]
    return strategies.enter(options["files"], [*options["changes"], *sizes])


@contextmanager
def place(folder: Path, threads: int | None, talk: Talk) -> Iterator[Place]:
    """Where and how scenarios are run, stoppable by a signal."""
    reporter = report_progress.reporter(*talk, verbose=manner.verbosity() > 0)
    command = shlex.join(["sim", *sys.argv[1:]])
    try:
        with stoppable(reporter.note) as stop:
            yield Place(folder, threads or default_threads(), command, reporter, stop)
    finally:
        report_progress.close(reporter)


def rule_of(options: dict[str, Any]) -> decide.Rule | None:
    """When to stop adding runs; None: the runs that the scenarios ask for."""
    if not options["until_decided"] and options["precision"] is None:
        return None
    return decide.Rule(options["error_rate"], options["precision"], options["most_runs"], options["most_seconds"])


def comparison(found: Sequence[Entrant], options: dict[str, Any], where: Place, rule: decide.Rule | None) -> Comparison:
    """Run what is missing and compare."""
    measure = study_compare.check_measure(options["measure"])
    if rule is None:
        return study_compare.of_files(found, where, measure, options["smallest"])
    return decide.run_until(found, where, measure, options["smallest"], rule)


def compared(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim compare` prints."""
    found = entrants(options)
    study_compare.check_measure(options["measure"])
    with place(options["folder"], options["threads"], talk) as where:
        answer = comparison(found, options, where, rule_of(options))
    return report_compare.text(answer, health.check(answer), form, wide)


def scenarios(options: dict[str, Any]) -> tuple[Loaded, Loaded]:
    """A and B, which must be scenarios: results cannot be changed."""
    files = [options["a"], options["b"]]
    for file in files:
        if not strategies.is_scenario(file):
            raise InputError("is no scenario (.toml); what-ifs change scenarios", file=file)
    a, b = entrants({**options, "files": files})
    return cast(Loaded, a.loaded), cast(Loaded, b.loaded)


def labels_of(a: Loaded, b: Loaded) -> tuple[str, str]:
    return printable(f"{a.scenario.name} (A)"), printable(f"{b.scenario.name} (B)")


def runs_of(loaded: Loaded, usual: int) -> int:
    """How many runs what-ifs have: as the user says, else as many as usual."""
    said = any(override.path == ("run", "runs") for override in loaded.overrides)
    return loaded.scenario.run.runs if said else usual


@contextmanager
def trials(loaded: Loaded, options: dict[str, Any], talk: Talk, usual_runs: int) -> Iterator[Trials]:
    """What-ifs with so many runs unless the user says otherwise."""
    runs = runs_of(loaded, usual_runs)
    with place(Path(), options["threads"], talk) as where:
        yield Trials(Means(runs, where.threads, where.reporter, where.stop))


def explained(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim explain` prints."""
    a, b = scenarios(options)
    measure = study_compare.check_measure(options["measure"])
    with trials(a, options, talk, EXPLAIN_RUNS) as what_ifs:
        answer = study_explain.explain(a, b, labels_of(a, b), measure, what_ifs)
    return report_explain.text(answer, form, wide)


def flipped(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim flip` prints."""
    if len(options["ways"]) > 2:
        raise click.UsageError("--over can be given once, or twice for a map")
    a, b = scenarios(options)
    measure = study_compare.check_measure(options["measure"])
    question = study_flip.ComparisonQuestion(a, b, labels_of(a, b), measure, options["smallest"])
    how = study_flip.Range(options["between"], options["points"])
    with trials(a, options, talk, FLIP_RUNS) as what_ifs:
        if len(options["ways"]) == 1:
            return report_flip.text(study_flip.flip(question, options["ways"][0], how, what_ifs), form, wide)
        if how.between is not None:
            raise click.UsageError("--between belongs to a single --over")
        return report_flip.text(study_flip.flip_map(question, options["ways"], (how, how), what_ifs), form, wide)


def overlapped(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim overlap` prints."""
    (entrant,) = entrants({**options, "files": [options["config"]]}, least=1)
    if entrant.loaded is None:
        raise InputError("is no scenario (.toml); what-ifs change scenarios", file=options["config"])
    how = study_flip.Range(options["between"], options["points"])
    with trials(entrant.loaded, options, talk, FLIP_RUNS) as what_ifs:
        return report_flip.text(overlap.overlap_curve(entrant.loaded, how, what_ifs), form, wide)


def paths_of(files: Sequence[Path], typed: str) -> list[str]:
    """Paths that begin as typed, in the scenarios that can be read; for shell completion, which shows no errors."""
    found: set[str] = set()
    for file in files:
        with suppress(SimError):
            found |= set(parameters.numeric_paths(load(file)))
    return sorted(path for path in found if path.startswith(typed))
