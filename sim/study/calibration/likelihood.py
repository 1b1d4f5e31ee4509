"""Likelihood of measured campaigns: exact expected values of the model, with over-dispersion around them.

A campaign has one luck of reach, a standard normal that all its columns share: as much of it reaches people and views
as their tables say. Engagements and clicks are Poisson counts around lognormal means; per view they go with that luck
as far as the two go together. Levels may wander, see `wandering`. Luck is known where reach was measured, or else
impressions. Clicks follow from the impressions that were measured, sales from the clicks; where these are missing, from
what is expected.
"""

import copy
import math

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.mechanisms import tiers
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plan.responses import MOST_ANSWERED
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.study.calibration import spreads
from sim.study.calibration.counts import poisson_lognormal
from sim.study.calibration.densities import gaussian, student
from sim.study.calibration.outlook import CountLuck, Expected, Unmoved, answer
from sim.study.calibration.spreads import (
    ANSWERS_WALK,
    BESIDE,
    CLICK_EXPONENT,
    CLICKS,
    PER_VIEW,
    REACH,
    REACH_WALK,
    SALES,
    SHOWN,
    SPREAD_EXPONENT,
    TOGETHER,
)  # fmt: skip
from sim.study.calibration.unknowns import BEND, EXPONENTS, Unknown, levels_at_1k
from sim.study.calibration.view_tables import ViewTables
from sim.study.calibration.wandering import Pull
from sim.tables.campaigns import Campaigns

MOST_FOLLOWERS = 1.2  # people reached per follower, as audiences grow and shrink, where nobody else sees a post
TOLD_BY = {
    **dict.fromkeys(("funnel.click_prob", CLICKS, CLICK_EXPONENT), frozenset(("clicks", "sales"))),
    **dict.fromkeys(("funnel.conversion_prob", SALES), frozenset(("sales",))),
    ANSWERS_WALK: frozenset(("engagements", "clicks", "sales")),
}  # columns that depend on an unknown; any column may on the others
STEP = 0.1  # of the level of reach, over which derivatives are taken
GUESSES = 3  # of the likeliest levels, each by parabolas that touch at the one before
SILENT = {BEND: 0.0, SHOWN: 1.0, BESIDE: 0.1, REACH_WALK: 0.0, ANSWERS_WALK: 0.0}  # where campaigns cannot tell


Numbers = dict[str, F64]  # by the unknown's name, [sample]
Outlook = tuple[Expected, dict[str, CountLuck]]  # and the means of counts, by column


def refuse_strangers(scenario: Scenario, campaigns: Campaigns) -> None:
    """Refuse more people than follow where nobody else sees a post. Raises InputError."""
    if scenario.exposure.outside_share > 0.0 or "reach" not in campaigns.measured:
        return
    too_many = campaigns.measured["reach"] > MOST_FOLLOWERS * campaigns.followers
    for row in np.flatnonzero(too_many)[:1].tolist():
        reach, followers = campaigns.measured["reach"][row], campaigns.followers[row]
        raise InputError(
            f"is 0, but a campaign reached {reach:,.0f} people with {followers:,.0f} followers; say which share of "
            "views is by people who do not follow",
            path=("exposure", "outside_share"),
        )


class Likelihood:
    """The likelihood of campaigns under a scenario whose unknowns are given."""

    def __init__(self, loaded: Loaded, asked: list[Unknown], campaigns: Campaigns) -> None:
        self.loaded, self.scenario = loaded, loaded.scenario
        self.unknowns, self.campaigns = asked, campaigns
        self._size = next(unknown.size for unknown in asked if unknown.name == REACH)
        self._reach, self._per_view = spreads.reach_parts(loaded.scenario), spreads.per_view_parts(loaded.scenario)
        self._tables = ViewTables(loaded.scenario, campaigns.posts)
        self._group = loaded.scenario.creators[0]
        self._ln_followers = np.log(campaigns.followers)
        self._law = bind(ENGAGEMENT_LAWS, loaded.scenario.engagement.law, ("engagement", "law"))

    def with_columns(self, measured: dict[str, F64]) -> "Likelihood":
        """The same campaigns with other measurements."""
        other = copy.copy(self)
        other.campaigns = self.campaigns._replace(measured=measured)
        return other

    def numbers(self, z: F64) -> Numbers:
        """Every number of the model [sample], of standard normals [sample, unknown]; known ones are as they are.

        Spreads are those at the middle of the data; levels of laws are those at 1,000 followers.
        """
        scenario = self.scenario
        fixed = {
            "exposure.reach_1k": scenario.exposure.reach_1k,
            "exposure.reach_exponent": scenario.exposure.reach_exponent,
            "engagement.rate_1k": scenario.engagement.rate_1k,
            "engagement.exponent": scenario.engagement.exponent,
            "funnel.click_prob": scenario.funnel.click_prob,
            "funnel.conversion_prob": scenario.funnel.conversion_prob,
            **SILENT,
        }
        known = {name: np.full(len(z), value) for name, value in fixed.items()}
        known |= {unknown.name: unknown.at(z[:, place]) for place, unknown in enumerate(self.unknowns)}
        return levels_at_1k(known, self.unknowns)

    @property
    def has_walks(self) -> bool:
        """Whether it is asked how levels wander."""
        return any(unknown.name == REACH_WALK for unknown in self.unknowns)

    @property
    def are_told(self) -> np.ndarray:
        """Whether any column that was measured depends on each unknown."""
        measured = {name for name, values in self.campaigns.measured.items() if not np.isnan(values).all()}
        return np.array(
            [not (needs := TOLD_BY.get(unknown.name)) or bool(needs & measured) for unknown in self.unknowns]
        )

    def scenario_spreads(self, numbers: Numbers) -> Numbers:
        """The numbers of a scenario, by key [sample], that make these spreads."""
        return spreads.scenario_spreads(self.scenario, numbers, self._size)

    def is_possible(self, numbers: Numbers) -> F64:
        """Whether a scenario may have these numbers, and such campaigns fewer answers than views [sample]."""
        return self._is_possible(numbers, self.expect(numbers))

    def _is_possible(self, numbers: Numbers, expected: Expected) -> F64:
        are_shares = (numbers["exposure.reach_1k"] < 1.0) & (numbers["engagement.rate_1k"] <= 1.0)
        exponent = numbers["engagement.exponent"]
        are_shares &= (exponent >= EXPONENTS["low"]) & (exponent <= EXPONENTS["high"])
        are_shares &= (expected.engagements - expected.views).max(axis=1) < math.log(MOST_ANSWERED)
        return np.logical_and(are_shares, spreads.can_be_made(self.scenario, numbers, self._size))

    def expect(self, numbers: Numbers, levels: F64 | None = None) -> Expected:
        """Expected values and spreads of every campaign [sample, campaign].

        levels: of reach and of answers, as ln relative to those of the last campaign's day [sample, campaign, 2].
        """
        return self._move(self._expect_unmoved(numbers), levels)

    def _expect_unmoved(self, numbers: Numbers) -> Unmoved:
        followers, posts = self.campaigns.followers, self.campaigns.posts
        column = {name: values[:, None] for name, values in numbers.items()}
        by_size = np.exp(-column[SPREAD_EXPONENT] * np.log(followers / self._size))
        far = np.log(followers / tiers.ANCHOR)
        post_sd = column[REACH] * by_size
        of_laws = zip(numbers["engagement.rate_1k"].tolist(), numbers["engagement.exponent"].tolist(), strict=True)
        rates = np.array([self._law(followers, rate, exponent) for rate, exponent in of_laws])
        rates = rates * np.exp(column[BEND] * far**2)
        if self.scenario.engagement.statistic == "median":
            residual = spreads.residual_sd(self.scenario, numbers)[:, None] * by_size
            rates = rates * np.exp(0.5 * residual**2)
        load = max(0.0, 1.0 - self.scenario.engagement.load_penalty * self._group.sponsored_share)
        return Unmoved(
            np.log(column["exposure.reach_1k"]) - column["exposure.reach_exponent"] * far,
            post_sd,
            np.log(np.maximum(posts * rates * load * self._group.quality, 1e-300)),
            np.sqrt(self._reach.variance(post_sd, posts)),
            np.sqrt(self._per_view.variance(column[PER_VIEW], posts, by_size)),
            column[TOGETHER],
            np.log(column[SHOWN]),
        )

    def _move(self, unmoved: Unmoved, levels: F64 | None = None) -> Expected:
        of_reach, of_answers = (0.0, 0.0) if levels is None else (levels[..., 0], levels[..., 1])
        views = self._tables.views(unmoved.ln_share + of_reach, unmoved.post_sd)
        reach, impressions = self._ln_followers + views.reach, self._ln_followers + views.impressions
        return Expected(
            reach,
            impressions,
            self._ln_followers + unmoved.ln_answers + of_reach + of_answers,
            reach + views.reach_shift,
            impressions + views.impressions_shift,
            unmoved.luck * views.reach_luck,
            unmoved.luck * views.impressions_luck,
            unmoved.per_view_sd,
            unmoved.together,
            unmoved.shown,
            unmoved.luck,
            of_answers,
        )

    def luck_of_reach(self, expected: Expected) -> F64:
        """Each campaign's luck of reach, a standard normal, by its reach or else impressions; nan: not known."""
        off, off_views = self._off(expected)
        luck = np.where(np.isfinite(off), off / expected.reach_sd, off_views / expected.views_sd)
        return np.where(np.isfinite(luck), luck, np.nan)

    def engagements(self, expected: Expected, luck: F64) -> CountLuck:
        """The mean of engagements; where luck of reach is known, given that."""
        views = expected.mid_views + expected.views_sd * np.nan_to_num(luck)
        return answer(expected, luck, views, expected.engagements - expected.views, expected.per_view_sd)

    def clicks(self, expected: Expected, luck: F64, numbers: Numbers) -> CountLuck:
        """The mean of clicks, given impressions that were measured, or else luck of reach where that is known."""
        follow, of_posts = numbers[CLICK_EXPONENT][:, None] * expected.per_view_sd, numbers[CLICKS][:, None]
        own = np.log1p(np.expm1(of_posts**2) / self.campaigns.posts)
        sd = np.sqrt(follow**2 + own)
        together = expected._replace(together=expected.together * follow / np.maximum(sd, 1e-9))
        with np.errstate(divide="ignore"):
            measured = np.log(self.measurements("impressions")) - expected.shown
        views = expected.mid_views + expected.views_sd * np.nan_to_num(luck)
        views = np.where(np.isfinite(measured), measured, views)
        prob = np.log(numbers["funnel.click_prob"])[:, None] + expected.answers_level + np.zeros_like(views)
        return answer(together, luck, views, prob, sd)

    def sales(self, through: CountLuck, numbers: Numbers) -> CountLuck:
        """The mean of sales, given the clicks that were measured, or else those expected (through)."""
        clicks, own = self.measurements("clicks"), numbers[SALES][:, None] ** 2
        known = ~np.isnan(clicks)
        by_size = tiers.fall(self.campaigns.followers, self._group.trust, self.scenario.funnel.trust_exponent)
        bought = np.log(numbers["funnel.conversion_prob"])[:, None] + np.log(by_size) - 0.5 * own
        middle = np.where(known, np.log(np.maximum(np.nan_to_num(clicks), 1e-300)), through.middle)
        return CountLuck(middle + bought, own + np.where(known, 0.0, through.variance))

    def measurements(self, name: str) -> F64:
        """A measured column [campaign]; nan where it was not measured."""
        return self.campaigns.measured.get(name, np.full(self.campaigns.size, np.nan))

    def counts(self, expected: Expected, numbers: Numbers) -> dict[str, CountLuck]:
        """The means of all counts, by column."""
        luck = self.luck_of_reach(expected)
        clicks = self.clicks(expected, luck, numbers)
        return {"engagements": self.engagements(expected, luck), "clicks": clicks, "sales": self.sales(clicks, numbers)}

    def of(self, z: F64) -> F64:
        """Log likelihood [sample] of standard normals [sample, unknown]."""
        numbers = self.numbers(z)
        unmoved, levels, years = self._expect_unmoved(numbers), np.zeros((1, 1, 2)), self.campaigns.years
        last = outlook = self._look(numbers, unmoved, levels)
        for _ in range(GUESSES if self.has_walks else 0):
            levels = self._pull(outlook, numbers, unmoved, levels).likeliest(numbers, years, levels)
            outlook = self._look(numbers, unmoved, levels)
        expected, counts = outlook
        parts = [np.where(self._is_possible(numbers, last[0]), 0.0, -np.inf), self.of_beside(last[0], numbers)]
        parts.append(self.of_reach(expected).sum(axis=1))
        for name, (middle, variance) in counts.items():
            if name in self.campaigns.measured:
                parts.append(poisson_lognormal(self.campaigns.measured[name], middle, np.sqrt(variance)))
        if self.has_walks:
            parts.append(self._pull(outlook, numbers, unmoved, levels).gain(numbers, years, levels))
        return np.asarray(sum(parts))

    def _look(self, numbers: Numbers, unmoved: Unmoved, levels: F64) -> Outlook:
        """Expect campaigns by levels, and the means of all counts."""
        expected = self._move(unmoved, levels)
        return expected, self.counts(expected, numbers)

    def _pull(self, outlook: Outlook, numbers: Numbers, unmoved: Unmoved, levels: F64) -> Pull:
        """Gather what campaigns say of how levels were on their days, near the levels by which this is expected.

        Where luck of reach is known, a higher level leaves less to luck, and with it go answers per view; where it is
        not, a higher level means more views.
        """
        expected, counts = outlook
        pull = Pull(*expected.reach.shape)
        lower, higher = (self._move(unmoved, levels + np.array([step, 0.0])) for step in (-STEP, STEP))
        pull.of_reach(np.stack([self.of_reach(each) for each in (lower, expected, higher)]), STEP)
        more = self.counts(higher, numbers)
        for name, (middle, variance) in counts.items():
            if name in self.campaigns.measured:
                by_reach = (more[name].middle - middle) / STEP
                by_answers = np.ones_like(middle)
                if name == "sales":  # where clicks were measured, nothing else matters
                    by_answers = by_answers * np.isnan(self.measurements("clicks"))
                moved = np.stack([by_reach, by_answers], axis=-1)
                pull.of_counts(self.campaigns.measured[name], middle, np.sqrt(variance + np.zeros_like(middle)), moved)
        return pull

    def _off(self, expected: Expected) -> tuple[F64, F64]:
        """ln of reach and of views that were measured, less what is expected in the middle [sample, campaign]."""
        with np.errstate(divide="ignore"):
            reach, shown = np.log(self.measurements("reach")), np.log(self.measurements("impressions"))
        return reach - expected.mid_reach, shown - expected.shown - expected.mid_views

    def of_beside(self, last: Expected, numbers: Numbers) -> F64:
        """Log likelihood of impressions beside the reach that was measured [sample].

        last: by the levels of the last day. How many see a post how often hangs on how many look at it, whether it is
        a level or luck that brings them, so levels are no matter.
        """
        off, off_views = self._off(last)
        beside = off_views - last.views_sd / last.reach_sd * off
        return np.asarray(student(beside, numbers[BESIDE][:, None]).sum(axis=1))

    def of_reach(self, expected: Expected) -> F64:
        """Log likelihood of reach, or of impressions where reach is not known [sample, campaign]."""
        off, off_views = self._off(expected)
        alone = np.where(np.isfinite(off), np.nan, off_views)
        return gaussian(off, expected.reach_sd**2) + gaussian(alone, expected.views_sd**2)
