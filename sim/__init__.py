"""Monte Carlo simulation of influencer campaigns: sim.load, sim.run, sim.open, sim.compare."""

from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim.api import Result, Verdict, compare, load, open, run

__all__ = ["Result", "Verdict", "__version__", "compare", "load", "open", "run"]


def __getattr__(name: str) -> Any:
    """The Python interface, imported when it is first used: `sim --help` stays quick."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from sim import api

    return getattr(api, name)
