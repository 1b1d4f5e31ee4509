"""The people: each one's followiness, activity and susceptibility, drawn from their own addresses."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key, threefry, unit
from sim.core.arrays import F32, F64, I32, U8
from sim.core.jit import jit, lean
from sim.core.maths import MANTISSA, powers
from sim.mechanisms.registry import Family, Registry, flaw_of_array, within

CELLS_PER_OCTAVE = 256  # nodes of the quantile table between one power of two and the next
OCTAVES = 52
LEAST = 1e-290  # below, followiness is rounded to nothing
FOLLOWINESS = U64(0)  # which draw of a person's traits: followiness and activity class
SUSCEPTIBILITY = U64(1)
LEVELS = 64  # of susceptibility: what a viewer of a post needs is one byte


def gamma(tail: F64, *, shape: float = 1.0) -> F64:
    """Gamma followiness of mean 1 at upper tail probabilities: counts of followed creators are negative binomial."""
    from scipy.special import gammainccinv

    within("shape", shape, 0.01, 1e6)
    return np.asarray(gammainccinv(shape, tail) / shape)


def zipf(tail: F64, *, exponent: float = 3.0, most: float = 1000.0) -> F64:
    """Power law of density w^-exponent from 1 to `most` (measured on real audiences: exponent 2 to 3)."""
    within("exponent", exponent, 1.05, 10.0)
    within("most", most, 1.0, 1e9)
    floor = most ** (1.0 - exponent)
    return np.asarray(powers(floor + tail * (1.0 - floor), 1.0 / (1.0 - exponent)))


def flaw_of_quantiles(arguments: tuple[Any, ...], values: Any) -> str:
    """A flaw in the quantiles of a plug-in's followiness law; empty where there is none."""
    if flaw := flaw_of_array(values, arguments[0].shape):
        return f"a followiness law {flaw}"
    order = np.argsort(arguments[0], kind="stable")
    if (np.diff(values[order]) > 0.0).any():
        return "a followiness law must not rise with the upper tail probability"
    return "" if not values.size or values.max() > 0.0 else "a followiness law must be above 0 somewhere"


FOLLOWINESS_LAWS: Family = Registry(
    kind="followiness law",
    group="influence_sim.followiness_laws",
    built_in={"gamma": gamma, "zipf": zipf},
    flaw_of_value=flaw_of_quantiles,
)


def quantile_nodes() -> F64:
    """Upper tail probabilities at which a followiness law is tabulated: fine at both ends, halving to 0."""
    fractions = 1.0 + np.arange(CELLS_PER_OCTAVE) / CELLS_PER_OCTAVE
    nodes = np.concatenate([fractions * 0.5**octave for octave in range(OCTAVES, 0, -1)])
    return np.append(nodes, 1.0)


@lean
def followiness(table, word):
    """Followiness of one person: the table's quantile at 52 random bits."""
    tail = 1.0 - unit(word)
    bits = np.float64(tail).view(np.uint64)
    octave = np.int64(bits >> U64(52)) - (1023 - OCTAVES)
    mantissa = np.int64(bits & MANTISSA)
    cell = octave * CELLS_PER_OCTAVE + (mantissa >> 44)
    if cell < 0:
        return table[0]
    if cell >= table.size - 1:
        return table[table.size - 1]
    part = (mantissa & ((1 << 44) - 1)) / 17592186044416.0
    return table[cell] + part * (table[cell + 1] - table[cell])


@jit
def cumulative_followiness(seed, table, community_start):
    """Running sum of followiness within each community [person + 1 per community].

    Person p of community c ends at index p + c + 1.
    """
    key = purpose_key(seed, address.TRAITS, 0, 0)
    n_communities = community_start.size - 1
    out = np.empty(community_start[n_communities] + n_communities)
    for community in range(n_communities):
        total = 0.0
        out[community_start[community] + community] = 0.0
        for person in range(community_start[community], community_start[community + 1]):
            word, _ = threefry(key[0], key[1], U64(person), FOLLOWINESS)
            total += followiness(table, word)
            out[person + community + 1] = total
    return out


@lean
def activity_class(key, person, n_classes):
    """A person's activity class, 0 the lightest; classes are equally likely."""
    _, word = threefry(key[0], key[1], U64(person), FOLLOWINESS)
    return int(unit(word) * n_classes)


@jit
def activity_classes(seed, persons, n_classes):
    """Activity class of each person, uint8."""
    key = purpose_key(seed, address.TRAITS, 0, 0)
    out = np.empty(persons.size, np.uint8)
    for index in range(persons.size):
        out[index] = activity_class(key, persons[index], n_classes)
    return out


@jit
def draw_levels(seed, persons, n_levels):
    """Level of susceptibility of each person [person], uint8; levels are equally likely."""
    key = purpose_key(seed, address.TRAITS, 0, 0)
    out = np.empty(persons.size, np.uint8)
    for index in range(persons.size):
        word, _ = threefry(key[0], key[1], U64(persons[index]), SUSCEPTIBILITY)
        out[index] = int(unit(word) * n_levels)
    return out


def susceptibility_levels(seed: int, persons: I32, sd: float) -> U8:
    """Level of susceptibility of each person [person]; a single 0 where everybody is alike."""
    return np.zeros(1, np.uint8) if sd == 0.0 else np.asarray(draw_levels(U64(seed), persons, LEVELS))


def susceptibilities(sd: float) -> F32:
    """Susceptibility of each level [level]: means of equal parts of a lognormal variate of mean 1."""
    from scipy.special import ndtr, ndtri

    if sd == 0.0:
        return np.ones(1, np.float32)
    shares = np.round(LEVELS * np.diff(ndtr(ndtri(np.arange(LEVELS + 1) / LEVELS) - sd)), 12)
    return np.asarray(shares / shares.mean(), np.float32)


def activity_means(n_classes: int, shape: float) -> F64:
    """Mean use of each class [class]: quantile means of a Gamma of mean 1."""
    from scipy.special import gammainc, gammaincinv

    edges = gammaincinv(shape, np.arange(n_classes + 1) / n_classes)
    share = gammainc(shape + 1.0, edges)
    means = np.round(n_classes * np.diff(share), 12)
    return np.asarray(means / means.mean())


def followiness_table(bound_law: Callable[[F64], F64]) -> F64:
    """Followiness at `quantile_nodes`; rounded, so that it is the same on every machine."""
    values = bound_law(quantile_nodes())
    digits = 10.0 ** (10 - np.floor(np.log10(np.maximum(values, LEAST))))
    return np.asarray(np.round(values * digits) / digits)
