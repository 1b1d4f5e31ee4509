"""Scenarios and strategies as a request names them: files, loaded scenarios, results."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from sim.errors import InputError, UsageProblem, option
from sim.scenario.load import Loaded, load
from sim.scenario.overrides import Override, make_overrides
from sim.study.comparison import strategies
from sim.study.comparison.strategies import Entrant
from sim.tasks.request import Changes, ScenarioLike, StrategyLike, plain
from sim.text import one_line

if TYPE_CHECKING:
    from sim.tasks.campaign.run_result import Result


class SizedRequest(Protocol):
    """A request that may change scenarios and how much of them is played."""

    @property
    def set(self) -> Changes: ...
    @property
    def runs(self) -> int | None: ...
    @property
    def draws(self) -> int | None: ...
    @property
    def seed(self) -> int | None: ...


def changes_of(changes: Changes) -> list[str | Override]:
    """Changes as a scenario takes them: texts of the command line as they are, values of Python by their paths.

    >>> changes_of(["run.runs=5"]), changes_of({"run.runs": 5})[0].value
    (['run.runs=5'], 5)
    """
    if isinstance(changes, Mapping):
        return [*make_overrides({str(path): plain(value) for path, value in changes.items()}, Path())]
    if isinstance(changes, str) or not all(isinstance(change, str) for change in changes):
        raise UsageProblem(
            f"Invalid value for '{option('set')}': {changes!r} must be a dictionary, or a list of texts."
        )
    return list(changes)


def all_changes(request: SizedRequest) -> list[str | Override]:
    """The changes of a request with its runs, draws and seed.

    >>> from sim.tasks.campaign.run import RunRequest
    >>> all_changes(RunRequest("a.toml", set=["world.people=9"], runs=5))
    ['world.people=9', 'run.runs=5']
    """
    sizes = {"runs": request.runs, "draws": request.draws, "seed": request.seed}
    return [*changes_of(request.set), *(f"run.{name}={value}" for name, value in sizes.items() if value is not None)]


def load_scenario(source: ScenarioLike, changes: Sequence[str | Override]) -> Loaded:
    """A scenario from a file, or one that is loaded already, with changes. Raises InputError, FileProblem.

    >>> from sim.scenario.describe.template import template
    >>> from sim.scenario.load import loads
    >>> load_scenario(loads(template()), ["run.runs=7"]).scenario.run.runs
    7
    """
    held = scenario_in(source)
    if not isinstance(held, Loaded):
        return load(held, changes)
    return held.override(changes) if changes else held


def scenario_in(source: StrategyLike) -> Loaded | Path:
    """The scenario that is given itself or by an answer, or its file. Raises InputError.

    >>> scenario_in("a.toml")
    PosixPath('a.toml')
    """
    held = source if isinstance(source, Loaded) else getattr(source, "scenario", None)
    if isinstance(held, Loaded):
        return held
    if isinstance(source, str | os.PathLike):
        return Path(source)
    raise InputError("is a result; give the scenario that it was made of", file=one_line(repr(source)))


def name_of(source: ScenarioLike) -> Path:
    """The file that a scenario comes from; of one without a file, its name with .toml.

    >>> name_of("configs/mega_1.toml").stem
    'mega_1'
    """
    held = scenario_in(source)
    if isinstance(held, Loaded):
        return held.file or Path(f"{held.scenario.name.replace(' ', '_').replace('/', '_')}.toml")
    return held


def enter(sources: Sequence[StrategyLike], changes: Sequence[str | Override], least: int = 2) -> tuple[Entrant, ...]:
    """The strategies of a comparison: files, loaded scenarios and results.

    Raises UsageProblem, InputError, FileProblem.

    >>> enter(["a.toml"], [])
    Traceback (most recent call last):
    sim.errors.UsageProblem: a comparison needs two strategies or more
    """
    if len(sources) < least:
        raise UsageProblem("a comparison needs two strategies or more")
    if all(isinstance(source, str | Path) for source in sources):
        return strategies.enter([Path(str(source)) for source in sources], changes)
    return tuple(entrant_of(source, changes) for source in sources)


def entrant_of(source: StrategyLike, changes: Sequence[str | Override]) -> Entrant:
    """One strategy of a comparison. Raises InputError, FileProblem.

    >>> from sim.scenario.describe.template import template
    >>> from sim.scenario.load import loads
    >>> entrant_of(loads(template()), []).path.suffix
    '.toml'
    """
    if not isinstance(source, str | os.PathLike | Loaded) and hasattr(source, "stored"):
        return entrant_of_result(cast("Result", source), changes)
    held = scenario_in(source)
    if isinstance(held, Loaded):
        return Entrant(name_of(held), load_scenario(held, changes))
    return strategies.enter([held], changes)[0]


def entrant_of_result(result: Result, changes: Sequence[str | Override]) -> Entrant:
    """A result as a strategy. Raises InputError where something is to be changed in it.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> from sim.tasks.campaign.run import RunRequest, run_in_memory
    >>> result = run_in_memory(RunRequest(loads(EXAMPLE), runs=2, quiet=True))
    >>> entrant_of_result(result, ["run.runs=5"])
    Traceback (most recent call last):
    sim.errors.InputError: ten micros: is a result, which cannot be changed any more; give its scenario
    """
    if changes:
        file = result.path or result.attributes["title"]
        raise InputError("is a result, which cannot be changed any more; give its scenario", file=str(file))
    return Entrant(result.path or Path(), None, result.stored)


def scenario_pair(request: SizedRequest, sources: Sequence[ScenarioLike]) -> list[Loaded]:
    """The scenarios of a what-if, which must be scenarios. Raises InputError, FileProblem.

    >>> from sim.tasks.comparison.explain import ExplainRequest
    >>> scenario_pair(ExplainRequest("a.h5", "b.toml"), ["a.h5"])
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is no scenario (.toml); what-ifs change scenarios
    """
    for source in sources:
        held = scenario_in(source)
        if not isinstance(held, Loaded) and not strategies.is_scenario(held):
            raise InputError("is no scenario (.toml); what-ifs change scenarios", file=held)
    changes = all_changes(request)
    return [load_scenario(source, changes) for source in sources]
