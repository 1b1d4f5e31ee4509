"""The ranked feed: what engages early is shown more."""

import math

import numpy as np
import pytest

from sim.plan import make as planning
from tests import plans
from tests.plans import Campaign, Creator
from tests.played import agrees, played
from tests.scenes import scene, world_of

N, HAZARD = 200, 0.2


def plan_of(**changes):
    return planning.make(scene(**changes), world_of(**changes), 0)


def ranked(**values):
    return {"feed": {"name": "ranked", **values}}


def second_day(engaged: bool, due: float, momentum: float, most_boost: float, weight: int = 1):
    """Impressions of the second day [run], where all N followers saw the first and did or did not engage."""
    post = ((0, 50.0), (1, HAZARD))
    campaign = Campaign(
        creators=(Creator(2, tuple(range(N)), (post,), engage_prob=float(engaged)),),
        n_days=2,
        dues=(0.0, due),
        momentum=momentum,
        most_boost=most_boost,
        weight=weight,
        seed=4,
    )
    outcome = plans.play(campaign, 1500)
    assert (outcome.impressions[:, 0] == N * weight).all()
    return outcome.impressions[:, 1] / weight


@pytest.mark.parametrize(
    ("engaged", "due", "momentum", "most_boost", "boost"),
    [
        (True, 200.0, 0.5, 4.0, 1.0),
        (True, 60.0, 0.5, 4.0, math.sqrt(3.0)),
        (True, 60.0, 1.0, 4.0, 3.0),
        (True, 60.0, 1.0, 2.0, 2.0),
        (True, 0.0, 1.0, 4.0, 4.0),
        (False, 30.0, 0.5, 4.0, 0.5),
        (False, 1e6, 0.5, 4.0, 0.25),
        (False, 30.0, 0.5, 1.0, 1.0),
        (False, 30.0, 0.0, 4.0, 1.0),
    ],
)
def test_views_are_multiplied_by_what_was_done_over_what_was_due(engaged, due, momentum, most_boost, boost):
    seen = second_day(engaged, due, momentum, most_boost)
    assert agrees(seen, N * -math.expm1(-HAZARD * boost))


def test_momentum_counts_real_people():
    """Each of 200 stands for ten: 2,000 engagements over 660 due."""
    assert agrees(second_day(True, 660.0, 1.0, 4.0, weight=10), N * -math.expm1(-HAZARD * 3.0))


def test_posts_have_engagements_of_their_own():
    """Everybody engages with the first creator, nobody with the second: only the first is boosted."""
    post = ((0, 50.0), (1, HAZARD))
    loved, ignored = (Creator(key, tuple(range(N)), (post,), engage_prob=prob) for key, prob in ((0, 1.0), (2, 0.0)))
    for creators, boosts in (((loved, ignored), (3.0, 0.5)), ((ignored, loved), (0.5, 3.0)), ((ignored,), (0.5,))):
        campaign = Campaign(creators, n_days=2, dues=(0.0, 60.0, 0.0, 10.0), momentum=1.0, most_boost=4.0)
        seen = plans.play(campaign, 1500).impressions[:, 1]
        assert agrees(seen, sum(N * -math.expm1(-HAZARD * boost) for boost in boosts))


def test_without_momentum_no_bit_moves():
    plain, still = plan_of(), plan_of(exposure=ranked(momentum=0.0))
    for name, value in still._asdict().items():
        if name != "most_boost":
            assert np.asarray(value).tobytes() == np.asarray(getattr(plain, name)).tobytes(), name
    outcomes = [played(5, exposure=exposure) for exposure in ({}, ranked(momentum=0.0), ranked(most_boost=1.0))]
    for name in ("impressions", "reach", "engagements", "clicks", "purchases"):
        assert all(np.array_equal(outcomes[0][name], other[name]) for other in outcomes[1:]), name


def test_lucky_creators_are_shown_more():
    """Momentum makes luck tell: engagements spread wider over runs, on the same luck."""
    changes = {"creators": ({"name": "one", "count": 1, "followers": 3000.0, "no_show_prob": 0.0},)}
    plain, moved = (
        played(1500, **changes, exposure=exposure)["engagements"] for exposure in ({}, ranked(momentum=1.0))
    )
    logs = [np.log(np.maximum(one, 1.0)) for one in (plain, moved)]
    squares = [(one - one.mean()) ** 2 for one in logs]
    gain = squares[1] - squares[0]
    assert gain.mean() > 5.64 * gain.std(ddof=1) / math.sqrt(gain.size)
