"""Overlap of audiences: solved for the share that is asked for, and measured as it is."""

from itertools import pairwise
from typing import NamedTuple, NoReturn

import numpy as np

from sim.core.arrays import F64, I32, I64
from sim.core.jit import jit
from sim.core.maths import exp, log
from sim.errors import InputError
from sim.scenario.settings.world_settings import Among, SharedAudience
from sim.tables.handles import identity
from sim.world import audience, creators
from sim.world.audience import Ask, Field
from sim.world.communities import CommunityLayout

PLACE = ("world", "shared_audience", "share")
CLOSE = 5e-4  # an answer so close to the target is accepted
MOST_TRIES = 12
LEAST_SHARE = 1e-7
UNSURE = 1.0  # logits by which a prediction may be off before anybody is drawn, given
AMPLE_ROSTER, AMPLE_SHARED = 30, 100.0  # so many creators, and so many shared links
AMPLE = 1.05  # the prediction is not exact


class OverlapSolution(NamedTuple):
    """The solver's answer."""

    following_share: float  # share of the population that follows creators at all
    achieved: float  # shared audience of the reference roster


def reference(among: Among, communities: CommunityLayout, seed: int, one_in: int) -> Ask:
    """The reference roster as an ask for audiences. InputError where there are no such audiences."""
    handles = [f"reference-{n:05d}" for n in range(1, among.creators + 1)]
    keys = np.array([identity(handle) for handle in handles], np.uint64)
    niche = np.full(keys.size, creators.niche_index(among.niche, communities.niche_names), np.int64)
    people = np.diff(communities.start)
    home = audience.homes(np.uint64(seed), keys, niche, communities.niche, people / people.sum())
    followers = np.full(keys.size, among.followers, np.int64)
    n_links = audience.real_links(np.uint64(seed), keys, followers, np.zeros(keys.size), one_in)
    if n_links.max() > people.sum():
        message = f"{among.followers:,} is more than world.people = {people.sum() * one_in:,}"
        raise InputError(message, path=(*PLACE[:2], "among", "followers"))
    if n_links.sum() == 0:
        raise InputError(f"one person in {one_in:,} leaves the reference roster no followers", path=PLACE)
    return Ask(keys, home, np.full(keys.size, among.breadth), n_links)


def expected_slots(field: Field, ask: Ask) -> F64:
    """Slots that fall into each community [community]."""
    slots = np.zeros(field.pool.size)
    for home, breadth, n_links in zip(ask.home, ask.breadth, ask.n_links, strict=True):
        slots += n_links * audience.spread_of(field, home, breadth)
    return slots


@jit
def chances_alone(mean_sources, weights):
    """Chance that a follower follows nobody else [community]; weights: relative followiness of people."""
    out = np.zeros(mean_sources.size)
    for community in range(mean_sources.size):
        for weight in weights:
            out[community] += weight * exp(-mean_sources[community] * weight)
    return out / weights.sum()


def predicted_share(slots: F64, people: F64, followiness: F64, following_share: float) -> float:
    """Shared audience in the limit of many small creators: followers are size-biased, sources are Poisson."""
    mean_sources = slots / (people * following_share)
    alone = chances_alone(mean_sources, followiness / followiness.mean())
    return float(1.0 - (slots * alone).sum() / slots.sum())


def logit(share: float) -> float:
    """Log odds of a share, which is kept off 0 and 1."""
    share = min(max(share, 1e-9), 1.0 - 1e-9)
    return float(log(share / (1.0 - share)))


def invert(slots: F64, people: F64, followiness: F64, target: float) -> float:
    """The following share at which the prediction has this logit, between LEAST_SHARE and far beyond 1."""
    low, high = log(LEAST_SHARE), log(1e6)
    for _ in range(60):
        middle = 0.5 * (low + high)
        if logit(predicted_share(slots, people, followiness, float(exp(middle)))) > target:
            low = middle
        else:
            high = middle
    return float(exp(0.5 * (low + high)))


class Reference(NamedTuple):
    """The reference roster in its world, ready to be tried."""

    communities: CommunityLayout
    field: Field
    ask: Ask
    slots: F64  # [community]
    people: F64  # [community]
    followiness: F64  # at evenly spaced probabilities

    def trial(self, share: float) -> Field:
        """The people from whom audiences are drawn if so large a share follows creators."""
        return audience.field_of(self.communities, int(self.field.seed), self.field.cumulative, share)

    def play(self, share: float) -> OverlapSolution:
        """The share that audiences, drawn for real, have in common if so large a share of people follows creators."""
        _, persons = audience.draw(self.trial(share), self.ask)
        return OverlapSolution(share, audience.shared_share(persons, int(self.communities.start[-1])))

    def invert(self, target: float) -> float:
        """The share of people who must follow creators so that the prediction has this logit."""
        return invert(self.slots, self.people, self.followiness, target)

    def correction(self, solution: OverlapSolution) -> float:
        """By how much the logit of the prediction must be raised to meet what was found."""
        predicted = predicted_share(self.slots, self.people, self.followiness, solution.following_share)
        least = 0.5 / self.ask.n_links.sum()  # none of a few links says little about how far it is
        return logit(min(max(solution.achieved, least), 1.0 - least)) - logit(predicted)

    def narrowest(self) -> float:
        """The smallest share of people among whom every creator finds their followers; 1 if there is none."""
        _, first = np.unique(self.ask.home, return_index=True)
        most = np.full(first.size, self.ask.n_links.max())
        few = Ask(self.ask.key[first], self.ask.home[first], self.ask.breadth[first], most)
        low, high = LEAST_SHARE, 1.0
        for _ in range(40):
            middle = float(np.sqrt(low * high))
            _, reachable = audience.crowding(self.trial(middle), few)
            low, high = (low, middle) if (reachable >= most).all() else (middle, high)
        return high


def solve(
    asked: SharedAudience, communities: CommunityLayout, field: Field, followiness: F64, one_in: int
) -> OverlapSolution:
    """The share of people who must follow creators so that the reference roster shares what is asked.

    The prediction for many small creators gives the shape; each try draws the reference audiences for real
    and corrects it; of tries that all miss, the closest counts. InputError where no share of people does it.
    """
    roster = reference_roster(asked, communities, field, followiness, one_in)
    narrowest = roster.narrowest()
    low, high, correction = narrowest, 1.0, 0.0
    tries: dict[float, OverlapSolution] = {}
    for _ in range(MOST_TRIES):
        share = min(max(roster.invert(logit(asked.share) - correction), low), high)
        if share in tries:  # the prediction leads nowhere new
            share = float(np.sqrt(low * high))
        tries[share] = solution = roster.play(share)
        if abs(solution.achieved - asked.share) < CLOSE:
            break
        is_above = solution.achieved > asked.share
        if share == (1.0 if is_above else narrowest):
            refuse(asked, roster, narrowest, one_in)
        low, high = (share, high) if is_above else (low, share)
        correction = roster.correction(solution)
    return min(tries.values(), key=lambda solution: abs(solution.achieved - asked.share))


def check(asked: SharedAudience, field: Field, communities: CommunityLayout, followiness: F64, one_in: int) -> None:
    """Refuse, before anybody is drawn, a share that is far below what is predicted if all people follow creators.

    A prediction for few creators, or for few shared followers, refuses nothing. followiness: at evenly spaced
    probabilities. Raises InputError.
    """
    roster = reference_roster(asked, communities, field, followiness, one_in)
    least = predicted_share(roster.slots, roster.people, followiness, 1.0)
    is_ample = asked.among.creators >= AMPLE_ROSTER and least * roster.ask.n_links.sum() >= AMPLE_SHARED
    if is_ample and logit(asked.share) < logit(least) - UNSURE:
        n_people = int(roster.people.sum())
        enough = roster.invert(logit(asked.share)) * n_people * one_in
        raise InputError(
            f"{asked.share:g} is too little: {asked.among.creators:,} creators with {asked.among.followers:,} "
            f"followers each share about {least:.3f} or more among world.people = {n_people * one_in:,}; raise "
            f"world.people to about {float(f'{enough * AMPLE:.3g}'):,.0f}",
            path=PLACE,
        )


def reference_roster(
    asked: SharedAudience, communities: CommunityLayout, field: Field, followiness: F64, one_in: int
) -> Reference:
    """The reference roster of what is asked for. Raises InputError."""
    ask = reference(asked.among, communities, int(field.seed), one_in)
    people = np.diff(communities.start).astype(np.float64)
    return Reference(communities, field, ask, expected_slots(field, ask), people, followiness)


def refuse(asked: SharedAudience, roster: Reference, narrowest: float, one_in: int) -> NoReturn:
    """Refuse a share with what could be asked for instead, if from `narrowest` to all people follow creators."""
    most, least = (roster.play(share) for share in (narrowest, 1.0))
    n_people = int(roster.people.sum())
    hint = ""
    if asked.share < least.achieved:
        enough = roster.invert(logit(asked.share) - roster.correction(least)) * n_people * one_in
        hint = f"; raise world.people to about {float(f'{enough * AMPLE:.3g}'):,.0f}"
    raise InputError(
        f"{asked.share:g} is outside [{least.achieved:.3f}, {most.achieved:.3f}], what "
        f"{asked.among.creators:,} creators with {asked.among.followers:,} followers each can share among "
        f"world.people = {n_people * one_in:,}{hint}",
        path=PLACE,
    )


class Overlap(NamedTuple):
    """The overlap of the audiences of a roster."""

    n_links: int  # simulated real followers, with repetition
    n_unique: int  # distinct persons
    shared: float  # share of followers who follow another creator of the roster too
    multiplicity: I64  # [creators followed - 1] persons, the last for 10 and more
    of_smaller: F64  # [pair] shared persons over the smaller audience, of a sample of pairs
    jaccard: F64  # [pair]


MOST_PAIRS = 20_000


def sample_pairs(n: int) -> I64:
    """All pairs of n creators, or an even sample of them [pair, 2]."""
    n_pairs = n * (n - 1) // 2
    pair = np.unique(np.linspace(0, max(n_pairs - 1, 0), min(n_pairs, MOST_PAIRS)).astype(np.int64))
    second = np.floor((1.0 + np.sqrt(1.0 + 8.0 * pair)) / 2.0).astype(np.int64)
    first = pair - second * (second - 1) // 2
    return np.stack([first, second], axis=1)


def measure(link_start: I64, persons: I32, n_people: int) -> Overlap:
    """Overlap of the audiences; pairs are an even sample where there are more than 20,000."""
    counts = audience.multiplicity(persons, n_people)
    followed = counts[counts > 0]
    pairs = sample_pairs(link_start.size - 1)
    rows = [np.sort(persons[a:b]) for a, b in pairwise(link_start)]
    both = np.array([shared_persons(rows[i], rows[j]) for i, j in pairs], np.float64)
    size = np.diff(link_start)
    left, right = size[pairs[:, 0]], size[pairs[:, 1]]
    smaller = np.maximum(np.minimum(left, right), 1)
    return Overlap(
        n_links=int(persons.size),
        n_unique=int(followed.size),
        shared=float((counts[persons] > 1).mean()) if persons.size else 0.0,
        multiplicity=np.bincount(np.minimum(followed, 10), minlength=11)[1:].astype(np.int64),
        of_smaller=both / smaller,
        jaccard=both / np.maximum(left + right - both, 1),
    )


@jit
def shared_persons(left, right):
    """The number of persons whom two sorted audiences have in common."""
    i = j = both = 0
    while i < left.size and j < right.size:
        if left[i] == right[j]:
            both += 1
            i += 1
            j += 1
        elif left[i] < right[j]:
            i += 1
        else:
            j += 1
    return both
