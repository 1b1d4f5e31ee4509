"""What one run does, in plain Python: the slow twin of sim/core/kernel.py and its parts, written from the model.

There are no blocks, no bit fields and no arrays here: a view is followed from the post to the purchase before
the next one begins, people are objects, and the sources that a person has seen are a set. Sums and products
stand in the kernel's order, because the two must agree in every bit. Shared with the kernel are only the
numbers of the purposes, the coefficients of published series and the declaration of what is counted.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count, pairwise
from typing import Any

from sim.core import address, maths
from sim.core.arrays import FEWEST_VIEWS, MOST_VIEWS, PRIOR_ENGAGEMENTS, Plan
from sim.core.outcome import DAY, FIELDS, HOPS_SHOWN, SIZES_SHOWN, SOURCES_SHOWN

MOST_SOURCES = 127  # distinct sources are counted up to here
MOST_EXPOSURES = 2**20  # no plan exposes one person so often

Row = dict[str, Any]  # one run: a number, or a list along its axis, for each field of an Outcome
DAILY = [name for name, field in FIELDS.items() if field.axis is DAY]


# Coin tosses

MASK = 2**64 - 1
ROTATIONS = (16, 42, 12, 31, 16, 32, 24, 21)


def threefry(key: tuple[int, int], counter: tuple[int, int]) -> tuple[int, int]:
    """Threefry2x64 with 20 rounds (Salmon et al. 2011)."""
    keys = (*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1])
    a, b = (counter[0] + keys[0]) & MASK, (counter[1] + keys[1]) & MASK
    for turn in range(20):
        bits = ROTATIONS[turn % 8]
        a = (a + b) & MASK
        b = ((b << bits | b >> (64 - bits)) & MASK) ^ a
        if turn % 4 == 3:
            n = turn // 4 + 1
            a = (a + keys[n % 3]) & MASK
            b = (b + keys[(n + 1) % 3] + n) & MASK
    return a, b


def unit(word: int) -> float:
    """The upper 52 bits as a fraction in [0, 1)."""
    return (word >> 12) / 2**52


class Luck:
    """All coin tosses of one run: what comes up depends on the address and on nothing else."""

    def __init__(self, seed: int, draw: int, run: int) -> None:
        self._seed, self._moment = seed, (draw, run)
        self._keys: dict[int, tuple[int, int]] = {}

    def words(self, purpose: int, who: int, which: int) -> tuple[int, int]:
        """The two words of 64 bits at an address."""
        if purpose not in self._keys:
            self._keys[purpose] = threefry((self._seed, purpose), self._moment)
        return threefry(self._keys[purpose], (who, which))

    def uniform(self, purpose: int, who: int, which: int) -> float:
        """The uniform at an address."""
        return unit(self.words(purpose, who, which)[0])


# Mathematics


def mantissa(x: float) -> tuple[float, int]:
    """m in [1, 2) and the power of two with x = m 2^power."""
    half, power = math.frexp(x)
    return half * 2.0, power - 1


def area_tangent(s: float, last: int) -> float:
    """2 artanh(s) = ln((1 + s) / (1 - s)) by its series up to the term s^last."""
    z = s * s
    p = 1.0 / last
    for n in range(last - 2, 2, -2):
        p = p * z + 1.0 / n
    return 2.0 * s * (1.0 + z * p)


def exponential(half_word: int) -> float:
    """-ln((w + 1/2) / 2^32) = (31.5 - power) ln 2 - ln(m / sqrt 2), where w + 1/2 = m 2^power."""
    m, power = mantissa(half_word + 0.5)
    return (31.5 - power) * maths.LN_2 - area_tangent((m - maths.SQRT_2) / (m + maths.SQRT_2), 21)


def log(x: float) -> float:
    """Natural logarithm; -inf at 0."""
    if x <= 0.0:
        return -math.inf
    m, power = mantissa(x)
    if m > maths.SQRT_2:
        m, power = m / 2.0, power + 1
    return power * maths.LN_2_HIGH + (area_tangent((m - 1.0) / (m + 1.0), 23) + power * maths.LN_2_LOW)


def exp(x: float) -> float:
    """e to the x by n ln 2 + r and the series of e to the r to its 13th power, even and odd powers apart."""
    if x < -708.0:
        return 0.0
    if x > 709.0:
        return math.inf
    n = math.floor(x / maths.LN_2 + 0.5)
    r = (x - n * maths.LN_2_HIGH) - n * maths.LN_2_LOW
    z = r * r
    even = odd = 0.0
    for k in range(12, 0, -2):
        even = 1.0 / math.factorial(k) + z * even
        odd = 1.0 / math.factorial(k + 1) + z * odd
    return math.ldexp(1.0 + (r + z * (even + r * odd)), n)


def power(x: float, exponent: float) -> float:
    """x to the exponent for x > 0; exact for the exponents 0 and 1."""
    return {0.0: 1.0, 1.0: x}.get(exponent) or exp(exponent * log(x))


def polynomial(x: float, coefficients: tuple[float, ...]) -> float:
    """Horner's rule; the constant stands first."""
    total = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


def normal_quantile(u: float) -> float:
    """Wichura 1988, AS 241: one rational function near the middle, one beside it, one far out."""
    u = max(u, 1.1e-16)
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * (polynomial(r, maths.NEAR_TOP) / polynomial(r, maths.NEAR_BOTTOM))
    r = math.sqrt(-log(min(u, 1.0 - u)))
    if r <= 5.0:
        z = polynomial(r - 1.6, maths.MIDDLE_TOP) / polynomial(r - 1.6, maths.MIDDLE_BOTTOM)
    else:
        z = polynomial(r - 5.0, maths.FAR_TOP) / polynomial(r - 5.0, maths.FAR_BOTTOM)
    return math.copysign(z, q)


def mix(first: float, second: float, correlation: float) -> float:
    """A standard normal number that has this correlation with the first of two."""
    return correlation * first + math.sqrt(1.0 - correlation * correlation) * second


def answers(odds: float, u: float) -> bool:
    """Whether a coin of these odds comes up."""
    return u < odds * (1.0 - u)


# The campaign


class Person:
    """What one person has been through in this run."""

    def __init__(self) -> None:
        self.exposures = 0
        self.sources: set[Any] = set()  # creators, and friends: ("friend", person)
        self.kinds: set[int] = set()
        self.engaged = False
        self.bought = False

    def n_sources(self) -> int:
        return min(len(self.sources), MOST_SOURCES)


class Engager:
    """Somebody who engaged, what with, and from whom they have it."""

    def __init__(self, person: int, post: int, told_by: "Engager | None") -> None:
        self.person, self.post, self.told_by = person, post, told_by
        self.hop: int = told_by.hop + 1 if told_by else 0
        self.told: list[Engager] = []
        if told_by:
            told_by.told.append(self)

    def branch_sizes(self) -> list[int]:
        """Sizes of all branches below, the own one last."""
        below = [size for other in reversed(self.told) for size in other.branch_sizes()]
        own = 1 + sum(other.size() for other in self.told)
        return [*below, own]

    def size(self) -> int:
        return 1 + sum(other.size() for other in self.told)


def mean_distance(cascade: Engager) -> float:
    """Mean distance between two engagers of a cascade: its structural virality, pair by pair."""
    *below, size = cascade.branch_sizes()
    return 2.0 * sum(branch * (size - branch) for branch in below) / (size * (size - 1))


class Run:
    """One run of a plan, played in the order of the calendar."""

    def __init__(self, plan: Plan, run: int) -> None:
        self.plan = plan
        self.luck = Luck(plan.seed, plan.draw, run)
        self.people: defaultdict[int, Person] = defaultdict(Person)
        self.ln_reach: dict[int, float] = {}  # of the creators who keep their word
        self.ln_luck: dict[int, float] = {}
        self.buy_prob: dict[int, float] = {}
        self.engagements: defaultdict[int, int] = defaultdict(int)  # of each post
        self.events = {name: [0] * plan.n_days for name in DAILY}
        self.engagers: list[Engager] = []
        self.heard: defaultdict[int, list[tuple[Engager, int]]] = defaultdict(list)  # by day: who shared, who sees it
        self.hops = [0] * HOPS_SHOWN
        self.shares = 0
        self.posts = 0
        self.fees_usd = 0.0
        self.gifts_usd = 0.0

    def play(self) -> Row:
        for creator in range(len(self.plan.creator_key)):
            self.engage(creator)
        for day in range(self.plan.n_days):
            for post, link in self.in_order(day, self.views_of(day)):
                self.see(day, post, link)
            for sharer, friend in self.heard[day]:
                self.hear(day, sharer, friend)
        return self.account()

    def engage(self, creator: int) -> None:
        """Sign a creator: do they post, how strongly will their followers respond, what do they cost?"""
        plan, who = self.plan, self.plan.creator_key[creator]
        self.gifts_usd += plan.creator_gift_usd[creator]
        shows_up = self.luck.uniform(address.NO_SHOW, who, 0) >= plan.creator_no_show_prob[creator]
        if shows_up:
            reach_sd, correlation = plan.creator_reach_sd[creator], plan.reach_correlation
            reach = normal_quantile(self.luck.uniform(address.REACH_LUCK, who, 0))
            own = normal_quantile(self.luck.uniform(address.CREATOR_LUCK, who, 0))
            self.ln_reach[creator] = reach_sd * reach - 0.5 * reach_sd * reach_sd
            luck = mix(reach, own, correlation) if reach_sd > 0.0 else own
            self.ln_luck[creator] = plan.creator_luck_sd[creator] * luck
            self.buy_prob[creator] = plan.creator_buy_prob[creator]
            if plan.buy_sd > 0.0:
                bought = plan.buy_sd * normal_quantile(self.luck.uniform(address.BUY_LUCK, who, 0))
                self.buy_prob[creator] = 1.0 - 1.0 / (1.0 + plan.creator_buy_odds[creator] * exp(bought))
            self.posts += plan.creator_posts[creator]
        if shows_up or plan.pay_no_shows:
            luck = plan.creator_fee_sd[creator] * normal_quantile(self.luck.uniform(address.FEE, who, 0))
            self.fees_usd += max(plan.creator_fee_usd[creator] * exp(luck), plan.creator_fee_minimum_usd[creator])

    @cache  # noqa: B019 - a run is short-lived
    def post_luck(self, post: int) -> tuple[float, float, float]:
        """A post's factor on intensity, and its odds that a view is engaged with and clicked."""
        plan, creator, number = self.plan, self.plan.post_creator[post], self.plan.post_number[post]
        who, reach_sd = plan.creator_key[creator], plan.post_reach_sd[creator]
        words = self.luck.words(address.REACH_LUCK, who, number + 1)
        reach, clicks = normal_quantile(unit(words[0])), normal_quantile(unit(words[1]))
        quality = normal_quantile(self.luck.uniform(address.QUALITY, who, number))
        quality = mix(reach, quality, plan.reach_correlation) if reach_sd > 0.0 else quality
        luck = self.ln_luck[creator] + plan.quality_sd * quality
        return (
            exp(self.ln_reach[creator] + reach_sd * reach - 0.5 * reach_sd * reach_sd),
            plan.creator_engage_odds[creator] * exp(luck),
            plan.creator_click_odds[creator] * exp(plan.click_exponent * luck + plan.click_sd * clicks),
        )

    def boost(self, cell: int) -> float:
        """How much more a post is shown on a day, for having done better before than was due."""
        plan = self.plan
        done = self.engagements[plan.cell_post[cell]] * plan.weight + PRIOR_ENGAGEMENTS
        boost = power(done / (plan.cell_due[cell] + PRIOR_ENGAGEMENTS), plan.momentum)
        return min(max(boost, 1.0 / plan.most_boost), plan.most_boost)

    def views_of(self, day: int) -> list[tuple[int, int]]:
        """Everybody who happens to look at a post on a day, post by post: the post and the link."""
        plan, views = self.plan, []
        for cell in range(plan.day_cell_start[day], plan.day_cell_start[day + 1]):
            post = plan.cell_post[cell]
            if plan.post_creator[post] in self.ln_luck:
                hazard = plan.cell_hazard[cell] * self.post_luck(post)[0] * self.boost(cell)
                views += [(post, link) for link in self.viewers(day, post, hazard)]
        return views

    def in_order(self, day: int, views: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The views of a day; where it matters, those of people who have several last, by moments of their own."""
        if not self.plan.order_matters:
            return views
        times = Counter(self.plan.link_person[link] for _, link in views)
        alone = [view for view in views if times[self.plan.link_person[view[1]]] == 1]
        several = [view for view in views if times[self.plan.link_person[view[1]]] > 1]
        return alone + sorted(several, key=lambda view: self.moment(day, *view))

    def moment(self, day: int, post: int, link: int) -> int:
        """When on a day a person sees a post."""
        key = self.plan.creator_key[self.plan.post_creator[post]]
        which = key ^ (self.plan.post_number[post] << 48 | day << 32)
        return self.luck.words(address.MOMENT, self.plan.link_person[link], which)[0]

    def see(self, day: int, post: int, link: int) -> None:
        """The person behind a link sees a post."""
        plan = self.plan
        match = plan.link_match[link * plan.match_step]
        susceptibility = plan.susceptibility[plan.link_susceptibility[link * plan.susceptibility_step]]
        self.meet(day, post, (plan.link_person[link], plan.post_creator[post], None), (match, susceptibility))

    def viewers(self, day: int, post: int, hazard: float) -> list[int]:
        """The links that see a post on a day, each once.

        Lay the creator's links side by side, each as long as its expected views; views fall on that line as a
        Poisson process, so a link is hit at least once with probability 1 - exp(-length). From a link that is hit,
        go on at its end: what is left of a gap behind a class is a gap again.
        """
        creator = self.plan.post_creator[post]
        starts, stops = self.plan.link_class_start[creator], self.plan.post_class_stop[post]
        gaps = self.gaps(day, creator, self.plan.post_number[post])
        seen = []
        gap = next(gaps)
        for activity_class, activity in enumerate(self.plan.class_activity[creator]):
            links = range(starts[activity_class], stops[activity_class])
            length = min(max(hazard * activity, FEWEST_VIEWS), MOST_VIEWS)
            begin = 0
            while begin + (passed_over := int(gap * (1.0 / length))) < len(links):
                begin += passed_over + 1
                seen.append(links[begin - 1])
                gap = next(gaps)
            gap = max(gap - length * (len(links) - begin), 0.0)
        return seen

    def gaps(self, day: int, creator: int, post_number: int) -> Iterator[float]:
        """Distances from view to view, without end: four to an address, of 32 bits each."""
        for n in count(post_number * 2**48 + day * 2**32):
            for word in self.luck.words(address.SEE, self.plan.creator_key[creator], n):
                yield exponential(word % 2**32)
                yield exponential(word // 2**32)

    def meet(self, day: int, post: int, view: tuple[int, Any, Engager | None], traits: tuple[float, float]) -> None:
        """One person sees one post, from its creator or from a friend: count it, then ask what they do."""
        plan, (who, source, told_by) = self.plan, view
        creator, person = plan.post_creator[post], self.people[view[0]]
        is_repeat = source in person.sources
        person.sources.add(source)
        person.exposures += 1
        assert person.exposures < MOST_EXPOSURES
        self.events["impressions"][day] += 1
        self.events["reach"][day] += person.exposures == 1
        base = traits[0] * self.response(person, is_repeat)
        if source == creator:
            base *= self.interference(person, creator)
        engage, click = self.luck.words(address.ENGAGE, who, person.exposures)
        _, engage_odds, click_odds = (1.0, plan.friend_engage_odds, plan.friend_click_odds)
        if not told_by:
            _, engage_odds, click_odds = self.post_luck(post)
        if answers(engage_odds * base * traits[1], unit(engage)):
            self.events["engagements"][day] += 1
            self.engagements[post] += told_by is None
            self.hops[min(told_by.hop + 1 if told_by else 0, HOPS_SHOWN - 1)] += 1
            if not person.engaged:
                self.engagers.append(Engager(who, post, told_by))
                if plan.spreads:
                    self.share(day, self.engagers[-1])
            person.engaged = True
        if answers(click_odds * base, unit(click)):
            self.events["clicks"][day] += 1
            self.consider(day, who, plan.friend_buy_prob if told_by else self.buy_prob[creator])

    def interference(self, person: Person, creator: int) -> float:
        """What an exposure is worth to who has seen the other kind of creator before."""
        kind = self.plan.creator_kind[creator]
        seen_other = 1 - kind in person.kinds
        person.kinds.add(kind)
        return self.plan.interference[kind] if seen_other else 1.0

    def share(self, day: int, engager: Engager) -> None:
        """Somebody who engaged for the first time may share, and friends see it on later days."""
        plan, who = self.plan, engager.person
        if self.luck.uniform(address.SHARE, who, 0) >= plan.share_prob:
            return
        self.shares += 1
        n_people = len(plan.person_slot)
        circle = who if who < n_people else plan.stand_in[who - n_people]
        for friend in self.friends_who_see(who, plan.friend[plan.friend_start[circle] : plan.friend_start[circle + 1]]):
            later = 0
            if len(plan.delay_cumulative) > 1:
                u = self.luck.uniform(address.FRIEND_DAY, who, friend)
                later = sum(u >= most for most in plan.delay_cumulative[:-1])
            self.heard[day + 1 + later].append((engager, friend))

    def friends_who_see(self, who: int, friends: list[int]) -> Iterator[int]:
        """Go from one who sees it to the next: the number of those between is geometric."""
        prob = self.plan.friend_view_prob
        misses = -log(1.0 - prob) if prob > 1e-8 else prob
        per_skip = 1.0 / misses if misses > 1e-300 else math.inf
        place = 0
        for n in count():
            words = self.luck.words(address.FRIEND_SEES, who, n)
            for half in (words[0] % 2**32, words[0] // 2**32, words[1] % 2**32, words[1] // 2**32):
                place += int(min(exponential(half) * per_skip, 1e9))
                if place >= len(friends):
                    return
                yield friends[place]
                place += 1

    def hear(self, day: int, sharer: Engager, friend: int) -> None:
        """A friend sees what was shared."""
        plan = self.plan
        self.events["earned_impressions"][day] += 1
        match = plan.person_match[friend] if plan.match_step else plan.link_match[0]
        susceptibility = plan.susceptibility[plan.person_susceptibility[friend] if plan.susceptibility_step else 0]
        self.meet(day, sharer.post, (friend, ("friend", sharer.person), sharer), (match, susceptibility))

    def response(self, person: Person, is_repeat: bool) -> float:
        """R of this exposure; the last source and exposure of the table hold beyond it."""
        source = min(person.n_sources(), self.plan.n_sources)
        exposure = min(person.exposures, self.plan.n_exposures)
        rows = is_repeat * self.plan.n_sources + source - 1
        return self.plan.response[rows * self.plan.n_exposures + exposure - 1]

    def consider(self, day: int, who: int, buy_prob: float) -> None:
        """Somebody who clicked buys, but only once."""
        person = self.people[who]
        u = self.luck.uniform(address.BUY, who, person.exposures)
        if not person.bought and u < buy_prob:
            self.events["purchases"][day] += 1
            person.bought = True

    def cascades(self) -> Row:
        """Sizes, depth and shape of the cascades."""
        roots = [engager for engager in self.engagers if engager.told_by is None and self.plan.spreads]
        octaves = [min(root.size().bit_length() - 1, SIZES_SHOWN - 1) for root in roots]
        virality = 0.0
        for root in roots:
            virality += mean_distance(root) if root.size() > 1 else 0.0
        creators = set(range(len(self.plan.creator_key)))
        return {
            "shares": self.shares,
            "earned_reach": sum(not person.sources & creators for person in self.people.values()),
            "hops": self.hops,
            "cascades": [octaves.count(octave) for octave in range(SIZES_SHOWN)],
            "largest_cascade": max((root.size() for root in roots), default=0),
            "cascade_depth": max((engager.hop for engager in self.engagers), default=0),
            "virality_sum": virality,
        }

    def account(self) -> Row:
        """Totals, in simulated people and events."""
        plan = self.plan
        touched = self.people.values()
        shown = [min(person.n_sources(), SOURCES_SHOWN) for person in touched]
        return {
            **self.cascades(),
            **self.events,
            "engagers": sum(person.engaged for person in touched),
            "sources": [shown.count(n) for n in range(1, SOURCES_SHOWN + 1)],
            "posts": self.posts,
            "no_shows": len(plan.creator_key) - len(self.ln_luck),
            "fees_usd": self.fees_usd,
            "gifts_usd": self.gifts_usd,
            "hours": plan.management_hours,
            "overhead_usd": plan.management_hours * plan.hour_usd,
            "agency_usd": max(plan.agency_minimum_usd, plan.agency_share * self.fees_usd),
        }


def plain(plan: Plan) -> Any:
    """The plan with lists and numbers of Python in place of numpy's."""
    return plan._replace(**{name: value.tolist() for name, value in plan._asdict().items() if hasattr(value, "tolist")})


def impressions_of(views: list[int], per_view: float) -> list[int]:
    """Impressions of each day's views, whole from the first day on."""
    counted = [round(per_view * sum(views[:day])) for day in range(len(views) + 1)]
    return [after - before for before, after in pairwise(counted)]


def scale_up(row: Row, plan: Plan) -> Row:
    """The row in real people and events."""

    def scale(value: Any) -> Any:
        return [plan.weight * n for n in value] if isinstance(value, list) else plan.weight * value

    scaled = {name: scale(value) if FIELDS[name].weighted else value for name, value in row.items()}
    counted = ("impressions", "earned_impressions")
    return scaled | {name: impressions_of(scaled[name], plan.impressions_per_view) for name in counted}


def play_runs(plan: Plan, first_run: int, n_runs: int) -> list[Row]:
    """Consecutive runs, starting with run number `first_run`, in real people and events."""
    return [scale_up(Run(plain(plan), first_run + n).play(), plan) for n in range(n_runs)]
