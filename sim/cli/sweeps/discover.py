"""sim discover."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.sweeps import discover as task
from sim.tasks.sweeps.discover import DiscoverRequest


@verb("discover", DiscoverRequest, form_option())
def discover(request: DiscoverRequest, form: Form) -> None:
    """Find a rule."""
    click.echo(task.discover(request).text(form, is_wide()))
