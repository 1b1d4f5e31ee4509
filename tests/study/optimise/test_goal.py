"""Goals: one that is made up here is searched for, and what no goal can be is refused."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli.main import cli
from sim.errors import InputError
from sim.study.optimise.goal import GOALS, GoalKind, by_response, check_goal, flaw_of_goal, order_value, register_goal
from sim.study.optimise.viewer_action import BUY, CLICK, VIEW, ActionChances, ViewerAction, match_fit

SCENARIO = """\
schema_version = 1
name = "few"
platform = "instagram"
[run]
seed = 5
runs = 40
horizon_days = 14
[world]
people = 3_000
[costs]
fee_per = "post"
[funnel]
conversion_prob = 0.2
[[creators]]
name = "all"
roster = "r.csv"
"""
ORDERS: dict[str, Any] = {"weight": order_value, "weight_unit": "USD"}
ROSTER = "handle,followers,fee\nann,900,30\nbob,620,15\ncat,380,9\ndan,260,9\neve,140,5\n"


def purchase_chances(plan, creator, fit, luck):
    return ActionChances(plan.creator_click_odds[creator] * fit, luck.clicks, float(plan.creator_buy_prob[creator]))


@pytest.fixture
def registry():
    """The goals, and two more while a test runs."""
    action = ViewerAction(True, match_fit, purchase_chances)
    register_goal(GoalKind("customers", action, source_factors=by_response, catalogue_name="purchases"))
    register_goal(GoalKind("sales", action, source_factors=by_response, **ORDERS, catalogue_name="revenue"))
    yield
    for name in ("customers", "sales"):
        GOALS.unregister(name)


def optimise(goal):
    arguments = ["optimize", "s.toml", "--budget", "60", "--hours", "99", "--goal", goal, "--format", "json", "-q"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def values(answer, table, column):
    return [row[column] for row in answer[table]["rows"]]


@pytest.mark.parametrize(("goal", "usual_goal"), [("customers", "purchases"), ("sales", "revenue")])
@pytest.mark.usefixtures("registry")
def test_a_goal_that_is_registered_is_searched_for(tmp_path, monkeypatch, goal, usual_goal):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(SCENARIO)
    (tmp_path / "r.csv").write_text(ROSTER)
    made_up, usual = optimise(goal), optimise(usual_goal)
    assert values(made_up, "roster", "creator") == values(usual, "roster", "creator")
    assert made_up["promise"] == usual["promise"]
    curve = values(usual, "budget_curve", "value")
    assert values(made_up, "budget_curve", "value") == pytest.approx(curve, rel=0.02)


@pytest.mark.usefixtures("registry")
def test_unknown_goals_are_refused_with_the_nearest():
    with pytest.raises(InputError, match='"customer" is no goal; did you mean "customers"'):
        check_goal("customer")
    assert check_goal("customers") == "customers"


@pytest.mark.usefixtures("registry")
def test_goals_that_cannot_be_are_refused():
    with pytest.raises(InputError, match=r"the name is built in"):
        register_goal(GoalKind("reach", VIEW))
    with pytest.raises(InputError, match="a person's sources cannot be told apart"):
        register_goal(GoalKind("views", VIEW, "events", source_factors=by_response, catalogue_name="impressions"))
    with pytest.raises(InputError, match="views is no measure that runs can show"):
        register_goal(GoalKind("views", VIEW))
    with pytest.raises(InputError, match="vews, which is searched for instead, is no goal"):
        register_goal(GoalKind("views", VIEW, catalogue_name="impressions", searched_as="vews"))


@pytest.mark.parametrize(
    ("kind", "flaw"),
    [
        (GoalKind("media_value", VIEW, "events", weight=order_value, catalogue_name="impressions"),
         "its weight needs a unit (weight_unit)"),
        (GoalKind("media_value", VIEW, "events", **ORDERS, catalogue_name="impressions"),
         "the search adds up USD, but impressions is in events"),
        (GoalKind("clickers", CLICK, catalogue_name="clicks"), "the search adds up people, but clicks is in events"),
        (GoalKind("buyers", BUY, catalogue_name="revenue"), "the search adds up people, but revenue is in USD"),
    ],
)  # fmt: skip
def test_what_is_searched_has_the_unit_of_what_runs_show(kind, flaw):
    assert flaw_of_goal(kind) == flaw


def test_goals_of_the_registry_have_no_flaw():
    assert [kind.name for kind in GOALS.values() if flaw_of_goal(kind)] == []


def test_goals_that_cannot_be_searched_for_say_which_can():
    with pytest.raises(InputError, match="cpe is best with nobody"):
        check_goal("cpe")
    with pytest.raises(InputError, match='did you mean "engagers"'):
        check_goal("engager")
    with pytest.raises(InputError, match="talk_share is a ratio"):
        check_goal("talk_share")
