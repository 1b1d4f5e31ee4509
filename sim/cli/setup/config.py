"""sim config: check, show, schema."""

import json

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.cli.shared_options import quiet as quiet_options
from sim.cli.shared_options import verbose as verbose_option
from sim.tasks.answer import Form
from sim.tasks.setup import config as task
from sim.tasks.setup.config import ConfigCheckRequest, ConfigShowRequest


@click.group("config")
def config() -> None:
    """Check and explain scenarios."""


@verb("check", ConfigCheckRequest, *quiet_options(), talks=[])
def check(request: ConfigCheckRequest, quiet: bool) -> None:
    """Check a scenario."""
    words = task.check_config(request).text()
    if not quiet:
        click.echo(words)


@verb("show", ConfigShowRequest, form_option())
def show(request: ConfigShowRequest, form: Form) -> None:
    """Show a scenario's values."""
    click.echo(task.show_config(request).text(form, is_wide()))


@config.command("schema", params=[verbose_option()])
def schema() -> None:
    """Print the JSON schema of scenarios, for editors."""
    click.echo(json.dumps(task.schema(), indent=2))


config.add_command(check)
config.add_command(show)
