"""sim roster."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.roster import roster as task
from sim.tasks.roster.roster import RosterRequest


@verb("roster", RosterRequest, form_option())
def roster(request: RosterRequest, form: Form) -> None:
    """Show how the file of a roster is read."""
    click.echo(task.read_roster(request).text(form, is_wide()))
