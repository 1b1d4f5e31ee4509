"""The numbers behind a scenario, solved anew from docs/model.md: intensities of reach, odds of a response.

Nothing of `sim` is used: a scenario comes in as nested dictionaries of values.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

Values = dict[str, Any]
LEFT = 0.001  # of a post's views, which nobody follows any longer
POINTS = 16  # of the normal distribution, for means over luck
LEVELS = 64  # of susceptibility
MOST_VIEWS = 0.9  # where views or rates are known: by followers, per real one
LEAST_POOL = 3.0  # strangers for each view from outside
MOST_RATE = 0.95  # engagements per view
NORMAL, WEIGHT = np.polynomial.hermite_e.hermegauss(POINTS)
WEIGHT = WEIGHT / WEIGHT.sum()


class Hire(NamedTuple):
    """A contracted creator."""

    handle: str
    group: Values
    followers: float  # listed
    fake_share: float
    is_share_drawn: bool = False
    rate: float | None = None  # own engagements per listed follower and post
    views: float | None = None  # own views per listed follower and post
    fee: float | None = None


class Spreads(NamedTuple):
    """Standard deviations of the luck of a creator."""

    reach_level: float
    reach_run: float
    reach_post: float
    answer_level: float
    answer_run: float
    answer_post: float
    correlation: float

    @property
    def reach(self) -> float:
        return math.sqrt(self.reach_level**2 + self.reach_run**2 + self.reach_post**2)

    @property
    def answer(self) -> float:
        return math.sqrt(self.answer_level**2 + self.answer_run**2 + self.answer_post**2)

    @property
    def covariance(self) -> float:
        """Of ln reach and ln response."""
        pairs = zip(self[:3], self[3:6], strict=True)
        return self.correlation * sum(a * b for a, b in pairs)


class Figures(NamedTuple):
    """Everything about one creator that the runs need."""

    hire: Hire
    spreads: Spreads
    intensity: float  # of a post for a follower
    stranger_intensity: float
    pool: int  # strangers
    views_inside: float  # expected of a post, by followers
    views_outside: float
    rate: float  # engagements per view
    engage_odds: float
    click_odds: float
    rate_at: dict[float, float]  # engagements per view by match


def activities(values: Values) -> np.ndarray:
    """Mean of each class of a Gamma variate of mean 1, classes being equally likely."""
    n, shape = int(values["world"]["activity_classes"]), values["world"]["activity_shape"]
    edges = gammaincinv(shape, np.arange(n + 1.0) / n)
    return n * np.diff(gammainc(shape + 1.0, edges))


def susceptibilities(values: Values) -> np.ndarray:
    """The same of a lognormal variate of mean 1."""
    sd = values["world"]["susceptibility_sd"]
    if sd == 0.0:
        return np.ones(1)
    return LEVELS * np.diff(ndtr(ndtri(np.arange(LEVELS + 1.0) / LEVELS) - sd))


def shares_by_age(values: Values) -> np.ndarray:
    """A day's share of a post's intensity, until a thousandth is left; they sum to one."""
    left = 0.5 ** (24.0 / values["exposure"]["half_life_hours"])
    share = left ** np.arange(math.ceil(math.log(LEFT) / math.log(left)))
    return share / share.sum()


def root(rises: Any, target: float) -> float:
    """The number at which a growing function has this value, to the last digits, by bisection of the logarithm."""
    low, high = -60.0, 60.0
    for _ in range(48):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rises(math.exp(middle)) < target else (low, middle)
    return math.exp(0.5 * (low + high))


def remaining(sd: float, reach_sd: float, correlation: float) -> float:
    """The spread w with sd^2 = s^2 + w^2 + 2 r s w, or the one that comes closest, at least 0."""
    half = correlation * reach_sd
    return max(0.0, -half + math.sqrt(max(0.0, half * half - reach_sd**2 + sd**2)))


def spreads_of(values: Values, hire: Hire, one_draw: bool) -> Spreads:
    """What varies between draws, runs and posts of a creator."""
    exposure, engagement = values["exposure"], values["engagement"]
    r = engagement["reach_correlation"]
    level, run = exposure["creator_reach_sd"], exposure["repeat_reach_sd"]
    level_rest = remaining(engagement["residual_sd"], level, r)
    run_rest = remaining(engagement["repeat_sd"], run, r)
    if hire.rate is not None:
        level = level_rest = 0.0
    elif hire.views is not None:
        level = 0.0
        if one_draw:
            run_rest = remaining(math.hypot(level_rest, engagement["repeat_sd"]), run, r)
    elif one_draw:
        run = math.hypot(level, run)
        run_rest = remaining(math.hypot(engagement["residual_sd"], engagement["repeat_sd"]), run, r)
    if one_draw:
        level = level_rest = 0.0
    return Spreads(level, run, exposure["post_reach_sd"], level_rest, run_rest, engagement["quality_sd"], r)


def rate_by_law(values: Values, followers: float) -> float:
    """Mean engagements per listed follower and post of creators of a size."""
    engagement = values["engagement"]
    assert engagement["law"]["name"] == "power"
    rate = engagement["rate_1k"] * (followers / 1000.0) ** -engagement["exponent"]
    return rate * (math.exp(engagement["residual_sd"] ** 2 / 2.0) if engagement["statistic"] == "median" else 1.0)


def reach_by_law(values: Values, followers: float) -> float:
    """Share of listed followers whom a post reaches."""
    exposure = values["exposure"]
    return exposure["reach_1k"] * (followers / 1000.0) ** -exposure["reach_exponent"]


class Exposing(NamedTuple):
    """How people come to see posts: spread of luck, classes of use, shares of the days."""

    reach_sd: float
    activity: np.ndarray
    by_age: np.ndarray

    @property
    def luck(self) -> np.ndarray:
        return np.exp(self.reach_sd * NORMAL - self.reach_sd**2 / 2.0)

    def reach(self, intensity: float) -> float:
        """Chance that a person sees a post at all."""
        missed = np.exp(-intensity * self.luck[:, None] * self.activity)
        return float(WEIGHT @ (1.0 - missed.mean(axis=1)))

    def views_by_luck(self, intensity: float) -> np.ndarray:
        """Views of a post per person at each point of luck."""
        rate = intensity * self.luck[:, None, None] * self.activity[:, None] * self.by_age
        return -np.expm1(-rate).sum(axis=2).mean(axis=1)

    def views(self, intensity: float) -> float:
        return float(WEIGHT @ self.views_by_luck(intensity))


class Seen(NamedTuple):
    """Views of a creator's first post: the intensity for followers, and views by each kind of people."""

    intensity: float
    inside: float
    outside: float


def views_of(values: Values, hire: Hire, exposing: Exposing) -> Seen:
    """How often a creator's first post is seen, and by whom."""
    outside_share = values["exposure"]["outside_share"]
    real = hire.followers * (1.0 - hire.fake_share)
    reach = reach_by_law(values, hire.followers) / (1.0 - hire.fake_share)
    intensity = root(exposing.reach, min(reach, 0.75) if hire.is_share_drawn else reach)
    inside = exposing.views(intensity) * real
    if hire.rate is None and hire.views is None:
        return Seen(intensity, inside, inside / (1.0 - outside_share) - inside)
    if hire.views is not None:
        views = hire.views * hire.followers
    else:
        views = inside / (1.0 - outside_share) * factor_of_rate(values, hire)
        views = min(views, MOST_VIEWS * real / (1.0 - outside_share))
        views = max(views, hire.rate * hire.followers / MOST_RATE)
    inside = min(views * (1.0 - outside_share), MOST_VIEWS * real)
    return Seen(root(exposing.views, inside / real), inside, views - inside)


def factor_of_rate(values: Values, hire: Hire) -> float:
    """What an own rate says of views."""
    s, r, sd = (
        values["exposure"]["creator_reach_sd"],
        values["engagement"]["reach_correlation"],
        values["engagement"]["residual_sd"],
    )
    c = (s * s + r * s * remaining(sd, s, r)) / sd**2
    ratio = min(max(hire.rate / rate_by_law(values, hire.followers), 0.01), 100.0)
    return ratio**c * math.exp(c * (1.0 - c) * sd**2 / 2.0)


def chance(log_odds: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-log_odds))


def mean_chance(
    views: np.ndarray, spreads: Spreads, slope: float, extra: tuple[float, np.ndarray]
) -> Callable[[float], float]:
    """Mean chance over views as a function of odds, where ln luck is `slope` times that of the response and further
    luck of a spread, and people's factors differ."""
    further, people = extra
    pull = spreads.covariance / spreads.reach if spreads.reach > 0.0 else 0.0
    rest = math.sqrt(slope**2 * max(spreads.answer**2 - pull**2, 0.0) + further**2)
    luck = slope * pull * NORMAL[:, None, None] + rest * NORMAL[:, None] + np.log(people)
    weight = (WEIGHT * views / (WEIGHT @ views))[:, None] * WEIGHT

    def mean(odds: float) -> float:
        return float((weight * chance(math.log(odds) + luck).mean(axis=2)).sum()) if odds else 0.0

    return mean


def buy_odds(values: Values, trust: float) -> float:
    """Odds of buying that luck multiplies, such that the mean chance comes out."""
    prob = min(purchase_prob(values) * trust, 1.0)
    if prob in (0.0, 1.0):
        return prob / (1.0 - prob) if prob < 1.0 else math.inf
    sd = values["funnel"]["conversion_sd"]
    return root(lambda odds: float(WEIGHT @ chance(math.log(odds) + sd * NORMAL)), prob)


def purchase_prob(values: Values) -> float:
    """Chance that a click leads to a purchase, by whatever way it is made, before trust."""
    return float(values["funnel"]["conversion_prob"] / values["funnel"]["attributed_share"])


def pool_per_follower(values: Values, hire: Hire, seen: Seen) -> float:
    """Strangers per listed follower, doubled until there are enough for the views from outside."""
    if seen.outside <= 0.0:
        return 0.0
    each = float(values["exposure"]["outside_pool"])
    while each < LEAST_POOL * seen.outside / hire.followers:
        each *= 2.0
    return each


def figures_of(values: Values, hire: Hire, one_draw: bool, people: int) -> Figures:
    """Solve a creator's numbers."""
    spreads = spreads_of(values, hire, one_draw)
    exposing = Exposing(spreads.reach, activities(values), shares_by_age(values))
    seen = views_of(values, hire, exposing)
    weight = values["world"]["sample_one_in"]
    real = round(hire.followers * (1.0 - hire.fake_share) / weight)
    pool = min(math.ceil(pool_per_follower(values, hire, seen) * hire.followers / weight), people - real)
    stranger = root(exposing.views, seen.outside / weight / pool) if pool else 0.0
    views = exposing.views_by_luck(seen.intensity) * real + exposing.views_by_luck(stranger) * pool
    rate = hire.rate if hire.rate is not None else rate_by_law(values, hire.followers)
    group = hire.group
    rate *= (1.0 - values["engagement"]["load_penalty"] * group["sponsored_share"]) * group["quality"]
    per_view = min(rate * hire.followers / (seen.inside + seen.outside), MOST_RATE)
    funnel = values["funnel"]
    engages = mean_chance(views, spreads, 1.0, (0.0, susceptibilities(values)))
    clicks = mean_chance(views, spreads, funnel["click_exponent"], (funnel["click_sd"], np.ones(1)))
    odds = root(engages, per_view), root(clicks, funnel["click_prob"])
    brand = values["brand"]
    rates = {match: engages(odds[0] * match) for match in (1.0, brand["match_inside"], brand["match_outside"])}
    return Figures(hire, spreads, seen.intensity, stranger, pool, seen.inside, seen.outside, per_view, *odds, rates)


class FriendFigures(NamedTuple):
    """How people answer a friend's share, and how often they share."""

    engage_odds: float
    click_odds: float
    share_prob: float


def friend_figures(values: Values, mean_friends: float) -> FriendFigures:
    """A friend is answered like a creator with 1,000 real followers, without luck."""
    talk, click = values["word_of_mouth"], values["funnel"]["click_prob"]
    nobody = Hire("", {}, 1000.0, 0.0)
    spreads = spreads_of(values, nobody, one_draw=True)
    seen = views_of(values, nobody, Exposing(spreads.reach, activities(values), shares_by_age(values)))
    rate = rate_by_law(values, 1000.0) * 1000.0 / (seen.inside + seen.outside)
    people = susceptibilities(values)
    odds = root(lambda o: float((o * people / (1.0 + o * people)).mean()), rate)
    if talk["share_prob"] is not None:
        share = talk["share_prob"]
    elif talk["r0"] is not None:
        share = talk["r0"] / (talk["friend_view_prob"] * mean_friends * rate)
    else:
        share = 0.0
    return FriendFigures(odds, click / (1.0 - click), share)


def response_table(values: Values) -> np.ndarray:
    """R by sources and exposures, both from 1."""
    response = values["response"]
    curve, k = response["curve"], np.arange(1.0, 33.0)
    if curve["name"] == "hazard_power":
        weight = k ** curve["beta"] - (k - 1.0) ** curve["beta"]
    elif curve["name"] == "threshold":
        weight = np.where(k < curve["sources"], 1.0, curve["factor"])
    else:
        assert curve["name"] == "independent"
        weight = np.ones(32)
    worn = response["wear_out_factor"] ** np.maximum(np.arange(1, 65) - response["wear_out_start"], 0.0)
    return weight[:, None] * worn
