"""sim init, sim config, sim doctor."""

from pathlib import Path

import click

from sim.cli import manner


@click.command("init")
@click.argument("file", type=click.Path(path_type=Path), default="scenario.toml")
@manner.force
@manner.quiet
def init(file: Path, force: bool, quiet: bool) -> None:
    """Write a commented scenario to start from."""
    from sim.cli import handover

    handover.write_template(file, force)
    if not quiet:
        click.echo(f"{file}: written; next: sim run {file}", err=True)


@click.group("config")
def config() -> None:
    """Check and explain scenarios."""


@config.command("check")
@manner.scenario
@manner.quiet
def check(config: Path, changes: tuple[str, ...], quiet: bool) -> None:
    """Say whether a scenario can run, and everything that is wrong with it."""
    from sim.cli import handover

    said = handover.check(config, changes)
    if not quiet:
        click.echo(said)


@config.command("show")
@manner.scenario
@manner.form
@manner.quiet
def show(config: Path, changes: tuple[str, ...], form: str, quiet: bool) -> None:  # noqa: ARG001
    """Print every value of a scenario and where it comes from: --set, file, preset or default."""
    from sim.report.style import scenario_values
    from sim.scenario.load import load

    click.echo(scenario_values.text(load(config, changes), form, manner.is_wide()))


@config.command("schema")
def schema() -> None:
    """Print the JSON schema of scenarios, for editors."""
    import json

    from sim.scenario.describe.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2))


@click.command("doctor")
@manner.form
def doctor(form: str) -> None:
    """Report versions, threads, memory and caches."""
    from sim.report.text import doctor

    click.echo(doctor.text(form, manner.is_wide()))


COMMANDS = (init, config, doctor)
