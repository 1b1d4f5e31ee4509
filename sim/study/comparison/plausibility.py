"""Checks of a comparison against published evidence: overlap, saturation, engagement, cost, the numbers and files.

What is published, with source and reliability, stands in `evidence.toml` and the presets (`bands`).
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import I64
from sim.measures.summary import column
from sim.study.comparison import bands
from sim.study.comparison.bands import Band
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.health_check import Finding, HealthCheck, combine, failing
from sim.study.comparison.values import resolved_tables, values
from sim.study.comparison.wording import digits, in_unit, percent, toml_number
from sim.text import join_words, one_line

MISSED, MISSED_BADLY = 0.02, 0.2  # of the shared audience that was asked for, as a share of it
CLOSE, FAR = 0.001, 0.01  # and as an amount: the solver itself stops within 0.0005
SATURATED = 0.8
MAGNITUDE = 10.0
MOST_KEYS = 5
FOLLOWERS, POOL, REVIEWS = "distinct_followers", "following_people", "input_reviews"
RATE = ("engagement.rate_1k",)
FEES = ("costs.budget_usd", "costs.fee_per_1k_usd", "creators.fee_usd")
EARNED = ("earned_engagements", "earned_impressions")


def overlap(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that the reference roster shares as much of its audience as was asked for."""
    findings = {
        strategy.label: check_shared_audience(strategy)
        for strategy in comparison.strategies
        if asks_for_overlap(strategy)
    }
    if findings:
        yield HealthCheck("overlap", *combine(findings), failing(findings))


def asks_for_overlap(strategy: Strategy) -> bool:
    """Return whether a shared audience was asked for; a real network has the one that it has."""
    world = resolved_tables(strategy).get("world", {})
    return world.get("shared_audience") is not None and world.get("network") is None


def check_shared_audience(strategy: Strategy) -> Finding:
    """Compare the shared audience that was asked for with the one that was achieved."""
    asked, achieved = (strategy.stored.attributes.get(name) for name in ("shared_asked", "shared_achieved"))
    if not isinstance(asked, float) or not isinstance(achieved, float):
        return Finding("REVIEW", "the result does not say which overlap was achieved")
    fact = f"asked for {percent(asked)} shared audience, achieved {percent(achieved)}"
    missed = abs(achieved - asked)
    if missed <= max(MISSED * asked, CLOSE):
        return Finding("PASS", fact)
    status: Literal["FAIL", "REVIEW"] = "FAIL" if missed > max(MISSED_BADLY * asked, FAR) else "REVIEW"
    mend = (
        f"{key_of_overlap(strategy)} = {toml_number(achieved)}, which this world can have" if status == "FAIL" else ""
    )
    return Finding(status, f"{fact}, which is another question", mend)


def key_of_overlap(strategy: Strategy) -> str:
    """Return the key that asks for a shared audience."""
    is_table = isinstance(resolved_tables(strategy)["world"]["shared_audience"], dict)
    return "world.shared_audience.share" if is_table else "world.shared_audience"


def saturation(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that there is anybody left to be reached."""
    findings = {strategy.label: check_saturation(strategy) for strategy in comparison.strategies}
    yield HealthCheck("saturation", *combine(findings))


def check_saturation(strategy: Strategy) -> Finding:
    """Compare a strategy's reach with its followers, and these with all people who follow any creator."""
    reach = float(column(strategy.columns, "reach").mean())
    followers, pool = (strategy.stored.attributes.get(name) for name in (FOLLOWERS, POOL))
    if not isinstance(followers, int) or not isinstance(pool, int):
        unknown = "the result does not say of how many distinct followers"
        return Finding("REVIEW", f"{reach:,.0f} people reached; {unknown}")
    if not followers or not pool:
        return Finding("REVIEW", "nobody real follows its creators")
    fact = f"{reach:,.0f} people reached, {percent(reach / followers)} of the {followers:,} who follow its creators"
    fact = f"{fact}; these are {percent(followers / pool)} of the {pool:,} who follow any creator"
    if reach > SATURATED * followers:
        return Finding("REVIEW", f"{fact}: almost everybody is reached, more posts can only repeat")
    if followers > SATURATED * pool:
        return Finding("REVIEW", f"{fact}: almost everybody follows it already, more creators can only repeat")
    return Finding("PASS", fact)


class Figure(NamedTuple):
    """A quantity of a strategy that others have published too."""

    name: str
    value: float  # nan: undefined
    shown: Callable[[float], str]
    band: Band | None  # that is usual; None: nobody publishes it
    keys: tuple[str, ...] = ()  # of the scenario, to whose values it is in proportion


def ratio(top: float, bottom: float) -> float:
    """Divide, with nan for a division by zero."""
    return top / bottom if bottom else math.nan


def in_usd(value: float) -> str:
    """Write an amount of money."""
    return in_unit(value, "USD")


SHARES: dict[str, tuple[Callable[[float], str], tuple[str, ...]]] = {
    "engagement_rate": (percent, RATE), "administration": (percent, ()),
}  # fmt: skip


def own_means(strategy: Strategy) -> dict[str, float]:
    """Return means over runs, by column; engagements and impressions without those that friends' sharing earned.

    The evidence is about creators' own posts.
    """
    names = ("engagements", "impressions", "posts", "fees_usd", "overhead_usd", "agency_usd", "cost_usd")
    mean = {name: float(column(strategy.columns, name).mean()) for name in (*names, *EARNED)}
    for name, earned in zip(("engagements", "impressions"), EARNED, strict=True):
        mean[name] -= mean[earned]
    return mean


def figures(strategy: Strategy) -> list[Figure]:
    """Return a strategy's results and costs in the units of the evidence: fees alone, per listed follower and post."""
    mean = own_means(strategy)
    platform = str(resolved_tables(strategy).get("platform"))
    followers: I64 = strategy.stored.arrays["creators/followers"]
    shown = mean["posts"] * (float(np.mean(followers)) if followers.size else 0.0)
    fees = mean["fees_usd"] or math.nan  # creators who work for gifts are no bargain
    administration = ratio(mean["overhead_usd"] + mean["agency_usd"], mean["cost_usd"])

    def figure(name: str, value: float, quantity: str) -> Figure:
        words, keys = SHARES.get(quantity, (in_usd, FEES))
        return Figure(name, value, words, bands.band(quantity, platform, followers), keys)

    return [
        figure("engagements per follower and post", ratio(mean["engagements"], shown), "engagement_rate"),
        figure("fees per 1,000 followers and post", ratio(1000.0 * fees, shown), "fee_per_1k"),
        figure("fees per 1,000 impressions", ratio(1000.0 * fees, mean["impressions"]), "fee_per_1k_views"),
        Figure(
            "fees per engagement",
            ratio(fees, mean["engagements"]),
            in_usd,
            bands.cost_per_engagement(platform, followers),
            FEES,
        ),
        figure("management and agency as a share of all costs", administration, "administration"),
    ]


def engagement_and_cost(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that engagement and cost are as others have seen them."""
    for strategy in comparison.strategies:
        shares = bands.shares_of_tiers(strategy.stored.arrays["creators/followers"])
        size = next(iter(shares), "nobody's followers")
        kind = f"{size} on {resolved_tables(strategy).get('platform')}"
        for figure in figures(strategy):
            status, sentence, _ = place_in_band(figure)
            is_fail = status == "FAIL"
            labels, cure = ((strategy.label,), mend(strategy, figure)) if is_fail else ((), "")
            yield HealthCheck(figure.name, status, f"{strategy.label} ({kind}): {sentence}.", cure, labels)


def mend(strategy: Strategy, figure: Figure) -> str:
    """Return the values that would bring a figure to the edge of its band; empty where no key of the scenario can."""
    if figure.band is None or not figure.value:
        return ""
    factor = min(max(figure.value, figure.band.low), figure.band.high) / figure.value
    changed = {value.path: value.number for value in values(strategy) if value.name in figure.keys and value.number}
    return ", ".join(
        f"{path} = {toml_number(number * factor)} instead of {toml_number(number)}" for path, number in changed.items()
    )


def place_in_band(figure: Figure) -> Finding:
    """Judge a figure by its band: within it, outside, or more than ten times outside."""
    if math.isnan(figure.value):
        return Finding("REVIEW", f"{figure.name} undefined, so nothing can be said of it")
    fact, band = f"{figure.name} {figure.shown(figure.value)}", figure.band
    if band is None:
        return Finding("REVIEW", f"{fact}; nobody publishes what is usual")
    where = f"{figure.shown(band.low)} to {figure.shown(band.high)} ({band.source}; {band.reliability})"
    if band.holds(figure.value):
        return Finding("PASS", f"{fact}, within {where}")
    if figure.value * MAGNITUDE < band.low or figure.value > MAGNITUDE * band.high:
        return Finding("FAIL", f"{fact}, more than ten times outside {where}")
    return Finding("REVIEW", f"{fact}, outside {where}")


def parameters(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that the numbers of the scenarios are within the evidence."""
    labels: dict[str, list[str]] = {}
    for strategy in comparison.strategies:
        for line in outside(strategy):
            labels.setdefault(line, []).append(strategy.label)
    if not labels:
        yield HealthCheck("parameters", "PASS", "All numbers with a published range are within it.")
        return
    lines = [f"{join_words(same)}: {line}" for line, same in labels.items()]
    more = f"; and {len(lines) - MOST_KEYS} more" if len(lines) > MOST_KEYS else ""
    yield HealthCheck("parameters", "REVIEW", f"Outside the evidence: {'; '.join(lines[:MOST_KEYS])}{more}.")


def outside(strategy: Strategy) -> Iterator[str]:
    """Describe each number of a strategy that lies beyond its range; of what is drawn, the median counts."""
    platform = str(resolved_tables(strategy).get("platform"))
    for value in values(strategy):
        number, band = value.number, bands.of_key(value.name, platform, value.followers)
        if number is not None and band is not None and not band.holds(number):
            span = f"{digits(band.low)} to {digits(band.high)}"
            yield f"{value.path} = {digits(number)}, not {span} ({band.source}; {band.reliability})"


def inputs(comparison: Comparison) -> Iterator[HealthCheck]:
    """Repeat what there is to look at in the files of creators."""
    labels: dict[str, list[str]] = {}
    for strategy in comparison.strategies:
        for review in json.loads(str(strategy.stored.attributes.get(REVIEWS, "[]"))):
            labels.setdefault(one_line(review), []).append(strategy.label)
    if labels:
        every = "; ".join(f"{join_words(same)}: {review}" for review, same in labels.items())
        yield HealthCheck("inputs", "REVIEW", f"{every}.")


CHECKS: Sequence[Callable[[Comparison], Iterator[HealthCheck]]] = (
    overlap,
    saturation,
    engagement_and_cost,
    parameters,
    inputs,
)
