"""The links of a plan: followers in the order of creators, those who leave last, then people who do not follow."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F32, F64, I64
from sim.plan import figures as reading
from sim.plan.attention import divide
from sim.plan.figures import Figures
from sim.plan.friend_arrays import NOBODY, Slots, nobody, slots_of
from sim.plan.hired_creators import HiredCreators, walk
from sim.plan.leaving import FOR_EVER, FleetingAudiences, leavers_last
from sim.plan.outside import join_strangers, pools_of, views_outside
from sim.plan.posts import FirstViews
from sim.recall import Recall
from sim.scenario.model import Scenario
from sim.world import people
from sim.world.build import World
from sim.world.strangers import Strangers


class Links(NamedTuple):
    """The links of a world in the order of creators: all that it decides for every scenario that lives in it."""

    source: I64  # [link] the world's link
    class_start: I64  # [creator, class + 1]
    person: np.ndarray  # [link]
    follower: np.ndarray  # [link] int32, persons counted through
    stays: np.ndarray  # [link] int32, the creator's sponsored posts that they are there for; who leaves stands last
    n_followers: int
    slots: Slots  # of everybody, where friends matter


# What draws of one world have in common; beside it what owns its key, so that no key is used twice.
LEFT: Recall[tuple[object, ...], tuple[Links, Links]] = Recall(2)
JOINED: Recall[tuple[int, int], tuple[Links, Strangers, Links]] = Recall(2)


def links_of(world: World) -> Links:
    """The links of a world."""
    source, class_start = link_classes(world, walk(world))
    person = world.link_person[source]
    stays = np.full(person.size, FOR_EVER, np.int32)
    return count_links(Links(source, np.ascontiguousarray(class_start), person, np.empty(0), stays, 0, nobody()), world)


def count_links(links: Links, world: World, stand_in: np.ndarray = NOBODY) -> Links:
    """The links with their persons counted through. stand_in: whose friends those beyond the world's people have."""
    is_there = np.zeros(int(links.person.max(initial=-1)) + 1, bool)
    is_there[links.person] = True
    place = np.cumsum(is_there, dtype=np.int32) - np.int32(1)
    followers = np.flatnonzero(is_there)
    slots = slots_of(followers, stand_in, world.n_people) if world.friend.size else nobody()
    return links._replace(follower=place[links.person], n_followers=followers.size, slots=slots)


def link_classes(world: World, order: I64) -> tuple[I64, I64]:
    """Links in the order of creators: where each comes from [link], and link_class_start [creator, class + 1]."""
    starts = world.link_class_start[order]
    sizes = starts[:, -1] - starts[:, 0]
    shift = np.concatenate([[0], np.cumsum(sizes)])[:-1] - starts[:, 0]
    source = np.repeat(-shift, sizes) + np.arange(sizes.sum())
    return source, starts + shift[:, None]


def apart(person: np.ndarray, n_people: int) -> tuple[np.ndarray, np.ndarray]:
    """The same links with another person behind each [link], and whom the new persons stand in for [stranger].

    A person's second link goes to somebody new.
    """
    _, first = np.unique(person, return_index=True)
    again = np.ones(person.size, bool)
    again[first] = False
    return np.where(again, n_people + np.cumsum(again) - 1, person).astype(person.dtype), person[again]


def less_attentive(links: Links, activity: F64, exponent: float) -> tuple[Links, F64]:
    """The links in finer classes, by activity and by the number of creators followed; activity [class]."""
    order, class_start, activity = divide(links.follower, links.class_start, activity, exponent)
    return reorder(links, order)._replace(class_start=class_start), activity


def reorder(links: Links, order: I64) -> Links:
    """The links in another order within their classes."""
    return links._replace(**{name: getattr(links, name)[order] for name in ("source", "person", "follower", "stays")})


def with_leavers(scenario: Scenario, roster: HiredCreators, figures: Figures, links: Links) -> Links:
    """The links with those followers last, in each class, who leave because of sponsored posts."""
    audiences = FleetingAudiences(roster.key, figures.audience_loss, figures.posts_in_all)
    if not audiences.lose_anybody:
        return links
    key = (id(links.person), scenario.run.seed, *(array.tobytes() for array in audiences))

    def leave() -> tuple[Links, Links]:
        leaving = leavers_last(scenario.run.seed, links.person, links.class_start, audiences)
        return links, reorder(links, leaving.order)._replace(stays=leaving.stays)

    return LEFT.of(key, leave)[0][1]


def activity_of(scenario: Scenario) -> F64:
    """Mean use of the activity classes [class]."""
    return people.activity_means(scenario.world.activity_classes, scenario.world.activity_shape)


class Joined(NamedTuple):
    """All links of a plan."""

    links: Links
    activity: F64  # [creator, class]
    match: F32  # [link] or a single value
    views: F64  # [creator, node] of a first post, per listed follower, at each point of the luck of reach


def with_strangers(links: Links, world: World, pools: Strangers) -> Links:
    """The links with those to strangers behind them, in classes of their own."""

    def join() -> tuple[Links, Strangers, Links]:
        order, class_start = join_strangers(np.diff(links.class_start, axis=1), np.diff(pools.class_start, axis=1))
        beyond = int(links.source.max(initial=-1)) + 1 + np.arange(pools.person.size)
        source = np.concatenate([links.source, beyond])[order]
        person = np.concatenate([links.person, pools.person])[order]
        stays = np.concatenate([links.stays, np.full(pools.person.size, FOR_EVER, np.int32)])[order]
        wider = links._replace(source=source, person=person, stays=stays, class_start=class_start)
        return links, pools, count_links(wider, world)

    return JOINED.of((id(links.person), id(pools.person)), join)[0][2]


def all_links(
    scenario: Scenario, world: World, roster: HiredCreators, figures: Figures, links: Links, first: FirstViews
) -> Joined:
    """The links of a plan: followers by the attention that they have left, then strangers. links: leavers last."""
    use = activity_of(scenario)
    followers, match, views = use, figures.match, first.by_followers
    if scenario.exposure.attention_exponent > 0.0 and not figures.apart:
        links, followers = less_attentive(links, use, scenario.exposure.attention_exponent)
    activity = np.tile(followers, (roster.key.size, 1))
    if first.outside.any():
        pools = pools_of(scenario, world, roster, figures, first)
        outside = views_outside(scenario, pools.class_start, figures, first, use)
        views = views + outside.views
        links = with_strangers(links, world, pools)
        activity = np.concatenate([activity, outside.activity], axis=1)
        if match.size > 1:
            match = np.concatenate([match, reading.fit(scenario, world, pools.person)])
    if figures.apart:
        person, stand_in = apart(links.person, world.n_people)
        links = count_links(links._replace(person=person), world, stand_in)
    return Joined(links, activity, match if match.size == 1 else match[links.source], views)
