"""Audiences that have the sizes and the pairwise overlaps of a table, and a realistic number of creators per person."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key
from sim.core.arrays import F32, F64, I32, I64
from sim.errors import InputError, option
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.text import quote
from sim.world.overlap_fit import aimed_swaps, multiplicity, small_rosters, swaps
from sim.world.overlap_fit.swaps import FollowSlots

UNLISTED = (0.01, 0.09, 0.25, 0.49, 0.81)  # of the smallest listed overlap: mean of the unlisted pairs, each as likely
USUAL_UNLISTED = 0.25
MOST_SLOTS = 500_000
LEAST_SWEEPS, MOST_SWEEPS, SETTLED = 5, 60, 0.1  # settled: a sweep that mends less than this share of the miss
MOST_MENDS, MENDED = 24, 0.1  # mended: the same of aimed swaps
COOLING = 0.4
MISS = 0.005  # of the smaller audience


class Asked(NamedTuple):
    """The demands of the figures, in simulated people; each stands for one_in."""

    sizes: F64  # [creator]
    shared: F64  # [creator, creator] expected, symmetrical, without a diagonal
    low: F64  # [creator, creator]
    high: F64
    one_in: int
    unique: float | None = None  # people in all, if known

    @property
    def smaller(self) -> F64:
        """The smaller audience of each pair [creator, creator]."""
        return np.asarray(np.minimum.outer(self.sizes, self.sizes))

    @property
    def unlisted_shares(self) -> tuple[float, ...]:
        """Likely means of the unlisted pairs in shares of the smallest that is listed; one where all are listed."""
        return UNLISTED if (self.high > self.low).any() else (USUAL_UNLISTED,)

    def shared_at(self, unlisted: float) -> F64:
        """Expected overlaps where unlisted pairs share this part of the most that they can [creator, creator]."""
        return np.asarray(self.low + unlisted * (self.high - self.low))


class Deal(NamedTuple):
    """The creators that each person follows before any swap."""

    n_followed: I64  # [person] creators, most first
    creator: I32  # [slot] person by person


class Fitted(NamedTuple):
    """Audiences, and how they were asked for."""

    asked: Asked
    tail: float
    link_start: I64  # [creator + 1]
    person: I64  # [link] ascending within a creator
    n_people: int
    shared: F32  # [creator, creator] achieved, upper triangle


def asked_of(roster: Roster, pairs: Pairs, one_in: int | None) -> Asked:
    """Sizes and overlaps to meet; pairs that are not listed share at most the smallest that is.

    one_in None: so few people that there are at most MOST_SLOTS follower slots. InputError.
    """
    sizes = roster.followers.astype(np.float64)
    if sizes.size < 2:
        raise InputError(f"{sizes.size} creator: overlaps need two")
    stands = one_in or max(1, int(np.ceil(sizes.sum() / MOST_SLOTS)))
    if stands > sizes.max():
        raise InputError(
            f"must be at most {sizes.max():,.0f}, the largest audience, not {stands:,}", path=(option("one_in"),)
        )
    refuse_impossible(roster, pairs)
    low, high = np.zeros((sizes.size, sizes.size)), most_of_unlisted_pairs(sizes, pairs)
    for ends in ((pairs.first, pairs.second), (pairs.second, pairs.first)):
        low[ends] = high[ends] = pairs.shared
    for matrix in (low, high):
        np.fill_diagonal(matrix, 0.0)
    shared = low + USUAL_UNLISTED * (high - low)
    return Asked(np.maximum(np.rint(sizes / stands), 1.0), shared / stands, low / stands, high / stands, stands)


def most_of_unlisted_pairs(sizes: F64, pairs: Pairs) -> F64:
    """The most that each pair shares if it is not listed: the smallest listed overlap, in the table's own figure.

    A listed pair that shares nothing says nothing of others: a table that has it is cut by no threshold.
    """
    smaller, larger = np.minimum.outer(sizes, sizes), np.maximum.outer(sizes, sizes)
    some = pairs.shared > 0.0
    if not some.any():
        return np.zeros(smaller.shape)
    one, other, shared = pairs.first[some], pairs.second[some], pairs.shared[some]
    match pairs.meaning:
        case "smaller":
            return np.asarray((shared / smaller[one, other]).min() * smaller)
        case "jaccard":
            both = smaller + larger
            least = (shared / (both[one, other] - shared)).min()
            return np.asarray(np.minimum(least / (1.0 + least) * both, smaller))
        case _:
            return np.asarray(np.minimum(smaller, shared.min()))


def refuse_empty(roster: Roster) -> None:
    """Refuse creators whom nobody follows. InputError."""
    for handle, followers in zip(roster.handle, roster.followers.tolist(), strict=True):
        if followers <= 0:
            raise InputError(f"creator {quote(handle)} has no followers, so nothing overlaps: leave them out")


def refuse_impossible(roster: Roster, pairs: Pairs) -> None:
    """Refuse two overlaps with one creator that need more followers than they leave room for. InputError."""
    table = {(int(a), int(b)): float(v) for a, b, v in zip(pairs.first, pairs.second, pairs.shared, strict=True)}
    for creator, partner, other in crowded_creators(roster, table):
        both = table.get((min(partner, other), max(partner, other)))
        if both is None:
            continue
        size = float(roster.followers[creator])
        with_partner, with_other = (table[min(creator, end), max(creator, end)] for end in (partner, other))
        needed = with_partner + with_other - both
        if needed > size * (1.0 + 1e-9) + 1.0:
            a, b, c = (roster.handle[n] for n in (creator, partner, other))
            raise InputError(
                f'no population has these overlaps: "{a}" ({size:,.0f}) shares {with_partner:,.0f} with "{b}" and '
                f'{with_other:,.0f} with "{c}", who share only {both:,.0f} with one another; '
                f"it would need {needed:,.0f} followers"
            )


def crowded_creators(roster: Roster, table: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int, int]]:
    """Each creator and two others whose overlaps with them do not fit side by side: (creator, partner, other)."""
    around: dict[int, list[tuple[float, int]]] = {}
    for (partner, other), value in table.items():
        around.setdefault(partner, []).append((value, other))
        around.setdefault(other, []).append((value, partner))
    for creator, pairs in around.items():
        pairs.sort(reverse=True)
        size = float(roster.followers[creator])
        for place, (value, partner) in enumerate(pairs):
            for other_value, other in pairs[place + 1 :]:
                if value + other_value <= size:
                    break  # they fit, and so do all after them
                yield creator, partner, other


def counts(asked: Asked, tail: float) -> I64:
    """The number of creators that each person follows [person], most first; they add up to all followers."""
    expected = multiplicity.people_by_count(asked.sizes, asked.shared, tail)
    above = np.cumsum(expected[::-1])[::-1]  # people who follow at least k
    at_least = np.rint(above).astype(np.int64)
    people = at_least - np.append(at_least[1:], 0)
    people[0] = 0
    k = np.arange(1, people.size + 1)
    singles = int(asked.sizes.sum()) - int((people * k).sum())
    if singles < 0:
        raise InputError("the overlaps need more followers than the audiences have")
    people[0] = singles
    return np.repeat(k[::-1], people[::-1]).astype(np.int64)


def fit(asked: Asked, tail: float, seed: int) -> Fitted:
    """Audiences by swaps from a first deal, which change neither sizes nor how many creators people follow.

    Where that misses the overlaps of few creators, the usual number of creators per person gives way to them.
    InputError.
    """
    is_few = asked.sizes.size <= small_rosters.MOST
    fitted = None
    with suppress(InputError) if is_few else nullcontext():
        fitted = settle_audiences(asked, tail, deal_to_all(asked, tail), seed)
    if fitted is None or (is_few and misses(fitted)):
        fitted = settle_audiences(asked, tail, deal_to_few(asked, tail), None)
    return fitted


def misses(fitted: Fitted) -> bool:
    """Whether a pair is off by more than half a point and a person."""
    asked = fitted.asked
    off = np.triu(np.maximum(fitted.shared - asked.high, asked.low - fitted.shared), 1)
    return bool((off > MISS * asked.smaller + 1.0).any())


def settle_audiences(asked: Asked, tail: float, deal: Deal, seed: int | None, enough: float = 0.0) -> Fitted:
    """Audiences by swaps. seed: of swaps at random, None: only those that mend; enough: a miss that may be left."""
    start = np.concatenate([[0], np.cumsum(deal.n_followed)]).astype(np.int64)
    person_of = np.repeat(np.arange(deal.n_followed.size), deal.n_followed).astype(np.int32)
    who = FollowSlots(deal.creator, start, person_of)
    pairs = np.zeros((*asked.low.shape, 4), np.float32)
    pairs[:, :, swaps.LOW], pairs[:, :, swaps.HIGH] = asked.low, asked.high
    pairs[:, :, swaps.WEIGHT] = 1.0 / asked.smaller**2
    swaps.count_pairs(who.creator, start, pairs)
    settle(who, pairs, seed, enough)
    order = np.lexsort((person_of, who.creator))
    link_start = np.searchsorted(who.creator[order], np.arange(asked.sizes.size + 1))
    person = person_of[order].astype(np.int64)
    return Fitted(
        asked, tail, link_start.astype(np.int64), person, deal.n_followed.size, pairs[:, :, swaps.COUNT].copy()
    )


def deal_to_few(asked: Asked, tail: float) -> Deal:
    """The deal by subsets of few creators."""
    usual = small_rosters.usual(asked.sizes, asked.shared, tail)
    cells = small_rosters.nearest_population(usual, asked.sizes, asked.low, asked.high, asked.unique)
    people = small_rosters.whole(cells, asked.sizes.astype(np.int64))
    count, creator = small_rosters.deal_subsets(people, asked.sizes.size)
    return Deal(count, creator.astype(np.int32))


def deal_to_all(asked: Asked, tail: float) -> Deal:
    """The deal by sizes alone, whoever shares with whom. Raises InputError."""
    count = counts(asked, tail)
    creator = np.empty(int(count.sum()), np.int32)
    if swaps.deal(asked.sizes.astype(np.int64), count, creator) < creator.size:
        raise InputError("no people follow so many creators at once: the audiences are too uneven for these overlaps")
    return Deal(count, creator)


def settle(who: FollowSlots, pairs: F32, seed: int | None, enough: float = 0.0) -> None:
    """Swap at random, then with less and less patience for what makes it worse, then aim at the pairs that are off.

    seed None: without the random and impatient beginning; enough: the total miss at which it is done.
    """
    # As words: a small one as a plain int would be taken for signed, and the next large one refused.
    key = tuple(map(U64, purpose_key(U64(seed or 0), address.AUDIENCE, 0, 0)))
    if seed is not None:
        swaps.sweep(key, 0, who, pairs, np.inf)
    miss = total_miss(pairs)
    heat = 0.0 if seed is None else miss / who.creator.size
    for turn in range(1, MOST_SWEEPS):
        growth = swaps.sweep(key, turn, who, pairs, heat)
        heat *= COOLING
        if turn > LEAST_SWEEPS and -growth <= SETTLED * miss:
            break
        miss += growth
        if miss <= enough:
            return
    for turn in range(MOST_SWEEPS, MOST_SWEEPS + MOST_MENDS):
        miss = total_miss(pairs)
        growth = aimed_swaps.mend(key, turn, who, pairs, aimed_swaps.slots_of(who.creator, len(pairs)))
        growth += swaps.sweep(key, turn, who, pairs, 0.0)  # what does not matter moves on, and makes room
        if -growth <= MENDED * miss or miss + growth <= enough:
            return


def total_miss(pairs: F32) -> float:
    """By how much pairs lie outside their intervals, squared and weighted, in all."""
    count, low, high, weight = (np.triu(pairs[:, :, part], 1) for part in range(4))
    return float((np.maximum(np.maximum(count - high, low - count), 0.0) ** 2 * weight).sum())
