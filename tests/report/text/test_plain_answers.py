"""Answers as tables and as plain values: the same for every verb, with units, and nothing that JSON cannot hold."""

import json
import math
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.engine.trace import Engagers
from sim.report.pictures import cascade_picture
from sim.report.style.table import TextTable, plain, render
from sim.report.text import (
    ambassadors,
    calibrate,
    compare,
    discover,
    explain,
    flip,
    network,
    network_fit,
    optimize,
    plan,
    run,
    sensitivity,
    sweep,
    validate,
)
from sim.scenario.load import loads
from sim.statistics.intervals import Interval
from sim.statistics.sample_size import Components, Enough, Runs
from sim.study.calibration.calibrate import Calibration, Learned, PosteriorCheck
from sim.study.comparison import compare as comparing
from sim.study.comparison import health
from sim.study.comparison.strategies import Place, enter, result_of
from sim.study.optimise.candidates import HiringQuestion
from sim.study.optimise.goal import Goal
from sim.study.optimise.optimize import choose
from sim.study.programme.ambassadors import Programme
from sim.study.replication.finding import TargetFinding
from sim.study.sweeps import discover as discovering
from sim.study.sweeps import sensitivity as sensing
from sim.study.sweeps.plan import Sizing
from sim.study.what_if.explain import Explanation, MechanismPart
from sim.study.what_if.flip import Flip, FlipMap
from sim.study.what_if.overlap import OverlapCurve, OverlapGoal
from sim.study.what_if.trials import Means, Trials
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world import audience_overlap
from sim.world.overlap_fit import fit
from tests import scenes
from tests.studies import written
from tests.sweeps import A, B

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
PLAIN = (str, int, float, bool, type(None))


def parts(value: Any) -> Iterator[Any]:
    """Everything in an answer, however deep."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def check_plain(answer: dict[str, Any]) -> None:
    assert [part for part in parts(answer) if type(part) not in (*PLAIN, dict, list)] == []
    assert [key for part in parts(answer) if isinstance(part, dict) for key in part if type(key) is not str] == []
    json.dumps(answer, allow_nan=False)
    assert any("unit" in key for part in parts(answer) if isinstance(part, dict) for key in part)


def check_tables(tables: list[TextTable], text: str) -> None:
    """Every table of the text form is there."""
    assert tables
    for table in tables:
        assert all(len(row) == len(table.header) for row in table.rows)
        assert plain(table, wide=False).splitlines()[-1] in text or table is not tables[0]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    (folder / "a.toml").write_text(A)
    (folder / "b.toml").write_text(B)
    entrants = enter([folder / "a.toml", folder / "b.toml"], [])
    place = Place(folder / "results", 1, "test", Silent(), Stop())
    return comparing.compare(entrants, [result_of(entrant, place) for entrant in entrants], "reach", 0.0)


def test_run_is_the_json_of_the_command(comparison):
    result = comparison.strategies[0].stored
    check_plain(answer := run.as_dict(result))
    assert json.loads(run.text(result, "json", wide=False)) == answer
    reach = next(line for line in answer["measures"] if line["measure"] == "reach")
    assert reach["unit"] == "people"
    assert reach["low_95"] <= reach["mean"] <= reach["high_95"]
    check_tables(run.tables(result), run.text(result, "table", wide=False))


def test_compare_is_the_json_of_the_command(comparison):
    checks = health.check(comparison)
    check_plain(answer := compare.as_dict(comparison, checks))
    assert json.loads(compare.text(comparison, checks, "json", wide=False)) == answer
    assert {"value", "low", "high"} == set(answer["contrasts"][0]["difference"])
    measures, healthy = compare.tables(comparison, checks)
    assert measures == compare.table(comparison)
    assert len(healthy.rows) == len(checks)
    check_tables([measures], compare.text(comparison, checks, "table", wide=False))


def explanation() -> Explanation:
    part = MechanismPart("feed_visibility", "feed visibility", Interval(1.2, 1.0, 1.4))
    return Explanation(("a", "b"), "cpe", 2.5, 1.0, (part,), Interval(0.3, math.nan, math.nan), (), 0, 10, ())


def test_explain_has_the_unit_besides():
    found = explanation()
    check_plain(answer := explain.as_dict(found))
    assert answer["unit"] == "USD"
    assert json.loads(explain.text(found, "json", wide=False)) == {k: v for k, v in answer.items() if k != "unit"}
    check_tables(explain.tables(found), explain.text(found, "table", wide=False))


def test_mechanisms_are_shown_by_their_names():
    found = explanation()._replace(
        parts=(MechanismPart("feed_visibility", "feed visibility", Interval(1.2, 1.0, 1.4)),)
    )
    for form in ("table", "csv"):
        assert "feed_visibility" not in explain.text(found, form, wide=False)
        assert "feed visibility" in explain.text(found, form, wide=False)


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


@pytest.mark.parametrize("place", range(3))
def test_flips_say_the_unit_and_the_answer(place):
    found = flips()[place]
    check_plain(answer := flip.as_dict(found))
    said = json.loads(flip.text(found, "json", wide=False))
    assert set(answer) - set(said) <= {"unit", "answer"}
    assert (answer.get("unit") or answer["goals"][0]["unit"]) in ("USD", "people")
    check_tables(flip.tables(found), flip.text(found, "table", wide=False))


def corner(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Engagements of A, best where the first quantile is small, and of B."""
    return np.where((u[:, 0] < 0.5) & (u[:, 1] > 0.4), 20.0, 5.0) + u[:, 2], np.full(len(u), 10.0)


def test_a_study_and_what_it_answers(tmp_path):
    study = written(tmp_path, "saltelli", 16, corner, noise=0.1)
    check_plain(answer := sweep.as_dict(study))
    assert answer["unit"] == "USD"
    assert json.loads(sweep.text(study, "json", wide=False)) == {k: v for k, v in answer.items() if k != "unit"}
    check_tables(sweep.tables(study), sweep.text(study, "table", wide=False))
    sensed = sensing.sensitivity(study, "cpe", None)
    check_plain(answer := sensitivity.as_dict(sensed))
    assert set(answer["units"]) == set(answer["numbers"][0]) - {"number"}
    assert json.loads(sensitivity.text(sensed, "json", wide=False))["numbers"] == answer["numbers"]
    check_tables(sensitivity.tables(sensed), sensitivity.text(sensed, "table", wide=False))
    rule = discovering.discover(written(tmp_path, "sobol", 60, corner), "cpe", ("A", "B"), None)
    answer = discover.as_dict(rule)
    json.dumps(answer, allow_nan=False)
    assert json.loads(discover.text(rule, "json", wide=False)) == answer
    check_tables(discover.tables(rule), discover.text(rule, "table", wide=False))


def test_sample_sizes_are_numbers():
    sizing = Sizing("CPE", 0.05, (4, 8), Components(0.1, 0.2, 0.05, 0.15), Runs(10, 40), Enough(20, 5, 0.05, 12.0),
                    (0.5, 0.01), (30, 6), 0.07)  # fmt: skip
    check_plain(answer := plan.as_dict(sizing))
    assert answer["each_point_usual"] == {"points": 30, "runs": 10, "seconds": pytest.approx(30 * 0.6)}
    assert answer["mean_over_all_points"]["half_width"] == 0.05
    check_tables(plan.tables(sizing), plan.text(sizing, "table", wide=False))
    beyond = sizing._replace(over_all=None)
    assert plan.as_dict(beyond)["mean_over_all_points"] is None
    assert "no number of points within reach" in plan.text(beyond, "table", wide=True)
    assert len(plan.tables(beyond)[0].rows) == 3


def calibration() -> Calibration:
    learned = [
        Learned("engagement.rate_1k", (0.01, 0.02, 0.04), (0.015, 0.02, 0.03), 0.6, {"dist": "lognormal"}, False),
        Learned("fees.sd", (0.1, 0.2, 0.4), (0.1, 0.2, 0.4), 0.0, {"dist": "normal"}, False),
    ]
    checks = [PosteriorCheck("engagements", 12, 0.4, math.nan, math.nan, 0)]
    campaigns: Any = SimpleNamespace(size=12, measured={"engagements": None})
    posterior: Any = None
    return Calibration(campaigns, learned, checks, ["engagement.rate_1k"], [], posterior, [("a", "b", -0.7)], [])


def test_a_calibration_says_how_much_it_explains():
    found = calibration()
    check_plain(answer := calibrate.as_dict(found, ["written"]))
    first = answer["numbers"][0]
    assert first["after"] == {"median": 0.02, "low_5": 0.015, "high_95": 0.03}
    assert first["variance_explained"] == 0.6
    assert answer["checks"][0]["sd_probability"] is None
    assert answer["remarks"][-1] == "written"
    numbers, checks = calibrate.tables(found)
    assert numbers.header[-1] == "explained %"
    assert numbers.rows[0] == ("engagement.rate_1k", "0.02000", "0.01000", "0.04000", "0.02000", "0.01500", "0.03000",
                               "60")  # fmt: skip
    assert "fees.sd: the data say nothing; the prior is kept." in numbers.notes
    assert checks.rows == [("engagements", "12", "40", "-", "-", "0")]


def test_programmes_have_waves_with_units():
    rng = np.random.default_rng(1)
    totals = {name: rng.uniform(50.0, 100.0, (6, 3)) for name in ("reach", "engagements", "cost_usd", "hours")}
    hired = np.full((6, 3), 4.0)
    first = Programme(
        "same", totals, hired, hired, 0.1 * hired, rng.normal(5.0, 1.0, (6, 3)), np.array([1.0, 0.9, 0.8])
    )
    second = first._replace(title="new", profit=first.profit - 1.0)
    check_plain(answer := ambassadors.as_dict([first, second]))
    wave = answer["programmes"][0]["waves"][0]
    assert wave["hired"] == {"value": 4.0, "low": 4.0, "high": 4.0, "unit": "creators"}
    assert wave["cpe"]["unit"] == "USD"
    assert answer["difference"]["value"] == pytest.approx(2.7)
    assert "same is worth more, in 100% of paths" in answer["verdict"]
    shown = ambassadors.tables([first, second])
    assert len(shown) == 2
    assert shown[1].notes[-1] == answer["verdict"]
    check_tables(shown, ambassadors.text([first, second], "table", wide=False))
    assert "verdict" not in ambassadors.as_dict([first])


def test_a_network_counts_real_people():
    scenario, world = scenes.scene(), scenes.world_of()
    overlap = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    check_plain(answer := network.as_dict(scenario, world, overlap))
    assert answer["unique_audience"]["value"] == overlap.n_unique * scenario.world.sample_one_in
    assert sum(answer["multiplicity"]["shares"]) == pytest.approx(1.0)
    assert network.tables(scenario, world, overlap) == [network.table(scenario, world, overlap)]


def test_a_fit_says_what_it_leaves_open():
    nothing = np.full(2, np.nan)
    roster = Roster(["ann", "ben"], np.array([100, 60]), nothing, [None] * 2, nothing, np.arange(2), [], {})
    pairs = Pairs(np.array([0]), np.array([1]), np.array([30.0]))
    fitted = fit.fit(fit.asked_of(roster, pairs, 1), 0.6, 1)
    check_plain(answer := network_fit.as_dict(roster, pairs, fitted))
    assert answer["unique_audience"] == {"value": 130, "unit": "people"}
    assert answer["worst_pairs"][0]["asked"] == answer["worst_pairs"][0]["achieved"] == 0.5
    assert answer["left_open"]["proven_low"] <= 130 <= answer["left_open"]["proven_high"]
    check_tables(network_fit.tables(roster, pairs, fitted), network_fit.text(roster, pairs, fitted, "table", False))


def test_findings_are_records():
    finding = TargetFinding(3, "fees", "A 2020", "M", "1 ± 0.1", "1.05", "met", "", 0.2)
    check_plain(answer := validate.as_dict([finding]))
    assert answer["findings"][0]["reliability"] == "M"
    assert answer["met"] == answer["figures"] == 1
    check_tables(validate.tables([finding]), validate.text([finding], "table", wide=False))


def test_a_hiring_plan_has_numbers_and_units(tmp_path):
    sizes = (90, 140, 200, 60)
    lines = "".join(f"c{place},{size},{5 + place}\n" for place, size in enumerate(sizes))
    (tmp_path / "r.csv").write_text("handle,followers,fee\n" + lines)
    loaded = loads(ROSTER, (), tmp_path / "s.toml")
    question = HiringQuestion(Goal("reach", "mean"), 900.0, None, None, 0, None, (), (), {}, 1)
    choice = choose(loaded, question, Trials(Means(20, 1, Silent(), Stop())))
    check_plain(answer := optimize.as_dict(choice, ["written"]))
    assert answer["budget"] == {"value": 900.0, "unit": "USD"}
    assert sum(creator["share"] for creator in answer["roster"]) == pytest.approx(1.0)
    assert answer["promised_goal"]["low"] <= answer["promised_goal"]["value"] <= answer["promised_goal"]["high"]
    assert answer["bill"]["creators"] == len(answer["roster"])
    assert answer["verdict"][-1] == "written"
    text = optimize.text(choice, [], "table", wide=False)
    assert all(render(table, "table", False) in text for table in optimize.tables(choice))


def test_a_cascade_has_size_depth_and_virality():
    tree = Engagers(*(np.array(values) for values in ([7, 8, 9], [0, 0, 0], [-1, 0, 1], [0, 1, 2], [3, 2, 1])))
    check_plain(answer := cascade_picture.as_dict(tree))
    assert answer["size"]["value"] == 3
    assert answer["depth"] == {"value": 2, "unit": "shares"}
    assert answer["structural_virality"]["value"] == pytest.approx(4 / 3)
    assert answer["engagers"][0] == {"person": 7, "parent": None, "hop": 0}
    assert cascade_picture.tables(tree)[0].rows[2][1] == "1.33"
