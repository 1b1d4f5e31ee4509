"""sim seal."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.campaign import seal as task
from sim.tasks.campaign.seal import SealRequest


@verb("seal", SealRequest, form_option())
def seal(request: SealRequest, form: Form) -> None:
    """Seal files again whose content is right."""
    click.echo(task.seal(request).text(form, is_wide()))
