"""Trust in promises: what the coverage of their intervals has shown over campaigns."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sim.study.scoring.over_campaigns import LevelCoverage, MeasureOverCampaigns

ENOUGH = 0.8  # of campaigns inside the widest interval, for sure: then it is trusted


class Trust(StrEnum):
    """A judgement of a promise by finished campaigns."""

    SHOWN = "shown"
    NEARLY = "nearly"  # intervals hold fewer than they say, beyond chance, but surely enough
    OPEN = "open"  # nothing speaks against it, and campaigns are too few
    REFUTED = "refuted"


WORST_FIRST = (Trust.REFUTED, Trust.OPEN, Trust.NEARLY, Trust.SHOWN)


class MeasureTrust(NamedTuple):
    """A judgement of the promise of a measure, and the coverage that says so."""

    name: str
    n: int  # campaigns
    trust: Trust
    coverage: LevelCoverage  # of the widest interval that holds too few, or of the widest of all


def measure_trust(over: MeasureOverCampaigns) -> MeasureTrust:
    """Judge a measure by its intervals: whether they hold fewer campaigns than they say, beyond chance (95%)."""
    missed = [each for each in over.coverage if each.share.high < each.level]
    widest = over.coverage[-1]
    is_enough = widest.share.low >= ENOUGH
    if missed:
        return MeasureTrust(over.name, over.n, Trust.NEARLY if is_enough else Trust.REFUTED, missed[-1])
    return MeasureTrust(over.name, over.n, Trust.SHOWN if is_enough else Trust.OPEN, widest)


def overall_trust(measures: Sequence[MeasureTrust]) -> Trust:
    """Judge all measures together: by the worst; open without any."""
    states = {each.trust for each in measures}
    return next((trust for trust in WORST_FIRST if trust in states), Trust.OPEN)
