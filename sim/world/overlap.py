"""The overlap that is asked for, solved; the overlap that there is, measured."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I32, I64
from sim.core.jit import jit
from sim.errors import InputError
from sim.scenario.model import Among, SharedAudience
from sim.world import audience, creators
from sim.world.audience import Ask, Field
from sim.world.communities import Communities

PLACE = ("world", "shared_audience", "share")
CLOSE = 5e-4  # an answer so close to the target is accepted
MOST_TRIES = 12
LEAST_SHARE = 1e-7


class Solved(NamedTuple):
    """What the solver found."""

    following_share: float  # share of the population that follows creators at all
    achieved: float  # shared audience of the reference roster


def reference(among: Among, communities: Communities, seed: int, one_in: int) -> Ask:
    """The reference roster as an ask for audiences."""
    keys = np.array([creators.identity(f"reference-{n:05d}") for n in range(1, among.creators + 1)], np.uint64)
    niche = np.full(keys.size, creators.niche_index(among.niche, communities.niche_names), np.int64)
    people = np.diff(communities.start)
    home = audience.homes(np.uint64(seed), keys, niche, communities.niche, people / people.sum())
    followers = np.full(keys.size, among.followers, np.int64)
    n_links = audience.real_links(np.uint64(seed), keys, followers, np.zeros(keys.size), one_in)
    return Ask(keys, home, np.full(keys.size, among.breadth), n_links)


def expected_slots(field: Field, ask: Ask) -> F64:
    """Slots that fall into each community [community]."""
    slots = np.zeros(field.pool.size)
    for home, breadth, n_links in zip(ask.home, ask.breadth, ask.n_links, strict=True):
        slots += n_links * audience.spread_of(field, home, breadth)
    return slots


def predicted_share(slots: F64, people: F64, followiness: F64, following_share: float) -> float:
    """Shared audience in the limit of many small creators: followers are size-biased, sources are Poisson."""
    mean_sources = slots / (people * following_share)
    alone = np.exp(-np.outer(mean_sources, followiness / followiness.mean())) @ followiness / followiness.sum()
    return float(1.0 - (slots * alone).sum() / slots.sum())


def logit(share: float) -> float:
    share = min(max(share, 1e-9), 1.0 - 1e-9)
    return float(np.log(share / (1.0 - share)))


def invert(slots: F64, people: F64, followiness: F64, target: float) -> float:
    """The following share at which the prediction has this logit, between LEAST_SHARE and far beyond 1."""
    low, high = np.log(LEAST_SHARE), np.log(1e6)
    for _ in range(60):
        middle = 0.5 * (low + high)
        if logit(predicted_share(slots, people, followiness, float(np.exp(middle)))) > target:
            low = middle
        else:
            high = middle
    return float(np.exp(0.5 * (low + high)))


def solve(asked: SharedAudience, communities: Communities, field: Field, followiness: F64, one_in: int) -> Solved:
    """The share of the population that must follow creators so that the reference roster shares what is asked.

    The prediction for many small creators gives the shape; each try draws the reference audiences for real and
    corrects it. InputError where no share of the population does it.
    """
    people = np.diff(communities.start).astype(np.float64)
    ask = reference(asked.among, communities, int(field.seed), one_in)
    if ask.n_links.sum() == 0:
        raise InputError(f"one person in {one_in:,} leaves the reference roster no followers", path=PLACE)
    slots = expected_slots(field, ask)
    wanted = logit(asked.share)
    correction = 0.0
    for _ in range(MOST_TRIES):
        share = min(invert(slots, people, followiness, wanted - correction), 1.0)
        trial = audience.field_of(communities, int(field.seed), field.cumulative, share)
        try:
            _, persons = audience.draw(trial, ask)
        except InputError:
            raise InputError(
                f"{asked.share:g} of the audience cannot be shared: {asked.among.creators:,} creators with "
                f"{asked.among.followers:,} followers each do not fit into so few people; ask for less", path=PLACE
            ) from None
        achieved = audience.shared_share(persons, int(communities.start[-1]))
        if abs(achieved - asked.share) < CLOSE:
            break
        if share == 1.0 and achieved > asked.share:
            least = predicted_people(slots, people, followiness, wanted - correction)
            raise InputError(
                f"{asked.share:g} is less than the {achieved:.3f} that {asked.among.creators:,} creators with "
                f"{asked.among.followers:,} followers each share among world.people = "
                f"{int(people.sum()) * one_in:,}; raise world.people to about {least * one_in:,.0f}", path=PLACE
            )
        correction = logit(achieved) - logit(predicted_share(slots, people, followiness, share))
    return Solved(share, achieved)


def predicted_people(slots: F64, people: F64, followiness: F64, target: float) -> float:
    return invert(slots, people, followiness, target) * float(people.sum()) * 1.05


class Overlap(NamedTuple):
    """How the audiences of a roster overlap."""

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
    chosen = np.unique(np.linspace(0, n_pairs - 1, min(n_pairs, MOST_PAIRS)).astype(np.int64)) if n_pairs else []
    second = np.floor((1.0 + np.sqrt(1.0 + 8.0 * np.asarray(chosen, np.float64))) / 2.0).astype(np.int64)
    first = np.asarray(chosen, np.int64) - second * (second - 1) // 2
    return np.stack([first, second], axis=1)


def measure(link_start: I64, persons: I32, n_people: int) -> Overlap:
    """Overlap of the audiences; pairs are an even sample where there are more than 20,000."""
    counts = audience.multiplicity(persons, n_people)
    followed = counts[counts > 0]
    pairs = sample_pairs(link_start.size - 1)
    rows = [np.sort(persons[a:b]) for a, b in zip(link_start[:-1], link_start[1:], strict=True)]
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
    """How many persons two sorted audiences have in common."""
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
