"""Check scenarios, show their values with origins, and give their JSON schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Config, Option, Request, Set

if TYPE_CHECKING:
    from sim.engine.forecast import Forecast
    from sim.report.style.table import TextTable
    from sim.scenario.load import Loaded


@dataclass(frozen=True)
class ConfigCheckRequest(Request):
    """Say whether a scenario can run, and everything that is wrong with it."""

    config: Config
    _: KW_ONLY
    set: Set = ()
    deep: Annotated[bool, Option("Build every world too, so that nothing is left for the run to refuse.")] = False


@dataclass(frozen=True)
class ConfigShowRequest(Request):
    """Print every value of a scenario and where it comes from: --set, file, preset or default."""

    config: Config
    _: KW_ONLY
    set: Set = ()


@dataclass(frozen=True, repr=False, eq=False)
class ConfigValues(Answer):
    """Every value of a scenario with its origin."""

    verb: ClassVar[str] = "config show"
    loaded: Loaded

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The values as the command prints them."""
        from sim.report.style import scenario_values

        return scenario_values.text(self.loaded, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.style import scenario_values

        return [scenario_values.table(self.loaded)]

    def _values(self) -> dict[str, Any]:
        from sim.report.style import scenario_values

        return scenario_values.as_dict(self.loaded)


@dataclass(frozen=True)
class ConfigCheck:
    """A scenario that can run, its needs, and the threads it would have."""

    path: Path
    loaded: Loaded
    threads: int
    needs: Forecast

    def text(self) -> str:
        """The scenario's sizes and needs in a line, and what is hardly meant."""
        from sim.engine import feasibility
        from sim.report.style import run_forecast

        short = run_forecast.in_short(self.loaded, self.needs, self.threads)
        notes = feasibility.notes(self.loaded.scenario, self.needs)
        return "\n".join([f"{self.path}: fine ({short})", *notes])


def check_config(request: ConfigCheckRequest) -> ConfigCheck:
    """Say what `sim run` would refuse: all that shows before a world is built, or, deep, everything.

    Raises InputError, FileProblem.

    >>> check_config(ConfigCheckRequest("nowhere.toml"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.toml: there is no such file
    """
    from sim.engine import feasibility, session
    from sim.engine.batches import default_threads
    from sim.tasks.scenarios import changes_of, load_scenario, name_of

    loaded, threads = load_scenario(request.config, changes_of(request.set)), default_threads()
    needs = feasibility.check(loaded, threads)
    if request.deep:
        session.rehearse(loaded)
    return ConfigCheck(name_of(request.config), loaded, threads, needs)


def show_config(request: ConfigShowRequest) -> ConfigValues:
    """Every value of a scenario with its origin. Raises InputError, FileProblem.

    >>> show_config(ConfigShowRequest("nowhere.toml"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.toml: there is no such file
    """
    from sim.tasks.scenarios import changes_of, load_scenario

    return ConfigValues(load_scenario(request.config, changes_of(request.set)))


def schema() -> dict[str, Any]:
    """The JSON schema of scenarios, for editors.

    >>> schema()["type"]
    'object'
    """
    from sim.extend import names_by_key
    from sim.scenario.describe.schema import json_schema

    return json_schema(names_by_key())
