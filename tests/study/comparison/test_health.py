"""What is fit to be shown: each check passes, asks for a look and fails, in these words."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.engine import record
from sim.statistics.intervals import Interval
from sim.study.comparison import health
from tests import scenes
from tests.comparisons import only, with_results


def with_contrast(base, measure="cpe", smallest=0.0, **changes):
    """The comparison with another contrast in the deciding measure."""
    one = base.contrasts[0, 1][measure]._replace(**changes)
    return base._replace(measure=measure, smallest=smallest, contrasts={(0, 1): {measure: one}})


# Monte Carlo error


@pytest.mark.parametrize(
    ("ends", "smallest", "status", "told"),
    [
        ((0.95, 1.05), 0.0, "PASS", "± 0.05 USD (95%): the order is clear, and its size is known "
                                    "(the error is 0.05 of the difference)."),
        ((0.7, 1.3), 0.0, "PASS", "± 0.3 USD (95%): the order is clear, though its size is known only roughly "
                                  "(the error is 0.3 of the difference)."),
        ((0.4, 1.6), 0.0, "REVIEW", "± 0.6 USD (95%): it is clear which is ahead, "
                                    "but the error is 60% of the difference."),
        ((-0.1, 2.1), 0.0, "REVIEW", "± 1.1 USD (95%): no winner can be named; "
                                     "more runs are needed, or there is none."),
        ((0.7, 1.3), 0.4, "REVIEW", "± 0.3 USD (95%): it is clear which is ahead, "
                                    "not that the difference is as large as matters."),
        ((0.7, 1.3), 0.7, "PASS", "± 0.3 USD (95%): equal, for no difference that matters is left."),
    ],
)  # fmt: skip
def test_error_against_effect(base, ends, smallest, status, told):
    """Both sides have means of 2.5 and 1.5: what matters is `smallest` times 2."""
    one = with_contrast(
        base, smallest=smallest, a=Interval(2.5, 2.4, 2.6), b=Interval(1.5, 1.4, 1.6), difference=Interval(1.0, *ends)
    )
    assert only(health.monte_carlo_error(one)) == (status, f"A against B: the difference in CPE is 1 USD {told}")
    turned = with_contrast(
        base, smallest=smallest, a=Interval(1.5, 1.4, 1.6), b=Interval(2.5, 2.4, 2.6),
        difference=Interval(-1.0, -ends[1], -ends[0]),
    )  # fmt: skip
    assert only(health.monte_carlo_error(turned)) == (status, f"A against B: the difference in CPE is -1 USD {told}")


def test_exactly_equal_sides_pass(base):
    same = base._replace(strategies=(base.strategies[0],) * 2)
    zero = with_contrast(same, difference=Interval(0.0, 0.0, 0.0))
    assert only(health.monte_carlo_error(zero))[0] == "PASS"


@pytest.mark.parametrize("difference", [Interval(math.nan, math.nan, math.nan), Interval(1.0, math.nan, math.nan)])
def test_what_has_no_interval_is_left_to_other_checks(base, difference):
    assert list(health.monte_carlo_error(with_contrast(base, difference=difference))) == []


def test_the_best_of_three_is_held_against_the_others(base):
    one = base.contrasts[0, 1]["cpe"]
    low, high, most = (Interval(value, value, value) for value in (1.0, 2.0, 3.0))
    contrasts = {
        (0, 1): {"cpe": one._replace(a=high, b=low)},
        (0, 2): {"cpe": one._replace(a=high, b=most)},
        (1, 2): {"cpe": one._replace(a=low, b=most)},
    }
    three = (*base.strategies, base.strategies[0]._replace(label="C"))
    found = health.deciding(base._replace(strategies=three, measure="cpe", contrasts=contrasts))
    assert list(found) == ["A against B", "B against C"]


# Pairing


@pytest.mark.parametrize(
    ("factor", "status", "told"),
    [
        (2.344, "PASS", "A against B: without pairing, CPE would need 2.34 times as many runs."),
        (math.inf, "PASS", "A against B: pairing removed all variance of the difference in CPE."),
        (0.8, "REVIEW", "A against B: pairing did not help, the variance of the difference in CPE is 1.25 times what "
                        "it would be without; the interval is still right."),
    ],
)  # fmt: skip
def test_pairing(base, factor, status, told):
    assert only(health.pairing(with_contrast(base, variance_removed=factor))) == (status, told)


def test_pairing_helps_from_five_percent_on(base):
    statuses = [only(health.pairing(with_contrast(base, variance_removed=one)))[0] for one in (1.049, 1.051)]
    assert statuses == ["REVIEW", "PASS"]


def test_unpaired_says_why(base):
    notes = (
        "results differ in length: ...",
        "compared unpaired: seeds differ: 1 and 2",
        "compared unpaired: worlds differ",
    )
    found = only(health.pairing(base._replace(paired=False, notes=notes)))
    told = (
        "Runs are not paired: seeds differ: 1 and 2; worlds differ; the interval is right, but wider than it need be."
    )
    assert found == ("REVIEW", told)


# Events, runs, unknowns


def test_events(base):
    status, told = only(health.events(base._replace(measure="cpe")))
    assert status == "PASS"
    assert told.startswith("CPE rests on: A ")
    assert told.endswith(" engagements in all runs.")


def test_no_events_leave_a_ratio_undefined(base):
    status, told = only(health.events(with_results(base, {"purchases": 0})._replace(measure="cpa")))
    zero = "0 purchases in all runs, so it is undefined"
    assert (status, told) == ("FAIL", f"Cost per purchase rests on: A {zero} and B {zero}.")


@pytest.mark.parametrize(("n", "status"), [(0, "REVIEW"), (29, "REVIEW"), (30, "PASS")])
def test_rare_events(base, n, status):
    first = base.strategies[0]
    few = np.zeros((1, 8))
    few[0, 0] = n
    one = first._replace(columns={**first.columns, "outcomes/purchases": few})
    found = health.events(base._replace(strategies=(one, one), measure="revenue"))
    assert only(found)[0] == status


def test_people_who_stand_for_many_count_once(base):
    sampled = with_results(base, resolved={"world.sample_one_in": 1_000_000})
    status, told = only(health.events(sampled))
    assert status == "REVIEW"
    assert told.endswith("engagers in all runs, fewer than 30.")


def test_costs_are_no_events(base):
    assert list(health.events(base._replace(measure="cost"))) == []


@pytest.mark.parametrize(
    ("shape", "status", "told"),
    [
        ((1, 1), "FAIL", "One single run: no interval can be given, so nothing is known."),
        ((1, 99), "REVIEW", "99 runs; with fewer than 100 intervals and risks are rough."),
        ((1, 100), "PASS", "100 runs."),
        ((49, 3), "REVIEW", "49 draws of the uncertain numbers; fewer than 50 do not show their extremes."),
        ((50, 1), "PASS", "50 draws x 1 runs."),
    ],
)
def test_runs(base, shape, status, told):
    short = base.strategies[0]._replace(columns={"outcomes/reach": np.ones(shape)})
    longer = base.strategies[1]._replace(columns={"outcomes/reach": np.ones((shape[0], shape[1] + 500))})
    assert only(health.runs(base._replace(strategies=(longer, short)))) == (status, told)


def test_nothing_uncertain(base):
    told = "A and B: no number is declared uncertain, so only luck is in the intervals"
    assert only(health.ignorance(base)) == ("REVIEW", f"{told} (platform_uncertainty = true, run.draws).")


UNKNOWN = {"costs.hour_usd": {"dist": "uniform", "low": 35.0, "high": 120.0}}


def test_uncertain_but_not_drawn(base):
    told = "A and B: 1 uncertain number taken at the median, so only luck is in the intervals (run.draws)."
    assert only(health.ignorance(with_results(base, resolved=UNKNOWN))) == ("REVIEW", told)


def test_uncertain_and_drawn(base):
    drawn = with_results(base, resolved=UNKNOWN)
    columns = {"outcomes/reach": np.ones((60, 2))}
    many = drawn._replace(strategies=tuple(one._replace(columns=columns) for one in drawn.strategies))
    told = "A and B: 1 uncertain number drawn 60 times, so that luck and ignorance are in the intervals."
    assert only(health.ignorance(many)) == ("PASS", told)


# Audiences


def test_a_run_tells_of_its_audiences():
    world = scenes.world_of()
    one = record.audience(world)
    assert one.distinct_followers == np.unique(world.link_person).size
    assert one.following_people == 20_000
    assert record.audience_attributes([one], 10) == {
        "distinct_followers": 10 * one.distinct_followers, "following_people": 200_000,
    }  # fmt: skip


def test_of_several_worlds_the_overlap_that_missed_most_is_told():
    near, far = record.AudienceFigures(0.3, 0.31, 100, 1000.0), record.AudienceFigures(0.2, 0.15, 300, 500.0)
    assert record.audience_attributes([near, far], 1) == {
        "distinct_followers": 200, "following_people": 750, "shared_asked": 0.2, "shared_achieved": 0.15,
    }  # fmt: skip


def test_asked_and_achieved_are_those_of_the_world():
    asked = {"share": 0.3, "among": {"creators": 20, "followers": 100}}
    one = record.audience(scenes.world_of(world={"shared_audience": asked}))
    assert one.shared_asked == 0.3
    assert abs(one.shared_achieved - 0.3) < 0.02


# All together


def test_the_worst_comes_first(base):
    none = with_results(base, {"purchases": 0})._replace(measure="cpa")
    found = health.check(none)
    statuses = [one.status for one in found]
    assert statuses == sorted(statuses, key=("FAIL", "REVIEW", "PASS").index)
    assert found[0].name == "events"
    assert {"FAIL", "REVIEW", "PASS"} == set(statuses)
    assert all(one.sentence.endswith(".") and "\n" not in one.sentence for one in found)


def test_results_of_older_versions_do_not_break_it(base):
    """They may lack keys and attributes."""
    one = base.strategies[0]
    tables = json.loads(one.stored.resolved_json)
    thin = json.dumps({"platform": "instagram", "creators": [{"name": "a"}], "costs": tables["costs"]})
    old = one._replace(stored=replace(one.stored, texts={**one.stored.texts, "resolved_json": thin}))
    assert health.check(base._replace(strategies=(old, old)))


def test_a_single_run_says_what_would_mend_it(base):
    one = base.strategies[0]
    single = one._replace(columns={name: array[:, :1] for name, array in one.columns.items()})
    (check,) = health.runs(base._replace(strategies=(single, single)))
    assert check.mend == "run.runs = 100"


def test_events_that_are_missing_name_their_strategy(base):
    bare = with_results(base, {"purchases": 0}).strategies[0]
    (check,) = health.events(base._replace(strategies=(bare, base.strategies[1]), measure="cpa"))
    assert check.labels[0] == "A"
    assert check.mend.startswith("run.runs = 80, or another measure")
