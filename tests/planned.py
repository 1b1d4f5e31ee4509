"""Plans, rosters and posts of small scenes."""

from typing import Any

import numpy as np

from sim.core.arrays import F64, Plan
from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import HiredCreators, line_up
from sim.plan.posts import PostArrays, first_views, schedule
from tests.scenes import scene, world_of


def plan_of(**changes: Any) -> Plan:
    """The plan of a scene with these changes."""
    return planning.make(scene(**changes), world_of(**changes), 0)


def roster_of(**changes: Any) -> HiredCreators:
    """Its creators in the order of the kernel."""
    return line_up(scene(**changes), world_of(**changes))


def schedule_of(activity: F64, **changes: Any) -> PostArrays:
    """Its posts, for followers of this activity [class]."""
    scenario, roster = scene(**changes), roster_of(**changes)
    figures = reading.read(scenario, world_of(**changes), roster)
    return schedule(scenario, roster, first_views(scenario, roster, figures, activity).intensity)


def posts_of(**changes: Any) -> PostArrays:
    """Its posts, where all followers are alike."""
    return schedule_of(np.ones(1), **changes)
