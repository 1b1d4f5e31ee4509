"""Why A differs from B: parts that add up, mechanisms that do what they say, and equal sides that are equal."""

import math
from functools import cache

import numpy as np
import pytest

from sim.errors import InputError
from sim.measures.columns import EXPECTED
from sim.report.text.comparison import explain as report
from sim.study.comparison.strategies import Labels
from sim.study.what_if import explain as study
from sim.study.what_if.explain import explain, interval_of, replicates
from tests.differences import MANY, ONE, side, trials

LEAN = """
[[creators]]
name = "mega"
followers = 1200
fake_share = 0.1
niche = "food"
gift_usd = 60.0
"""  # differs from MANY in overlap, visibility, ties, work and luck
COSTLESS = (  # mechanisms that cost nothing
    "shared_audience", "feed_visibility", "closer_ties", "brand_fit", "sponsored_load", "creative_quality",
    "fake_followers",
)  # fmt: skip
CURVE = 'curve = { name = "hazard_power", beta = 1.5 }'


def explained(measure, a, b, runs=30):
    return explain(a, b, Labels("A", "B"), measure, trials(runs))


@cache
def usual(measure):
    """Two sides that differ in nine mechanisms."""
    return explained(measure, side(MANY), side(ONE))


@pytest.mark.parametrize("measure", ["engagements", "cost"])
def test_closed_forms_are_shared_out_exactly(measure):
    found = usual(measure)
    assert (found.n_runs, found.n_orders) == (0, 0)
    total = sum(part.value.value for part in found.parts) + found.rest.value
    assert total == pytest.approx(found.difference, rel=1e-9)
    assert all(part.value.low == part.value.value == part.value.high for part in found.parts)
    exact = [trials().expected_columns(loaded) for loaded in (side(MANY), side(ONE))]
    if measure in EXPECTED:
        assert [found.a, found.b] == pytest.approx([float(one[f"outcomes/{measure}"][0, 0]) for one in exact])


@pytest.mark.parametrize("measure", ["engagers"])
def test_what_is_played_is_shared_out_too(measure):
    found = usual(measure)
    assert (found.n_runs, found.n_orders) == (30, 32)
    total = sum(part.value.value for part in found.parts) + found.rest.value
    assert total == pytest.approx(found.difference, rel=1e-9)
    assert max(part.value.high - part.value.low for part in found.parts) > 0.0


def test_all_that_differs_takes_part():
    found = usual("cost")
    assert {part.mechanism for part in found.parts} == {
        "shared_audience",
        "feed_visibility",
        "closer_ties",
        "brand_fit",
        "sponsored_load",
        "fee_per_follower",
        "management",
        "creative_quality",
        "fake_followers",
    }
    assert found.inert == (
        "repeated exposure",
        "interference of big and small creators",
        "word of mouth",
    )
    assert [abs(part.value.value) for part in found.parts] == sorted(
        (abs(part.value.value) for part in found.parts), reverse=True
    )


def test_what_cannot_matter_gets_nothing():
    """Costs do not know of overlap, visibility or fit; engagements do not know of fees."""
    cost = {part.mechanism: part.value.value for part in usual("cost").parts}
    assert [cost[name] for name in COSTLESS] == pytest.approx([0.0] * 7, abs=1e-9)
    assert min(abs(cost["fee_per_follower"]), abs(cost["management"])) > 1.0
    engagements = {part.mechanism: part.value.value for part in usual("engagements").parts}
    assert engagements["fee_per_follower"] == pytest.approx(0.0, abs=1e-9)
    assert abs(engagements["closer_ties"]) > 1.0


def test_the_two_sides_can_change_places():
    forth, back = explained("cpe", side(MANY), side(LEAN)), explained("cpe", side(LEAN), side(MANY))
    parts = {part.mechanism: part.value.value for part in back.parts}
    for part in forth.parts:
        assert part.value.value == pytest.approx(-parts[part.mechanism], rel=1e-9, abs=1e-12)


def test_a_strategy_against_itself_has_nothing_to_explain():
    found = explained("cpe", side(MANY), side(MANY))
    assert found.difference == found.rest.value == 0.0
    assert all(part.value == (0.0, 0.0, 0.0) for part in found.parts)


def test_equal_slots_are_equal_when_everything_is_neutral():
    """1,200 slots, 1,080 of them real, two posts each on both sides, and everybody as active as the other."""
    alike = {"posts__pattern": "together", "world__activity_classes": 1}
    a, b = side(MANY, **alike), side(LEAN, **alike)
    for measure in ("cost", "engagements", "impressions", "reach"):
        found = explained(measure, a, b)
        assert found.rest.value == pytest.approx(0.0, abs=1e-9 * found.a), measure


def test_repeated_exposure_is_played():
    a, b = side(MANY, f"[response]\n{CURVE}\n"), side(LEAN, f"[response]\n{CURVE}\n")
    found = explained("engagements", a, b)
    assert found.n_runs == 30
    assert "repeated_exposure" in {part.mechanism for part in found.parts}


def test_draws_take_part():
    unknown = {"run__draws": 3, "engagement__rate_1k": {"dist": "uniform", "low": 0.02, "high": 0.1}}
    found = explained("engagements", side(MANY, **unknown), side(LEAN, **unknown))
    total = sum(part.value.value for part in found.parts) + found.rest.value
    assert total == pytest.approx(found.difference, rel=1e-9)
    ties = next(part.value for part in found.parts if part.mechanism == "closer_ties")
    assert ties.low < ties.value < ties.high


def test_sides_need_as_many_draws():
    with pytest.raises(InputError, match=r"run.draws: 2 and 1: both sides need as many draws; set run.draws"):
        explained("cpe", side(MANY, run__draws=2), side(LEAN))


def test_what_is_undefined_on_the_way_is_told():
    nobody = side(MANY, engagement__rate_1k=0.0)
    with pytest.raises(InputError, match="CPE is undefined for side as it stands; choose another measure"):
        explained("cpe", nobody, nobody.replace("creators.micro.count", 11))


def test_other_worlds_are_told():
    found = explained("reach", side(MANY), side(LEAN, world__people=4_000))
    assert found.notes == ("world differs between the two: what it does is in the rest",)


def test_blocks_are_left_out_one_by_one():
    measure = study.MEASURES["cpe"]
    cost, engaged = np.arange(1.0, 41.0), np.arange(11.0, 51.0)
    columns = {"outcomes/cost_usd": cost[None], "outcomes/engagements": engaged[None]}
    found = replicates(measure, columns)
    assert found.size == 21
    assert found[0] == pytest.approx(cost.sum() / engaged.sum())
    assert found[1] == pytest.approx(cost[2:].sum() / engaged[2:].sum())


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    found = interval_of(replicates(study.MEASURES["reach"], {"outcomes/reach": values[None]}), 0.0, is_closed=False)
    half = study.t_quantile(4) * values.std(ddof=1) / math.sqrt(5)
    assert tuple(found) == pytest.approx((2.8, 2.8 - half, 2.8 + half))


def test_the_table_adds_up_to_the_whole():
    text = report.text(usual("cost"), "table", wide=True)
    assert text.splitlines()[0].startswith("Total cost: A ")
    assert "everything equal" in text
    assert "all together" in text
    assert "docs/mechanisms.md" in text
    assert "feed visibility" in text
    assert "feed_visibility" not in text


def test_json_and_csv():
    import json

    found = usual("engagers")
    told = json.loads(report.text(found, "json", wide=False))
    assert told["difference"] == pytest.approx(found.difference)
    assert [part["mechanism"] for part in told["parts"]] == [part.mechanism for part in found.parts]
    assert [part["label"] for part in told["parts"]] == [part.label for part in found.parts]
    assert told["labels"] == ["A", "B"]
    assert report.text(found, "csv", wide=False).splitlines()[0] == "mechanism,contribution,low_95,high_95,unit"


def test_talk_is_a_mechanism_of_its_own():
    """The same creators, talked about on one side alone: what differs is talk, and what talk does with the others."""
    found = explained("engagers", side(MANY, word_of_mouth__r0=0.3), side(MANY), runs=6)
    parts = {part.mechanism: part.value.value for part in found.parts}
    assert found.parts[0].mechanism == "word_of_mouth"
    assert parts["word_of_mouth"] > 0.5 * found.difference > 0.0
    assert sum(parts.values()) + found.rest.value == pytest.approx(found.difference, rel=1e-9)
    assert found.rest.value == 0.0
