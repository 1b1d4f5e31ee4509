"""Options of commands: types, defaults and variables as the requests of tasks declare them."""

import os
import sys
from pathlib import Path

import click
import pytest

from sim.cli import shared_options
from sim.cli.main import cli
from sim.cli.shared_options import click_parameter, complete_parameters, request_of, type_of, variable, verb
from sim.errors import UsageProblem
from sim.tasks.campaign.run import RunRequest
from sim.tasks.comparison.compare import CompareRequest
from sim.tasks.comparison.flip import FlipRequest
from sim.tasks.request import Parameter, parameters
from sim.tasks.roster.network_fit import NetworkFitRequest


def parameter(request: type, name: str) -> Parameter:
    return next(each for each in parameters(request) if each.name == name)


def test_types_follow_from_the_declaration() -> None:
    assert isinstance(type_of(parameter(RunRequest, "threads")), click.IntRange)
    assert isinstance(type_of(parameter(CompareRequest, "precision")), shared_options.Finite)
    assert type_of(parameter(RunRequest, "runs")) is click.STRING  # the scenario checks it
    assert type_of(parameter(NetworkFitRequest, "meaning")).choices == ("smaller", "jaccard", "shared", "row")


def test_a_file_may_not_be_a_folder_where_that_is_said() -> None:
    assert not type_of(parameter(NetworkFitRequest, "out")).dir_okay
    assert type_of(parameter(RunRequest, "out")).dir_okay


def test_nan_is_in_no_range() -> None:
    with pytest.raises(click.BadParameter, match="is not a number"):
        shared_options.Finite(0.0, 1.0).convert("nan", None, None)
    assert shared_options.Finite(0.0, 1.0).convert("0.5", None, None) == 0.5


def test_arguments_stand_without_a_flag_and_flags_take_no_value() -> None:
    config, out, force = (click_parameter(parameter(RunRequest, name)) for name in ("config", "out", "force"))
    assert isinstance(config, click.Argument) and config.required
    assert out.opts == ["-o", "--out"]
    assert force.is_flag


def test_some_options_have_several_values() -> None:
    between, over = (click_parameter(parameter(FlipRequest, name)) for name in ("between", "over"))
    assert (between.nargs, between.multiple) == (2, False)
    assert (over.nargs, over.multiple, over.required) == (1, True, True)


def test_the_usual_value_stands_in_the_help() -> None:
    assert shared_options.help_of(parameter(RunRequest, "threads")).endswith("  [default: all]")


def test_the_command_line_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/bin/sim", "run", "my file.toml"])
    monkeypatch.setattr(shared_options, "_verbosity", 1)
    request = request_of(RunRequest, {"config": Path("my file.toml"), "quiet": True, "other": 3})
    assert request.command == "sim run 'my file.toml'"
    assert (request.verbose, request.quiet) == (True, True)


def test_a_problem_of_usage_shows_the_usage() -> None:
    @verb("run", RunRequest)
    def run(request: RunRequest) -> None:
        raise UsageProblem("give one of them")

    with pytest.raises(click.UsageError, match=r"^give one of them$"):
        run.main(["a.toml"], standalone_mode=False)


def test_a_command_gets_its_own_options_by_name() -> None:
    asked = []

    @verb("run", RunRequest, shared_options.dry_run("Do nothing."))
    def run(request: RunRequest, dry_run: bool) -> None:
        asked.append((request.config, request.runs, dry_run))

    run.main(["a.toml", "--runs", "5", "--dry-run"], standalone_mode=False)
    assert asked == [(Path("a.toml"), "5", True)]


def test_the_shell_completes_numbers_of_the_scenarios_that_were_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.toml").write_text(
        'schema_version = 1\nname = "a"\nplatform = "tiktok"\n[[creators]]\nname = "m"\nfollowers = 9\n'
    )
    monkeypatch.setitem(os.environ, "COMP_WORDS", f"sim flip {tmp_path}/a.toml b.h5 --over creators.m.f")
    assert "creators.m.followers" in complete_parameters(None, None, "creators.m.f")


def variables(command: click.Command) -> set[str]:
    own = {str(option.envvar) for option in command.params if isinstance(option, click.Option)}
    if not isinstance(command, click.Group):
        return own
    context = click.Context(command)
    inner = [command.get_command(context, name) for name in command.list_commands(context)]
    return own.union(*(variables(each) for each in inner if each is not None))


def test_every_option_has_a_variable_named_after_its_flag() -> None:
    assert variable("SIM_RUN", "--smallest-difference") == "SIM_RUN_SMALLEST_DIFFERENCE"
    assert {"SIM_SWEEP_RUN_DESIGN_SEED", "SIM_FLIP_OVER", "SIM_COMPARE_RESULTS"} <= variables(cli)


def leaves(command: click.Command, name: str = "sim") -> dict[str, click.Command]:
    """All commands that do something, by their words."""
    if not isinstance(command, click.Group):
        return {name: command}
    context = click.Context(command)
    inner = {each: command.get_command(context, each) for each in command.list_commands(context)}
    return {words: leaf for each, found in inner.items() for words, leaf in leaves(found, f"{name} {each}").items()}


def test_every_command_has_the_option_that_is_advised_where_something_unexpected_happens() -> None:
    commands = leaves(cli)
    assert len(commands) > 20
    assert [words for words, leaf in commands.items() if not any("-v" in each.opts for each in leaf.params)] == []
