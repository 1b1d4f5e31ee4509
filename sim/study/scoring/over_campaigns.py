"""A measure over many campaigns: coverage of intervals, PIT histogram, and skill against naive forecasts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import Interval, mean_interval, share_interval
from sim.statistics.scoring_rules import (
    CountRange,
    leave_one_out_crps,
    leave_one_out_rate_crps,
    pit_band,
    pit_histogram,
    skill,
)
from sim.study.scoring.measure_score import LEVELS, MeasureScore

LEAST_CAMPAIGNS = 2
LEAST_FOR_SKILL = 3  # so that a naive forecast has two campaigns to learn from
OTHERS = "the other campaigns"
RATES = "followers times the other campaigns' rates"


class LevelCoverage(NamedTuple):
    """The campaigns that came in inside the promised interval of a level."""

    level: float
    n_inside: int
    share: Interval  # Clopper-Pearson, campaigns as independent


class Skill(NamedTuple):
    """The mean score beside that of a naive forecast of the same campaigns."""

    naive: str
    n: int  # campaigns that both forecast
    mean_crps: float  # ours, of these campaigns, in the measure's unit
    naive_crps: float
    value: Interval  # 1 - ours / naive


class MeasureOverCampaigns(NamedTuple):
    """A measure of two campaigns or more."""

    name: str
    n: int
    coverage: tuple[LevelCoverage, ...]
    histogram: tuple[float, ...]  # campaigns in each tenth of what was promised
    band: CountRange  # in which all tenths lie by chance, if the promise holds
    mean_crps: Interval  # in the measure's unit
    skills: tuple[Skill, ...]


def over_campaigns(scores: Sequence[MeasureScore], followers: F64) -> MeasureOverCampaigns:
    """Score a measure over campaigns. followers: of each, nan where they are not known [campaign]."""
    n, crps = len(scores), np.array([score.crps.value for score in scores])
    actual = np.array([score.actual for score in scores])
    skills = []
    if n >= LEAST_FOR_SKILL:
        skills.append(skill_against(OTHERS, crps, leave_one_out_crps(actual)))
    known = ~np.isnan(followers)
    if np.count_nonzero(known) >= LEAST_FOR_SKILL:
        naive = leave_one_out_rate_crps(actual[known], followers[known])
        skills.append(skill_against(RATES, crps[known], naive))
    return MeasureOverCampaigns(
        scores[0].name,
        n,
        tuple(coverage_of(scores, level) for level in LEVELS),
        tuple(pit_histogram([score.pit for score in scores]).tolist()),
        pit_band(n),
        mean_interval(crps[None, :]),
        tuple(skills),
    )


def coverage_of(scores: Sequence[MeasureScore], level: float) -> LevelCoverage:
    """Count the campaigns inside the promised interval of a level."""
    inside = sum(score.is_inside(level) for score in scores)
    return LevelCoverage(level, inside, share_interval(inside / len(scores), len(scores)))


def skill_against(naive: str, crps: F64, naive_crps: F64) -> Skill:
    """Compare scores with naive ones [campaign]."""
    return Skill(naive, crps.size, float(crps.mean()), float(naive_crps.mean()), skill(crps, naive_crps))
