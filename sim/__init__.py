"""Monte Carlo simulation of influencer campaigns: every verb of the command `sim` is a function of this module."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim import testing
    from sim.api import (
        Result,
        Verdict,
        ambassadors,
        calibrate,
        cascade,
        compare,
        discover,
        explain,
        fit_network,
        flip,
        load,
        network,
        open,
        optimize,
        overlap,
        plan,
        promise,
        report,
        roster,
        run,
        score,
        seal,
        sensitivity,
        sweep,
        validate,
    )
    from sim.extend import (
        Feed,
        GoalKind,
        Measure,
        register_curve,
        register_engagement_law,
        register_feed,
        register_followiness_law,
        register_goal,
        register_measure,
        within,
    )

VERBS = (
    "ambassadors", "calibrate", "cascade", "compare", "discover", "explain", "fit_network", "flip", "load", "network",
    "open", "optimize", "overlap", "plan", "promise", "report", "roster", "run", "score", "seal",
    "sensitivity", "sweep", "validate",
)  # fmt: skip
EXTENSIONS = (
    "Feed", "GoalKind", "Measure", "register_curve", "register_engagement_law", "register_feed",
    "register_followiness_law", "register_goal", "register_measure", "within",
)  # fmt: skip

__all__ = [
    "Feed", "GoalKind", "Measure", "Result", "Verdict", "__version__", "ambassadors", "calibrate", "cascade", "compare",
    "discover", "explain", "fit_network", "flip", "load", "network", "open", "optimize", "overlap", "plan", "promise",
    "register_curve", "register_engagement_law", "register_feed", "register_followiness_law", "register_goal",
    "register_measure", "report", "roster", "run", "score", "seal", "sensitivity", "sweep", "testing",
    "validate", "within",
]  # fmt: skip


class Package(ModuleType):
    """This package. `sim.plan` and `sim.report` are folders and verbs: what is got by these names can be called."""

    @property
    def plan(self) -> Any:
        """The folder `plan`, and the verb."""
        return callable_folder("plan")

    @plan.setter
    def plan(self, _module: Any) -> None:
        """Importing the folder sets this name; it stays as it is."""

    @property
    def report(self) -> Any:
        """The folder `report`, and the verb."""
        return callable_folder("report")

    @report.setter
    def report(self, _module: Any) -> None:
        """Importing the folder sets this name; it stays as it is."""


def callable_folder(name: str) -> Any:
    """A folder that has the name of a verb, and can be called as the verb."""
    import_module("sim.api")
    return sys.modules[f"sim.{name}"]


sys.modules[__name__].__class__ = Package


def __getattr__(name: str) -> Any:
    """The Python interface, imported when it is first used: `sim --help` stays quick."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    if name == "testing":
        return import_module("sim.testing")
    return getattr(import_module("sim.extend" if name in EXTENSIONS else "sim.api"), name)
