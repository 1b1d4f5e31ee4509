"""Small valid scenarios from plain dicts, without the loader, and the worlds that they make."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.arrays import I32
from sim.scenario.model import Scenario
from sim.world import build
from sim.world.build import World

SMALL: dict[str, Any] = {
    "schema_version": 1,
    "name": "small",
    "platform": "instagram",
    "run": {"seed": 20261, "runs": 20, "horizon_days": 21},
    "world": {
        "people": 20_000,
        "susceptibility_sd": 0.0,
        "communities": {
            "parameters": {"l": 2, "k": 5, "p_in": 0.8, "p_out": 0.1},
            "niches": ("beauty", "tech"),
        },
    },
    "creators": ({"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.26},),
    "exposure": {
        "reach_1k": 0.3,
        "reach_exponent": 0.11,
        "outside_share": 0.0,
        "outside_pool": 5.0,
        "half_life_hours": 19.0,
        "creator_reach_sd": 0.0,
        "post_reach_sd": 0.0,
        "repeat_reach_sd": 0.0,
    },
    "engagement": {"rate_1k": 0.05, "exponent": 0.16, "statistic": "mean", "residual_sd": 0.8, "repeat_sd": 0.0},
    "funnel": {
        "click_prob": 0.008,
        "click_sd": 0.0,
        "click_exponent": 0.0,
        "conversion_prob": 0.0175,
        "conversion_sd": 0.0,
        "attributed_share": 1.0,
        "trust_exponent": 0.0,
    },
    "costs": {"fee_per_1k_usd": 10.0, "fee_exponent": 1.0, "fee_sd": 0.7},
}
ONE_COMMUNITY: dict[str, Any] = {
    "generator": "complete_graph",
    "parameters": {"n": 1},
    "niches": ("everybody",),
}
ALL_ALIKE = {"name": "zipf", "most": 1.0}  # everybody follows equally readily
WHOLE = ("parameters", "followiness", "curve", "law", "feed")  # replaced: parameters belong to a name


def scene(**changes: Any) -> Scenario:
    """A small scenario (20 creators, 20,000 people, 10 communities) with these changes, table by table.

    Tables are merged, so `scene(world={"people": 500})` keeps the communities; `creators`, generator
    parameters and named choices are replaced whole. Raises pydantic's ValidationError.
    """
    return Scenario.model_validate(merged(SMALL, changes))


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`below` with the keys of `above` in place of its own, tables within tables."""
    out = dict(below)
    for name, value in above.items():
        table = isinstance(value, Mapping) and isinstance(out.get(name), Mapping) and name not in WHOLE
        out[name] = merged(out[name], value) if table else value
    return out


def world_of(**changes: Any) -> World:
    """The world of `scene(**changes)`, built anew; its files are named from the present folder."""
    return build.build(scene(**changes), Path())


def audiences(world: World) -> dict[str, I32]:
    """Handle -> its followers, ascending."""
    ends = pairwise(world.link_start.tolist())
    rows = (np.sort(world.link_person[first:stop]) for first, stop in ends)
    return dict(zip(world.creator_handle, rows, strict=True))


def same(one, other):
    """Whether two worlds agree in every bit and every type."""
    for mine, theirs in zip(one, other, strict=True):
        if isinstance(mine, np.ndarray):
            if mine.dtype != theirs.dtype or mine.shape != theirs.shape or mine.tobytes() != theirs.tobytes():
                return False
        elif type(mine) is not type(theirs) or (mine != theirs and not (mine != mine and theirs != theirs)):
            return False
    return True
