"""sim network fit."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.cli.shared_options import quiet as quiet_options
from sim.tasks.answer import Form
from sim.tasks.roster import network_fit as task
from sim.tasks.roster.network_fit import NetworkFitRequest


@verb("fit", NetworkFitRequest, form_option(), *quiet_options(), talks=[])
def fit(request: NetworkFitRequest, form: Form, quiet: bool) -> None:
    """Fit audiences."""
    answer = task.fit_network(request)
    result = answer.text(form, is_wide())
    if not quiet:
        click.echo("\n".join(answer.notes), err=True)
    click.echo(result)
