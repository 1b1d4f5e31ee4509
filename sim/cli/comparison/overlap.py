"""sim overlap."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.comparison import overlap as task
from sim.tasks.comparison.overlap import OverlapRequest


@verb("overlap", OverlapRequest, form_option())
def overlap(request: OverlapRequest, form: Form) -> None:
    """Find the overlap to want."""
    click.echo(task.overlap(request).text(form, is_wide()))
