"""Choose the creators to hire, and how many posts each, with the money there is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

from sim.errors import InputError, UsageProblem, option, switch
from sim.tasks.answer import Answer, Form
from sim.tasks.request import (
    PAGE,
    SCENARIO,
    Conduct,
    Draws,
    Force,
    Option,
    PathLike,
    Runs,
    ScenarioLike,
    Seed,
    Set,
    Texts,
    Threads,
)
from sim.tasks.roster.reading import ReadsTable

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.scenario.load import Loaded
    from sim.study.optimise.candidates import HiringQuestion
    from sim.study.optimise.goal import Goal
    from sim.study.optimise.optimize import HiringPlan

RUNS = 400  # in all draws together of each plan, for what is promised
IN_TAIL = 20  # of the runs
WORLDS = 200  # of luck, where more than the mean counts
DIGITS = 9  # of a number of creators
PLATFORM = "instagram"  # of a roster that comes without a scenario


@dataclass(frozen=True)
class OptimizeRequest(Conduct, ReadsTable):
    """Say which creators to hire, and for how many posts, with this money.

    ROSTER is a table of creators (CSV, xlsx, ods; a fee buys one post), or a scenario whose creators come from files.
    """

    roster: Annotated[ScenarioLike, Option("A table of creators, or a scenario.", is_argument=True)]
    _: KW_ONLY
    budget: Annotated[
        float,
        Option(
            "Money for fees, gifts and the agency, USD: 50000, 50k or $50,000.",
            low=0.0,
            high=1e12,
            unit="USD",
            metavar="MONEY",
        ),
    ]
    hours: Annotated[
        float | None,
        Option(
            "Hours of management that are available.", low=0.0, high=1e9, usual="paid from the budget", unit="hours"
        ),
    ] = None
    goal: Annotated[str, Option("The measure to maximise, for example reach or purchases.")] = "engagers"
    promise: Annotated[
        float | None,
        Option("Maximise what at least this share of campaigns reach (0.9: nine in ten).", low=0.5, high=0.99),
    ] = None
    worst: Annotated[
        float | None,
        Option("Maximise the mean of this share of campaigns, the worst (0.1: the worst tenth).", low=0.01, high=0.5),
    ] = None
    most_posts: Annotated[
        int | None, Option("Greatest number of posts per creator.", low=1, high=100, usual="3 if fees are per post")
    ] = None
    least: Annotated[int, Option("Least number of creators.", low=0)] = 0
    most: Annotated[int | None, Option("Greatest number of creators.", low=1)] = None
    with_: Annotated[Texts, Option("A creator who must be hired.", metavar="HANDLE")] = ()
    without: Annotated[Texts, Option("A creator who must not be hired.", metavar="HANDLE")] = ()
    niche_most: Annotated[Texts, Option("Greatest number of creators of a niche.", metavar="NICHE=N")] = ()
    worlds: Annotated[
        int | None,
        Option("Possible outcomes on which --promise and --worst are judged.", low=20, high=10_000, usual="200"),
    ] = None
    platform: Annotated[str | None, Option("The platform of a roster without a scenario.", usual="instagram")] = None
    network: Annotated[PathLike | None, Option("For a roster: who follows whom, by sim network fit.")] = None
    undirected: Annotated[bool, Option("Take each tie of --network both ways, whatever its file says.")] = False
    out: Annotated[
        PathLike | None, Option("Write the plan as a scenario, say plan.toml.", short="-o", endings=SCENARIO)
    ] = None
    page: Annotated[PathLike | None, Option("Write all of it as an HTML page, say roster.html.", endings=PAGE)] = None
    runs: Runs = None
    draws: Draws = None
    seed: Seed = None
    threads: Threads = None
    set: Set = ()
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class OptimizeAnswer(Answer):
    """A hiring plan, its promise and its bound."""

    verb: ClassVar[str] = "optimize"
    plan: HiringPlan
    notes: tuple[str, ...]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The plan as the command prints it."""
        from sim.report.text import optimize as report

        return report.text(self.plan, list(self.notes), form, wide)

    @property
    def scenario(self) -> Loaded:
        """The plan as a scenario, to be run, compared and changed like any other."""
        return self.plan.scenario

    def _headline(self) -> str:
        from sim.report.text import optimize as report

        return report.heading(self.plan)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import optimize as report

        return report.tables(self.plan)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import optimize as report

        return report.as_dict(self.plan, list(self.notes))

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import choices

        return choices.curve(self.plan)


class CandidatesScenario(NamedTuple):
    """The candidates' scenario, and what was assumed around a roster that came without one."""

    scenario: Loaded
    notes: list[str]


def optimize(request: OptimizeRequest) -> OptimizeAnswer:
    """Choose whom to hire. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> optimize(OptimizeRequest("roster.csv", budget=2000, promise=0.9, worst=0.1))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --promise and --worst exclude each other
    """
    from sim.study.optimise import optimize as study
    from sim.tasks.conduct import command_of, trials
    from sim.tasks.roster.plan_files import check_files, write_files
    from sim.tasks.scenarios import name_of

    question = question_of(request)
    loaded, notes = candidates_of(request, 1 if question.goal.figure == "mean" else question.n_worlds)
    check_files(request, [name_of(request.roster), *loaded.files])
    with trials(request, loaded, request.threads, enough(RUNS, question.goal)) as what_ifs:
        plan = study.choose(loaded, question, what_ifs)
    return OptimizeAnswer(plan, write_files(request, plan, notes, command_of(request)))


def question_of(request: OptimizeRequest) -> HiringQuestion:
    """The question as the search takes it. Raises UsageProblem, InputError.

    >>> question_of(OptimizeRequest("roster.csv", budget=2000, worlds=100))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --worlds is for --promise and --worst; means are taken over all luck
    """
    from sim.study.optimise.candidates import HiringQuestion
    from sim.study.optimise.goal import Goal, check_goal

    if request.promise is not None and request.worst is not None:
        raise UsageProblem(f"{option('promise')} and {option('worst')} exclude each other")
    if request.worlds is not None and request.promise is None and request.worst is None:
        tails = f"{option('promise')} and {option('worst')}"
        raise UsageProblem(f"{option('worlds')} is for {tails}; means are taken over all luck")
    measure = check_goal(request.goal)
    goal = Goal(measure, "mean")
    if request.promise is not None:
        goal = Goal(measure, "quantile", 1.0 - request.promise)
    if request.worst is not None:
        goal = Goal(measure, "cvar", request.worst)
    return HiringQuestion(
        goal, request.budget, request.hours, request.most_posts, request.least, request.most,
        tuple(request.with_), tuple(request.without), niche_limits(request.niche_most),
        request.worlds or enough(WORLDS, goal),
    )  # fmt: skip


def enough(usual: int, goal: Goal) -> int:
    """Runs or worlds that show the tail of a goal.

    >>> from sim.study.optimise.goal import Goal
    >>> enough(200, Goal("reach", "mean")), enough(200, Goal("reach", "cvar", 0.01))
    (200, 2000)
    """
    return usual if goal.figure == "mean" else max(usual, math.ceil(IN_TAIL / goal.tail))


def niche_limits(texts: Sequence[str]) -> dict[str, int]:
    """The greatest number of creators of each niche. Raises InputError.

    >>> niche_limits(["beauty=3", "food=1"])
    {'beauty': 3, 'food': 1}
    """
    from sim.text import quote

    limits: dict[str, int] = {}
    for text in texts:
        niche, _, most = text.rpartition("=")
        if not niche or not most.isascii() or not most.isdigit() or len(most) > DIGITS:
            raise InputError(f"{quote(text)} must be NICHE=N, for example beauty=3", path=(option("niche_most"),))
        if niche in limits:
            raise InputError(f"{quote(niche)} is given twice", path=(option("niche_most"),))
        limits[niche] = int(most)
    return limits


def candidates_of(request: OptimizeRequest, n_worlds: int) -> CandidatesScenario:
    """The candidates' scenario. Raises UsageProblem, InputError, FileProblem.

    >>> candidates_of(OptimizeRequest("mine.toml", budget=2000, platform="tiktok"), 1)
    Traceback (most recent call last):
    sim.errors.UsageProblem: --platform is for a roster alone; mine.toml says its own
    """
    from sim.study.optimise.scenario_from_roster import RosterQuestion, scenario_from_roster
    from sim.tasks.roster.reading import choices_of
    from sim.tasks.scenarios import all_changes, load_scenario, name_of
    from sim.text import one_line

    path, changes = name_of(request.roster), all_changes(request)
    if path.suffix.lower() == ".toml":
        alone = ("platform", "network", "undirected", "sheet", "column", "unit", "decimal", "ignore", "rate")
        for name, value in ((name, getattr(request, name)) for name in alone):
            if value:
                spelt = switch(name) if value is True else option(name)
                raise UsageProblem(f"{spelt} is for a roster alone; {one_line(str(path))} says its own")
        return CandidatesScenario(load_scenario(request.roster, changes), [])
    platform = request.platform or PLATFORM
    network = None if request.network is None else Path(request.network)
    if request.undirected and network is None:
        raise UsageProblem(f"{switch('undirected')} is for {option('network')}, which is not given")
    asked = RosterQuestion(path, platform, n_worlds, network, choices_of(request), request.undirected)
    loaded = scenario_from_roster(asked, changes)
    return CandidatesScenario(loaded, [assumption_note(path, platform, loaded, network)])


def assumption_note(path: Path, platform: str, loaded: Loaded, network: Path | None) -> str:
    """The assumptions around a roster that came without a scenario.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> assumption_note(Path("a.csv"), "instagram", loads(template()), None)[:33]
    'a.csv stands alone: instagram, 10'
    """
    world = loaded.scenario.world
    people = f"{world.people:,} people" if world.network is None else f"the people of {network}"
    sampled = "all of them" if world.sample_one_in == 1 else f"one in {world.sample_one_in:,}"
    stands = f"{path} stands alone: {platform}, {people}, {sampled} simulated"
    return f"{stands}; hours and all else by default (-o shows everything)."
