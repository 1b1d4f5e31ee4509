"""Tables of people and views that a law of reach expects, and of how much of a post's luck reaches them.

Both depend on the share of followers whom a post reaches and on the spread of its luck: where much of an audience X
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.mechanisms.reach_luck import NORMAL, lognormal_factors
from sim.plan import figures as reading
from sim.plan.links import activity_of
from sim.plan.outside import LEAST_POOL
from sim.plan.posts import MOST_AMONG_FAKES, MOST_REACH
from sim.scenario.model import Scenario
from sim.study.calibration.interpolation import read_tables
from sim.study.calibration.spreads import reach_parts
from sim.world.fakes import measured_shares

LN_INTENSITIES = np.linspace(math.log(1e-8), math.log(1e5), 600)  # of views that a follower of activity 1 would have
LN_SHARES = np.linspace(math.log(1e-7), 0.0, 130)  # of listed followers whom one post reaches
SPREADS_OF_LUCK = np.concatenate([[0.0], np.geomspace(0.15, 4.0, 12)])  # sd of ln intensity of one post
LEAST_LUCK = 0.05  # no spread is taken as so little
FAKE_PARTS = 8  # of what was measured, where the share of fakes is not said
N_KINDS = 6  # of tables, see Views


class Views(NamedTuple):
    """Expected people and views of campaigns, and their luck [sample, campaign]."""

    reach: F64  # ln of expected people per listed follower
    impressions: F64  # ln of expected views per listed follower
    reach_shift: F64  # mean of ln reach over its luck, above the ln of what is expected
    impressions_shift: F64  # likewise of views
    reach_luck: F64  # sd of ln reach over that of ln intensity
    impressions_luck: F64  # likewise of views


class PostEffect(NamedTuple):
    """A post's effect on people without any luck, over its ln intensity [intensity]."""

    activity: F64  # [class]
    seen: F64  # share of people who see it
    views: F64  # per person


class Source(NamedTuple):
    """People to whom a post is shown, per listed follower: followers, or people who do not follow [share]."""

    people: F64
    ln_intensity: F64


def crowd_of(scenario: Scenario) -> PostEffect:
    """The crowd of a scenario. Raises InputError for a feed that is not chronological."""
    feed = reading.feed_of(scenario)
    if feed.momentum > 0.0:
        raise InputError("only chronological campaigns have the expected values that calibration needs",
                         path=("exposure", "feed"))  # fmt: skip
    activity, intensity = activity_of(scenario), np.exp(LN_INTENSITIES)
    seen = -np.expm1(-np.outer(intensity, activity)).mean(axis=1)
    views = sum(-np.expm1(-np.outer(intensity * part, activity)).mean(axis=1) for part in feed.visibility.tolist())
    return PostEffect(activity, seen, np.asarray(views))


def over_luck(table: F64, sd: float) -> F64:
    """Mean of a table over lognormal luck of mean 1, at every intensity [intensity]."""
    factors = np.log(lognormal_factors(np.array([sd]), NORMAL)[0])
    at = LN_INTENSITIES[:, None] + factors
    inside = np.exp(np.interp(at, LN_INTENSITIES, np.log(table)))
    below = at < LN_INTENSITIES[0]  # where all is proportional
    return np.asarray(np.where(below, table[0] * np.exp(at - LN_INTENSITIES[0]), inside) @ NORMAL.share)


def sources_of(scenario: Scenario, crowd: PostEffect, sd: float) -> list[Source]:
    """People who are shown a post that reaches such shares of listed followers, with luck of this spread.

    Where the share of fakes is not said, followers are in parts: an equal one for each share that was measured.
    """
    said, shares = scenario.creators[0].fake_share, np.exp(LN_SHARES)
    fakes = measured_shares(FAKE_PARTS) if said is None else np.array([said])
    most = MOST_REACH if said is not None else np.maximum(MOST_AMONG_FAKES, shares)
    seen, views = over_luck(crowd.seen, sd), over_luck(crowd.views, sd)
    sources, inside = [], np.zeros_like(shares)
    for share in fakes.tolist():
        people = np.full(shares.size, (1.0 - share) / fakes.size)
        at = np.interp(np.minimum(np.minimum(shares / (1.0 - share), most), MOST_REACH), seen, LN_INTENSITIES)
        sources.append(Source(people, at))
        inside += people * np.interp(at, LN_INTENSITIES, views)
    rule = scenario.exposure
    if rule.outside_share > 0.0:
        outside = inside * rule.outside_share / (1.0 - rule.outside_share)
        pool = rule.outside_pool * 2.0 ** np.ceil(np.log2(np.maximum(LEAST_POOL * outside / rule.outside_pool, 1.0)))
        sources.append(Source(pool, np.interp(outside / pool, views, LN_INTENSITIES)))
    return sources


def unseen_by_creator(crowd: PostEffect, own_sd: float, post_sd: float) -> F64:
    """Chance to miss a post, over its own luck [intensity, class, node of the creator's luck]."""
    own = np.log(lognormal_factors(np.array([own_sd]), NORMAL)[0])
    posts = lognormal_factors(np.array([post_sd]), NORMAL)[0]
    views = np.exp(LN_INTENSITIES)[:, None, None] * crowd.activity[:, None] * np.exp(own)
    missed = np.zeros_like(views)
    for factor, share in zip(posts.tolist(), NORMAL.share.tolist(), strict=True):
        missed += share * np.exp(-views * factor)
    return np.asarray(missed)


def tabulate(scenario: Scenario, n_posts: list[float]) -> F64:
    """Tables [number of posts, kind, share, spread of luck]. Raises InputError, see `crowd_of`."""
    crowd, parts = crowd_of(scenario), reach_parts(scenario)
    tables = np.empty((len(n_posts), N_KINDS, LN_SHARES.size, SPREADS_OF_LUCK.size))
    for column, sd in enumerate(SPREADS_OF_LUCK.tolist()):
        sources = sources_of(scenario, crowd, sd)
        views = over_luck(crowd.views, sd)
        each = np.log(sum(one.people * np.interp(one.ln_intensity, LN_INTENSITIES, views) for one in sources))
        own = sd / parts.total * math.hypot(parts.creator, parts.repeat)
        missed = unseen_by_creator(crowd, own, sd / parts.total * parts.post)
        for row, n in enumerate(n_posts):
            seen = 1.0 - (missed**n).mean(axis=1) @ NORMAL.share
            reached = sum(one.people * np.interp(one.ln_intensity, LN_INTENSITIES, seen) for one in sources)
            wide = math.sqrt(parts.variance(np.full((1, 1), sd), np.array([n]))[0, 0])
            without = -np.expm1(np.log1p(-np.minimum(crowd.seen, 1.0 - 1e-12)) * n)
            tables[row, 0, :, column], tables[row, 1, :, column] = np.log(reached), each + math.log(n)
            tables[row, 2, :, column], tables[row, 4, :, column] = pass_on(sources, without, wide)
            tables[row, 3, :, column], tables[row, 5, :, column] = pass_on(sources, crowd.views, wide)
    return tables


def pass_on(sources: list[Source], table: F64, sd: float) -> tuple[F64, F64]:
    """Mean of ln of what people do above the ln of its mean, and its sd over that of ln intensity [share]."""
    wide = max(sd, LEAST_LUCK)
    luck = np.log(lognormal_factors(np.array([wide]), NORMAL)[0])
    total = sum(
        one.people[:, None] * np.interp(one.ln_intensity[:, None] + luck, LN_INTENSITIES, table) for one in sources
    )
    ln = np.log(np.maximum(total, 1e-300))
    mean = ln @ NORMAL.share
    spread = np.sqrt(np.maximum((ln - mean[:, None]) ** 2 @ NORMAL.share, 0.0))
    return mean - np.log(np.exp(ln) @ NORMAL.share), spread / wide


class ViewTables:
    """Tables of a scenario for campaigns of these numbers of posts."""

    def __init__(self, scenario: Scenario, posts: F64) -> None:
        n_posts, which = np.unique(posts, return_inverse=True)
        self.which: I64 = which.astype(np.int64)
        self.tables = tabulate(scenario, n_posts.tolist())

    def views(self, ln_share: F64, spread: F64) -> Views:
        """Expected people and views. ln_share: by the law of reach; spread: of ln intensity [sample, campaign]."""
        return Views(*read_tables(self.tables, (LN_SHARES, SPREADS_OF_LUCK), self.which, ln_share, spread))
