"""sim score."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.cli.shared_options import quiet as quiet_options
from sim.tasks.answer import Form
from sim.tasks.comparison import score as task
from sim.tasks.comparison.score import ScoreRequest


@verb("score", ScoreRequest, form_option(), talks=quiet_options())
def score(request: ScoreRequest, form: Form) -> None:
    """Score campaigns that have happened."""
    click.echo(task.score(request).text(form, is_wide()))
