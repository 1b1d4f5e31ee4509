"""Results and numbers beside what is published: within, outside, far outside, in these words."""

import math
import re

import numpy as np
import pytest

from sim.study.comparison import plausibility
from sim.study.comparison.bands import Band
from sim.study.comparison.plausibility import Figure, place_in_band, ratio
from sim.study.comparison.wording import digits
from tests.comparisons import WORLDS, only, with_results

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


BAND = Band(2.0, 4.0, "a survey", "M")


@pytest.mark.parametrize(
    ("value", "status", "words"),
    [
        (2.0, "PASS", "rate 2, within 2 to 4 (a survey; M)"),
        (4.0, "PASS", "rate 4, within 2 to 4 (a survey; M)"),
        (4.1, "REVIEW", "rate 4.1, outside 2 to 4 (a survey; M)"),
        (40.0, "REVIEW", "rate 40, outside 2 to 4 (a survey; M)"),
        (40.1, "FAIL", "rate 40.1, more than ten times outside 2 to 4 (a survey; M)"),
        (0.19, "FAIL", "rate 0.19, more than ten times outside 2 to 4 (a survey; M)"),
        (math.nan, "REVIEW", "rate undefined, so nothing can be said of it"),
    ],
)
def test_a_figure_in_its_band(value, status, words):
    assert place_in_band(Figure("rate", value, digits, BAND))[:2] == (status, words)


def test_a_division_by_zero_is_undefined():
    assert math.isnan(ratio(1.0, 0.0))
    assert ratio(1.0, 4.0) == 0.25


def test_what_friends_earned_is_no_work_of_the_creators(base):
    """A tenth of the engagements came by sharing: the evidence is about the others."""
    strategy = base.strategies[0]
    own = plausibility.own_means(strategy)["engagements"]
    earned = {"outcomes/earned_engagements": 0.1 * strategy.columns["outcomes/engagements"]}
    shared = plausibility.own_means(strategy._replace(columns={**strategy.columns, **earned}))
    assert shared["engagements"] == pytest.approx(0.9 * own)
    assert np.isfinite(own)


def failures(comparison):
    """The checks of engagement and cost that fail, by name and strategy."""
    return {
        (check.name, *check.labels): check
        for check in plausibility.engagement_and_cost(comparison)
        if check.status == "FAIL"
    }


def test_a_fee_far_off_says_which_value_would_mend_it(base):
    """The fee law is in proportion to its key: what is said to mend the fees brings them to the edge of their band."""
    dear = with_results(base, {"fees_usd": 1e4})
    check = failures(dear)["fees per 1,000 impressions", "A"]
    path, value, now = re.fullmatch(r"(\S+) = (\S+) instead of (\S+)", check.mend.split(", ")[0]).groups()
    assert path in {"costs.fee_per_1k_usd", "costs.budget_usd"}
    mended = with_results(base, {"fees_usd": 1e4 * float(value) / float(now)})
    assert ("fees per 1,000 impressions", "A") not in failures(mended)


def test_an_overlap_far_off_says_which_one_the_world_can_have(base):
    far = with_results(base, attributes={**WORLDS, "shared_achieved": 0.1}, resolved=ASKED)
    (check,) = plausibility.overlap(far)
    assert check.labels == ("A", "B")
    assert check.mend == "world.shared_audience.share = 0.1, which this world can have"


# Files


def test_what_a_roster_asks_to_look_at_is_repeated(base):
    assert list(plausibility.inputs(base)) == []
    asked = with_results(base, attributes={**WORLDS, "input_reviews": '["r.csv: all creators have one fee"]'})
    assert only(plausibility.inputs(asked)) == ("REVIEW", "A and B: r.csv: all creators have one fee.")
