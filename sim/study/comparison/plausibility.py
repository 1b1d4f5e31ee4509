"""Checks against the evidence: overlap, saturation, engagement, cost, and the numbers that were put in."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import I64
from sim.measures.summary import column
from sim.study.comparison import bands
from sim.study.comparison.answers import Comparison, HealthCheck, Strategy
from sim.study.comparison.bands import Band
from sim.study.comparison.values import resolved_tables, values
from sim.study.comparison.wording import Status, digits, in_unit, join_words, percent, together

MISSED, MISSED_BADLY = 0.02, 0.2  # of the shared audience that was asked for, as a share of it
CLOSE, FAR = 0.001, 0.01  # and as an amount: the solver itself stops within 0.0005
SATURATED = 0.8
MAGNITUDE = 10.0
MOST_KEYS = 5
FOLLOWERS, POOL = "distinct_followers", "following_people"


def overlap(comparison: Comparison) -> Iterator[HealthCheck]:
    """Does the reference roster share as much of its audience as was asked for?"""
    found = [
        (strategy.label, *check_shared_audience(strategy)) for strategy in comparison.strategies if is_asked(strategy)
    ]
    if found:
        yield HealthCheck("overlap", *together(found))


def is_asked(strategy: Strategy) -> bool:
    """Whether a shared audience was asked for; a real network has the one that it has."""
    world = resolved_tables(strategy).get("world", {})
    return world.get("shared_audience") is not None and world.get("network") is None


def check_shared_audience(strategy: Strategy) -> tuple[Status, str]:
    """What was asked for and achieved."""
    asked, achieved = (strategy.stored.attributes.get(name) for name in ("shared_asked", "shared_achieved"))
    if not isinstance(asked, float) or not isinstance(achieved, float):
        return "REVIEW", "it cannot be told which overlap was achieved, the result does not say it"
    told = f"asked for {percent(asked)} shared audience, achieved {percent(achieved)}"
    missed = abs(achieved - asked)
    if missed <= max(MISSED * asked, CLOSE):
        return "PASS", told
    return ("FAIL" if missed > max(MISSED_BADLY * asked, FAR) else "REVIEW"), f"{told}, which is another question"


def saturation(comparison: Comparison) -> Iterator[HealthCheck]:
    """Is there anybody left to be reached?"""
    yield HealthCheck("saturation", *together((one.label, *check_saturation(one)) for one in comparison.strategies))


def check_saturation(strategy: Strategy) -> tuple[Status, str]:
    """Reach against the followers there are, and those against all who follow anybody."""
    reach = float(column(strategy.columns, "reach").mean())
    followers, pool = (strategy.stored.attributes.get(name) for name in (FOLLOWERS, POOL))
    if not isinstance(followers, int) or not isinstance(pool, int):
        told = "it cannot be told of how many distinct followers, the result does not say it"
        return "REVIEW", f"{reach:,.0f} people reached; {told}"
    if not followers or not pool:
        return "REVIEW", "nobody real follows its creators"
    told = f"{reach:,.0f} people reached, {percent(reach / followers)} of the {followers:,} who follow its creators"
    told = f"{told}; these are {percent(followers / pool)} of the {pool:,} who follow any creator"
    if reach > SATURATED * followers:
        return "REVIEW", f"{told}: almost everybody is reached, more posts can only repeat"
    if followers > SATURATED * pool:
        return "REVIEW", f"{told}: almost everybody follows it already, more creators can only repeat"
    return "PASS", told


class Figure(NamedTuple):
    """A quantity of a strategy that is published by somebody."""

    name: str
    value: float  # nan: undefined
    shown: Callable[[float], str]
    band: Band | None


def ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom else math.nan


def in_usd(value: float) -> str:
    return in_unit(value, "USD")


EARNED = ("earned_engagements", "earned_impressions")


def figures(strategy: Strategy) -> list[Figure]:
    """What a strategy achieves and costs, in the units of the evidence: fees alone, per listed follower and post.

    The evidence is about creators' own posts, so what friends showed does not count.
    """
    names = ("engagements", "impressions", "posts", "fees_usd", "overhead_usd", "agency_usd", "cost_usd")
    mean = {name: float(column(strategy.columns, name).mean()) for name in (*names, *EARNED)}
    for name, earned in zip(("engagements", "impressions"), EARNED, strict=True):
        mean[name] -= mean[earned]
    platform = str(resolved_tables(strategy).get("platform"))
    followers: I64 = strategy.stored.arrays["creators/followers"]
    shown = mean["posts"] * (float(np.mean(followers)) if followers.size else 0.0)
    fees = mean["fees_usd"] or math.nan  # creators who work for gifts are no bargain

    def figure(name: str, value: float, shown: Callable[[float], str], quantity: str) -> Figure:
        return Figure(name, value, shown, bands.band(quantity, platform, followers))

    administration = ratio(mean["overhead_usd"] + mean["agency_usd"], mean["cost_usd"])
    return [
        figure("engagements per follower and post", ratio(mean["engagements"], shown), percent, "engagement_rate"),
        figure("fees per 1,000 followers and post", ratio(1000.0 * fees, shown), in_usd, "fee_per_1k"),
        figure("fees per 1,000 impressions", ratio(1000.0 * fees, mean["impressions"]), in_usd, "fee_per_1k_views"),
        Figure(
            "fees per engagement",
            ratio(fees, mean["engagements"]),
            in_usd,
            bands.cost_per_engagement(platform, followers),
        ),
        figure("management and agency as a share of all costs", administration, percent, "administration"),
    ]


def check_published(comparison: Comparison) -> Iterator[HealthCheck]:
    """Are engagement and cost as others have seen them?"""
    for strategy in comparison.strategies:
        shares = bands.shares_of_tiers(strategy.stored.arrays["creators/followers"])
        size = next(iter(shares), "nobody's followers")
        kind = f"{size} on {resolved_tables(strategy).get('platform')}"
        for one in figures(strategy):
            status, told = place_in_band(one)
            yield HealthCheck(one.name, status, f"{strategy.label} ({kind}): {told}.")


def place_in_band(one: Figure) -> tuple[Status, str]:
    """A figure beside its band."""
    if math.isnan(one.value):
        return "REVIEW", f"{one.name} undefined, so nothing can be said of it"
    told = f"{one.name} {one.shown(one.value)}"
    if one.band is None:
        return "REVIEW", f"{told}; nobody publishes what is usual"
    where = f"{one.shown(one.band.low)} to {one.shown(one.band.high)} ({one.band.source}; {one.band.reliability})"
    if one.band.holds(one.value):
        return "PASS", f"{told}, within {where}"
    if one.value * MAGNITUDE < one.band.low or one.value > MAGNITUDE * one.band.high:
        return "FAIL", f"{told}, more than ten times outside {where}"
    return "REVIEW", f"{told}, outside {where}"


def parameters(comparison: Comparison) -> Iterator[HealthCheck]:
    """Are the numbers that were put in within the evidence?"""
    found: dict[str, list[str]] = {}
    for strategy in comparison.strategies:
        for told in outside(strategy):
            found.setdefault(told, []).append(strategy.label)
    if not found:
        yield HealthCheck("parameters", "PASS", "All numbers with a published range are within it.")
        return
    lines = [f"{join_words(labels)}: {line}" for line, labels in found.items()]
    more = f"; and {len(lines) - MOST_KEYS} more" if len(lines) > MOST_KEYS else ""
    yield HealthCheck("parameters", "REVIEW", f"Outside the evidence: {'; '.join(lines[:MOST_KEYS])}{more}.")


def outside(strategy: Strategy) -> Iterator[str]:
    """The numbers of a strategy beyond their ranges; of what is drawn, the median counts."""
    platform = str(resolved_tables(strategy).get("platform"))
    for one in values(strategy):
        number, band = one.number, bands.of_key(one.name, platform, one.followers)
        if number is not None and band is not None and not band.holds(number):
            span = f"{digits(band.low)} to {digits(band.high)}"
            yield f"{one.path} = {digits(number)}, not {span} ({band.source}; {band.reliability})"


CHECKS: Sequence[Callable[[Comparison], Iterator[HealthCheck]]] = (overlap, saturation, check_published, parameters)
