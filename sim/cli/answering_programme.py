"""From the arguments of `sim ambassadors` to the floors below: imported by the command when it runs."""

from typing import Any

from sim.cli import manner
from sim.cli.comparing import Talk
from sim.cli.signals import stoppable
from sim.engine.batches import default_threads
from sim.errors import InputError
from sim.report.style import progress_bar as report_progress
from sim.report.text import ambassadors as report
from sim.scenario.load import load
from sim.study.programme import ambassadors as study
from sim.study.what_if.trials import Means


def told(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """Play the programme, and the other one where there is one."""
    files = [file for file in (options["config"], options["against"]) if file is not None]
    found = [load(file, options["changes"]) for file in files]
    if len({loaded.scenario.ambassadors.waves for loaded in found}) > 1:
        raise InputError("programmes must have equally many waves", file=files[1], path=("ambassadors", "waves"))
    reporter = report_progress.reporter(*talk, verbose=manner.verbosity() > 0)
    try:
        with stoppable(reporter.note) as stop:
            means = Means(1, options["threads"] or default_threads(), reporter, stop)
            played = [study.play(loaded, options["paths"], means) for loaded in found]
    finally:
        report_progress.close(reporter)
    return report.text(played, form, wide)
