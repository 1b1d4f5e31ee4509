"""sim run."""

import click

from sim.cli.shared_options import dry_run as dry_run_option
from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.campaign import run as task
from sim.tasks.campaign.run import RunRequest


@verb(
    "run",
    RunRequest,
    dry_run_option("Show the scenario, the memory and the time it needs; run nothing."),
    form_option(),
)
def run(request: RunRequest, dry_run: bool, form: Form) -> None:
    """Play a campaign, or say what that would take."""
    answer = task.forecast(request) if dry_run else task.run(request)
    click.echo(answer.text(form, is_wide()))
