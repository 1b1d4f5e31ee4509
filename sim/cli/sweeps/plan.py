"""sim plan."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.sweeps import plan as task
from sim.tasks.sweeps.plan import PlanRequest


@verb("plan", PlanRequest, form_option())
def plan(request: PlanRequest, form: Form) -> None:
    """Say how much is enough."""
    click.echo(task.plan(request).text(form, is_wide()))
