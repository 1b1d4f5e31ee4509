"""Followers who leave: each sponsored post loses a share of its creator's audience for the posts that follow.

Who leaves after which post is drawn for follower and creator, once for all runs. In each class of a creator's
links those who stay longest come first, so that every post reaches a class from its first link to a last one.
"""

from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.address import purpose_key, uniform
from sim.core.arrays import F64, I32, I64
from sim.core.jit import jit
from sim.plan.posts import count_posts

FOR_EVER = np.iinfo(np.int32).max


class Leaving(NamedTuple):
    """The order of links in which leavers stand last, and how long each stays."""

    order: I64  # [link]
    stays: I32  # [link, in that order] the creator's sponsored posts that the follower is there for, from the first


class FleetingAudiences(NamedTuple):
    """Creators with the share of followers whom each sponsored post loses."""

    key: np.ndarray  # [creator] uint64 identity
    loss: F64  # [creator] share lost per sponsored post
    most: I64  # [creator] sponsored posts that are planned, earlier ones included

    @property
    def lose_anybody(self) -> bool:
        """Whether any followers leave before the last post."""
        return bool((self.loss[self.most > 1] > 0.0).any())


@jit
def draw_stays(seed, person, creators):
    """Return how many of a creator's sponsored posts each follower is there for [link].

    creators: end of their links, which follow one another, key, loss and most posts [creator] each.
    """
    row_end, key, loss, most = creators
    leave_key = purpose_key(seed, address.LEAVE, 0, 0)
    out = np.empty(person.size, np.int32)
    link = 0
    for creator in range(row_end.size):
        while link < row_end[creator]:
            out[link] = most[creator]
            if loss[creator] > 0.0:
                u = uniform(leave_key, person[link], key[creator])
                left, posts = 1.0 - loss[creator], 1
                while posts < most[creator] and u < left:
                    left *= 1.0 - loss[creator]
                    posts += 1
                out[link] = posts
            link += 1
    return out


def leavers_last(seed: int, person: I32, class_start: I64, audiences: FleetingAudiences) -> Leaving:
    """The links of all creators with leavers last. class_start: [creator, class + 1]."""
    key, loss, most = audiences
    if not audiences.lose_anybody:
        return Leaving(np.arange(person.size), np.full(person.size, FOR_EVER, np.int32))
    stays = draw_stays(np.uint64(seed), person, (class_start[:, -1], key, loss, most))
    longest = int(most.max())
    row = np.repeat(np.arange(class_start[:, :-1].size), np.diff(class_start, axis=1).ravel())
    goes_after = np.repeat(most, class_start[:, -1] - class_start[:, 0]) - stays
    order = np.argsort(row * (longest + 1) + goes_after, kind="stable")
    return Leaving(order, stays[order])


@jit
def audience_ends(post_creator, post_turn, class_start, stays):
    """Return the end of the links of each class that a post can reach [post, class].

    post_turn: number of the creator's sponsored posts before [post], in ascending order for each creator.
    """
    n_classes = class_start.shape[1] - 1
    out = np.empty((post_creator.size, n_classes), np.int64)
    for post in range(post_creator.size):
        creator = post_creator[post]
        is_next = post > 0 and post_creator[post - 1] == creator
        for index in range(n_classes):
            stop = out[post - 1, index] if is_next else class_start[creator, index + 1]
            while stop > class_start[creator, index] and stays[stop - 1] <= post_turn[post]:
                stop -= 1
            out[post, index] = stop
    return out


def audience_of_posts(posts: I64, earlier: I64, class_start: I64, stays: I32) -> I64:
    """End of the links of each class that a post can reach [post, class]. posts, earlier ones: [creator]."""
    creator, number = count_posts(posts)
    return np.asarray(audience_ends(creator, number + earlier[creator], class_start, stays))


def mass_of_posts(posts: I64, class_start: I64, activity: F64, reached: I64) -> F64:
    """Activity of all links that a post can reach, added up [post]. reached: end of the links [post, class]."""
    creator, _ = count_posts(posts)
    return np.asarray(((reached - class_start[creator, :-1]) * activity[creator]).sum(axis=1))


def activity_per_view(posts: I64, class_start: I64, activity: F64, reached: I64) -> F64:
    """Activity of the link on which a view of a post falls, on average [post]; 0 for a post that nobody can see."""
    mass = mass_of_posts(posts, class_start, activity, reached)
    squares = mass_of_posts(posts, class_start, activity * activity, reached)
    return np.divide(squares, mass, out=np.zeros_like(mass), where=mass > 0.0)
