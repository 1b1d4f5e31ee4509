"""On which days creators post: plain functions from a calendar to days, H11.

Days count from the start of the creator's window and stay inside it: where there are more posts than days, several
fall on one day. Posts of a creator stand in the order of their numbers.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64


class Calendar(NamedTuple):
    """When each creator may post, and how often."""

    start: I64  # [creator] first day of the window
    days: I64  # [creator] length of the window
    posts: I64  # [creator]
    group: I64  # [creator]
    time: F64  # [creator] in [0, 1), the creator's own
    pulses: int


def even(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Evenly over the window, each creator at a time of day and interval of their own."""
    step = calendar.days[creator] / calendar.posts[creator]
    return np.asarray(np.floor((number + calendar.time[creator]) * step).astype(np.int64))


def together(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Evenly over the window, all creators with as many posts on the same days."""
    return even(calendar._replace(time=np.zeros_like(calendar.time)), creator, number)


def daily(number: I64, n_posts: I64, n_days: I64) -> I64:
    """One post a day from day 0, or, where there are more posts than days, as many on each."""
    return number * np.minimum(n_posts, n_days) // n_posts


def burst(calendar: Calendar, creator: I64, number: I64) -> I64:
    """One post a day from the first day of the window, all creators together."""
    return daily(number, calendar.posts[creator], calendar.days[creator])


def pulse(calendar: Calendar, creator: I64, number: I64) -> I64:
    """Bursts that begin evenly over the window, all creators together; with fewer posts than pulses, some are empty."""
    pulses, posts, days = calendar.pulses, calendar.posts[creator], calendar.days[creator]
    pulse = number * pulses // posts
    first, beyond = -(-pulse * posts // pulses), -(-(pulse + 1) * posts // pulses)  # numbers of the pulse's posts
    begin, end = pulse * days // pulses, (pulse + 1) * days // pulses
    return begin + daily(number - first, beyond - first, end - begin)


def stagger(calendar: Calendar, creator: I64, number: I64) -> I64:
    """The creators of a group begin one after the other, evenly over the window; each then posts once a day.

    Their order is that of their own times; the last one ends with the window. It is the one pattern in which
    hiring one creator more moves the others.
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
