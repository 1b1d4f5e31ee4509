"""Options of commands, made from the requests of tasks, and those that every command has."""

import os
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.errors import ChangedBytes, UsageProblem
from sim.tasks.request import Conduct, Parameter, Request, parameters

Asked = TypeVar("Asked", bound=Request)

_verbosity = 0


def verbosity() -> int:
    """Number of times that -v was given."""
    return _verbosity


def _set_verbosity(_context: click.Context, _option: click.Parameter, value: int) -> int:
    global _verbosity
    _verbosity = value
    return value


def _set_color(_context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        os.environ["NO_COLOR"] = "1"  # what rich looks at


class Finite(click.FloatRange):
    """A number within limits; not nan, which is within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def type_of(parameter: Parameter) -> click.ParamType[Any]:
    """The type by which click reads a value."""
    option = parameter.option
    low, high = option.low, option.high
    if parameter.choices:
        return click.Choice(parameter.choices)
    if parameter.kind is Path:
        return click.Path(dir_okay=not option.is_file)  # the request makes it a path: "out/" must stay a folder's name
    if parameter.kind is str or option.is_free or parameter.is_money:
        return click.STRING
    if parameter.kind is int:
        return click.IntRange(None if low is None else int(low), None if high is None else int(high))
    return click.FLOAT if parameter.size > 1 else Finite(low, high)


def help_of(parameter: Parameter) -> str:
    """The option in words, with what stands for it where it is not given."""
    usual = parameter.option.usual
    return parameter.option.help + (f"  [default: {usual}]" if usual else "")


def click_parameter(parameter: Parameter) -> click.Parameter:
    """An option of a request as click takes it."""
    option = parameter.option
    default = None if parameter.is_required or parameter.is_many else parameter.default
    extra: dict[str, Any] = {} if default is None else {"default": default}
    if option.is_argument:
        count = -1 if parameter.is_many else 1
        return click.Argument(
            [parameter.name], type=type_of(parameter), nargs=count, required=parameter.is_required, **extra
        )
    flags = [parameter.name, *([option.short] if option.short else []), parameter.flag]
    if parameter.kind is bool:
        return click.Option(flags, is_flag=True, help=help_of(parameter))
    extra |= {"nargs": parameter.size} if parameter.size > 1 else {"multiple": parameter.is_many}
    if option.completion:
        extra["shell_complete"] = complete_parameters
    return click.Option(
        flags, type=type_of(parameter), show_default=default not in (None, ""), help=help_of(parameter),
        required=parameter.is_required, metavar=option.metavar or None, **extra,
    )  # fmt: skip


def complete_parameters(_context: click.Context, _option: click.Parameter, typed: str) -> list[str]:
    """Numbers of the scenarios that were typed, for the shell; the context does not hold them yet."""
    from sim.tasks.comparison.completion import numeric_parameters

    words = os.environ.get("COMP_WORDS", "").split()
    return numeric_parameters([Path(word) for word in words if word.endswith(".toml")], typed)


def request_options(request: type[Request]) -> Iterator[click.Parameter]:
    """The arguments and options of a request, in its order."""
    for parameter in parameters(request):
        if parameter.name not in Conduct.__dataclass_fields__:
            yield click_parameter(parameter)


def form() -> click.Option:
    """The option for the form in which an answer is printed."""
    return click.Option(
        ["form", "--format"], type=click.Choice(["table", "json", "csv"]), default="table", show_default=True,
        help="How to print.",
    )  # fmt: skip


def dry_run(text: str) -> click.Option:
    """Say what would be done."""
    return click.Option(["--dry-run"], is_flag=True, help=text)


def verbose() -> click.Option:
    """-v, which every command has: where something unexpected happens, -vv is advised."""
    return click.Option(
        ["-v", "--verbose"], count=True, expose_value=False, callback=_set_verbosity,
        help="Say more; -vv shows where an error came from.",
    )  # fmt: skip


def quiet() -> list[click.Parameter]:
    """-q, -v and --no-color."""
    return [
        click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but the result."),
        verbose(),
        click.Option(["--no-color"], is_flag=True, expose_value=False, callback=_set_color, help="No colours."),
    ]


def talk() -> list[click.Parameter]:
    """-q, -v, --no-color and how progress is shown."""
    (progress,) = (each for each in parameters(Conduct) if each.name == "progress")
    return [*quiet(), click_parameter(progress)]


def verb(
    name: str, request: type[Asked], *more: click.Parameter, talks: list[click.Parameter] | None = None
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function of a request; more: options that are the command's own, which it gets by name.

    talks: how much is said on the way, by default all that the request knows. The help is the request's own.
    """
    talk_options = talks if talks is not None else talk() if issubclass(request, Conduct) else quiet()

    def make(function: Callable[..., None]) -> click.Command:
        def run(**values: Any) -> None:
            if values.get("quiet"):
                warnings.simplefilter("ignore", ChangedBytes)
            own = {key: values[key] for key in list(values) if key in names}
            try:
                function(request_of(request, values), **own)
            except UsageProblem as problem:
                raise click.UsageError(str(problem)) from None

        names = {option.name for option in more}
        params = [*request_options(request), *more, *talk_options]
        if all(option.name != "verbose" for option in params):
            params.append(verbose())
        return click.Command(name, params=params, callback=run, help=request.__doc__)

    return make


def request_of(request: type[Asked], values: Mapping[str, Any]) -> Asked:
    """The request that the command line describes. Raises UsageProblem."""
    conduct: dict[str, Any] = {}
    if issubclass(request, Conduct):
        conduct = {key: values[key] for key in ("progress", "quiet") if key in values}
        conduct |= {"verbose": verbosity() > 0, "command": shlex.join(["sim", *sys.argv[1:]])}
    own = {each.name: values[each.name] for each in parameters(request) if each.name in values}
    return request(**{**own, **conduct})


def name_variables(command: click.Command, prefix: str) -> None:
    """Let every option be given in the environment under the name of its flag: SIM_COMPARE_RESULTS."""
    for option in command.params:
        if isinstance(option, click.Option):
            option.envvar = variable(prefix, max(option.opts, key=len))
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        name_variables(inner, variable(prefix, name))


def variable(prefix: str, name: str) -> str:
    return f"{prefix}_{name.strip('-').replace('-', '_')}".upper()


def is_wide() -> bool:
    """Whether standard output is a terminal, where tables are aligned; in a pipe they are tab-separated."""
    return sys.stdout.isatty()
