"""A study from a TOML file: its strategies, the numbers that are turned and how far, and the design."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from sim.errors import InputError, InputErrors, join_errors
from sim.scenario.base import ONE_LINE, TomlTable
from sim.scenario.fields import Spot, one_of
from sim.scenario.prepare import portable
from sim.scenario.toml.complain import distinct, problems_of
from sim.scenario.toml.keys import Key, brief
from sim.scenario.toml.lines import lines
from sim.scenario.toml.reading import parse, read
from sim.scenario.uncertain import DISTRIBUTIONS, Distribution, LogUniform, Uniform
from sim.text import suggest

if TYPE_CHECKING:
    from sim.scenario.load import Loaded

KNOWN = "known"
"""How a study says: turn it as far as the scenario or its platform's preset does not know it."""
SET: Key = ("set",)
FORMS = '"low:high", "low:high:levels", [values], "known" or a distribution such as { dist = "uniform", ... }'
BY_FACTORS = 10.0  # a plain range wider than this is walked by even factors
MOST_LEVELS = 10_000
PATHS = ("set", "vary")  # tables whose keys are paths
VALUES = {"dist", "name", "low", "high"}  # what a table has that is a value: a distribution, a named function
LARGEST = 1e300

Method = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "saltelli", "morris"]


class Design(TomlTable):
    """The choice of the points."""

    method: Method = Field("latin_hypercube", description="how points are chosen")
    points: int = Field(
        64,
        ge=1,
        le=1_000_000,
        description="points; of a grid or one at a time: levels of each range; of saltelli: base points (times factors "
        "plus two), of morris: trajectories (times factors plus one)",
    )
    seed: int = Field(1, ge=0, le=2**32 - 1, description="seed of the design")


class Sizes(TomlTable):
    """The number of runs of each point."""

    runs: int = Field(100, ge=1, le=1_000_000, description="runs of each strategy at each point")
    seed: int | None = Field(None, ge=0, le=2**64 - 1, description="seed of every coin toss; left out: the scenarios'")


class StudyTable(TomlTable):
    """A study as TOML writes it."""

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=200, pattern=ONE_LINE, description="name of the study")
    strategies: tuple[str, ...] = Field(min_length=1, max_length=26, description="scenario files, from this file on")
    measure: str = Field("cpe", description="what decides, for example cpe or engagers")
    set: dict[str, Any] = Field({}, description="changes to every strategy, as in --set")
    design: Design = Design()
    run: Sizes = Sizes()
    vary: dict[str, Any] = Field(min_length=1, description=f"path = {FORMS}")


@dataclass(frozen=True)
class Turn:
    """The values that a number takes: levels, a distribution, or (neither) as far as it is known."""

    path: str
    levels: tuple[float, ...] = ()
    distribution: Distribution | None = None
    n_levels: int | None = None  # said with the range


@dataclass(frozen=True)
class Study:
    """A study as it was asked for."""

    table: StudyTable
    turns: tuple[Turn, ...]
    file: Path | None
    text: str
    scenarios: "tuple[Loaded, ...]" = ()  # that were loaded already, one for each strategy; none: the files are read

    @property
    def files(self) -> tuple[Path, ...]:
        """The scenario files, one for each strategy."""
        folder = self.file.parent if self.file is not None else Path()
        return tuple(folder / name for name in self.table.strategies)

    def at(self, key: Key) -> dict[str, Any]:
        """File and line of a key, for an InputError about it."""
        return {"file": self.file, "line": lines(self.text).get(key), "path": key}

    @contextmanager
    def blaming(self, key: Key) -> Iterator[None]:
        """Tell errors of the scenarios as errors of a key of the study, with file and line."""
        try:
            yield
        except InputError as error:
            errors = error.errors if isinstance(error, InputErrors) else [error]
            # A key of its own names what is turned; what is set has one for all.
            messages = [str(problem).removeprefix("--set ") if key == SET else problem.message for problem in errors]
            blamed = [InputError(message, **self.at(key)) for message in dict.fromkeys(messages)]
            raise join_errors(blamed) from None


def is_study(path: Path) -> bool:
    """Whether a TOML file is a study and not a scenario. Raises FileProblem, InputError.

    >>> _ = Path("study.toml").write_text('strategies = ["a.toml"]')
    >>> is_study(Path("study.toml"))
    True
    """
    return bool({"strategies", "vary"} & set(parse(read(path), path)))


def load(path: Path) -> Study:
    r"""A study from a file. Raises FileProblem, InputError.

    >>> _ = Path("study.toml").write_text('name = "s"\nstrategies = ["a.toml"]\nvary."costs.hour_usd" = "30:90"\n')
    >>> load(Path("study.toml")).turns[0].path
    'costs.hour_usd'
    """
    text = read(path)
    return from_tables(parse(text, path), text, path)


def from_tables(tree: Mapping[str, Any], text: str = "", file: Path | None = None) -> Study:
    """A study from plain tables. Raises InputError.

    >>> from_tables({"name": "s", "strategies": ["a.toml"], "vary": {"costs.hour_usd": "30:90"}}).files
    (PosixPath('a.toml'),)
    """
    where = lines(text) if text else {}
    tree = {name: flat(value) if name in PATHS else value for name, value in tree.items()}
    try:
        # What is set is the scenarios' and stays as TOML has it.
        table = StudyTable.model_validate(
            {name: value if name == "set" else _tuples(value) for name, value in tree.items()}
        )
    except ValidationError as error:
        raise _locate(distinct(problems_of(error, Spot(StudyTable))), where, file) from None
    turns, problems = [], []
    for path, value in table.vary.items():
        try:
            turns.append(turn(path, value))
        except InputError as error:
            problems.append(InputError(error.message, path=("vary", path)))
    if problems:
        raise _locate(problems, where, file)
    return Study(table, tuple(turns), file, text)


def flat(node: Any, path: str = "") -> Any:
    """Nested tables as dotted paths: both ways of writing a path in TOML mean the same.

    >>> flat({"costs": {"hour_usd": "30:90"}})
    {'costs.hour_usd': '30:90'}
    """
    if not isinstance(node, Mapping) or (path and (not node or VALUES & set(node))):
        return {path: node} if path else node
    paths: dict[str, Any] = {}
    for name, value in node.items():
        paths |= flat(value, f"{path}.{name}" if path else str(name))
    return paths


def turn(path: str, value: Any) -> Turn:
    """The values that a number takes, from what stands behind its path. Raises InputError.

    >>> turn("costs.hour_usd", [30, 60, 90]).levels
    (30.0, 60.0, 90.0)
    """
    if value == KNOWN:
        return Turn(path)
    if isinstance(value, str):
        return _of_range(path, value)
    if isinstance(value, list | tuple):
        return Turn(path, levels=_levels(value))
    if isinstance(value, Mapping):
        return Turn(path, distribution=_distribution(value))
    raise InputError(f"must be {FORMS}, not {brief(value)}")


def _of_range(path: str, value: str) -> Turn:
    parts = value.split(":")
    try:
        low, high = float(parts[0]), float(parts[1])
        n = int(parts[2]) if len(parts) == 3 else None
    except (ValueError, IndexError):
        raise InputError(f"must be {FORMS}, not {brief(value)}") from None
    if len(parts) > 3 or not (-LARGEST < low < high < LARGEST):
        raise InputError(f"must be low:high with low below high, not {brief(value)}")
    if n is not None and not 2 <= n <= MOST_LEVELS:
        raise InputError(f"must have from 2 to {MOST_LEVELS:_} levels, not {n}")
    return Turn(path, distribution=even(low, high), n_levels=n)


def even(low: float, high: float) -> Distribution:
    """Anything between two ends: evenly, or by even factors where the range is wide.

    >>> even(1.0, 5.0).quantile(0.5)
    3.0
    """
    if low > 0.0 and high / low > BY_FACTORS:
        return LogUniform(dist="loguniform", low=low, high=high)
    return Uniform(dist="uniform", low=low, high=high)


def _levels(values: Sequence[Any]) -> tuple[float, ...]:
    if not all(map(_is_number, values)):
        raise InputError(f"must be numbers, not {brief(list(values))}")
    if not all(abs(value) < LARGEST for value in values):
        raise InputError("must be finite numbers")
    levels = tuple(portable(float(value)) for value in values)
    if not levels or len(levels) > MOST_LEVELS or len(set(levels)) != len(levels):
        raise InputError(f"must be 1 to {MOST_LEVELS:_} different numbers, not {brief(list(values))}")
    return levels


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distribution(table: Mapping[str, Any]) -> Distribution:
    name = table.get("dist")
    if not isinstance(name, str) or name not in DISTRIBUTIONS:
        problem = f"dist must be {one_of(DISTRIBUTIONS)}, not {brief(name)}" if "dist" in table else "has no key dist"
        raise InputError(f"{problem}{suggest(name, DISTRIBUTIONS)}")
    numbers = {
        key: float(value) if _is_number(value) and abs(value) < LARGEST else value
        for key, value in table.items()
        if key != "dist"
    }
    try:
        return DISTRIBUTIONS[name].model_validate({"dist": name, **numbers})
    except ValidationError as error:
        first = problems_of(error, Spot(DISTRIBUTIONS[name]))[0]
        raise InputError(f"{'.'.join(map(str, first.path))}: {first.message}".removeprefix(": ")) from None


def _locate(problems: Sequence[InputError], where: Mapping[Key, int], file: Path | None) -> InputError:
    lines_of = ((problem, _line(where, problem.path)) for problem in problems)
    return join_errors(
        [InputError(problem.message, file=file, line=line, path=problem.path) for problem, line in lines_of]
    )


def _line(where: Mapping[Key, int], key: Key) -> int | None:
    return next((where[key[:length]] for length in range(len(key), 0, -1) if key[:length] in where), None)


def _tuples(node: Any) -> Any:
    """Arrays as tuples, as frozen models want them."""
    if isinstance(node, Mapping):
        return {name: _tuples(inner) for name, inner in node.items()}
    return tuple(map(_tuples, node)) if isinstance(node, list) else node
