"""sim show."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.campaign import show as task
from sim.tasks.campaign.show import ShowRequest


@verb("show", ShowRequest, form_option())
def show(request: ShowRequest, form: Form) -> None:
    """Print a result again, or its digest."""
    answer = task.show(request)
    click.echo(answer.digest() if request.digest else answer.text(form, is_wide()))
