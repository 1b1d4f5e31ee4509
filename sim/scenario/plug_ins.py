"""Plug-ins that a scenario uses: which of its keys name a function, and who offers it."""

from collections.abc import Iterable, Mapping

from sim import plugins
from sim.plugins import PlugIn
from sim.scenario.base import Choice
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key

FOLLOWINESS: Key = ("world", "followiness")
SOCIABILITY: Key = ("friends", "sociability")
GROUPS: Mapping[Key, str] = {
    ("response", "curve"): "influence_sim.curves",
    ("exposure", "feed"): "influence_sim.feeds",
    ("engagement", "law"): "influence_sim.engagement_laws",
    FOLLOWINESS: "influence_sim.followiness_laws",
    SOCIABILITY: "influence_sim.followiness_laws",
}
"""The group of entry points of each key that names a function."""


def plug_ins_of(scenario: Scenario, keys: Iterable[Key] = tuple(GROUPS)) -> tuple[PlugIn, ...]:
    """Return the plug-ins that a scenario uses at these keys, each once; InputError where two offer one name.

    >>> from sim.scenario.load import load
    >>> plug_ins_of(Scenario.model_construct(response=Scenario.model_fields["response"].default), [])
    ()
    """
    used = (plugins.find(GROUPS[key], _choice(scenario, key).name) for key in keys)
    return tuple(dict.fromkeys(plug_in for plug_in in used if plug_in is not None))


def _choice(scenario: Scenario, key: Key) -> Choice:
    table, name = key
    choice: Choice = getattr(getattr(scenario, str(table)), str(name))
    return choice
