"""Requests: each option of a task, once. The command line, Python and the reference are made from them."""

import os
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, MISSING, dataclass, fields
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from sim.errors import UsageProblem, spell
from sim.numerals import read_money
from sim.tasks.option_values import find_problems

if TYPE_CHECKING:  # what Python accepts; the command line gives paths and texts
    from sim.scenario.load import Loaded
    from sim.tasks.campaign.run_result import Result
    from sim.tasks.campaign.show import SweepAnswer
    from sim.tasks.roster.optimize import OptimizeAnswer

    PathLike: TypeAlias = Path | str
    ScenarioLike: TypeAlias = "Path | str | Loaded | OptimizeAnswer"
    StrategyLike: TypeAlias = "Path | str | Loaded | OptimizeAnswer | Result"
    StudyLike: TypeAlias = "Path | str | SweepAnswer"
    Strategies: TypeAlias = "Sequence[StrategyLike]"
    Scenarios: TypeAlias = "Sequence[ScenarioLike]"
    Studies: TypeAlias = "Sequence[StudyLike]"
    Paths: TypeAlias = Sequence[Path | str]
    Texts: TypeAlias = Sequence[str]
    Changes: TypeAlias = Sequence[str] | Mapping[str, object]
else:
    PathLike = Path

    class ScenarioLike(os.PathLike):
        """A file of a scenario, a scenario, or an answer that holds one, or a result."""

        taken = ("scenario", "stored")  # attributes of what is no file

    class StudyLike(os.PathLike):
        """A file of a study, or the study itself."""

        taken = ("study",)

    StrategyLike = ScenarioLike
    Paths = tuple[Path, ...]
    Strategies = Scenarios = tuple[ScenarioLike, ...]
    Studies = tuple[StudyLike, ...]
    Texts = Changes = tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """An option of a request in words: its meaning, its range, and its place on the command line."""

    help: str
    low: float | None = None  # the least legal value
    high: float | None = None  # the greatest
    unit: str = ""
    usual: str = ""  # in words, where the default is not the value itself
    metavar: str = ""
    short: str = ""  # a flag of one letter
    is_argument: bool = False  # stands without a flag
    is_file: bool = False  # a path that must not be a folder
    endings: tuple[str, ...] = ()  # of the name of a file to write: what it holds is what it is called
    is_free: bool = False  # taken as it is written: the scenario checks it
    completion: str = ""  # what the shell completes: "parameters"


class Parameter(NamedTuple):
    """An option of a request with all that can be read off its declaration."""

    name: str
    option: Option
    kind: type  # of one value: bool, int, float, str, Path
    choices: tuple[str, ...]
    is_many: bool  # any number of values
    size: int  # values that belong together, 1 for most
    default: Any
    is_required: bool
    objects: tuple[str, ...] = ()  # attributes of what Python may give instead of a file

    @property
    def is_money(self) -> bool:
        """Whether it is US dollars, which may be typed as 50k or $50,000."""
        return self.kind is float and self.option.unit == "USD"

    @property
    def flag(self) -> str:
        """The long flag, say --smallest-difference."""
        return "--" + self.name.rstrip("_").replace("_", "-")

    @property
    def title(self) -> str:
        """The option as messages name it: an argument of the command without dashes."""
        return spell(self.name.upper() if self.option.is_argument else self.flag, self.name)


_PARAMETERS: dict[type, tuple[Parameter, ...]] = {}  # by request: read off once


def parameters(request: type["Request"]) -> tuple[Parameter, ...]:
    """The options of a request as declared, those of its base class last.

    >>> [each.name for each in parameters(Conduct)]
    ['progress', 'quiet', 'verbose', 'command']
    """
    if request not in _PARAMETERS:
        _PARAMETERS[request] = tuple(_declare(request))
    return _PARAMETERS[request]


def _declare(request: type["Request"]) -> Iterator[Parameter]:
    hints = get_type_hints(request, include_extras=True)
    own = [field for field in fields(request) if field.name not in Conduct.__dataclass_fields__]
    own.sort(key=lambda field: field.kw_only and field.name not in request.__annotations__)  # its own options first
    base = [field for field in fields(request) if field.name in Conduct.__dataclass_fields__]
    return (_parameter(field.name, hints[field.name], field.default) for field in [*own, *base])


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    inner, option = get_args(hint)[:2]
    if get_origin(inner) in (Union, types.UnionType):
        inner = next(part for part in get_args(inner) if part is not type(None))
    is_required, parts = default is MISSING, get_args(inner)
    if get_origin(inner) is Literal:
        return Parameter(name, option, str, parts, False, 1, default, is_required)
    is_many = get_origin(inner) is tuple and parts[-1] is Ellipsis
    size = len(parts) if get_origin(inner) is tuple and not is_many else 1
    kind = parts[0] if get_origin(inner) is tuple else inner
    objects: tuple[str, ...] = getattr(kind, "taken", ())
    return Parameter(name, option, Path if objects else kind, (), is_many, size, default, is_required, objects)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request: frozen, and checked when it is made. Raises UsageProblem."""

    def __post_init__(self) -> None:
        for parameter in parameters(type(self)):
            object.__setattr__(self, parameter.name, _check(parameter, getattr(self, parameter.name)))


def _check(parameter: Parameter, value: Any) -> Any:
    """The value as the task takes it: paths for texts, tuples for sequences, and nothing out of range."""
    if value is None and parameter.default is None:
        return None
    if parameter.is_many:
        return _check_many(parameter, value)
    if parameter.size > 1:
        values = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else []
        if len(values) != parameter.size:
            raise _refusal(parameter, f"{value!r} must be {parameter.size} values.")
        return tuple(_check(parameter._replace(size=1), each) for each in values)
    value = _money(parameter, plain(value))
    for problem in find_problems(parameter, value):
        raise _refusal(parameter, problem)
    return Path(value) if parameter.kind is Path and isinstance(value, str) else value


def plain(value: Any) -> Any:
    """A value as tasks and scenarios take it: a number of numpy becomes one of Python.

    >>> import numpy
    >>> plain(numpy.int64(3)), plain("a")
    (3, 'a')
    """
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _money(parameter: Parameter, value: Any) -> Any:
    """Money as people type it, as a number; anything else as it is."""
    if not (parameter.is_money and isinstance(value, str)):
        return value
    try:
        return read_money(value)
    except ValueError as error:
        raise _refusal(parameter, f"{value!r} {error}.") from None


def _check_many(parameter: Parameter, value: Any) -> Any:
    """Any number of values; changes and ranges may be given by their paths."""
    if isinstance(value, Mapping) and parameter.name in ("set", "vary"):
        return dict(value)
    if isinstance(value, Mapping) and parameter.option.metavar.endswith("=N"):
        value = [f"{name}={number}" for name, number in value.items()]
    if isinstance(value, str | Path | Mapping) or not isinstance(value, Iterable):
        raise _refusal(parameter, f"{value!r} must be a list.")
    values = tuple(_check(parameter._replace(is_many=False, default=MISSING), each) for each in value)
    if parameter.is_required and not values and not parameter.option.is_argument:
        raise UsageProblem(f"Missing option '{parameter.title}'.")
    return values


def _refusal(parameter: Parameter, problem: str) -> UsageProblem:
    return UsageProblem(f"Invalid value for '{parameter.title}': {problem}")


Progress = Annotated[Literal["auto", "bar", "plain", "none"], Option("How progress is shown.")]
Quiet = Annotated[bool, Option("Say nothing but the result.")]
Verbose = Annotated[bool, Option("Say more on the way.")]
Command = Annotated[str, Option("The command that is recorded in what is written.")]


@dataclass(frozen=True, kw_only=True)
class Conduct(Request):
    """Ways to carry a task out that change nothing of its answer."""

    progress: Progress = "auto"
    quiet: Quiet = False
    verbose: Verbose = False
    command: Command = ""


Config = Annotated[ScenarioLike, Option("A scenario (TOML).", is_argument=True)]
Files = Annotated[Strategies, Option("Scenarios (run if their result is not stored) or results.", is_argument=True)]
Set = Annotated[
    Changes,
    Option(
        "Change a value, for example --set run.runs=100 or creators.micro.count=500; @FILE: all of a TOML file.",
        metavar="PATH=VALUE",
    ),
]
Runs = Annotated[int | None, Option("Repetitions of the campaign, per draw.", is_free=True, usual="the scenario's")]
Draws = Annotated[
    int | None, Option("Sets of values of the uncertain numbers to try.", is_free=True, usual="the scenario's")
]
WhatIfDraws = Annotated[
    int | None, Option("Draws of the uncertain numbers to try.", is_free=True, usual="the scenario's first 10")
]
Seed = Annotated[
    int | None,
    Option("Number that fixes the luck: the same seed repeats the result.", is_free=True, usual="the scenario's"),
]
Threads = Annotated[
    int | None, Option("Processor threads; they do not change the result.", low=1, high=1024, usual="all")
]
Force = Annotated[bool, Option("Overwrite what is there.")]
Measure = Annotated[str, Option("The measure that decides, for example cpe or engagers.")]
SmallestDifference = Annotated[
    float, Option("Smallest difference that matters, as a share of the mean of both sides.", low=0.0, high=1.0)
]
PAGE, RESULT, TABLE, SCENARIO = (".html", ".htm"), (".h5", ".hdf5"), (".csv", ".parquet"), (".toml",)  # endings
ResultsRead = Annotated[PathLike, Option("Where stored runs are looked for, to which what-ifs are scaled.")]
Results = Annotated[PathLike, Option("Where results are looked for and kept.")]
Equal = Annotated[
    Literal["fees", "all-in", "followers", "impressions", "reach", "engagers", "purchases"] | None,
    Option("Make both sides equal in this first, by scaling one of them.", usual="as they are"),
]
DespiteHealth = Annotated[bool, Option("Say who wins though the health check fails; the failure stays above.")]
Between = Annotated[
    tuple[float, float] | None,
    Option("Lowest and highest value to try", usual="the published range", metavar="LOW HIGH"),
]
Points = Annotated[int, Option("Number of values to try.", low=2, high=101)]
Figures = Annotated[PathLike | None, Option("A folder for each figure as SVG and PNG.")]
Table = Annotated[PathLike | None, Option("The table as a file: .csv or .parquet.", short="-o", endings=TABLE)]


@dataclass(frozen=True)
class StrategiesRequest(Conduct):
    """Strategies side by side: how they are run, and what decides."""

    files: Files
    _: KW_ONLY
    measure: Measure = "cpe"
    smallest_difference: SmallestDifference = 0.0
    runs: Runs = None
    draws: Draws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    results: Results = Path("results")
    despite_health: DespiteHealth = False
    equal: Equal = None
