"""sim compare."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.comparison import compare as task
from sim.tasks.comparison.compare import CompareRequest


@verb("compare", CompareRequest, form_option())
def compare(request: CompareRequest, form: Form) -> None:
    """Compare strategies."""
    click.echo(task.compare(request).text(form, is_wide()))
