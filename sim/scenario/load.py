"""A scenario from a TOML file: default < preset < file < --set, checked, with every error at once."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, join_errors
from sim.scenario.check import check
from sim.scenario.fields import Spot, find, legal, one_of
from sim.scenario.model import Scenario
from sim.scenario.networks.network_shapes import draw_shapes
from sim.scenario.overrides import FILES, Override, apply, make_overrides, read_overrides
from sim.scenario.platforms import fill, platforms
from sim.scenario.prepare import Prepared, prepare, validate
from sim.scenario.toml.complain import distinct, problems_of
from sim.scenario.toml.document import Document, of_tables, read_text
from sim.scenario.toml.keys import Key, brief, dot, leaves
from sim.scenario.toml.origins import Origin, OriginLayers
from sim.scenario.toml.reading import read
from sim.scenario.uncertain import Distribution, Joint
from sim.text import suggest

ENDS = ((0.0, "low end"), (1.0, "high end"))
MOST = 50
STUDY = {"strategies", "vary"}
EXAMPLE = """\
schema_version = 1
name = "ten micros"
platform = "instagram"

[[creators]]
name = "micro"
count = 10
followers = 1000
"""
"""The shortest scenario, for examples."""
EMPTY = "is empty: a scenario needs at least schema_version = 1, name, platform and a [[creators]] table"


@dataclass(frozen=True)
class Loaded:
    """A scenario at its medians, its uncertain numbers, and where everything came from."""

    scenario: Scenario
    uncertain: Mapping[Key, Distribution]
    tree: Mapping[str, Any]
    overrides: tuple[Override, ...]
    places: OriginLayers

    @property
    def document(self) -> Document:
        """The tables before any change."""
        return self.places.document

    @property
    def text(self) -> str:
        """The TOML text as it was read, before any change; of a scenario from tables it is made here."""
        return self.document.text

    @property
    def file(self) -> Path | None:
        """The name for messages; its folder is where relative paths count from."""
        return self.document.file

    @property
    def folder(self) -> Path:
        """The folder from which relative paths in the scenario count."""
        return _folder(self.file)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that the scenario is made of."""
        named = [value for key, value in leaves(self.scenario.model_dump()) if key[-1] in FILES and value is not None]
        return (*([self.file] if self.file else []), *(self.folder / name for name in named))

    @property
    def paths(self) -> tuple[Key, ...]:
        """The uncertain keys, sorted."""
        return tuple(sorted(self.uncertain))

    @cached_property
    def origins(self) -> dict[Key, Origin]:
        """The origin of each value."""
        return {key: self.places.origin(key) for key, _ in leaves(self.scenario.model_dump())}

    def at(self, quantiles: Mapping[Key, float]) -> Scenario:
        """The scenario with its uncertain numbers at these quantiles in [0, 1]; the others at their medians.

        Raises KeyError for a key that is not uncertain, InputErrors where the numbers contradict one another.
        """
        unknown = [dot(key) for key in quantiles if key not in self.uncertain]
        if unknown:
            raise KeyError(", ".join(unknown))
        values = {
            key: known.quantile(quantiles[key]) if key in quantiles else known.median()
            for key, known in self.uncertain.items()
        }
        scenario, problems = _validate(self.tree, values)
        return _or_raise(scenario, problems, self.places)

    def replace(self, path: str | Key, value: Any) -> "Loaded":
        """The same question with another value, checked as the file was."""
        return self.replace_all({path: value})

    def replace_all(self, changes: Mapping[Any, Any]) -> "Loaded":
        """The same question with other values by their paths or keys, checked as the file was."""
        return from_document(self.document, self.overrides_with(changes)) if changes else self

    def override(self, changes: Iterable[str | Override]) -> "Loaded":
        """The same question with further overrides, as `load` takes them: no text is parsed. Raises InputError."""
        return from_document(self.document, (*self.overrides, *changes))

    def overrides_with(self, changes: Mapping[Any, Any]) -> tuple[Override, ...]:
        """The overrides of `replace_all`: the earlier ones, then these."""
        return (*self.overrides, *make_overrides(changes, self.folder))

    def locate(self, error: InputError) -> InputError:
        """The error with file and line (or --set) of its path."""
        return self.places.locate(error)


def load(path: Path | str, overrides: Iterable[str | Override] = ()) -> Loaded:
    """A scenario from a file. Raises FileProblem (not readable) or InputError (content).

    >>> _ = Path("small.toml").write_text(EXAMPLE)
    >>> load("small.toml", ["creators.micro.count=3"]).scenario.creators[0].count
    3
    """
    file = Path(path)
    return loads(read(file), overrides, file)


def loads(text: str, overrides: Iterable[str | Override] = (), file: Path | None = None) -> Loaded:
    """A scenario from a text; file: the name for messages, and the folder of relative paths. Raises InputError.

    >>> loads(EXAMPLE).scenario.name
    'ten micros'
    """
    return from_document(read_text(text, file), overrides)


def from_tables(
    tables: Mapping[str, Any], file: Path | None = None, overrides: Iterable[str | Override] = ()
) -> Loaded:
    """A scenario from plain tables, checked as a file is; no text is made unless somebody asks for it.

    file: the name for messages, and the folder of relative paths. Raises InputError.

    >>> from_tables(loads(EXAMPLE).document.tables).scenario.name
    'ten micros'
    """
    return from_document(of_tables(tables, file), overrides)


def from_document(document: Document, overrides: Iterable[str | Override] = ()) -> Loaded:
    """A scenario from tables that were read before, with its overrides: no text is parsed. Raises InputError.

    >>> from_document(loads(EXAMPLE).document, ["creators.micro.count=3"]).scenario.creators[0].count
    3
    """
    if not document.tables:
        raise InputError(EMPTY, file=document.file)
    if set(document.tables) >= STUDY:
        raise InputError("is a study of several scenarios; use sim sweep", file=document.file)
    problems: list[InputError] = []
    changes = _changes(overrides, _folder(document.file), problems)
    tree = document.tree()
    keys = _apply_all(tree, changes, problems)
    platform = _platform(tree, problems)
    filled = fill(tree, platform, tree.get("platform_uncertainty") is True)
    network = draw_shapes(tree, _folder(document.file))
    places = OriginLayers(document, keys, platform, filled, network)
    prepared = prepare(tree)
    scenario = _settle(prepared, problems, places)
    return Loaded(scenario, prepared.uncertain, prepared.tree, tuple(changes), places)


def _folder(file: Path | None) -> Path:
    return (file.parent if file is not None else Path()).absolute()


def _changes(overrides: Iterable[str | Override], folder: Path, problems: list[InputError]) -> list[Override]:
    changes = []
    for item in overrides:
        try:
            changes += read_overrides(item, folder) if isinstance(item, str) else [item]
        except InputError as error:
            problems.append(error)
    return changes


def _apply_all(
    tree: MutableMapping[str, Any], changes: Iterable[Override], problems: list[InputError]
) -> dict[Key, Override]:
    """The changes by the keys that they reached; a later one about the same key wins."""
    reached: dict[Key, Override] = {}
    for change in changes:
        try:
            key = apply(tree, change)
        except InputError as error:
            problems.append(error)
        else:
            reached.pop(key, None)
            reached[key] = change
    return reached


def _platform(tree: Mapping[str, Any], problems: list[InputError]) -> str:
    """The platform of the scenario; an unknown one is reported and stands in for itself."""
    platform = tree.get("platform")
    if platform in platforms():
        return str(platform)
    legal = f"must be {one_of(platforms())}"
    message = f"{legal}, not {brief(platform)}{suggest(platform, platforms())}"
    problems.append(InputError(message if "platform" in tree else f"missing: {legal}", path=("platform",)))
    return platforms()[0]


def _settle(prepared: Prepared, problems: list[InputError], places: OriginLayers) -> Scenario:
    """The scenario at the medians, once both ends of every distribution have been tried."""
    ends = [*(problem for end in ENDS for problem in _end(prepared, *end)), *_uneven(prepared)]
    medians = {key: known.median() for key, known in prepared.uncertain.items()}
    scenario, contradictions = _validate(prepared.tree, medians)
    return _or_raise(scenario, [*problems, *prepared.problems, *ends, *contradictions], places)


def _uneven(prepared: Prepared) -> list[InputError]:
    """Errors of numbers that were learned together, but not in equally many draws."""
    joint = [(key, len(known.values)) for key, known in prepared.uncertain.items() if isinstance(known, Joint)]
    return [
        InputError(f"has {n} joint draws, {dot(joint[0][0])} has {joint[0][1]}; they need equally many", path=key)
        for key, n in joint
        if n != joint[0][1]
    ]


def _end(prepared: Prepared, quantile: float, name: str) -> list[InputError]:
    """Errors of the distributions at one of their ends; those elsewhere are reported once."""
    values = {key: known.ordered_quantile(quantile) for key, known in prepared.uncertain.items()}
    scenario, problems = _validate(prepared.tree, values) if values else (None, [])
    return [
        InputError(_at_end(error, scenario is None, values[error.path], name), path=error.path)
        for error in problems
        if error.path in values
    ]


def _at_end(error: InputError, is_illegal: bool, value: float, name: str) -> str:
    """Message about a value that no user wrote: the end of a distribution."""
    spot = find(error.path)
    if is_illegal and spot is not None:
        return f"must be {legal(spot)}, not {value:g}, the {name} of its distribution"
    return f"{error.message}; it is the {name} of its distribution"


def _validate(tree: Mapping[str, Any], values: Mapping[Key, float]) -> tuple[Scenario | None, list[InputError]]:
    """The scenario, None where a value is illegal; and the errors."""
    try:
        scenario = validate(tree, values)
    except ValidationError as error:
        return None, problems_of(error, Spot(Scenario))
    return scenario, check(scenario)


def _or_raise(scenario: Scenario | None, problems: list[InputError], places: OriginLayers) -> Scenario:
    errors = sorted(map(places.locate, distinct(problems)), key=lambda error: error.line or 0)
    if len(errors) > MOST:
        errors[MOST:] = [InputError("has more errors", file=places.document.file)]
    if scenario is None or errors:
        raise join_errors(errors)
    return scenario
