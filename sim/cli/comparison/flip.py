"""sim flip."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.comparison import flip as task
from sim.tasks.comparison.flip import FlipRequest


@verb("flip", FlipRequest, form_option())
def flip(request: FlipRequest, form: Form) -> None:
    """Find where the answer turns."""
    click.echo(task.flip(request).text(form, is_wide()))
