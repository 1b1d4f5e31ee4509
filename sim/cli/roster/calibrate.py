"""sim calibrate."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.roster import calibrate as task
from sim.tasks.roster.calibrate import CalibrateRequest


@verb("calibrate", CalibrateRequest, form_option())
def calibrate(request: CalibrateRequest, form: Form) -> None:
    """Learn from past campaigns."""
    click.echo(task.calibrate(request).text(form, is_wide()))
