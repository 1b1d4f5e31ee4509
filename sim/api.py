"""Every verb as a function, with keyword arguments named like the options of the command."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sim.errors import spelt_for_python
from sim.tasks.campaign.ambassadors import AmbassadorsRequest
from sim.tasks.campaign.ambassadors import ambassadors as _ambassadors
from sim.tasks.campaign.cascade import CascadeRequest
from sim.tasks.campaign.cascade import cascade as _cascade
from sim.tasks.campaign.network import NetworkRequest
from sim.tasks.campaign.network import network as _network
from sim.tasks.campaign.promise import PromiseRequest
from sim.tasks.campaign.promise import promise as _promise
from sim.tasks.campaign.run import RunRequest, run_in_memory
from sim.tasks.campaign.run_result import Result as Result
from sim.tasks.campaign.seal import SealRequest
from sim.tasks.campaign.seal import seal as _seal
from sim.tasks.campaign.show import SweepAnswer, open_file
from sim.tasks.comparison.compare import CompareRequest
from sim.tasks.comparison.compare import Verdict as Verdict
from sim.tasks.comparison.compare import compare as _compare
from sim.tasks.comparison.explain import ExplainRequest
from sim.tasks.comparison.explain import explain as _explain
from sim.tasks.comparison.flip import FlipRequest
from sim.tasks.comparison.flip import flip as _flip
from sim.tasks.comparison.overlap import OverlapRequest
from sim.tasks.comparison.overlap import overlap as _overlap
from sim.tasks.comparison.report import ReportRequest
from sim.tasks.comparison.report import report as _report
from sim.tasks.comparison.score import ScoreRequest
from sim.tasks.comparison.score import score as _score
from sim.tasks.option_values import range_of
from sim.tasks.request import Changes, Parameter, PathLike, parameters
from sim.tasks.roster.calibrate import CalibrateRequest
from sim.tasks.roster.calibrate import calibrate as _calibrate
from sim.tasks.roster.network_fit import NetworkFitRequest
from sim.tasks.roster.network_fit import fit_network as _fit_network
from sim.tasks.roster.optimize import OptimizeRequest
from sim.tasks.roster.optimize import optimize as _optimize
from sim.tasks.roster.roster import RosterRequest
from sim.tasks.roster.roster import read_roster as _read_roster
from sim.tasks.setup.validate import ValidateRequest
from sim.tasks.setup.validate import validate as _validate
from sim.tasks.sweeps.discover import DiscoverRequest
from sim.tasks.sweeps.discover import discover as _discover
from sim.tasks.sweeps.plan import PlanRequest
from sim.tasks.sweeps.plan import plan as _plan
from sim.tasks.sweeps.sensitivity import SensitivityRequest
from sim.tasks.sweeps.sensitivity import sensitivity as _sensitivity
from sim.tasks.sweeps.sweep import SweepRequest
from sim.tasks.sweeps.sweep import sweep as _sweep

if TYPE_CHECKING:
    from sim.scenario.load import Loaded

P = ParamSpec("P")
Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


def _verb(name: str, request: Callable[P, Asked], task: Callable[[Asked], Answered]) -> Callable[P, Answered]:
    """A function with the signature of a request that makes the request and carries it out."""

    def function(*args: P.args, **kwargs: P.kwargs) -> Answered:
        try:
            known.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"sim.{name}(): {error}") from None
        with spelt_for_python():
            return task(request(*args, **kwargs))

    known = signature(request)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = documentation(request)
    function.__signature__ = known  # type: ignore[attr-defined]
    return function


def signature(request: Any) -> inspect.Signature:
    """The signature of a verb for people: arguments in the order of the command, defaults, no types of ours."""
    arguments = []
    for parameter in parameters(request):
        is_first = parameter.option.is_argument
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if is_first else inspect.Parameter.KEYWORD_ONLY
        default = inspect.Parameter.empty if parameter.is_required else parameter.default
        if parameter.name != "command":
            arguments.append(inspect.Parameter(parameter.name, kind, default=default))
    return inspect.Signature(arguments)


def documentation(request: Any) -> str:
    """The documentation of a verb, made from its request: what it does, its arguments, and the command of that name."""
    rows = [_line(each) for each in parameters(request) if each.name != "command"]
    return f"{inspect.getdoc(request)}\n\nArguments:\n\n{chr(10).join(rows)}"


def _line(parameter: Parameter) -> str:
    """One argument: its name, meaning, unit, range and default."""
    option = parameter.option
    facts = [option.unit, range_of(option), ", ".join(map(repr, parameter.choices))]
    if not parameter.is_required:
        facts.append(f"default: {option.usual or shown_default(parameter.default)}")
    known = "; ".join(fact for fact in facts if fact)
    words = f"{parameter.name}: {option.help.rstrip('.')}{f' ({known})' if known else ''}."
    return textwrap.fill(words, 116, initial_indent="    ", subsequent_indent="        ")


def shown_default(value: Any) -> str:
    """A default as a reader of the documentation types it."""
    if value is None or value == ():
        return "none"
    return repr(str(value)) if isinstance(value, Path) else repr(value)


def load(path: PathLike, set: Changes = ()) -> Loaded:
    """A scenario from a TOML file; set: values by path, such as {"run.runs": 100}, or texts such as "run.runs=100".

    Raises InputError, FileProblem.
    """
    from sim.tasks.scenarios import changes_of, load_scenario

    with spelt_for_python():
        return load_scenario(path, changes_of(set))


def open(path: PathLike) -> Result | SweepAnswer:
    """A result or a study from its file: what `sim.run` or `sim.sweep` gave. Raises FileProblem, DamagedFile."""
    with spelt_for_python():
        return open_file(path)


class _Folder(ModuleType):
    """A folder of the package that has the name of a verb, and can be called as the verb."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return globals()[self.__name__.rpartition(".")[2]](*args, **kwargs)


run = _verb("run", RunRequest, run_in_memory)
compare = _verb("compare", CompareRequest, _compare)
explain = _verb("explain", ExplainRequest, _explain)
flip = _verb("flip", FlipRequest, _flip)
overlap = _verb("overlap", OverlapRequest, _overlap)
report = _verb("report", ReportRequest, _report)
score = _verb("score", ScoreRequest, _score)
sweep = _verb("sweep", SweepRequest, _sweep)
sensitivity = _verb("sensitivity", SensitivityRequest, _sensitivity)
discover = _verb("discover", DiscoverRequest, _discover)
plan = _verb("plan", PlanRequest, _plan)
optimize = _verb("optimize", OptimizeRequest, _optimize)
calibrate = _verb("calibrate", CalibrateRequest, _calibrate)
roster = _verb("roster", RosterRequest, _read_roster)
fit_network = _verb("fit_network", NetworkFitRequest, _fit_network)
network = _verb("network", NetworkRequest, _network)
cascade = _verb("cascade", CascadeRequest, _cascade)
seal = _verb("seal", SealRequest, _seal)
ambassadors = _verb("ambassadors", AmbassadorsRequest, _ambassadors)
promise = _verb("promise", PromiseRequest, _promise)
validate = _verb("validate", ValidateRequest, _validate)

for _name, _function in (("plan", plan), ("report", report)):
    _module = import_module(f"sim.{_name}")
    _module.__class__ = _Folder
    _module.__signature__ = inspect.signature(_function)  # type: ignore[attr-defined]
    _module.__doc__ = _function.__doc__
