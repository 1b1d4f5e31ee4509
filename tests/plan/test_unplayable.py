"""Campaigns that are refused before their world is built, by the words that the plan itself has."""

import pytest

from sim.errors import InputError
from sim.plan import unplayable
from sim.world import creators
from tests.scenes import scene


def check(folder, **changes):
    scenario = scene(**changes)
    unplayable.check(scenario, creators.expand(scenario, folder, None))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"word_of_mouth": {"r0": 5.0}}, "word_of_mouth.r0: 5 is unreachable: if everybody shared it would be "),
        (
            {"creators": ({"name": "m", "followers": 1000.0, "fake_share": 0.8},)},
            "exposure.reach_1k: a post of a creator with 1,000 followers would reach 0.300 of those listed, but in "
            "group m only 0.200 are real",
        ),
        ({"engagement": {"rate_1k": 0.9}}, "engagement.rate_1k: a creator with 100 followers would have "),
        (
            {"exposure": {"outside_share": 0.9},
             "creators": ({"name": "m", "followers": 15_000.0, "fake_share": 0.0},)},
            "exposure.outside_share: a post of a creator with 15,000 followers would be shown to ",
        ),
        (
            {"costs": {"fees": "equal_price", "budget_usd": 10.0}, "creators": ({"name": "m", "followers": 9.0,
             "fee_usd": 11.0},)},
            "costs.budget_usd: 10 is less than 11, the creators' own fees together",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused(tmp_path, changes, told):
    with pytest.raises(InputError) as caught:
        check(tmp_path, **changes)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"run": {"draws": 5}, "engagement": {"rate_1k": 0.9}},  # drawn numbers are cut
        {"word_of_mouth": {"r0": 5.0}, "friends": {"network": "f.csv"}},  # only the file knows how many friends
        {"word_of_mouth": {"r0": 5.0, "friend_view_prob": 0.0}},  # nobody sees what is shared
    ],
)
def test_what_may_be_played_is_not_refused(tmp_path, changes):
    check(tmp_path, **changes)
