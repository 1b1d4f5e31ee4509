"""sim explain."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.comparison import explain as task
from sim.tasks.comparison.explain import ExplainRequest


@verb("explain", ExplainRequest, form_option())
def explain(request: ExplainRequest, form: Form) -> None:
    """Explain a difference."""
    click.echo(task.explain(request).text(form, is_wide()))
