"""sim optimize."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.roster import optimize as task
from sim.tasks.roster.optimize import OptimizeRequest


@verb("optimize", OptimizeRequest, form_option())
def optimize(request: OptimizeRequest, form: Form) -> None:
    """Choose whom to hire."""
    click.echo(task.optimize(request).text(form, is_wide()))
