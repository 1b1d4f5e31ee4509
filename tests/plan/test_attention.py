"""Limited attention: finer classes of links, and what their followers see."""

import numpy as np
import pytest

from sim.measures.expected import expected_values
from sim.plan import attention
from sim.plan import make as planning
from tests.played import agrees, played
from tests.scenarios import BASE, refusal
from tests.scenes import ONE_COMMUNITY, scene, world_of

CROWD: dict = {
    "world": {"people": 3_000, "communities": ONE_COMMUNITY, "susceptibility_sd": 0.4},
    "creators": ({"name": "micro", "count": 12, "followers": 500.0, "fake_share": 0.0},),
}


def plan_of(exponent, **changes):
    changes = {**CROWD, **changes}
    return planning.make(scene(**changes, exposure={"attention_exponent": exponent}), world_of(**changes), 0)


def test_buckets_are_exact_where_numbers_are_small():
    assert attention.buckets(3).tolist() == [1, 2, 3, 4]
    assert attention.buckets(40).tolist() == [1, 2, 3, 4, 6, 9, 13, 19, 28, 42]


def test_without_it_no_bit_moves():
    plain = planning.make(scene(**CROWD), world_of(**CROWD), 0)
    for name, value in plan_of(0.0)._asdict().items():
        assert np.asarray(value).tobytes() == np.asarray(getattr(plain, name)).tobytes(), name


def use_of_links(plan):
    """(creator, person) -> the activity of the link's class."""
    sizes = np.diff(plan.link_class_start, axis=1)
    use = np.repeat(np.broadcast_to(plan.class_activity, sizes.shape).ravel(), sizes.ravel())
    creator = np.repeat(plan.creator_key, sizes.sum(axis=1))
    return dict(zip(zip(creator.tolist(), plan.link_person.tolist(), strict=True), use.tolist(), strict=True))


@pytest.mark.parametrize("exponent", [0.5, 1.0])
def test_attention_falls_with_the_number_of_creators_followed(exponent):
    plain, divided = plan_of(0.0), plan_of(exponent)
    followed = dict(zip(*map(np.ndarray.tolist, np.unique(plain.link_person, return_counts=True)), strict=True))
    before, after = use_of_links(plain), use_of_links(divided)
    assert before.keys() == after.keys()
    assert max(followed.values()) >= 9
    by_bucket: dict[int, list[tuple[float, float]]] = {}
    for key, use in after.items():
        k = followed[key[1]]
        if k == 1:
            assert use == before[key]
        elif k <= 3:
            assert use == pytest.approx(before[key] * k**-exponent, rel=1e-12)
        bucket = int(np.searchsorted(attention.buckets(60), k, side="right"))
        by_bucket.setdefault(bucket, []).append((use / before[key], k**-exponent))
    for pairs in by_bucket.values():  # what a class has together is what its followers would have one by one
        assert np.sum(pairs, axis=0)[0] == pytest.approx(np.sum(pairs, axis=0)[1], rel=1e-9)


def test_links_keep_what_belongs_to_them():
    plain, divided = plan_of(0.0), plan_of(1.0)
    both = [dict(zip(plan.link_person.tolist(), plan.link_susceptibility.tolist(), strict=True))
            for plan in (plain, divided)]  # fmt: skip
    assert both[0] == both[1]
    assert np.array_equal(np.unique(divided.link_person)[divided.link_follower], divided.link_person)
    for row in range(12):
        rows = [np.sort(plan.link_person[plan.link_class_start[row, 0] : plan.link_class_start[row, -1]])
                for plan in (plain, divided)]  # fmt: skip
        assert np.array_equal(*rows)


def test_who_follows_one_creator_sees_as_much_as_before():
    """Nobody follows two: attention changes no bit of what is seen."""
    alone = {"creators": ({"name": "micro", "count": 1, "followers": 900.0},)}
    runs = [played(20, **{**CROWD, **alone}, exposure={"attention_exponent": exponent}) for exponent in (0.0, 2.0)]
    for name in ("impressions", "reach", "engagements", "clicks"):
        assert np.array_equal(runs[0][name], runs[1][name])


def test_expected_values_hold():
    run = played(800, **CROWD, exposure={"attention_exponent": 0.7}, engagement={"residual_sd": 0.0, "quality_sd": 0.0})
    due, full = expected_values(run.plan), expected_values(plan_of(0.0))
    for name in ("impressions", "reach", "reach_2", "reach_3", "engagements", "clicks"):
        assert agrees(run[name], due[name]), name
    assert due["impressions"] < 0.9 * full["impressions"]
    assert due["reach_2"] < 0.8 * full["reach_2"]


def test_where_nobody_is_shared_attention_is_whole():
    """Shared audience made neutral: every link is another person, who follows one creator."""
    scenes = [scene(**CROWD, exposure={"attention_exponent": exponent}) for exponent in (0.0, 2.0)]
    world = world_of(**CROWD)
    plans = [planning.make(one, world, 0, lambda figures: figures._replace(apart=True)) for one in scenes]
    for name, value in plans[0]._asdict().items():
        assert np.asarray(value).tobytes() == np.asarray(getattr(plans[1], name)).tobytes(), name


@pytest.mark.parametrize("exponent", [-0.1, 4.1])
def test_exponents_have_a_range(exponent):
    said = refusal(BASE, f"exposure.attention_exponent={exponent}")
    assert said == f"--set exposure.attention_exponent={exponent}: must be a number from 0 to 4, not {exponent}"


def test_nobody_follows_nobody():
    creators = ({"name": "micro", "count": 2, "followers": 0.0},)
    assert plan_of(1.0, creators=creators).link_person.size == 0
