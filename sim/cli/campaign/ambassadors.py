"""sim ambassadors."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.campaign import ambassadors as task
from sim.tasks.campaign.ambassadors import AmbassadorsRequest


@verb("ambassadors", AmbassadorsRequest, form_option())
def ambassadors(request: AmbassadorsRequest, form: Form) -> None:
    """Play a programme."""
    click.echo(task.ambassadors(request).text(form, is_wide()))
