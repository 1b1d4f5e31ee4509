"""sim network: show, and fit."""

import click

from sim.cli.roster.network_fit import fit
from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.cli.shared_options import quiet as quiet_options
from sim.tasks.answer import Form
from sim.tasks.campaign import network as task
from sim.tasks.campaign.network import NetworkRequest


class OrShow(click.Group):
    """A group whose first argument may also be what its `show` shows."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else ["show", *args])


@click.group("network", cls=OrShow, no_args_is_help=True)
def network() -> None:
    """Show the network of a scenario (sim network CONFIG), or fit one to a table of overlaps (fit)."""


@verb("show", NetworkRequest, form_option(), *quiet_options(), talks=[])
def show(request: NetworkRequest, form: Form, quiet: bool) -> None:
    """Show a network."""
    answer = task.network(request)
    for path in answer.files if not quiet else ():
        click.echo(f"{path}: written", err=True)
    click.echo(answer.text(form, is_wide()))


network.add_command(show)
network.add_command(fit)
