"""Posting patterns: plain functions from a calendar to the days on which creators post.

They hold the claim that it matters whether posts come all at once or spread over time.

Days count from the start of the creator's window and stay inside it: where there are more posts than days, several
fall on one day. Posts of a creator stand in the order of their numbers.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64


class Calendar(NamedTuple):
    """Windows and numbers of posts of the creators."""

    start: I64  # [creator] first day of the window
    days: I64  # [creator] length of the window
    posts: I64  # [creator]
    group: I64  # [creator]
    time: F64  # [creator] in [0, 1), the creator's own
    pulses: int


EXAMPLE = Calendar(
    start=np.zeros(2, np.int64),
    days=np.full(2, 6),
    posts=np.full(2, 2),
    group=np.zeros(2, np.int64),
    time=np.array([0.0, 0.5]),
    pulses=2,
)
"""Two creators with two posts each in six days, for the examples below."""


def even(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Post evenly over the window, each creator at a time of day and interval of their own; returns days [post].

    creator, number [post]: whose post it is, and its number among theirs.

    >>> even(EXAMPLE, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist()
    [0, 3, 1, 4]
    """
    step = calendar.days[creator] / calendar.posts[creator]
    days = np.floor((number + calendar.time[creator]) * step).astype(np.int64)
    return np.asarray(np.minimum(days, calendar.days[creator] - 1))  # a time of day just below 1 rounds up


def together(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Post evenly over the window, all creators with as many posts on the same days.

    >>> together(EXAMPLE, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist()
    [0, 3, 0, 3]
    """
    return even(calendar._replace(time=np.zeros_like(calendar.time)), creator, number)


def daily(number: I64, n_posts: I64, n_days: I64) -> I64:
    """Post once a day from day 0, or, where there are more posts than days, equally often on each.

    >>> daily(np.arange(4), np.full(4, 4), np.full(4, 2)).tolist()
    [0, 0, 1, 1]
    """
    return number * np.minimum(n_posts, n_days) // n_posts


def burst(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Post once a day from the first day of the window, all creators together.

    >>> burst(EXAMPLE, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist()
    [0, 1, 0, 1]
    """
    return daily(number, calendar.posts[creator], calendar.days[creator])


def pulse(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Post in bursts that begin evenly over the window, all creators together; with few posts, some are empty.

    >>> pulse(EXAMPLE, np.array([0, 0]), np.array([0, 1])).tolist()
    [0, 3]
    """
    pulses, posts, days = calendar.pulses, calendar.posts[creator], calendar.days[creator]
    pulse = number * pulses // posts
    first, beyond = -(-pulse * posts // pulses), -(-(pulse + 1) * posts // pulses)  # numbers of the pulse's posts
    begin, end = pulse * days // pulses, (pulse + 1) * days // pulses
    return begin + daily(number - first, beyond - first, end - begin)


def stagger(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Post once a day, the creators of a group beginning one after the other, evenly over the window.

    Their order is that of their own times; the last one ends with the window. It is the one pattern in which
    hiring one creator more moves the others.

    >>> stagger(EXAMPLE, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist()
    [0, 1, 4, 5]
    """
    order = np.lexsort((calendar.time, calendar.group))
    sizes = np.bincount(calendar.group)
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    room = calendar.days - np.minimum(calendar.posts, calendar.days)
    begin = rank * room // np.maximum(sizes[calendar.group] - 1, 1)
    return begin[creator] + burst(calendar, creator, number)


PATTERNS: Mapping[str, Callable[[Calendar, I64, I64], I64]] = {
    "even": even,
    "together": together,
    "burst": burst,
    "pulsed": pulse,
    "staggered": stagger,
}
