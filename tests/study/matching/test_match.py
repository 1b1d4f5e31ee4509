"""Two scenarios made equal: exactly where fees are the lever, to the nearest creator where creators are."""

import pytest

from sim.errors import InputError
from sim.scenario.load import loads
from sim.study.matching.equalities import EQUALITIES
from sim.study.matching.expectation import expect
from sim.study.matching.levers import Lever
from sim.study.matching.match import MOST_GAP, Match, SideLever, SidePair, choices, match, pull
from tests.study.matching.conftest import FEW, MANY

PAIR = SidePair((loads(MANY), loads(FEW)))


@pytest.mark.parametrize("equal", ["all-in", "followers", "impressions", "reach"])
def test_no_neighbouring_number_of_creators_is_nearer(equal, trials):
    found = match(PAIR, equal, trials)
    values = {}
    for count in (found.setting - 1, found.setting, found.setting + 1):
        side = found.sides[found.side].replace("creators.micro.count", int(count))
        if count != found.setting:
            budget = found.sides[found.side].scenario.costs.budget_usd
            followers = 10_000 + 1000 * found.setting
            side = side.replace("costs.budget_usd", budget * (10_000 + 1000 * count) / followers)
        values[count] = float(expect(side, EQUALITIES[equal], trials).mean())
    assert found.lever.kind == "count" and found.side == 0
    assert abs(found.gap) <= MOST_GAP
    assert values[found.setting] == pytest.approx(found.value, rel=1e-9)
    assert min(values, key=lambda count: abs(values[count] - found.target)) == found.setting


def test_fees_are_equal_to_the_cent(trials):
    dearer = loads(FEW, ["costs.budget_usd=3_000"])
    found = match(SidePair((PAIR.sides[0], dearer)), "fees", trials)
    first, second = (float(expect(side, EQUALITIES["fees"], trials).mean()) for side in found.sides)
    assert found.lever == Lever("fee")
    assert first == pytest.approx(second, rel=1e-12)
    assert found.words.startswith("A: fees times 1.")


def test_the_same_side_twice_needs_no_change(trials):
    found = match(SidePair((PAIR.sides[0], PAIR.sides[0])), "reach", trials)
    assert found.setting == found.lever.now
    assert found.words == "A: 10 micro, as it is"


def test_fees_do_what_creators_cannot(trials, tmp_path):
    """Rosters are listed one by one: their fees are the only lever left for the same all-in cost."""
    (tmp_path / "r.csv").write_text("handle,followers\nann,5000\nben,8000\n")
    text = FEW.replace("count = 4\nfollowers = 1000", "roster = 'r.csv'").replace(
        "followers = 10_000", "count = 0\nfollowers = 1"
    )
    rosters = [loads(text, [f"costs.budget_usd={usd}"], tmp_path / "s.toml") for usd in (1_000, 2_000)]
    found = match(SidePair((rosters[0], rosters[1])), "all-in", trials)
    assert found.lever.kind == "fee"
    first, second = (float(expect(side, EQUALITIES["all-in"], trials).mean()) for side in found.sides)
    assert first == pytest.approx(second, rel=1e-9)
    with pytest.raises(InputError, match="nothing gives the same reach: no number of creators is free"):
        match(SidePair((rosters[0], rosters[1])), "reach", trials)


def test_what_cannot_be_made_equal_names_what_comes_nearest(trials):
    one = loads(FEW.replace("count = 4", "count = 1"))
    huge = loads(MANY.replace("count = 10", "count = 1").replace("followers = 1000", "followers = 2750"))
    pair = SidePair((one, huge))
    found = choices(pair.sides, "followers")
    assert {choice.lever.kind for choice in found} == {"count"}
    shrunk = loads(FEW.replace("count = 4\nfollowers = 1000", "count = 1\nfollowers = 3000"), ["creators.mega.count=0"])
    other = loads(FEW.replace("count = 4\nfollowers = 1000", "count = 1\nfollowers = 4100"), ["creators.mega.count=0"])
    with pytest.raises(
        InputError, match="no whole number of creators gives the same followers; A: 1 micro, as it is comes nearest"
    ):
        match(SidePair((shrunk, other)), "followers", trials)


def test_work_that_costs_more_than_the_other_side_is_named(trials, tmp_path):
    (tmp_path / "r.csv").write_text("handle,followers\nann,5000\nben,8000\n")
    text = FEW.replace("count = 4\nfollowers = 1000", "roster = 'r.csv'").replace(
        "followers = 10_000", "count = 0\nfollowers = 1"
    )
    dear = loads(text, ["creators.micro.management_hours=40"], tmp_path / "s.toml")
    cheap = loads(text, ["creators.micro.management_hours=0"], tmp_path / "s.toml")
    found = match(SidePair((dear, cheap)), "all-in", trials)
    assert found.side == 1  # fees of the cheap side go up, for those of the dear one cannot go below nothing


def test_words_of_creators():
    assert (
        Match("reach", PAIR.sides, 1, Lever("count", "micro", 0, 1_000), 194, 1.0, 1.0).words
        == "B: 194 micro, not 1,000"
    )


def test_the_same_costs_with_an_agency_whose_minimum_binds(trials):
    terms = "agency_share = 0.2\nagency_minimum_usd = 300\n"
    pair = SidePair((loads(MANY + terms), loads(FEW + terms)))
    found = match(pair, "all-in", trials)
    first, second = (float(expect(side, EQUALITIES["all-in"], trials).mean()) for side in found.sides)
    assert first == pytest.approx(found.value, rel=1e-9) and second == pytest.approx(found.target, rel=1e-9)
    assert abs(found.gap) <= MOST_GAP


def test_fees_of_another_market_are_refused(trials):
    dear = loads(FEW, ["costs.budget_usd=200_000"])
    with pytest.raises(InputError, match=r"its fees would be 1e\+02 times what they are, which is another market"):
        pull(SidePair((PAIR.sides[0], dear)), "fees", SideLever(0, Lever("fee")), trials)
