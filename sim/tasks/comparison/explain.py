"""Explain a difference: what each mechanism contributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Equal, Option, ResultsRead, ScenarioLike, Seed, Set, Threads, WhatIfDraws

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.scenario.load import Loaded
    from sim.study.comparison.strategies import Labels
    from sim.study.what_if.explain import Explanation

RUNS = 100  # in all draws of a cell together, where there is no closed form

First = Annotated[ScenarioLike, Option("Scenario A.", is_argument=True)]
Second = Annotated[ScenarioLike, Option("Scenario B.", is_argument=True)]


@dataclass(frozen=True)
class ExplainRequest(Conduct):
    """Say why A differs from B: what each mechanism contributes.

    A and B are scenarios. Each mechanism is made equal on both sides, in all combinations, on the same luck.
    """

    a: First
    b: Second
    _: KW_ONLY
    runs: Annotated[int | None, Option("Runs per draw.", is_free=True, usual=f"{RUNS} in all")] = None
    draws: WhatIfDraws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    equal: Equal = None
    results: ResultsRead = Path("results")
    measure: Annotated[str, Option("What is explained, for example cpe or engagers.")] = "cpe"


@dataclass(frozen=True, repr=False, eq=False)
class ExplainAnswer(Answer):
    """A difference, mechanism by mechanism."""

    verb: ClassVar[str] = "explain"
    explanation: Explanation

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The explanation as the command prints it."""
        from sim.report.text.comparison import explain as report

        return report.text(self.explanation, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.comparison import explain as report

        return report.tables(self.explanation)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.comparison import explain as report

        return report.as_dict(self.explanation)

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import reasons

        return reasons.waterfall(self.explanation)


def labels_of(a: Loaded, b: Loaded) -> Labels:
    """The names of two scenarios with their letters.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> labels_of(loads(template()), loads(template())).second.endswith("(B)")
    True
    """
    from sim.study.comparison.strategies import Labels
    from sim.text import printable

    return Labels(printable(f"{a.scenario.name} (A)"), printable(f"{b.scenario.name} (B)"))


def explain(request: ExplainRequest) -> ExplainAnswer:
    """Explain the difference of two scenarios. Raises InputError, FileProblem, Interrupted.

    >>> explain(ExplainRequest("a.h5", "b.toml"))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is no scenario (.toml); what-ifs change scenarios
    """
    from sim.study.what_if import explain as study
    from sim.tasks.comparison.compare import check_measure
    from sim.tasks.comparison.equal_sides import equalise_pair
    from sim.tasks.conduct import WhatIfSides, what_if
    from sim.tasks.scenarios import name_of, scenario_pair

    sides = scenario_pair(request, (request.a, request.b))
    measure = check_measure(request.measure)
    whole = equalise_pair(sides, request.equal, request, request.threads)
    names = [name_of(request.a), name_of(request.b)]
    with what_if(request, WhatIfSides(whole, names, Path(request.results)), request.threads, RUNS) as asked:
        a, b = asked.sides
        return ExplainAnswer(study.explain(a, b, labels_of(a, b), measure, asked.trials))
