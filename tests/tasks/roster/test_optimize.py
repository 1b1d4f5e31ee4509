"""The question of a hiring plan: its goal and limits, and what is assumed around a roster alone."""

from pathlib import Path

import pytest

from sim.errors import InputError, UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.study.optimise.goal import Goal
from sim.tasks.roster.optimize import (
    WORLDS,
    OptimizeRequest,
    assumption_note,
    candidates_of,
    enough,
    niche_limits,
    question_of,
)


def asked(**options: object) -> OptimizeRequest:
    return OptimizeRequest("r.csv", budget=2000.0, **options)


@pytest.mark.parametrize(
    ("options", "goal", "n_worlds"),
    [
        ({}, Goal("engagers", "mean"), WORLDS),
        ({"goal": "reach", "promise": 0.75}, Goal("reach", "quantile", 0.25), WORLDS),
        ({"goal": "reach", "worst": 0.1}, Goal("reach", "cvar", 0.1), WORLDS),
        ({"worst": 0.01}, Goal("engagers", "cvar", 0.01), 2000),
        ({"worst": 0.01, "worlds": 50}, Goal("engagers", "cvar", 0.01), 50),
    ],
)
def test_a_goal_is_a_mean_or_a_tail(options: dict[str, object], goal: Goal, n_worlds: int) -> None:
    question = question_of(asked(**options))
    assert (question.goal, question.n_worlds) == (goal, n_worlds)


def test_limits_are_handed_on() -> None:
    question = question_of(asked(hours=9.0, most_posts=2, least=1, most=5, with_=["a"], without=["b"]))
    assert (question.budget_usd, question.hours, question.most_posts) == (2000.0, 9.0, 2)
    assert question[4:9] == (1, 5, ("a",), ("b",), {})


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"promise": 0.9, "worst": 0.1}, "--promise and --worst exclude each other"),
        ({"worlds": 100}, "--worlds is for --promise and --worst; means are taken over all luck"),
    ],
)
def test_options_that_exclude_each_other(options: dict[str, object], line: str) -> None:
    with pytest.raises(UsageProblem, match=f"^{line}$"):
        question_of(asked(**options))


def test_a_goal_that_is_no_measure_is_refused() -> None:
    with pytest.raises(InputError, match=r'"reech"'):
        question_of(asked(goal="reech"))


@pytest.mark.parametrize(("tail", "n"), [(0.5, 200), (0.1, 200), (0.05, 400), (0.03, 667)])
def test_twenty_runs_are_in_the_tail(tail: float, n: int) -> None:
    assert enough(200, Goal("reach", "cvar", tail)) == n


def test_a_niche_may_have_an_equals_sign() -> None:
    assert niche_limits(["a=b=2", "food=0"]) == {"a=b": 2, "food": 0}


@pytest.mark.parametrize(
    "text", ["beauty", "=3", "beauty=", "beauty=-1", "beauty=2.5", "beauty=²", "beauty=1234567890"]
)
def test_a_limit_is_a_niche_and_a_number(text: str) -> None:
    with pytest.raises(InputError, match=r"must be NICHE=N, for example beauty=3"):
        niche_limits([text])


def test_a_niche_has_one_limit() -> None:
    with pytest.raises(InputError, match=r'^--niche-most: "food" is given twice$'):
        niche_limits(["food=1", "food=2"])


@pytest.mark.parametrize("option", ["platform", "network"])
def test_a_scenario_says_its_own_world(option: str) -> None:
    request = OptimizeRequest("mine.toml", budget=1.0, **{option: "x"})
    with pytest.raises(UsageProblem, match=f"^--{option} is for a roster alone; mine.toml says its own$"):
        candidates_of(request, 1)


def test_a_scenario_says_itself_whether_ties_go_both_ways() -> None:
    with pytest.raises(UsageProblem, match=r"^--undirected is for a roster alone; mine\.toml says its own$"):
        candidates_of(OptimizeRequest("mine.toml", budget=1.0, undirected=True), 1)


def test_ties_both_ways_need_a_network(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("handle,followers,fee\nann,1000,10\n")
    with pytest.raises(UsageProblem, match=r"^--undirected is for --network, which is not given$"):
        candidates_of(OptimizeRequest(tmp_path / "r.csv", budget=1.0, undirected=True), 1)


def test_ties_both_ways_are_the_scenarios(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("handle,followers,fee\nann,2,10\nben,2,5\n")
    (tmp_path / "n.csv").write_text("id_1,id_2\nann,ben\nann,1\n1,ben\n")
    request = OptimizeRequest(tmp_path / "r.csv", budget=1.0, network=tmp_path / "n.csv", undirected=True)
    assert candidates_of(request, 1).scenario.scenario.world.network_undirected is True


def test_a_scenario_is_taken_without_assumptions() -> None:
    candidates = candidates_of(OptimizeRequest(loads(EXAMPLE), budget=1.0, runs=7), 1)
    assert candidates.scenario.scenario.run.runs == 7
    assert candidates.notes == []


def test_a_roster_alone_says_what_is_assumed(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("handle,followers,fee\nann,1000,10\nben,500,5\n")
    candidates = candidates_of(OptimizeRequest(tmp_path / "r.csv", budget=1.0, platform="tiktok"), 1)
    assert candidates.scenario.scenario.platform == "tiktok"
    (note,) = candidates.notes
    assert note.startswith(f"{tmp_path / 'r.csv'} stands alone: tiktok, ")


def test_a_sample_of_people_is_said() -> None:
    loaded = loads(EXAMPLE, ["world.sample_one_in=10"])
    assert "one in 10 simulated" in assumption_note(Path("r.csv"), "instagram", loaded, None)
    assert "all of them simulated" in assumption_note(Path("r.csv"), "instagram", loads(EXAMPLE), None)
