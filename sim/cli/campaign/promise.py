"""sim promise."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.campaign import promise as task
from sim.tasks.campaign.promise import PromiseRequest


@verb("promise", PromiseRequest, form_option())
def promise(request: PromiseRequest, form: Form) -> None:
    """Say what a client can be promised."""
    click.echo(task.promise(request).text(form, is_wide()))
