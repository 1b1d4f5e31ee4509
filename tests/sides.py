"""Two sides of a what-if: ten small creators, and a large one, among a few thousand people."""

from typing import Any

from sim.engine.progress import Silent, Stop
from sim.scenario.load import Loaded, loads
from sim.study.what_if.trials import Means, Trials

HEAD = """\
schema_version = 1
name = "side"
platform = "instagram"

[run]
runs = 10
horizon_days = 10

[world]
people = 4_000
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food"] }
followiness = { name = "zipf", exponent = 3.0, most = 20.0 }

[posts]
per_creator = 2
window_days = 7

[costs]
hour_usd = 60
"""
MICROS = '[[creators]]\nname = "micro"\ncount = 10\nfollowers = 100\nfee_usd = 1\n'
MEGA = '[[creators]]\nname = "mega"\nfollowers = 1000\nfee_usd = 10\nmanagement_hours = 20\nno_show_prob = 0\n'
HOURS = "creators.micro.management_hours"


def scenario(creators: str, **changes: Any) -> Loaded:
    """A side with these creators; changes: by key, two underscores for a dot."""
    loaded = loads(HEAD + creators)
    for key, value in changes.items():
        loaded = loaded.replace(key.replace("__", "."), value)
    return loaded


def trials(runs: int = 60) -> Trials:
    return Trials(Means(runs, 1, Silent(), Stop()))
