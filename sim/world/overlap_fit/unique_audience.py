"""The unique audience as a range: sizes and pairs leave it open, every further figure closes part of it.

How heavy the tail of the number of creators per person is, and how much unlisted pairs share, are unknown. Each pair of
values gives a unique audience (`multiplicity`). It weighs as much as it is likely before any figure, times the
likelihood of every figure that is known: what the same values expect of it, give or take what real audiences miss.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.tables.group_table import GroupFigure
from sim.world.overlap_fit import group_figures, multiplicity
from sim.world.overlap_fit.fit import Asked, Fitted, fit
from sim.world.overlap_fit.known_figures import KnownFigures, largest

LEVEL = 0.9
QUANTILES = (0.05, 0.5, 0.95)
Z = 1.6449  # standard deviations from the centre to either end of a range of LEVEL
KNOTS = np.linspace(np.log(0.05), np.log(11.0), 21)  # ln(1 + tail) at which people are counted
FINE = np.linspace(KNOTS[0], KNOTS[-1], 1081)
# Standard deviations of ln(1 + tail) between a part of a roster and the whole, in real audiences: what all parts have
# in common, and what is a part's own; together 0.25.
COMMON, OWN = 0.2, 0.15
LONGEST = 60  # characters of a group's name
FLOOR = 0.004  # what else a figure is off by, in shares of the followers whom it counts
UNIQUE_MISFIT, SINGLES_MISFIT = 0.004, 0.015  # what real audiences miss at their own tail (standard deviations)
MISFIT_OF_REPEATS = 0.03  # the same of the union, at most so much of the followers who were counted before


class LikelyRange(NamedTuple):
    """A number that is not known: its centre, and the ends of the range that holds it with probability LEVEL."""

    low: float
    centre: float
    high: float

    @property
    def width(self) -> float:
        """The distance of both ends."""
        return self.high - self.low


class Narrowing(NamedTuple):
    """A figure, and the range of the unique audience if it alone were known besides sizes and pairs."""

    figure: str
    unique: LikelyRange


class LeftOpen(NamedTuple):
    """The unique audience, in simulated people, and the shape of the audiences at its centre."""

    unique: LikelyRange
    singles: LikelyRange  # share of people who follow one creator
    proven_low: float
    proven_high: float
    without: LikelyRange  # the unique audience by sizes and pairs alone
    narrowings: tuple[Narrowing, ...]
    tail: float
    unlisted: float  # mean of unlisted pairs, of the smallest listed one


class Evidence(NamedTuple):
    """A known figure and what each pair of values expects of it, in shares of the followers whom it counts."""

    name: str
    known: float
    expected: F64  # [unlisted, tail]
    is_union: bool  # of all creators: nothing is left open
    own: F64 | None = None  # [unlisted, 1] what it misses on its own (standard deviation); None: as a union does

    def log_likelihood(self) -> F64:
        """Log of the likelihood of each pair of values [unlisted, tail]."""
        if self.is_union:
            return np.asarray(-0.5 * ((self.known - self.expected) / FLOOR) ** 2)
        slope = slope_of(self.expected)
        own = np.hypot(OWN * slope, FLOOR) if self.own is None else self.own
        return np.asarray(-0.5 * ((self.known - self.expected) / np.hypot(COMMON * slope, own)) ** 2)


def slope_of(expected: F64) -> F64:
    """By how much a figure falls or rises with ln(1 + tail), around what is usual [..., 1]."""
    near = np.abs(FINE - np.log1p(multiplicity.USUAL)) <= multiplicity.SPREAD
    ends = expected[..., near][..., [0, -1]]
    return np.asarray(np.abs(ends[..., :1] - ends[..., 1:]) / (2.0 * multiplicity.SPREAD))


class Family(NamedTuple):
    """All that the unknown values give [unlisted, tail], in shares of all followers."""

    unique: F64
    singles: F64  # share of people
    log_prior: F64


def leave_open(asked: Asked, known: KnownFigures, tail: float | None = None) -> LeftOpen:
    """The range of the unique audience that sizes, pairs and known figures leave. tail: known as well."""
    slots = float(asked.sizes.sum())
    bounds = [bound / slots for bound in proven_range(asked, known)]
    family, evidence = count_family(asked, known, tail)
    alone = [narrow(family, [each], bounds) for each in evidence]
    weights = weigh(family, evidence)
    unique = narrow(family, evidence, bounds)
    place = int(np.searchsorted(np.cumsum(weights.sum(axis=1)), 0.5))
    unlisted = asked.unlisted_shares[place]
    return LeftOpen(
        scale(unique, slots),
        range_of_singles(family, weights, known, LikelyRange(*(slots * asked.one_in * end for end in unique))),
        slots * bounds[0],
        slots * bounds[1],
        scale(narrow(family, [], bounds), slots),
        tuple(Narrowing(each.name, scale(found, slots)) for each, found in zip(evidence, alone, strict=True)),
        solve_tail(asked, unlisted, unique.centre * slots) if tail is None else tail,
        unlisted,
    )


def solve_tail(asked: Asked, unlisted: float, unique: float) -> float:
    """The tail that gives a unique audience, in simulated people; the nearest where none does."""
    from scipy.optimize import brentq

    shared = asked.shared_at(unlisted)

    def excess(shape: float) -> float:
        return float(multiplicity.people_by_count(asked.sizes, shared, float(np.expm1(shape))).sum()) - unique

    low, high = float(KNOTS[0]), float(KNOTS[-1])
    most, least = excess(low), excess(high)  # the heavier the tail, the more people
    if most - least <= 1e-9 * asked.sizes.sum():
        return multiplicity.USUAL
    if most <= 0.0 or least >= 0.0:
        return float(np.expm1(low if most <= 0.0 else high))
    return float(np.expm1(brentq(excess, low, high, xtol=1e-6)))


def fit_centre(asked: Asked, left_open: LeftOpen, known: KnownFigures, seed: int) -> Fitted:
    """Audiences at the centre of the range; where the union is known, of few creators exactly it. InputError."""
    unique = None if known.unique is None else known.unique / asked.one_in
    return fit(asked._replace(shared=asked.shared_at(left_open.unlisted), unique=unique), left_open.tail, seed)


def proven_range(asked: Asked, known: KnownFigures) -> list[float]:
    """Bounds of the unique audience by sizes, pairs and known figures."""
    low, high = multiplicity.proven_range(asked.sizes, asked.low, asked.high)
    ordered = np.sort(asked.sizes)[::-1]
    for count, unique in known.tops:
        low = max(low, unique / asked.one_in)
        high = min(high, unique / asked.one_in + float(ordered[count:].sum()))
    for figure in known.groups:
        high = min(high, float(asked.sizes.sum()) - group_figures.repeats_at_least(figure, asked))
        if figure.kind == "unique":
            low = max(low, figure.value / asked.one_in)
    if known.has_exclusive:
        own = known.exclusive / asked.one_in
        shared = np.where(np.isfinite(own), asked.sizes - own, 0.0)
        low = max(low, float(np.nan_to_num(own).sum() + shared.max()))
        high = min(high, float(asked.sizes.sum() - shared.sum() / 2.0))
    return sorted((low, high))


def count_family(asked: Asked, known: KnownFigures, tail: float | None) -> tuple[Family, list[Evidence]]:
    """Unique audiences and figures that every pair of unknown values gives."""
    tops = [largest(asked.sizes, top.n_creators) for top in known.tops]
    is_known = np.isfinite(known.exclusive) if known.has_exclusive else np.zeros(asked.sizes.size, bool)
    found = np.empty((3 + len(tops), len(asked.unlisted_shares), KNOTS.size))
    for row, unlisted in enumerate(asked.unlisted_shares):
        shared = asked.shared_at(unlisted)
        for column, shape in enumerate(KNOTS):
            people = multiplicity.expect_people(asked.sizes, shared, np.expm1(shape))
            parts = [group_figures.expect_union(asked, shared, who, float(np.expm1(shape))) for who in tops]
            total = people.by_count.sum()
            found[:, row, column] = [total, people.by_count[0] / total, people.exclusive[is_known].sum(), *parts]
    fine = np.array([[np.interp(FINE, KNOTS, row) for row in figure] for figure in found])
    slots = float(asked.sizes.sum())
    unique, evidence = fine[0] / slots, []
    for who, (count, people_of), expected in zip(tops, known.tops, fine[3:], strict=True):
        counts = float(asked.sizes[who].sum())
        name = f"the union of the {count:,} largest, {people_of:,.0f}"
        evidence.append(Evidence(name, people_of / asked.one_in / counts, expected / counts, False))
    evidence += [evidence_of_group(figure, asked) for figure in known.groups]
    if known.has_exclusive:
        counts, own = float(asked.sizes[is_known].sum()), float(known.exclusive[is_known].sum())
        name = f"exclusive followers, in all {known.exclusive[is_known].sum():,.0f}"
        evidence.append(Evidence(name, own / asked.one_in / counts, fine[2] / counts, False))
    if known.unique is not None:
        name = f"the union of all, {known.unique:,.0f}"
        evidence.append(Evidence(name, known.unique / asked.one_in / slots, unique, True))
    return Family(unique, fine[1], log_prior(tail)), evidence


def evidence_of_group(figure: GroupFigure, asked: Asked) -> Evidence:
    """A figure of groups, and what it misses because each of its unions does."""
    unions = np.array(
        [
            [group_figures.expect_unions(figure, asked, asked.shared_at(unlisted), float(np.expm1(s))) for s in KNOTS]
            for unlisted in asked.unlisted_shares
        ]
    )  # [unlisted, knot, union]
    fine = np.array([[np.interp(FINE, KNOTS, row) for row in union] for union in np.moveaxis(unions, 2, 0)])
    slots = group_figures.slots_of_unions(figure, asked)[:, None, None]
    usual = fine[:, :, [int(np.argmin(np.abs(FINE - np.log1p(multiplicity.USUAL))))]]
    misses = np.hypot(OWN * slope_of(fine), FLOOR * slots)
    unit = group_figures.unit_of(figure, asked)
    return Evidence(
        name_of(figure),
        group_figures.value_in_sample(figure, asked) / unit,
        group_figures.combine(figure.kind, fine) / unit,
        False,
        group_figures.own_misses(figure.kind, usual, misses) / unit,
    )


def name_of(figure: GroupFigure) -> str:
    """A figure of a group as the report names it."""
    kind = {"unique": "the union of", "shared": "people shared by", "jaccard": "the Jaccard index of"}[figure.kind]
    return f"{kind} {brief(figure.group)}, {figure.value:{'.3g' if figure.kind == 'jaccard' else ',.0f'}}"


def brief(text: str) -> str:
    """A text of at most LONGEST characters."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def log_prior(tail: float | None) -> F64:
    """Log of the density of each tail before any figure [1, tail]; a tail that is given is nearly certain."""
    centre, spread = (multiplicity.USUAL, multiplicity.SPREAD) if tail is None else (tail, 0.02)
    return np.asarray(-0.5 * ((FINE[None, :] - np.log1p(centre)) / spread) ** 2)


def weigh(family: Family, evidence: list[Evidence]) -> F64:
    """The probability of every pair of unknown values [unlisted, tail]."""
    parts = sum(not each.is_union for each in evidence)
    logs = np.broadcast_to(family.log_prior, family.unique.shape) + sum(
        each.log_likelihood() * (1.0 if each.is_union else weight_of_each(parts)) for each in evidence
    )
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def weight_of_each(parts: int) -> float:
    """The weight of each of so many figures of parts: what parts and the whole differ by, they have in common.

    >>> weight_of_each(1), 10 * weight_of_each(10) < 1.6
    (1.0, True)
    """
    return (COMMON**2 + OWN**2) / (parts * COMMON**2 + OWN**2)


def narrow(family: Family, evidence: list[Evidence], bounds: list[float]) -> LikelyRange:
    """The range of the unique audience, in shares of all followers."""
    for each in evidence:
        if each.is_union:
            return LikelyRange(each.known, each.known, each.known)
    low, high = bounds
    found = quantiles(np.clip(family.unique, low, high), weigh(family, evidence))
    misfit = min(UNIQUE_MISFIT, MISFIT_OF_REPEATS * (1.0 - found.centre), high - low)
    return widen(found, misfit, LikelyRange(low, found.centre, high))


def range_of_singles(family: Family, weights: F64, known: KnownFigures, unique: LikelyRange) -> LikelyRange:
    """The range of the share of people who follow one creator. unique: in people."""
    if known.has_exclusive and np.isfinite(known.exclusive).all():
        own = float(known.exclusive.sum())
        return LikelyRange(*(min(own / people, 1.0) for people in (unique.high, unique.centre, unique.low)))
    found = quantiles(family.singles, weights)
    return widen(found, SINGLES_MISFIT, LikelyRange(0.0, found.centre, 1.0))


def quantiles(values: F64, weights: F64) -> LikelyRange:
    """Ends and centre of values that have these probabilities."""
    order = np.argsort(values, axis=None)
    reached = np.cumsum(weights.ravel()[order])
    return LikelyRange(*np.interp(QUANTILES, reached, values.ravel()[order]).tolist())


def widen(found: LikelyRange, misfit: float, bounds: LikelyRange) -> LikelyRange:
    """The range where the number also misses by this standard deviation, within bounds."""
    low = found.centre - float(np.hypot(found.centre - found.low, Z * misfit))
    high = found.centre + float(np.hypot(found.high - found.centre, Z * misfit))
    return LikelyRange(max(low, bounds.low), found.centre, min(high, bounds.high))


def scale(share: LikelyRange, whole: float) -> LikelyRange:
    """The range of as many people as the shares are of the whole."""
    return LikelyRange(*(end * whole for end in share))
