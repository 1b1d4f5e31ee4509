"""Targets about exposure and response (4, 10-14, 17, 19, 22)."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.play import play
from sim.measures.expected import expected_values
from sim.mechanisms.curves import N_EXPOSURES, N_SOURCES
from sim.plan import figures as reading
from sim.study.replication.finding import Lines, TargetFigure, TargetNumbers, between, name_figure, near, within
from sim.study.replication.scenes import (
    ALIKE,
    ALONE,
    any_creator,
    load_lines,
    plan_of,
    roster,
    scenario,
    world_of,
)


def portfolio(n: int, runs: int) -> F64:
    """Engagements of n creators with the same audience, whose luck alone differs [run]."""
    plan = plan_of(scenario(
        f"[run]\nhorizon_days = 14\n[world]\npeople = 4000\n{ALONE}\nfollowiness = {ALIKE}\nactivity_classes = 1\n"
        'susceptibility_sd = 0.0\n[posts]\nper_creator = 1\npattern = "together"\n'
        "[exposure]\nreach_1k = 0.99\nreach_exponent = 0.0\nhalf_life_hours = 0.4\n"
        "creator_reach_sd = 0.0\npost_reach_sd = 0.0\nrepeat_reach_sd = 0.0\n"
        "[engagement]\nrate_1k = 0.005\nexponent = 0.0\nresidual_sd = 1.2\nquality_sd = 0.0\nrepeat_sd = 0.0\n"
        f'[[creators]]\nname = "c"\ncount = {n}\nfollowers = 4000\nfake_share = 0.0\nno_show_prob = 0.0\n'
        "sponsored_share = 0.0\n"
    ))  # fmt: skip
    return np.asarray(play(plan, runs).engagements.sum(axis=1), np.float64)


def portfolios() -> Lines:
    """Compare the spread of a portfolio of creators (target 4)."""
    sample = portfolio(100, 2000)
    due = math.sqrt(math.expm1(1.2**2) / 100.0)
    yield name_figure("CV of 100 creators, 2,000 replicates", near(float(sample.std() / sample.mean()), due, 0.1))


def cumulative(curve: str) -> F64:
    """Cumulative weight of exposures from ever new sources, by number [k], as the kernel looks it up."""
    asked = scenario(f"[response]\n{curve}\n" + any_creator())
    table = reading.response(asked).reshape(2, N_SOURCES, N_EXPOSURES)
    k = np.arange(N_EXPOSURES)
    return np.cumsum(table[0, np.minimum(k, N_SOURCES - 1), k])


def reinforcement() -> Lines:
    """Compare the worth of a second friend, read in two ways (target 10)."""
    for reading_, beta, due in (("B: p2 = 4 p1", 2.0, 4.0), ("A: p2 = 4 p0, p1 = 3.5 p0", 0.19, 4.0 / 3.5)):
        p = cumulative(f'curve = {{ name = "hazard_power", beta = {beta} }}')
        yield name_figure(f"reading {reading_} (beta = {beta}), p2 / p1", near(float(p[1] / p[0]), due, 0.05))


def independence() -> Lines:
    """Compare independent exposures with their definition (target 11)."""
    worst = 0.0
    weights = np.diff(cumulative('curve = { name = "hazard_power", beta = 1.0 }')[:N_SOURCES], prepend=0.0)
    for p in (0.001, 0.05, 0.5):
        due = 1.0 - (1.0 - p) ** np.arange(1, N_SOURCES + 1)
        worst = max(worst, float(np.abs(1.0 - np.cumprod(1.0 - p * weights) - due).max()))
    numbers = TargetNumbers([worst], 0.0, 1e-12)
    yield TargetFigure("p(k) = 1 - (1 - p1)^k to 1e-12", f"{worst:.1e}", worst < 1e-12, numbers)


class Persistence(NamedTuple):
    """Peak and persistence of adoption over the number of exposures k (Romero et al. 2011)."""

    peak: int  # k where p(k) is largest
    area: float  # below p(k) up to 20, over that of the rectangle around it


def persistence(curve: str) -> Persistence:
    """Peak and persistence of a response curve."""
    p = np.diff(cumulative(curve), prepend=0.0)[:20]
    return Persistence(int(np.argmax(p)) + 1, float(p.sum() / (20 * p.max())))


REACHABLE = "shows that a registered curve can have this shape: its parameters are chosen for it"


def hashtags() -> Lines:
    """Compare two topics by peak and persistence (target 12)."""
    idiom = 'curve = { name = "inverted_u", peak = 3.0, height = 1.5, persistence = 0.7 }\nwear_out_factor = 0.9'
    politics = 'curve = { name = "inverted_u", peak = 3.0, height = 1.5, persistence = 0.95 }\nwear_out_factor = 0.9'
    early, late = persistence(idiom), persistence(politics)
    yield name_figure("idiom: largest p(k) at k", between(early.peak, 2, 4, ".0f"), unit="exposures")
    ours, numbers = f"{early.area:.3f} and {late.area:.3f}", TargetNumbers([early.area, late.area])
    yield TargetFigure("persistence: idiom below politics", ours, early.area < late.area, numbers, REACHABLE)


def attitude() -> Lines:
    """Compare the peak of attitude, and the growth of recall (target 13)."""
    curve = cumulative('curve = { name = "inverted_u", peak = 10.0, height = 2.0, persistence = 0.8 }')
    place = int(np.argmax(np.diff(curve, prepend=0.0))) + 1
    yield name_figure("attitude largest at k", within(place, 10, 2, ".0f"), REACHABLE, "exposures")
    recall = cumulative('curve = { name = "independent" }')[:8]
    k = np.arange(1.0, 9.0)
    yield name_figure("recall linear to 8, R2 above", between(float(np.corrcoef(k, recall)[0, 1] ** 2), 0.98, 1.0))


def advertising() -> Lines:
    """Compare the effect of few and many exposures to advertising (target 14)."""
    effect = cumulative('curve = { name = "hazard_power", beta = 1.0 }')
    yield name_figure("effect of 34 over 17 exposures", within(float(effect[33] / effect[16]), 2.0, 0.1))
    bend = float(np.diff(effect[:50], 2).min())
    numbers = TargetNumbers([bend], -1e-12)
    yield TargetFigure("no concavity to 50 exposures", f"least second difference {bend:.1e}", bend > -1e-12, numbers)


STORIES = (
    '[exposure]\nreach_1k = { dist = "lognormal", low = 0.06, high = 0.12 }\n'
    'reach_exponent = { dist = "lognormal", low = 0.08, high = 0.15 }\n'
)


def reach_bands() -> Lines:
    """Compare measured reach with the bands of the preset (target 17)."""
    grid = (np.arange(30) + 0.5) / 30
    for kind, lines, followers, measured in (
        ("posts", "", 45_000.0, 0.229), ("posts", "", 2e6, 0.191),
        ("stories", STORIES, 45_000.0, 0.0427), ("stories", STORIES, 2e6, 0.0378),
    ):  # fmt: skip
        asked = load_lines("platform_uncertainty = true\n" + lines + any_creator())
        shares = [
            reading.listed_reach(asked.at({("exposure", "reach_1k"): a, ("exposure", "reach_exponent"): b}),
                                 roster([followers]))[0]
            for a in grid for b in grid
        ]  # fmt: skip
        low, high = np.quantile(shares, [0.05, 0.95])
        ours = f"90% band {low:.3g} to {high:.3g}"
        numbers = TargetNumbers([float(low), float(high)], measured, measured, "share of the followers")
        expected = f"{kind} at {followers:,.0f}: {measured} inside the band"
        yield TargetFigure(expected, ours, low < measured < high, numbers)


def views_by_followers() -> Lines:
    """Compare the views of a creator who loses followers, and of creators of two sizes, on TikTok (target 19)."""
    lost = 0.02
    first, both = (
        expected_values(plan_of(scenario(
            f"[run]\nhorizon_days = 60\n[world]\npeople = 3_000_000\n{ALONE}\n[posts]\nwindow_days = 1\n"
            f'[[creators]]\nname = "c"\nfollowers = 100_000\nposts = {posts}\naudience_loss = {lost}\n', "tiktok",
        )))["impressions"]
        for posts in (1, 2)
    )  # fmt: skip
    elasticity = np.log(both / first - 1.0) / np.log(1.0 - lost)
    yield name_figure("elasticity of a creator's views to followers", near(float(elasticity), 0.10, 0.05, ".3f"))
    views = []
    for size in (10_000.0, 1e6):
        asked = scenario(f"[world]\npeople = 8_000_000\nsample_one_in = 100\n{ALONE}\n[posts]\nper_creator = 1\n"
                         f'window_days = 1\n[[creators]]\nname = "c"\nfollowers = {size}\n', "tiktok")  # fmt: skip
        views.append(expected_values(plan_of(asked))["impressions"])
    between = float(np.log(views[1] / views[0]) / np.log(100.0))
    yield name_figure("elasticity of views between creators", within(between, 0.75, 0.06, ".2f"))


def multiplicities(people: int, law: str) -> F64:
    """Number of the 1,000 creators with 1,000 followers whom each person follows [person]."""
    world = world_of(scenario(
        f"[world]\npeople = {people}\n{ALONE}\nfollowiness = {law}\n"
        '[[creators]]\nname = "c"\ncount = 1000\nfollowers = 1000\nfake_share = 0.0\nbreadth = 1.0\n'
    ))  # fmt: skip
    return np.bincount(world.link_person, minlength=people).astype(np.float64)


def unique_reach() -> Lines:
    """Compare unique reach of a million slots with its closed form (target 22)."""
    cases = ((1_000_000, ALIKE, 632_121, 0.418), (2_000_000, ALIKE, 786_939, 0.229), (5_000_000, ALIKE, 906_346, 0.097))
    for people, law, unique, twice in (*cases, (2_000_000, '{ name = "gamma", shape = 0.3 }', 509_818, 0.452)):
        k = multiplicities(people, law)
        reached = float((k > 0).sum())
        kind = "Poisson" if law == ALIKE else "negative binomial, r = 0.3"
        yield name_figure(f"{kind}, N = {people:,}: unique", near(reached, unique, 0.005, ",.0f"), unit="people")
        yield name_figure("of them with two or more", within(float((k > 1).sum() / reached), twice, 0.005, ".3f"))
