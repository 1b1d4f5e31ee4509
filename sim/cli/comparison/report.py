"""sim report."""

import click

from sim.cli.shared_options import verb
from sim.tasks.comparison import report as task
from sim.tasks.comparison.report import ReportRequest


@verb("report", ReportRequest)
def report(request: ReportRequest) -> None:
    """Write the client's report."""
    answer = task.report(request)
    click.echo(answer.sentence)
    if not request.quiet:
        click.echo(f"{answer.path}: written", err=True)
