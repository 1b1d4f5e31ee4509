"""Two sides of one campaign that differ in nine mechanisms: twelve micros, and a mega of as many followers."""

from typing import Any

from sim.engine.progress import Silent, Stop
from sim.scenario.load import Loaded, loads
from sim.study.what_if.trials import Means, Trials

COMMON = """\
schema_version = 1
name = "side"
platform = "instagram"

[run]
runs = 10
horizon_days = 10

[world]
people = 3_000
susceptibility_sd = 0.0
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food", "tech"] }

[posts]
per_creator = 2
window_days = 7

[brand]
niche = "food"
match_outside = 0.5

[engagement]
quality_sd = 0.3

[funnel]
trust_exponent = 0.0

"""
MANY = """
[[creators]]
name = "micro"
count = 12
followers = 100
niche = "food"
fake_share = 0.1
gift_usd = 5.0
"""
ONE = """
[[creators]]
name = "mega"
followers = 1200
breadth = 0.9
fake_share = 0.3
trust = 0.8
quality = 1.2
no_show_prob = 0.02
management_hours = 20
sponsored_share = 0.3
audience_loss = 0.02
fee_usd = 900
"""


def side(creators: str, extra: str = "", **changes: Any) -> Loaded:
    """A side with these creators; changes: by key, two underscores for a dot."""
    loaded = loads(COMMON + extra + creators)
    for key, value in changes.items():
        loaded = loaded.replace(key.replace("__", "."), value)
    return loaded


def trials(runs: int = 30) -> Trials:
    """So many runs on one thread."""
    return Trials(Means(runs, 1, Silent(), Stop()))
