"""Worth where sources count differently: exact for reach by several, near for contagion."""

import numpy as np
import pytest

from sim.engine.progress import Stop
from sim.study.optimise import budget_curve
from sim.study.optimise.candidates import candidates
from sim.study.optimise.contributions import contributions
from sim.study.optimise.promise import as_scenario
from sim.study.optimise.search import plan_value_by_sources as by_sources
from sim.study.optimise.search.limits import fulfils
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.search.plan_value_by_sources import HOPE, CrowdBySources, SourceWorth, crowd_of
from tests.hiring import PLAN, N, all_plans, asked, effects_of, trials


@pytest.mark.parametrize("goal", ["reach_2", "reach_3"])
def test_reach_by_several_sources_is_exact_and_its_best_plan_is_found(still, goal):
    question = asked(goal)
    who = candidates(still, question)
    crowd = crowd_of(who, question.goal.kind, 1)
    exact = trials().expected_columns(as_scenario(still, who, PLAN, "p"))[f"outcomes/{goal}"]
    assert crowd.become(PLAN)[0] == pytest.approx(float(exact.mean()), rel=1e-6)
    parts = contributions(crowd, PLAN)
    assert not parts.alone.any()
    assert parts.shapley.sum() == pytest.approx(float(exact.mean()), rel=1e-5)
    for place, creator in enumerate(parts.who.tolist()):
        rest = PLAN.copy()
        rest[creator] = 0
        lost = float(exact.mean()) - crowd.become(rest)[0]
        assert parts.last[place] == pytest.approx(lost, rel=1e-4)
    crowd.clear()
    for creator in (8, 2, 6, 0, 5):
        crowd.move(creator, int(PLAN[creator]))
    assert crowd.value[0] == pytest.approx(float(exact.mean()), rel=1e-5)
    best = max(float(crowd.become(plan)[0]) for plan in all_plans(3) if fulfils(who.limits, who.prices, plan))
    climbed, curve = budget_curve.climb(budget_curve.search_of(who, question.goal, 1, 7, Stop()))
    assert climbed.plans[0].value == pytest.approx(best, rel=1e-5)
    assert climbed.bound == np.inf
    assert not who.dependences
    assert len(curve) > 2


@pytest.mark.parametrize(
    "curve",
    [
        {"name": "hazard_power", "beta": 1.8},
        {"name": "threshold", "sources": 2.0, "factor": 6.0},
        {"name": "hazard_power", "beta": 0.4},
    ],
)
def test_contagion_is_seen_though_not_exactly(loaded, curve):
    """Within 5% of what is played, and nearer than each creator's own effect, which is up to 11% off."""
    contagious, question = loaded.replace("response.curve", curve), asked("engagers")
    who = candidates(contagious, question)
    crowd, plan = crowd_of(who, question.goal.kind, 1), np.full(N, 2)
    played = float(trials(1000).columns(as_scenario(contagious, who, plan, "p"))["outcomes/engagers"].mean())
    seen, own = crowd.become(plan)[0], Crowd(crowd.effects).become(plan)[0]
    assert seen == pytest.approx(played, rel=0.05)
    assert abs(seen - played) < 0.5 * abs(own - played)
    assert candidates(contagious, asked("reach")).dependences == []


SEEN, WINS = (0.5, 0.4, 0.25), (0.3, 0.6, 0.8)


def crowd_by_hand(worth, wins=(1.0, 1.0, 1.0)):
    """Ten people follow three creators, who are seen with these chances and win with those."""
    effects = effects_of([[1, 1, 1]], [SEEN], [10.0])
    seen = 1.0 - effects.miss_prob
    won = np.broadcast_to(np.array(wins)[None, :, None], seen.shape).copy()
    return CrowdBySources(effects, SourceWorth(seen, won, np.array(worth)[:, None]))


def win_prob(win, factor):
    """Chance of a source whose odds are those of `win` times a factor."""
    return win * factor / (1.0 - win + win * factor) if factor > 0.0 else 0.0


def by_definition(worth, wins):
    """People won, over everything that may be seen: sources are met in order, each as the k-th counts."""
    total = 0.0
    for pattern in np.ndindex(2, 2, 2):
        chance, missed, k = 1.0, 1.0, 0
        for is_seen, seen, win in zip(pattern, SEEN, wins, strict=True):
            chance *= seen if is_seen else 1.0 - seen
            if is_seen:
                missed *= 1.0 - win_prob(win, worth[min(k, len(worth) - 1)])
                k += 1
        total += 10.0 * chance * (1.0 - missed)
    return total


@pytest.mark.parametrize(
    ("worth", "wins"),
    [
        ([0.0, 1.0], (1.0, 1.0, 1.0)),
        ([0.0, 0.0, 1.0], (1.0, 1.0, 1.0)),
        ([1.0, 0.5, 0.2, 0.1], WINS),
        ([1.0, 3.0, 0.0, 0.0], WINS),
    ],
)
def test_people_by_their_number_of_sources(worth, wins):
    crowd, plan, value = crowd_by_hand(worth, wins), np.ones(3, np.int64), by_definition(worth, wins)
    assert crowd.become(plan) == pytest.approx([value])
    crowd.clear()
    for creator in range(3):
        crowd.move(creator, 1)
    assert crowd.value == pytest.approx([value])


def test_whom_several_must_reach_nobody_wins_alone():
    crowd = crowd_by_hand([0.0, 1.0])
    assert crowd.gain(0, 1) == pytest.approx([0.0])
    assert crowd.offer(0, 1) == pytest.approx([10 * 0.5 * HOPE])


def test_a_loss_is_exact():
    crowd = crowd_by_hand([0.0, 1.0])
    both = 10 * 0.5 * 0.4
    crowd.become(np.array([1, 1, 0]))
    assert crowd.gain(1, 0) == pytest.approx([-both])
    assert crowd.become(np.array([1, 1, 0])) == pytest.approx([both])


@pytest.mark.parametrize(
    ("worth", "hope"),
    [([1.0, 0.5], [0, 0]), ([0.0, 1.0], [HOPE, 0]), ([0.0, 0.0, 1.0], [HOPE**2, HOPE, 0])],
)
def test_hope_is_for_sources_who_win_nobody_yet(worth, hope):
    assert by_sources.hope_of(np.array(worth)[:, None]) == pytest.approx(hope)


@pytest.mark.parametrize(("worth", "grows"), [([1.0, 0.5], False), ([1.0, 1.0], False), ([0.5, 1.0], True)])
def test_offers_grow_where_a_later_source_is_worth_more(worth, grows):
    assert crowd_by_hand(worth).grows is grows


def test_a_crowd_of_few_is_the_same_crowd():
    few = crowd_by_hand([0.0, 1.0]).only(np.array([2, 0]))
    assert few.become(np.array([1, 1])) == pytest.approx([10 * 0.25 * 0.5])


def test_shapley_values_by_hand():
    """Reach by two of two creators: neither wins anybody alone, so each has half."""
    shares = by_sources.shapley(crowd_by_hand([0.0, 1.0]), np.array([1, 1, 0]), 4)
    assert shares == pytest.approx([1.0, 1.0])


def test_chances_to_win_are_of_those_who_saw():
    effects = effects_of([[1, 1, 1]], [[0.1, 0.3, 0.0]])
    seen = 1.0 - effects_of([[1, 1, 1]], [[0.5, 0.2, 0.0]]).miss_prob
    assert by_sources.wins_of(effects, seen)[1, :, 0] == pytest.approx([0.2, 1.0, 0.0])
