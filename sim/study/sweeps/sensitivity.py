"""What decides: which uncertain numbers move an answer, what is luck, and what it is worth to know one of them."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.statistics import morris, ranks, sample_size, sobol
from sim.statistics import value_of_information as knowing
from sim.statistics.intervals import Interval
from sim.statistics.morris import Effect
from sim.statistics.prim import Flags
from sim.statistics.ranks import Regression
from sim.statistics.sobol import Indices
from sim.statistics.value_of_information import Knowing
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.response import Subject, subject

RANDOM = ("latin_hypercube", "sobol", "saltelli")  # their points are draws from what is not known
TELLING = (*RANDOM, "morris")
FEW_POINTS = 30


class Sensitivity(NamedTuple):
    """What moves a curve; parts that a design cannot tell are None."""

    title: str
    subject: Subject
    measure: str
    method: str
    factors: tuple[str, ...]
    n_points: int  # of which all is known
    n_runs: int
    luck: float  # share of luck in the variance of single campaigns; nan where it cannot be told
    indices: Indices | None  # saltelli
    effects: tuple[Effect, ...] | None  # morris
    correlations: tuple[Interval, ...] | None  # partial rank correlations, of plain designs
    regression: Regression | None
    knowing: Knowing | None  # of two strategies whose points are draws
    notes: tuple[str, ...]


def sensitivity(found: OpenStudy, measure: str, name: str | None) -> Sensitivity:
    """What decides in a study. name: of a subject. Raises InputError, FileProblem."""
    if found.method not in TELLING:
        raise InputError(f"a {found.method} design cannot tell what decides; sweep with one of {', '.join(TELLING)}")
    asked = subject(found, measure, name)
    known: Flags = np.asarray(np.isfinite(asked.y).all(axis=1))
    if known.sum() < 3:
        raise InputError(f"{asked.words} is known at {known.sum()} points; sensitivity needs 3 or more")
    plain = plain_points(found)
    return Sensitivity(
        title=found.title,
        subject=asked,
        measure=measure,
        method=found.method,
        factors=tuple(found.factors),
        n_points=int(known.sum()),
        n_runs=found.n_runs,
        luck=luck(found, asked.y[known & plain]),
        indices=indices(found, asked.y) if found.method == "saltelli" else None,
        effects=effects(found, asked.y) if found.method == "morris" else None,
        correlations=correlations(found, asked, known & plain),
        regression=regression(found, asked, known & plain),
        knowing=worth_knowing(found, asked, plain),
        notes=tuple(notes(asked, known)),
    )


def plain_points(found: OpenStudy) -> Flags:
    """The points that are independent of one another [point]: of a Saltelli design, A and B."""
    place = np.arange(found.all_played.size) % found.block
    if found.method == "saltelli":
        return np.asarray((place == 0) | (place == found.block - 1))
    return np.ones(place.size, bool)


def luck(found: OpenStudy, y: F64) -> float:
    """The share of luck in the variance of single campaigns, where points are draws from what is not known."""
    if found.method not in RANDOM or y.shape[1] < 2 or len(y) < 2:
        return math.nan
    parts = sample_size.components(y)
    whole = parts.between + parts.within
    return parts.within / whole if whole > 0.0 else math.nan


def whole_blocks(found: OpenStudy, values: F64) -> F64:
    """Blocks of the design of which every point is known [block, point of the block, ...]."""
    blocks = values.reshape(-1, found.block, *values.shape[1:])
    return np.asarray(blocks[np.isfinite(blocks).all(axis=tuple(range(1, blocks.ndim)))])


def indices(found: OpenStudy, y: F64) -> Indices | None:
    blocks = whole_blocks(found, y)
    return sobol.indices(blocks) if len(blocks) > 1 else None


def effects(found: OpenStudy, y: F64) -> tuple[Effect, ...] | None:
    x = found.table("quantiles")
    both = whole_blocks(found, np.concatenate([x, y], axis=1))
    if not len(both):
        return None
    return morris.effects(both[:, :, : x.shape[1]], both[:, :, x.shape[1] :])


def correlations(found: OpenStudy, asked: Subject, which: Flags) -> tuple[Interval, ...] | None:
    if found.method not in RANDOM:
        return None
    return ranks.partial_rank_correlations(found.table("factors")[which], asked.y[which].mean(axis=1))


def regression(found: OpenStudy, asked: Subject, which: Flags) -> Regression | None:
    if found.method not in RANDOM:
        return None
    return ranks.rank_regression(found.table("factors")[which], asked.y[which].mean(axis=1))


def worth_knowing(found: OpenStudy, asked: Subject, plain: Flags) -> Knowing | None:
    if found.method not in RANDOM or not asked.gain.size:
        return None
    return knowing.wrong(found.table("factors")[plain], asked.gain[plain])


def notes(asked: Subject, known: Flags) -> list[str]:
    """What the reader should know."""
    told = []
    if (lost := int((~known).sum())) > 0:
        told.append(f"{asked.words} is unknown at {lost} of {known.size} points, which are left out")
    if known.sum() < FEW_POINTS:
        told.append(f"{known.sum()} points are few; intervals are rough below {FEW_POINTS}")
    return told
