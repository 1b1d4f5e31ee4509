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
from sim.study.calibration.answers import tabulate
from sim.study.calibration.likeliest_levels import LevelEvidence, at_levels, over_walks
from sim.study.calibration.measurements import COUNTS, Measurements, column_of, stack, student
from sim.study.calibration.outlook import Answering, CountLuck, Expected, Unmoved, all_count_means
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
from sim.study.calibration.view_tables import LN_SHARES, SPREADS_OF_LUCK, ViewTables
from sim.study.calibration.wandering import back_in_time, walk_sds
from sim.tables.campaigns import Campaigns

MOST_FOLLOWERS = 1.2  # people reached per follower, as audiences grow and shrink, where nobody else sees a post
TOLD_BY = {
    **dict.fromkeys(("funnel.click_prob", CLICKS, CLICK_EXPONENT), frozenset(("clicks", "sales"))),
    **dict.fromkeys(("funnel.conversion_prob", SALES), frozenset(("sales",))),
    ANSWERS_WALK: frozenset(("engagements", "clicks", "sales")),
}  # columns that depend on an unknown; any column may on the others
SILENT = {BEND: 0.0, SHOWN: 1.0, BESIDE: 0.1, REACH_WALK: 0.0, ANSWERS_WALK: 0.0}  # where campaigns cannot tell


Numbers = dict[str, F64]  # by the unknown's name, [sample]


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
        self._order, self._months = back_in_time(campaigns.years)
        self._measured = Measurements.of(campaigns)
        self._start = np.zeros((campaigns.size, 2))  # of the way to the likeliest levels
        self._law = bind(ENGAGEMENT_LAWS, loaded.scenario.engagement.law, ("engagement", "law"))

    def with_columns(self, measured: dict[str, F64]) -> "Likelihood":
        """The same campaigns with other measurements."""
        other = copy.copy(self)
        other.campaigns = self.campaigns._replace(measured=measured)
        other._measured = Measurements.of(other.campaigns)
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
        by_size = self._by_size(numbers)
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
        )

    def _by_size(self, numbers: Numbers) -> F64:
        """Factor of spreads by size of audience [sample, campaign]."""
        return np.asarray(np.exp(-numbers[SPREAD_EXPONENT][:, None] * (self._ln_followers - math.log(self._size))))

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
            of_answers,
        )

    def measurements(self, name: str) -> F64:
        """A measured column [campaign]; nan where it was not measured."""
        return column_of(self.campaigns, name)

    def counts(self, expected: Expected, numbers: Numbers) -> dict[str, CountLuck]:
        """The means of all counts, by column; of those that follow from what was measured, given that."""
        figures = self.figures(expected, numbers)
        return {name: CountLuck(*figures[1 + 2 * place : 3 + 2 * place]) for place, name in enumerate(COUNTS)}

    def figures(self, expected: Expected, numbers: Numbers) -> F64:
        """Return all that `outlook.count_means` says of each campaign [figure, sample, campaign]."""
        fields = expected.mid_reach, expected.mid_views, expected.reach_sd, expected.views_sd
        seen = stack(*fields, expected.engagements - expected.views, expected.answers_level)
        figures = all_count_means(tabulate(), seen, self._answering(numbers), stack(*self._measured.ln))
        return np.moveaxis(np.asarray(figures), -1, 0)

    def _answering(self, numbers: Numbers) -> F64:
        """Fields of Answering [sample, campaign, field]."""
        column = {name: values[:, None] for name, values in numbers.items()}
        per_view_sd = np.sqrt(self._per_view.variance(column[PER_VIEW], self.campaigns.posts, self._by_size(numbers)))
        follow = column[CLICK_EXPONENT] * per_view_sd
        click_sd = np.sqrt(follow**2 + np.log1p(np.expm1(column[CLICKS] ** 2) / self.campaigns.posts))
        own = column[SALES] ** 2
        by_size = tiers.fall(self.campaigns.followers, self._group.trust, self.scenario.funnel.trust_exponent)
        bought = np.log(column["funnel.conversion_prob"]) - 0.5 * own + np.log(by_size)
        return stack(
            *Answering(
                per_view_sd,
                column[TOGETHER],
                np.log(column[SHOWN]),
                np.log(column["funnel.click_prob"]),
                click_sd,
                column[TOGETHER] * follow / np.maximum(click_sd, 1e-9),
                bought,
                own,
            )
        )

    def of(self, z: F64) -> F64:
        """Log likelihood [sample] of standard normals [sample, unknown]."""
        numbers = self.numbers(z)
        unmoved = self._expect_unmoved(numbers)
        last = self._move(unmoved)
        possible = self._is_possible(numbers, last)
        ln = np.where(possible, self.of_beside(last, numbers), -np.inf)
        numbers = {name: values[possible] for name, values in numbers.items()}
        evidence = self._evidence(numbers, Unmoved(*(field[possible] for field in unmoved)))
        if self.has_walks:
            ln[possible] += over_walks(evidence, self._months, walk_sds(numbers) ** 2, self._start)[0]
        else:
            ln[possible] += at_levels(evidence, np.zeros((possible.sum(), self.campaigns.size, 2)))
        return ln

    def begin_near(self, z: F64) -> "Likelihood":
        """The same, in which the way to the likeliest levels begins at those of a setting [1, unknown]."""
        if not self.has_walks:
            return self
        numbers, other = self.numbers(z), copy.copy(self)
        evidence = self._evidence(numbers, self._expect_unmoved(numbers))
        other._start = over_walks(evidence, self._months, walk_sds(numbers) ** 2, self._start)[1][0]
        return other

    def at_levels(self, numbers: Numbers, levels: F64) -> F64:
        """Log likelihood [sample] at levels [sample, campaign, level], without impressions beside reach."""
        unmoved = self._expect_unmoved(numbers)
        return np.asarray(at_levels(self._evidence(numbers, unmoved), np.ascontiguousarray(levels[:, self._order])))

    def _evidence(self, numbers: Numbers, unmoved: Unmoved) -> LevelEvidence:
        """Gather what likelihood hangs on beside levels, of campaigns in their order back in time."""
        order = self._order
        return LevelEvidence(
            stack(*unmoved)[:, order],
            self._answering(numbers)[:, order],
            self._tables.which[order],
            self._ln_followers[order],
            stack(*self._measured.ln)[order],
            self._measured.counts[order],
            self._measured.ln_factorials[order],
            self._tables.tables,
            LN_SHARES,
            SPREADS_OF_LUCK,
            tabulate(),
        )

    def of_beside(self, last: Expected, numbers: Numbers) -> F64:
        """Log likelihood of impressions beside the reach that was measured [sample].

        last: by the levels of the last day. How many see a post how often hangs on how many look at it, whether it is
        a level or luck that brings them, so levels are no matter.
        """
        off = self._measured.ln.reach - last.mid_reach
        off_views = self._measured.ln.impressions - np.log(numbers[SHOWN])[:, None] - last.mid_views
        beside = off_views - last.views_sd / last.reach_sd * off
        return np.asarray(student(beside, numbers[BESIDE][:, None]).sum(axis=1))
