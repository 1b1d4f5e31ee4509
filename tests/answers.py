"""Answers with known content, most of them made without playing anything."""

import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.engine.trace import Engagers
from sim.report.page.page import ReportContents
from sim.report.pictures.cascade_picture import Caption
from sim.report.style.table import TextTable, plain
from sim.scenario.load import EXAMPLE, loads
from sim.statistics.intervals import Interval
from sim.statistics.sample_size import Components, Enough, Runs
from sim.store.proofs.reseal import CheckedFile
from sim.study.calibration.calibrate import Calibration, Learned, PosteriorCheck
from sim.study.comparison import compare as comparing
from sim.study.comparison import health
from sim.study.comparison.compare import Comparison
from sim.study.comparison.strategies import Place, enter, result_of
from sim.study.optimise.candidates import HiringQuestion
from sim.study.optimise.goal import Goal
from sim.study.optimise.optimize import HiringPlan, choose
from sim.study.programme.ambassadors import Programme
from sim.study.promise.promise import promise
from sim.study.replication import targets
from sim.study.sweeps import discover as discovering
from sim.study.sweeps import sensitivity as sensing
from sim.study.sweeps import sweep_forecast
from sim.study.sweeps.plan import CoreSeconds, SampleSize, Sizing
from sim.study.what_if.explain import Explanation, MechanismPart
from sim.study.what_if.flip import Flip, FlipMap
from sim.study.what_if.overlap import OverlapCurve, OverlapGoal
from sim.study.what_if.trials import Means, Trials
from sim.tables import roster
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.tasks.answer import Answer
from sim.tasks.campaign.ambassadors import AmbassadorsAnswer
from sim.tasks.campaign.cascade import CascadeAnswer
from sim.tasks.campaign.network import NetworkAnswer
from sim.tasks.campaign.promise import PromiseAnswer
from sim.tasks.campaign.run import RunForecast
from sim.tasks.campaign.run_result import Result
from sim.tasks.campaign.seal import SealAnswer
from sim.tasks.campaign.show import SweepAnswer
from sim.tasks.comparison.compare import Verdict
from sim.tasks.comparison.explain import ExplainAnswer
from sim.tasks.comparison.flip import FlipAnswer
from sim.tasks.comparison.overlap import OverlapAnswer
from sim.tasks.comparison.report import ReportAnswer
from sim.tasks.comparison.score import ScoreAnswer
from sim.tasks.roster.calibrate import CalibrateAnswer
from sim.tasks.roster.network_fit import NetworkFitAnswer
from sim.tasks.roster.optimize import OptimizeAnswer
from sim.tasks.roster.roster import RosterAnswer
from sim.tasks.setup.config import ConfigValues
from sim.tasks.setup.doctor import DoctorAnswer
from sim.tasks.setup.reference_bits import ReferenceBits
from sim.tasks.setup.validate import ValidateAnswer
from sim.tasks.sweeps.discover import DiscoverAnswer
from sim.tasks.sweeps.plan import PlanAnswer
from sim.tasks.sweeps.sensitivity import SensitivityAnswer
from sim.tasks.sweeps.sweep import SweepForecast, SweepStatus
from sim.world import audience_overlap
from sim.world.overlap_fit import fit
from sim.world.overlap_fit.known_figures import KnownFigures
from sim.world.overlap_fit.unique_audience import leave_open
from tests import promises, scenes, sweeps
from tests.studies import written

ROSTER = """\
schema_version = 1
name = "few"
platform = "instagram"
[run]
runs = 20
horizon_days = 5
[world]
people = 500
communities = { generator = "complete_graph", parameters = { n = 2 }, niches = ["food", "tech"] }
[posts]
window_days = 3
[[creators]]
name = "all"
roster = "r.csv"
"""

ROOT = Path(__file__).parents[1]


def comparison_in(folder: Path) -> Comparison:
    """Two small strategies, played and compared."""
    (folder / "a.toml").write_text(sweeps.A)
    (folder / "b.toml").write_text(sweeps.B)
    entrants = enter([folder / "a.toml", folder / "b.toml"], [])
    place = Place(folder / "results", 1, "test", Silent(), Stop())
    return comparing.compare(entrants, [result_of(entrant, place) for entrant in entrants], "reach", 0.0)


def hiring_plan_in(folder: Path) -> HiringPlan:
    """The best of four creators for 900 USD."""
    sizes = (90, 140, 200, 60)
    lines = "".join(f"c{place},{size},{5 + place}\n" for place, size in enumerate(sizes))
    (folder / "r.csv").write_text("handle,followers,fee\n" + lines)
    loaded = loads(ROSTER, (), folder / "s.toml")
    question = HiringQuestion(Goal("reach", "mean"), 900.0, None, None, 0, None, (), (), {}, 1)
    return choose(loaded, question, Trials(Means(20, 1, Silent(), Stop())))


def explanation() -> Explanation:
    part = MechanismPart("feed_visibility", "feed visibility", Interval(1.2, 1.0, 1.4))
    return Explanation(("a", "b"), "cpe", 2.5, 1.0, (part,), Interval(0.3, math.nan, math.nan), (), 0, 10, 1, ())


def flips() -> tuple[Flip, FlipMap, OverlapCurve]:
    values = np.array([0.1, 1.0, 10.0])
    ratio = tuple(Interval(r, 0.9 * r, 1.1 * r) for r in (0.5, 1.1, 3.0))
    wins = (Interval(0.9, 0.8, 1.0), Interval(0.4, 0.3, 0.5), Interval(math.nan, math.nan, math.nan))
    curve = Flip(("a", "b"), "cpe", "costs.hour_usd", "", (4.0, None), values, values, 2.0 * values, ratio, wins,
                 (Interval(0.9, 0.7, math.inf),), ())  # fmt: skip
    cells = np.linspace(0.0, 1.0, 9).reshape(3, 3)
    flip_map = FlipMap(("a", "b"), "cpe", ("x", "y"), ("", ""), ((1.0, 1.0), (2.0, None)), (values, values), cells,
                       0.5 + cells, ())  # fmt: skip
    goal = OverlapGoal("reach", (Interval(5.0, 4.0, 6.0),) * 3, Interval(0.1, 0.1, 0.7), "low")
    return curve, flip_map, OverlapCurve("one", values, values, (goal,), ())


def corner(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Engagements of A, best where the first quantile is small, and of B."""
    return np.where((u[:, 0] < 0.5) & (u[:, 1] > 0.4), 20.0, 5.0) + u[:, 2], np.full(len(u), 10.0)


def sizing() -> Sizing:
    return Sizing("CPE", 0.05, SampleSize(4, 8), Components(0.1, 0.2, 0.05, 0.15), Runs(10, 40),
                  Enough(20, 5, 0.05, 12.0), CoreSeconds(0.5, 0.01), SampleSize(30, 6), 0.07)  # fmt: skip


def calibration() -> Calibration:
    learned = [
        Learned("engagement.rate_1k", (0.01, 0.02, 0.04), (0.015, 0.02, 0.03), 0.6, False),
        Learned("fees.sd", (0.1, 0.2, 0.4), (0.1, 0.2, 0.4), 0.0, False),
    ]
    checks = [PosteriorCheck("engagements", 12, 0.4, math.nan, math.nan, 0)]
    campaigns: Any = SimpleNamespace(size=12, measured={"engagements": None})
    posterior: Any = None
    return Calibration(
        campaigns,
        learned,
        checks,
        ["engagement.rate_1k"],
        [],
        posterior,
        {"engagement.rate_1k": {"dist": "joint", "values": [0.015, 0.03]}},
        [("a", "b", -0.7)],
        [],
    )


def programmes() -> tuple[Programme, Programme]:
    """Two programmes of one draw, six histories and three waves; the second earns a dollar less in each."""
    rng = np.random.default_rng(1)
    totals = {name: rng.uniform(50.0, 100.0, (1, 6, 3)) for name in ("reach", "engagements", "cost_usd", "hours")}
    hired = np.full((1, 6, 3), 4.0)
    first = Programme(
        "same", totals, hired, hired, 0.1 * hired, rng.normal(5.0, 1.0, (1, 6, 3)), np.array([1.0, 0.9, 0.8])
    )
    return first, first._replace(title="new", profit=first.profit - 1.0)


def network() -> NetworkAnswer:
    scenario, world = scenes.scene(), scenes.world_of()
    overlap = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    return NetworkAnswer(scenario, world, overlap, ())


def fitted() -> NetworkFitAnswer:
    """Two audiences of 100 and 60, of whom 30 are shared."""
    nothing = np.full(2, np.nan)
    roster = Roster(["ann", "ben"], np.array([100, 60]), nothing, nothing, [None] * 2, nothing, np.arange(2), [], {})
    pairs = Pairs(np.array([0]), np.array([1]), np.array([30.0]))
    asked = fit.asked_of(roster, pairs, 1)
    left_open = leave_open(asked, KnownFigures())
    fitted = fit.fit(asked, 0.6, 1)
    return NetworkFitAnswer(Path("a.csv"), roster, pairs, fitted, left_open, (), (fitted,))


def tree() -> Engagers:
    """A chain of three engagers."""
    return Engagers(*(np.array(values) for values in ([7, 8, 9], [0, 0, 0], [-1, 0, 1], [0, 1, 2], [3, 2, 1])))


def sweep_answers(folder: Path) -> dict[str, Answer]:
    """Answers of a study, played and not."""
    saltelli = written(folder, "saltelli", 16, corner, noise=0.1)
    morris = written(folder, "morris", 16, corner)
    ranks = written(folder, "sobol", 60, corner)
    (folder / "tiny").mkdir()
    sweep = sweeps.prepared(folder / "tiny")
    return {
        "sweep": SweepAnswer(saltelli),
        "sweep, not played": SweepForecast(sweep, sweep_forecast.of(sweep, 1)),
        "sweep status": SweepStatus(sweep_forecast.standing(sweep, folder / "s.h5", folder / "points")),
        "sensitivity": SensitivityAnswer(sensing.sensitivity(saltelli, "cpe", None)),
        "sensitivity of effects": SensitivityAnswer(sensing.sensitivity(morris, "cpe", None)),
        "sensitivity of ranks": SensitivityAnswer(sensing.sensitivity(ranks, "cpe", None)),
        "discover": DiscoverAnswer(discovering.discover(ranks, "cpe", ("A", "B"), None)),
        "plan": PlanAnswer(sizing()),
        "plan beyond reach": PlanAnswer(sizing()._replace(over_all=None)),
    }


def every_answer(comparison: Comparison, plan: HiringPlan, folder: Path) -> dict[str, Answer]:
    """An answer of each verb, and of each form that it has."""
    stored, checks = comparison.strategies[0].stored, tuple(health.check(comparison))
    curve, flip_map, overlap = flips()
    loaded = loads(EXAMPLE, ["platform_uncertainty=true"])
    contents = ReportContents(comparison, "a verdict", checks, explanation(), (curve,), flip_map, ())
    findings = tuple(targets.findings(targets.choose_targets([1, 2, 11, 12, 14, 18, 27])))
    return {
        "run": Result(stored, Path("a.h5")),
        "run, not played": RunForecast(Job(loaded, Path("a.h5"), 2, "new", "test")),
        "network": network(),
        "network fit": fitted(),
        "cascade": CascadeAnswer(0, tree(), Caption("title", "below"), Path("c.svg")),
        "cascade of nobody": CascadeAnswer(0, None, None, None),
        "ambassadors": AmbassadorsAnswer(programmes()),
        "promise": PromiseAnswer(promise(promises.many_ladders(40), 0.9, (), "a.h5")),
        "promise of one measure": PromiseAnswer(promise(promises.many_ladders(1), 0.9, ("cost",), "a.h5")),
        "compare": Verdict(comparison, checks),
        "explain": ExplainAnswer(explanation()),
        "flip": FlipAnswer(curve),
        "flip over two": FlipAnswer(flip_map),
        "overlap": OverlapAnswer(overlap),
        "report": ReportAnswer(Path("r.html"), contents),
        "score": ScoreAnswer(promises.card(1), ()),
        "score over campaigns": ScoreAnswer(promises.card(4), ("written",)),
        "optimize": OptimizeAnswer(plan, ("written",)),
        "calibrate": CalibrateAnswer(calibration(), ("written",), "test"),
        "roster": RosterAnswer(Path("my_roster.csv"), roster.read(ROOT / "configs" / "my_roster.csv")),
        "seal": SealAnswer((CheckedFile(Path("a.h5"), is_new=True), CheckedFile(Path("b.h5"), is_new=False))),
        "config show": ConfigValues(loaded),
        "doctor": DoctorAnswer(ReferenceBits(())),
        "validate": ValidateAnswer(findings),
        **sweep_answers(folder),
    }


def are_shown(tables: Sequence[TextTable], text: str) -> bool:
    """Whether the first of the tables ends in the text as it does by itself, and all have whole rows."""
    whole = all(len(row) == len(table.header) for table in tables for row in table.rows)
    return whole and plain(tables[0], wide=False).splitlines()[-1] in text
