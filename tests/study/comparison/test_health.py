"""What is fit to be shown: each check passes, asks for a look and fails, in these words."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.engine import record
from sim.engine.progress import Silent, Stop
from sim.statistics.intervals import Interval
from sim.study.comparison import compare, health, plausibility
from sim.study.comparison.strategies import Place, enter, result_of
from tests import scenes
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 8").replace("100_000", "20_000")
FEW = SMALL.replace("count = 10", "count = 3").replace('"test"', '"few"')
WORLDS = {"shared_asked": 0.35, "shared_achieved": 0.3497, "distinct_followers": 10_000, "following_people": 20_000}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Two strategies of 8 paired runs."""
    folder = tmp_path_factory.mktemp("health")
    for name, text in (("many", SMALL), ("few", FEW)):
        (folder / f"{name}.toml").write_text(text)
    entrants = enter([folder / "many.toml", folder / "few.toml"], [])
    place = Place(folder, 1, "test", Silent(), Stop())
    return compare.compare(entrants, [result_of(entrant, place) for entrant in entrants], "engagers", 0.0)


def with_contrast(base, measure="cpe", smallest=0.0, **changes):
    """The comparison with another contrast in the deciding measure."""
    one = base.contrasts[0, 1][measure]._replace(**changes)
    return base._replace(measure=measure, smallest=smallest, contrasts={(0, 1): {measure: one}})


def with_results(base, columns=None, attributes=None, resolved=None):
    """The comparison after changes to both results: columns by factor, attributes, and keys of the scenario."""
    return base._replace(strategies=tuple(changed(one, columns, attributes, resolved) for one in base.strategies))


def changed(strategy, columns, attributes, resolved):
    held = {
        f"outcomes/{name}": strategy.columns[f"outcomes/{name}"] * factor for name, factor in (columns or {}).items()
    }
    told = {**strategy.stored.attributes, **(attributes or {})}
    tables = json.loads(strategy.stored.resolved_json)
    for path, value in (resolved or {}).items():
        *above, last = path.split(".")
        table = tables
        for part in above:
            table = table[int(part) if part.isdigit() else part]
        table[last] = value
    texts = {**strategy.stored.texts, "resolved_json": json.dumps(tables)}
    result = replace(
        strategy.stored, attributes={key: value for key, value in told.items() if value is not None}, texts=texts
    )
    return strategy._replace(columns={**strategy.columns, **held}, stored=result)


def only(checks):
    (one,) = checks
    return one.status, one.sentence


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
        ((-0.1, 2.1), 0.0, "FAIL", "± 1.1 USD (95%): no winner can be named; more runs are needed, or there is none."),
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


# Overlap and saturation

ASKED = {"world.shared_audience": {"share": 0.35, "among": {}}}


@pytest.mark.parametrize(
    ("achieved", "status", "told"),
    [
        (0.3497, "PASS", "A and B: asked for 35% shared audience, achieved 35%."),
        (0.34, "REVIEW", "A and B: asked for 35% shared audience, achieved 34%, which is another question."),
        (0.2, "FAIL", "A and B: asked for 35% shared audience, achieved 20%, which is another question."),
        (None, "REVIEW", "A and B: the result does not say which overlap was achieved."),
    ],
)
def test_overlap(base, achieved, status, told):
    attributes = {**WORLDS, "shared_achieved": achieved}
    found = with_results(base, attributes=attributes, resolved=ASKED)
    assert only(plausibility.overlap(found)) == (status, told)


def test_small_overlaps_may_be_off_by_what_the_solver_allows(base):
    def status(achieved: float) -> str:
        told = {"shared_asked": 0.01, "shared_achieved": achieved}
        return only(plausibility.overlap(with_results(base, attributes=told, resolved=ASKED)))[0]

    assert [status(achieved) for achieved in (0.0105, 0.015, 0.03)] == ["PASS", "REVIEW", "FAIL"]


def test_no_overlap_was_asked_for(base):
    assert list(plausibility.overlap(base)) == []
    real = with_results(base, resolved={**ASKED, "world.network": "follows.csv"})
    assert list(plausibility.overlap(real)) == []


@pytest.mark.parametrize(
    ("reach", "followers", "pool", "status", "told"),
    [
        (500, 1_000, 5_000, "PASS", "500 people reached, 50% of the 1,000 who follow its creators; "
                                  "these are 20% of the 5,000 who follow any creator"),
        (801, 1_000, 5_000, "REVIEW", ": almost everybody is reached, more posts can only repeat"),
        (500, 4_001, 5_000, "REVIEW", ": almost everybody follows it already, more creators can only repeat"),
        (0, 0, 5_000, "REVIEW", "nobody real follows its creators"),
        (500, None, None, "REVIEW", "500 people reached; the result does not say of how many distinct "
                                  "followers"),
    ],
)  # fmt: skip
def test_saturation(base, reach, followers, pool, status, told):
    found = with_results(base, attributes={"distinct_followers": followers, "following_people": pool})
    columns = {"outcomes/reach": np.full((1, 4), reach)}
    found = found._replace(strategies=tuple(one._replace(columns=columns) for one in found.strategies))
    status_found, sentence = only(plausibility.saturation(found))
    assert status_found == status
    assert sentence.startswith("A and B: ")
    assert sentence.endswith(f"{told}.")


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


# Against the evidence


def test_figures_are_those_of_the_evidence(base):
    """Worked by hand: fees alone, per listed follower and post that appeared."""
    one = base.strategies[0]
    total = {
        name: float(one.columns[f"outcomes/{name}"].sum())
        for name in ("engagements", "posts", "fees_usd", "impressions")
    }
    listed = total["posts"] * float(one.stored.arrays["creators/followers"].mean())
    found = {figure.name: figure.value for figure in plausibility.figures(one)}
    assert found["engagements per follower and post"] == pytest.approx(total["engagements"] / listed)
    assert found["fees per 1,000 followers and post"] == pytest.approx(1000.0 * total["fees_usd"] / listed)
    assert found["fees per 1,000 impressions"] == pytest.approx(1000.0 * total["fees_usd"] / total["impressions"])
    assert found["fees per engagement"] == pytest.approx(total["fees_usd"] / total["engagements"])


def placed(base, name, **factors):
    """The status of a figure of A after these columns are multiplied."""
    found = plausibility.engagement_and_cost(with_results(base, factors))
    return next((one.status, one.sentence) for one in found if one.name == name and one.sentence.startswith("A "))


@pytest.mark.parametrize(("factor", "status"), [(1.0, "PASS"), (3.0, "REVIEW"), (30.0, "FAIL"), (0.01, "FAIL")])
def test_engagement_against_its_band(base, factor, status):
    found, told = placed(base, "engagements per follower and post", engagements=factor)
    assert found == status
    assert told.startswith("A (micro on instagram): engagements per follower and post ")
    assert {"PASS": ", within ", "REVIEW": ", outside ", "FAIL": ", more than ten times outside "}[status] in told


def test_gifts_are_no_bargain(base):
    status, told = placed(base, "fees per engagement", fees_usd=0.0)
    assert status == "REVIEW"
    assert told.endswith(": fees per engagement undefined, so nothing can be said of it.")


def test_what_nobody_publishes_is_said(base):
    found = plausibility.engagement_and_cost(with_results(base, resolved={"platform": "x"}))
    one = next(one for one in found if one.name == "fees per 1,000 impressions")
    assert one.status == "REVIEW"
    assert one.sentence.endswith("USD; nobody publishes what is usual.")


def test_parameters_within_the_evidence(base):
    assert only(plausibility.parameters(base)) == ("PASS", "All numbers with a published range are within it.")


def test_parameters_outside_the_evidence(base):
    one = with_results(base, resolved={"costs.hour_usd": 200.0})
    told = "Outside the evidence: A and B: costs.hour_usd = 200, not 35 to 120 (assumption; J)."
    assert only(plausibility.parameters(one)) == ("REVIEW", told)


def test_groups_are_named_and_what_is_drawn_counts_by_its_median(base):
    drawn = {"dist": "uniform", "low": 10.0, "high": 30.0}
    one = with_results(base, resolved={"creators.0.management_hours": drawn})
    told = only(plausibility.parameters(one))[1]
    assert "creators.micro.management_hours = 20, not 0.5 to 14 (small accounts: " in told


def test_at_most_five_are_listed(base):
    strange = dict.fromkeys(
        ("funnel.click_prob", "funnel.conversion_prob", "engagement.rate_1k", "costs.hour_usd"), 0.9
    )
    strange |= {"engagement.quality_sd": 2.0, "engagement.exponent": 1.0, "engagement.residual_sd": 3.0}
    told = only(plausibility.parameters(with_results(base, resolved=strange)))[1]
    assert told.count(", not ") == 5
    assert told.endswith("; and 2 more.")


def test_what_is_not_used_is_not_judged(base):
    """equal_price ignores the fee law."""
    law = {"costs.fee_exponent": 1.9}
    assert only(plausibility.parameters(with_results(base, resolved=law)))[0] == "REVIEW"
    split = with_results(base, resolved={**law, "costs.fees": "equal_price"})
    assert only(plausibility.parameters(split))[0] == "PASS"


def test_names_in_foreign_results_cannot_steer_the_terminal(base):
    one = with_results(base, resolved={"creators.0.name": "\x1b[31m", "creators.0.trust": 9.0})
    assert "\x1b" not in only(plausibility.parameters(one))[1]


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
