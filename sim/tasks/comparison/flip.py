"""Find the value of a parameter at which the answer turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import UsageProblem, option
from sim.tasks.answer import Answer, Form
from sim.tasks.comparison.explain import First, Second
from sim.tasks.request import (
    Between,
    Conduct,
    Equal,
    Measure,
    Option,
    Points,
    ResultsRead,
    Seed,
    Set,
    SmallestDifference,
    Texts,
    Threads,
    WhatIfDraws,
)

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.study.what_if.flip import Flip, FlipMap
    from sim.study.what_if.overlap import OverlapCurve

RUNS = 200  # in all draws together, of each value

FlipRuns = Annotated[int | None, Option("Runs per draw.", is_free=True, usual=f"{RUNS} in all")]


@dataclass(frozen=True)
class FlipRequest(Conduct):
    """Say when the answer turns: the break-even value of a parameter.

    A and B are scenarios. A key that only one of them has is changed on that side only; creator.KEY means all groups.
    """

    a: First
    b: Second
    _: KW_ONLY
    runs: FlipRuns = None
    draws: WhatIfDraws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    equal: Equal = None
    results: ResultsRead = Path("results")
    over: Annotated[
        Texts,
        Option(
            "A number of the scenarios, for example creators.micro.management_hours; two of them make a map.",
            metavar="PATH",
            completion="parameters",
        ),
    ]
    measure: Measure = "cpe"
    smallest_difference: SmallestDifference = 0.0
    between: Between = None
    points: Points = 9


@dataclass(frozen=True, repr=False, eq=False)
class FlipAnswer(Answer):
    """A comparison over one parameter or two, and the values at which it turns; or goals over the shared audience."""

    verb: ClassVar[str] = "flip"
    curve: Flip | FlipMap | OverlapCurve

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The curve or the map as the command prints it."""
        from sim.report.text.comparison import flip as report

        return report.text(self.curve, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.comparison import flip as report

        return report.tables(self.curve)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.comparison import flip as report

        return report.as_dict(self.curve)

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import reasons
        from sim.study.what_if.flip import Flip, FlipMap

        if isinstance(self.curve, FlipMap):
            return reasons.flip_map(self.curve)
        return reasons.flip_curve(self.curve) if isinstance(self.curve, Flip) else None


def flip(request: FlipRequest) -> FlipAnswer:
    """Find where the answer turns. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> flip(FlipRequest("a.toml", "b.toml", over=["x", "y", "z"]))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --over can be given once, or twice for a map
    """
    from sim.study.what_if import flip as study
    from sim.study.what_if.parameters import ParameterRange
    from sim.tasks.comparison.compare import check_measure
    from sim.tasks.comparison.equal_sides import equalise_pair
    from sim.tasks.comparison.explain import labels_of
    from sim.tasks.conduct import WhatIfSides, what_if
    from sim.tasks.scenarios import name_of, scenario_pair

    if len(request.over) > 2:
        raise UsageProblem(f"{option('over')} can be given once, or twice for a map")
    sides = scenario_pair(request, (request.a, request.b))
    measure = check_measure(request.measure)
    between = None if request.between is None else ParameterRange(*request.between)
    span = study.Range(between, request.points)
    whole = equalise_pair(sides, request.equal, request, request.threads)
    names = [name_of(request.a), name_of(request.b)]
    with what_if(request, WhatIfSides(whole, names, Path(request.results)), request.threads, RUNS) as asked:
        a, b = asked.sides
        question = study.ComparisonQuestion(a, b, labels_of(a, b), measure, request.smallest_difference)
        if len(request.over) == 1:
            return FlipAnswer(study.flip(question, request.over[0], span, asked.trials))
        if span.between is not None:
            raise UsageProblem(f"{option('between')} belongs to a single {option('over')}")
        rows, columns = (study.MapAxis(path, span) for path in request.over)
        return FlipAnswer(study.flip_map(question, rows, columns, asked.trials))
