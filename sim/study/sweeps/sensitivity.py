"""Sensitivity: which uncertain numbers move an answer, what share is luck, and what it is worth to know one of them."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.statistics import morris, ranks, sample_size, sobol, value_of_information
from sim.statistics.intervals import Interval
from sim.statistics.morris import Effect
from sim.statistics.prim import Flags
from sim.statistics.ranks import Regression
from sim.statistics.sobol import Indices
from sim.statistics.value_of_information import Knowing
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.response import STILL, Subject, subject

RANDOM = ("latin_hypercube", "sobol", "saltelli")  # their points are draws from what is not known
TELLING = (*RANDOM, "morris")  # their points show what decides
FEW_POINTS = 30


class Sensitivity(NamedTuple):
    """The numbers that move a curve: the answer of `sim sensitivity`; parts that a design does not show are None."""

    title: str
    subject: Subject
    measure: str
    method: str
    factors: tuple[str, ...]
    n_asked: int  # points of the study
    n_points: int  # at which the subject is known
    n_runs: int
    spread: float  # how far the subject differs between points, over its size; 0: nothing decides
    luck: float  # share of luck in the variance of single campaigns; nan where it is unknown
    indices: Indices | None  # saltelli
    effects: tuple[Effect, ...] | None  # morris
    correlations: tuple[Interval, ...] | None  # partial rank correlations, of plain designs
    regression: Regression | None
    knowing: Knowing | None  # of two strategies whose points are draws
    notes: tuple[str, ...]

    @property
    def varies(self) -> bool:
        """Whether the subject differs from point to point by more than rounding."""
        return self.spread > 0.0


def sensitivity(study: OpenStudy, measure: str, name: str | None) -> Sensitivity:
    """Find the numbers that decide in a study. Raises InputError, FileProblem.

    name: of a subject, "A", "A-B" or "A/B"; None: the usual one.
    """
    if study.method not in TELLING:
        raise InputError(f"a {study.method} design does not show what decides; sweep with one of {', '.join(TELLING)}")
    response = subject(study, measure, name)
    known: Flags = np.asarray(np.isfinite(response.y).all(axis=1))
    if known.sum() < 3:
        raise InputError(f"{response.words} is known at {known.sum()} points; sensitivity needs 3 or more")
    plain, spread = plain_points(study), response.spread(known)
    varies = spread > 0.0
    return Sensitivity(
        title=study.title,
        subject=response,
        measure=measure,
        method=study.method,
        factors=tuple(study.factors),
        n_asked=known.size,
        n_points=int(known.sum()),
        n_runs=study.n_runs,
        spread=spread,
        luck=luck(study, response.y[known & plain], response.size),
        indices=indices(study, response.y) if varies and study.method == "saltelli" else None,
        effects=effects(study, response.y) if varies and study.method == "morris" else None,
        correlations=correlations(study, response, known & plain) if varies else None,
        regression=regression(study, response, known & plain) if varies else None,
        knowing=worth_knowing(study, response, plain),
        notes=tuple(notes(response, known)),
    )


def plain_points(study: OpenStudy) -> Flags:
    """Return whether each point is independent of the others [point]: of a Saltelli design, A and B are."""
    place = np.arange(study.playable.size) % study.block
    if study.method == "saltelli":
        return np.asarray((place == 0) | (place == study.block - 1))
    return np.ones(place.size, bool)


def luck(study: OpenStudy, y: F64, size: float) -> float:
    """Return the share of luck in the variance of single campaigns, where points are draws from what is not known.

    y: [point, run]; size: of what is compared. nan for other designs, too few points and runs, or nothing but rounding.
    """
    if study.method not in RANDOM or y.shape[1] < 2 or len(y) < 2:
        return math.nan
    parts = sample_size.components(y)
    whole = parts.between + parts.within
    return parts.within / whole if whole > (STILL * size) ** 2 else math.nan


def whole_blocks(study: OpenStudy, values: F64) -> F64:
    """Return the blocks of the design of which every point is known [block, point of the block, ...].

    values: [point, ...].
    """
    blocks = values.reshape(-1, study.block, *values.shape[1:])
    return np.asarray(blocks[np.isfinite(blocks).all(axis=tuple(range(1, blocks.ndim)))])


def indices(study: OpenStudy, y: F64) -> Indices | None:
    """Return Sobol' indices of y [point, run] over a Saltelli design; None with fewer than two whole blocks."""
    blocks = whole_blocks(study, y)
    return sobol.indices(blocks) if len(blocks) > 1 else None


def effects(study: OpenStudy, y: F64) -> tuple[Effect, ...] | None:
    """Return elementary effects of y [point, run] over a Morris design; None without a whole trajectory."""
    x = study.table("quantiles")
    both = whole_blocks(study, np.concatenate([x, y], axis=1))
    if not len(both):
        return None
    return morris.effects(both[:, :, : x.shape[1]], both[:, :, x.shape[1] :])


def correlations(study: OpenStudy, response: Subject, which: Flags) -> tuple[Interval, ...] | None:
    """Return partial rank correlations over these points [point]; None unless points are draws."""
    if study.method not in RANDOM:
        return None
    return ranks.partial_rank_correlations(study.table("factors")[which], response.y[which].mean(axis=1))


def regression(study: OpenStudy, response: Subject, which: Flags) -> Regression | None:
    """Return the rank regression over these points [point]; None unless points are draws."""
    if study.method not in RANDOM:
        return None
    return ranks.rank_regression(study.table("factors")[which], response.y[which].mean(axis=1))


def worth_knowing(study: OpenStudy, response: Subject, plain: Flags) -> Knowing | None:
    """Return the value of knowing each number, over these points [point]; None unless two strategies meet at draws."""
    if study.method not in RANDOM or not response.gain.size:
        return None
    knowing = value_of_information.worth_of_knowing(study.table("factors")[plain], response.gain[plain])
    return knowing if knowing.n >= value_of_information.FOLDS else None


def notes(response: Subject, known: Flags) -> list[str]:
    """Note what the reader should know. known: the points at which the subject is known [point]."""
    lines = []
    if (lost := int((~known).sum())) > 0:
        lines.append(f"{response.words} is unknown at {lost} of {known.size} points, which are left out")
    if known.sum() < FEW_POINTS:
        lines.append(f"{known.sum()} points are few; intervals are rough below {FEW_POINTS}")
    return lines
