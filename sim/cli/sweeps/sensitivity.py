"""sim sensitivity."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.sweeps import sensitivity as task
from sim.tasks.sweeps.sensitivity import SensitivityRequest


@verb("sensitivity", SensitivityRequest, form_option())
def sensitivity(request: SensitivityRequest, form: Form) -> None:
    """Say what decides."""
    click.echo(task.sensitivity(request).text(form, is_wide()))
