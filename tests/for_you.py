"""A small campaign whose posts are shown to strangers, its plan, and who they are."""

from typing import Any

import numpy as np

from sim.core.arrays import Plan
from sim.plan import make as planning
from tests.scenes import scene, world_of

SURE = {"no_show_prob": 0.0, "audience_loss": 0.0}


def group(**changes: Any) -> dict[str, Any]:
    """Eight small creators who post for certain and lose nobody."""
    return {"name": "micro", "count": 8, "followers": 900.0, **SURE, **changes}


def shown(outside_share: float = 0.8, **values: Any) -> dict[str, Any]:
    """The table of exposure with so many of the views by strangers."""
    return {"outside_share": outside_share, "outside_pool": 12.0, "reach_1k": 0.3, "reach_exponent": 0.11, **values}


def tables(**changes: Any) -> dict[str, Any]:
    """The campaign's tables, some of them changed."""
    return {"creators": (group(),), "exposure": shown(), "posts": {"per_creator": 1}, "run": {"horizon_days": 40},
            "world": {"susceptibility_sd": 0.3}, **changes}  # fmt: skip


def plan_of(**changes: Any) -> Plan:
    """The plan of the campaign."""
    changes = tables(**changes)
    return planning.make(scene(**changes), world_of(**changes), 0)


def outside(plan: Plan) -> dict[int, list[int]]:
    """Handle-free view of the strangers: creator key -> their persons, ascending."""
    n_classes = plan.class_activity.shape[1] // 2
    rows = plan.link_class_start[:, [n_classes, 2 * n_classes]]
    return {int(key): np.sort(plan.link_person[first:stop]).tolist()
            for key, (first, stop) in zip(plan.creator_key, rows, strict=True)}  # fmt: skip
