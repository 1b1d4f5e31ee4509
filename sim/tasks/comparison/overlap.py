"""Find the shared audience to want: reach, repeated reach, engagers and purchases over it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from sim.errors import InputError
from sim.tasks.comparison.flip import RUNS, FlipAnswer, FlipRuns
from sim.tasks.request import Between, Conduct, Config, Points, Seed, Set, Threads, WhatIfDraws


@dataclass(frozen=True)
class OverlapRequest(Conduct):
    """Say what overlap to want: reach, repeated reach, engagers and purchases over the shared audience."""

    config: Config
    _: KW_ONLY
    runs: FlipRuns = None
    draws: WhatIfDraws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    between: Between = None
    points: Points = 9


class OverlapAnswer(FlipAnswer):
    """Goals over the shared audience, each with its best overlap."""

    verb: ClassVar[str] = "overlap"


def overlap(request: OverlapRequest) -> OverlapAnswer:
    """Find the overlap to want. Raises InputError, FileProblem, Interrupted.

    >>> overlap(OverlapRequest("a.h5"))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is no scenario (.toml); what-ifs change scenarios
    """
    from sim.study.what_if import overlap as study
    from sim.study.what_if.flip import Range
    from sim.study.what_if.parameters import ParameterRange
    from sim.tasks.conduct import WhatIfSides, what_if
    from sim.tasks.scenarios import all_changes, enter

    (entrant,) = enter([request.config], all_changes(request), least=1)
    if entrant.loaded is None:
        raise InputError("is no scenario (.toml); what-ifs change scenarios", file=entrant.path)
    between = None if request.between is None else ParameterRange(*request.between)
    span = Range(between, request.points)
    with what_if(request, WhatIfSides([entrant.loaded]), request.threads, RUNS) as asked:
        return OverlapAnswer(study.overlap_curve(asked.sides[0], span, asked.trials))
