"""Promises of results with known numbers: alone, all at once, by confidence, and refused."""

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.measures.columns import TOTALS
from sim.store.stored_result import StoredResult
from sim.study.promise.promise import USUAL, PromisedMeasure, Promises, check_measures, promise
from tests.promises import many_ladders, result_of

SEED = 2027


def played(draws: int, runs: int, seed: int = SEED) -> StoredResult:
    """A result of counts that go together within draws and runs, and of costs."""
    rng = np.random.default_rng(seed)
    size = np.exp(0.5 * rng.normal(size=(draws, 1)) + 0.2 * rng.normal(size=(draws, runs)))
    counts = {name: rng.poisson(1000.0 * size * np.exp(0.2 * rng.normal(size=size.shape))) for name in TOTALS}
    return result_of(counts | {"cost_usd": 500.0 + 300.0 * size})


def by_name(promises: Promises) -> dict[str, PromisedMeasure]:
    return {measure.name: measure for measure in promises.measures}


def test_a_ladder_of_one_draw() -> None:
    """1 to 99: the fifth smallest of 99 is reached by nine in ten, 95% surely (Wilks); costs from the other end."""
    campaign = promise(many_ladders(1), 0.9, ("reach", "cost"), "a.h5")
    reach, cost = campaign.asked.measures
    assert (reach.alone, reach.likely, reach.median) == (5.0, 10.0, 50.0)
    assert (cost.alone, cost.likely, cost.median) == (95.0, 90.0, 50.0)


def test_one_measure_is_promised_together_as_it_is_alone() -> None:
    (reach,) = promise(played(40, 5), 0.9, ("reach",), "a.h5").asked.measures
    assert reach.alone == reach.together


def test_costs_against_reach_share_what_may_be_missed() -> None:
    """Reach is as high as costs are: who misses one keeps the other, so each may be missed half as often."""
    ladder = np.arange(1, 1001).reshape(1, 1000)
    stored = result_of({"reach": ladder, "shares": 0 * ladder, "cost_usd": 1.0 * ladder})
    reach, cost = promise(stored, 0.9, ("reach", "cost"), "a.h5").asked.measures
    assert reach.alone == 85.0  # of 1,000 runs, 84 may be missed
    assert (reach.together, cost.together) == (42.0, 959.0)  # 41 at either end, and one that lies on the cut


@pytest.mark.parametrize("seed", range(8))
def test_all_at_once_and_more_surely_is_never_more(seed: int) -> None:
    stored = played(60 + 10 * seed, 1 + 2 * seed, seed)
    campaign = promise(stored, 0.85, (), "a.h5")
    assert tuple(by_name(campaign.asked)) == USUAL
    for promises in campaign.surer:
        for measure in promises.measures:
            side = 1.0 if measure.is_floor else -1.0
            assert not side * measure.together > side * measure.alone
            assert not side * measure.alone > side * measure.likely
    for name in USUAL:
        side = 1.0 if by_name(campaign.asked)[name].is_floor else -1.0
        for which in ("alone", "together"):
            figures = [side * getattr(by_name(each)[name], which) for each in campaign.surer]
            known = [figure for figure in figures if not math.isnan(figure)]
            assert figures[: len(known)] == known == sorted(known, reverse=True)


def test_so_many_runs_of_the_sample_keep_all_at_once() -> None:
    stored = played(100, 10)
    asked = promise(stored, 0.9, (), "a.h5").asked
    kept = np.ones((100, 10), bool)
    for measure in asked.measures:
        column = stored.arrays["outcomes/cost_usd" if measure.name == "cost" else f"outcomes/{measure.name}"]
        kept &= column >= measure.together if measure.is_floor else column <= measure.together
    assert 0.9 < kept.mean() < 0.97


def test_what_is_asked_for_is_among_what_is_surer() -> None:
    campaign = promise(played(40, 5), 0.85, ("reach",), "a.h5")
    assert [each.confidence for each in campaign.surer] == [0.8, 0.85, 0.9, 0.95, 0.99]
    assert campaign.asked in campaign.surer
    assert math.isnan(campaign.surer[-1].measures[0].alone)


def test_money_that_bought_nothing_can_be_promised_at_no_price() -> None:
    ladder = np.arange(100).reshape(1, 100)
    stored = result_of(
        {"engagements": np.where(ladder < 20, 0, ladder), "shares": 0 * ladder, "cost_usd": 1.0 + ladder}
    )
    (cpe,) = promise(stored, 0.9, ("cpe",), "a.h5").asked.measures
    assert cpe.alone == math.inf


def refusal(draws: int, runs: int, confidence: float) -> str:
    with pytest.raises(InputError) as caught:
        promise(played(draws, runs), confidence, (), "a.h5")
    return str(caught.value)


def test_too_few_draws_are_refused() -> None:
    assert refusal(10, 500, 0.9) == (
        "a.h5: 10 draws are too few for a promise with a confidence of 0.9: take 29 or more (run.draws), "
        "or promise less surely (0.74 at most)"
    )


def test_too_few_runs_of_one_draw_are_refused() -> None:
    assert refusal(1, 4, 0.95) == (
        "a.h5: 4 runs are too few for a promise with a confidence of 0.95: take 59 or more (run.runs)"
    )


def test_a_campaign_of_draws_that_differ_too_much_is_refused() -> None:
    """One draw of 29 misses everything: as many draws as it takes at least, and yet too few."""
    reach = np.repeat(np.r_[0, np.full(28, 1000)][:, None], 5, axis=1) + np.arange(5)
    stored = result_of({"reach": reach, "shares": 0 * reach, "cost_usd": 1.0 * reach})
    with pytest.raises(InputError, match=r"^a.h5: 29 draws are too few .* take 58 or more \(run.draws\)$"):
        promise(stored, 0.9, ("reach",), "a.h5")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reech", 'unknown measure "reech"; did you mean "reach"?'),
        ("frequency", 'measure "frequency" cannot be promised: neither more nor less of it is better'),
    ],
)
def test_measures_that_nobody_promises_are_refused(name: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_measures([name])
    assert str(caught.value) == message


def test_measures_of_word_of_mouth_need_somebody_who_shares() -> None:
    ladder = np.arange(100).reshape(1, 100)
    stored = result_of({"reach": ladder, "shares": 0 * ladder})
    with pytest.raises(InputError, match=r'^a.h5: measure "earned_reach" says nothing here: nobody shares'):
        promise(stored, 0.9, ("earned_reach",), "a.h5")
