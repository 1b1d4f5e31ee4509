"""Views: of the ranked feed what engages early is shown more; gaps suffice, and walks stop where gaps end."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim.core import address, maths, views
from sim.core.arrays import SLOTS
from sim.plan import make as planning
from tests import plans
from tests.plain import plainly
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
        creators=(Creator(2, tuple(range(N)), (post,), engage_odds=math.inf if engaged else 0.0),),
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
    loved = Creator(0, tuple(range(N)), (post,), engage_odds=math.inf)
    ignored = Creator(2, tuple(range(N)), (post,), engage_odds=0.0)
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


# Gaps and walks, by hand


@pytest.fixture
def uncompiled(monkeypatch):
    plainly(monkeypatch, views, address, maths)
    with np.errstate(over="ignore"):
        yield


@pytest.mark.parametrize("expected", [0.1, 1.0, 17.0, 46.0, 300.0, 900.0])
def test_gaps_suffice_four_times_in_five(expected):
    """So many gaps reach beyond the line, as often as a Poisson count of views is smaller."""
    n_gaps = views.enough_gaps(expected)
    assert n_gaps % 4 == 0
    assert n_gaps < expected + math.sqrt(expected) + 5
    assert stats.poisson.sf(n_gaps - 1, expected) < 0.2


def test_no_cell_has_more_gaps_than_a_block():
    assert views.enough_gaps(1e9) == SLOTS


KEY = (np.uint64(3), np.uint64(4))


def walked(gaps, hazard=1.0, start=(0, -1), stops=(13, 15), most_views=-1):
    """Where a walk over two classes of three and two links, of activity 1 and 2, stops, and what it finds."""
    plan = SimpleNamespace(
        post_creator=np.array([0]),
        creator_key=np.array([11], np.uint64),
        post_number=np.array([0]),
        cell_post=np.array([0]),
        link_class_start=np.array([[10, 13, 15]]),
        post_class_stop=np.array([stops]),
        class_activity=np.array([[1.0, 2.0]]),
        link_follower=None,
        link_person=None,
    )
    scratch = SimpleNamespace(
        gaps=np.concatenate([gaps, np.zeros(SLOTS + 4 - len(gaps))]),
        links=np.zeros(99, np.int64),
        cell_hazard=np.array([hazard]),
        link_seen=None,
    )
    place, n, drawn = views.seek(plan, (0, 5), start, (0, len(gaps), 0, 0), (KEY, most_views), scratch)
    assert drawn >= len(gaps)
    return place, scratch.links[:n].tolist()


def gaps_drawn(n):
    """The first gaps of the only post on its day 5, four to an address."""
    words = [address.threefry(*KEY, np.uint64(11), np.uint64((5 << 32) + number)) for number in range(n // 4)]
    halves = [half for pair in words for word in pair for half in (word & address.LOW_32, word >> np.uint64(32))]
    return [maths.exponential(half) for half in halves]


def test_a_walk_that_runs_out_of_gaps_draws_those_that_come_next(uncompiled):
    gaps = gaps_drawn(64)
    place, links = walked(gaps, hazard=3.0)
    assert place[0] == 2
    assert walked(gaps[:4], hazard=3.0, most_views=60) == (place, links)
    where_it_stood = walked(gaps[:4], hazard=3.0)
    assert walked(gaps[:4], hazard=3.0, most_views=0) == where_it_stood
    assert where_it_stood[0][0] < 2


def test_a_walk_stops_at_the_links_on_which_its_gaps_end(uncompiled):
    """The line has the lengths 1, 1, 1, 2, 2: on from 0, 1, 3, 5 and 7 to 0.5, 2.7, 4.1, 6.5 and beyond."""
    place, links = walked([0.5, 1.7, 1.1, 1.5, 9.0])
    assert links == [10, 12, 13, 14]
    assert place[0] == 2


def test_a_link_that_is_found_is_not_found_again(uncompiled):
    """However near the next view is, it falls on the next link."""
    assert walked([0.2, 0.0, 0.3, 9.0])[1] == [10, 11, 12]


def test_a_walk_without_further_gaps_says_where_it_stands(uncompiled):
    place, links = walked([0.5, 2.5])
    assert links == [10, 13]
    assert place == (1, 13)
    assert walked([0.1, 9.0], start=place)[1] == [14]


def test_a_link_has_no_more_views_than_make_it_certain(uncompiled):
    """Hazards beyond 36 are cut: five links are 180 long, however strong the post."""
    assert walked([100.0, 71.0, 2.0], hazard=1e6)[1] == [12, 14]
    assert walked([100.0, 73.0], hazard=1e6) == ((2, 12), [12])


def test_a_link_that_is_hardly_ever_seen_takes_no_more_gaps(uncompiled):
    """A gap reaches over 1e300 links; the line ends behind the fifth."""
    assert walked([1.0], hazard=0.0) == ((2, 12), [])
    assert walked([1e-299], hazard=1e-302) == ((2, 12), [])


def test_a_walk_passes_over_those_who_have_left(uncompiled):
    """The last link of each class is beyond reach: the line has the lengths 1, 1, 2, and ends at 4."""
    place, links = walked([0.5, 0.9, 1.9, 0.2], stops=(12, 14))
    assert links == [10, 11, 13]
    assert place == (2, 13)


def cells_set(reach):
    """Two posts of three links each, of the first of which one has left; each has some luck of reach."""
    plan = SimpleNamespace(
        cell_post=np.array([0, 1]),
        cell_hazard=np.array([20.0, 20.0]),
        post_mass=np.array([2, 3.0]),
        post_activity=np.array([0.5, 0.1]),
    )
    scratch = SimpleNamespace(post_reach=np.array(reach), cell_hazard=np.zeros(2), cell_gaps=np.zeros(2, np.int64))
    views.set_cells(plan, scratch)
    return scratch


def test_posts_are_shown_as_far_as_it_is_their_luck(uncompiled):
    assert cells_set([0.5, 3.0]).cell_hazard.tolist() == [10.0, 60.0]


def test_gaps_are_drawn_for_those_who_are_left_each_once(uncompiled):
    """Of 20 and 180 views, the more fall on the same followers the more each looks."""
    assert cells_set([0.5, 3.0]).cell_gaps.tolist() == [views.enough_gaps(20.0 / 3.5), views.enough_gaps(180.0 / 4.0)]


@pytest.mark.parametrize("hazard", [0.01, 0.3, 1.0, 3.0])
def test_finds_are_expected_a_little_too_many(uncompiled, hazard):
    """A thousand links of activity 0.5 and as many of 1.5, each found at most once."""
    plan = SimpleNamespace(cell_post=np.array([0]), post_mass=np.array([2000.0]), post_activity=np.array([1.25]))
    finds = 1000.0 * (2.0 - math.exp(-0.5 * hazard) - math.exp(-1.5 * hazard))
    assert finds <= views.expect_finds(plan, 0, hazard) <= min(1.3 * finds, 2000.0 * hazard)


def test_a_post_that_is_shown_to_nobody_takes_no_gaps(uncompiled):
    assert cells_set([0.0, 1.0]).cell_gaps.tolist() == [0, views.enough_gaps(60.0 / 2.0)]


def test_mass_is_the_activity_of_all_links_that_a_post_reaches():
    """Followers 0 and 2 are of activity 1, follower 1 of 3; of each class, every third from the second on leaves."""
    creator = Creator(1, (0, 1, 2), (((0, 0.5),), ((0, 0.5),)), stays=1)
    plan = plans.make(Campaign((creator,), class_activity=(1.0, 3.0)))
    assert plan.post_mass.tolist() == [2 * 1.0 + 1 * 3.0, 1 * 1.0 + 1 * 3.0]


def shared(posted, walk=(0, 0, (0, -1))):
    """A block's gaps shared out to three cells of two creators, who want 8, 600 and 800."""
    plan = SimpleNamespace(
        cell_post=np.array([0, 1, 2]),
        post_creator=np.array([0, 1, 0]),
        post_number=np.array([0, 0, 1]),
        creator_key=np.array([11, 22], np.uint64),
        post_mass=np.array([30.0, 10.0, 30.0]),
        post_activity=np.zeros(3),
    )
    scratch = SimpleNamespace(
        cell_gaps=np.array([8, 600, 800]),
        creator_posted=np.array(posted),
        cell_hazard=np.array([1.0, 1.0, 1.0]),
        who=np.zeros(SLOTS // 4, np.uint64),
        which=np.zeros(SLOTS // 4, np.uint64),
        block_cells=np.zeros(9, np.int64),
        block_gaps=np.zeros(9, np.int64),
    )
    n_cells, n_gaps, waiting = views.share_gaps(plan, walk, (5, 3), scratch)
    return list(zip(scratch.block_cells[:n_cells], scratch.block_gaps[:n_cells], strict=True)), n_gaps, waiting, scratch


def test_cells_share_a_block_and_the_last_takes_what_is_left(uncompiled):
    cells, n_gaps, waiting, scratch = shared([1, 1])
    assert cells == [(0, 8), (1, 608), (2, SLOTS)]
    assert n_gaps == SLOTS
    assert waiting == 3
    assert scratch.who[[0, 1, 2, 151, 152]].tolist() == [11, 11, 22, 22, 11]


def test_addresses_name_post_day_and_number(uncompiled):
    _, _, _, scratch = shared([1, 1])
    assert scratch.which[:3].tolist() == [5 << 32, (5 << 32) + 1, 5 << 32]
    assert scratch.which[152] == (1 << 48) + (5 << 32)


def test_who_does_not_post_takes_no_gaps(uncompiled):
    cells, n_gaps, _, _ = shared([0, 1])
    assert cells == [(1, 600)]
    assert n_gaps == 600


def test_a_walk_that_goes_on_takes_the_gaps_behind_those_it_had(uncompiled):
    """Thirty finds are expected and 24 gaps gone: as many as six finds need, from the seventh address on."""
    cells, _, _, scratch = shared([1, 1], walk=(0, 24, (0, -1)))
    assert cells[0] == (0, views.enough_gaps(6.0))
    assert scratch.which[0] == (5 << 32) + 6
