"""Say what a client can be promised: levels that so large a share of campaigns reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Draws, Option, Results, Runs, Seed, Set, StrategyLike, Texts, Threads

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.study.promise.promise import PromisedCampaign


@dataclass(frozen=True)
class PromiseRequest(Conduct):
    """Say what a client can be promised: figures that so large a share of campaigns reaches.

    PLAN is a scenario (run if its result is not stored) or a result. Each measure is promised alone, and all of them
    in the same campaign; luck and what we do not know are both in it. What it costs to be surer stands below.
    """

    plan: Annotated[StrategyLike, Option("A scenario (TOML) or a result.", is_argument=True)]
    _: KW_ONLY
    confidence: Annotated[float, Option("Share of campaigns that keep the promise.", low=0.5, high=0.999)] = 0.9
    measure: Annotated[
        Texts, Option("A measure to promise; give it for each.", usual="reach, impressions, engagers, sales and cost")
    ] = ()
    runs: Runs = None
    draws: Draws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    results: Results = Path("results")


@dataclass(frozen=True, repr=False, eq=False)
class PromiseAnswer(Answer):
    """Figures that a client can be promised, and their price in confidence."""

    verb: ClassVar[str] = "promise"
    campaign: PromisedCampaign

    @property
    def sentence(self) -> str:
        """The promise of the first measure in words."""
        from sim.report.text import promise as report

        return report.sentence(self.campaign)

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The promises as the command prints them."""
        from sim.report.text import promise as report

        return report.text(self.campaign, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import promise as report

        return report.tables(self.campaign)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import promise as report

        return report.as_dict(self.campaign)


def promise(request: PromiseRequest) -> PromiseAnswer:
    """Find what can be promised; a scenario is run as far as it is not stored.

    Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> promise(PromiseRequest("nowhere.h5"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.study.comparison.strategies import cut_to_request, result_of
    from sim.study.promise import promise as study
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import all_changes, entrant_of

    study.check_measures(request.measure)
    entrant = entrant_of(request.plan, all_changes(request))
    if entrant.loaded is not None:
        run = entrant.loaded.scenario.run
        study.check_size(run.draws, run.runs, request.confidence, str(entrant.path))
    with place(request, request.results, request.threads) as where:
        stored = cut_to_request(entrant, result_of(entrant, where))
    return PromiseAnswer(study.promise(stored, request.confidence, request.measure, str(entrant.path)))
