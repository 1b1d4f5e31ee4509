"""From the share that a post reaches to the intensity of its views, given how unevenly people use a platform: H3."""

import numpy as np

from sim.core.jit import jit
from sim.core.maths import exp


@jit
def solve_intensity(reach, activity):
    """lambda with mean over classes of (1 - exp(-lambda activity)) = reach [post]; reach below 1."""
    return solve_views(reach, activity, np.ones(1))


@jit
def solve_views(views, activity, visibility):
    """lambda with `views_of_one` = views [post], per real follower and below 1."""
    out = np.empty(views.size)
    for index in range(views.size):
        low, high = 0.0, 1.0
        while views_of_one(high, activity, visibility) < views[index]:
            high *= 2.0
        for _ in range(100):
            low_before, high_before = low, high
            middle = 0.5 * (low + high)
            if views_of_one(middle, activity, visibility) < views[index]:
                low = middle
            else:
                high = middle
            if middle in (low_before, high_before):
                break  # neighbours: no further step would move a bit
        out[index] = 0.5 * (low + high) if views[index] > 0.0 else 0.0
    return out


@jit
def solve_pool(views, n_people, activity, visibility):
    """lambda with which a pool of people has so many views of a post together [creator]; below one for each.

    views [creator]; n_people [creator, class].
    """
    out = np.zeros(views.size)
    for index in range(views.size):
        low, high = 0.0, 1.0
        while views[index] > 0.0 and views_of_pool(high, n_people[index], activity, visibility) < views[index]:
            low, high = high, 2.0 * high
        for _ in range(60 if views[index] > 0.0 else 0):
            middle = 0.5 * (low + high)
            if views_of_pool(middle, n_people[index], activity, visibility) < views[index]:
                low = middle
            else:
                high = middle
        out[index] = 0.5 * (low + high) if views[index] > 0.0 else 0.0
    return out


@jit
def views_of_pool(intensity, n_people, activity, visibility):
    total = 0.0
    for index in range(activity.size):
        for age in range(visibility.size):
            total += n_people[index] * (1.0 - exp(-intensity * visibility[age] * activity[index]))
    return total


@jit
def mean_seen(intensity, activity):
    total = 0.0
    for index in range(activity.size):
        total += 1.0 - exp(-intensity * activity[index])
    return total / activity.size


@jit
def views_per_follower(intensity, activity, visibility):
    """Expected exposures of one real follower to one whole post [creator]: at most one a day."""
    out = np.zeros(intensity.size)
    for index in range(intensity.size):
        out[index] = views_of_one(intensity[index], activity, visibility)
    return out


@jit
def views_of_one(intensity, activity, visibility):
    total = 0.0
    for age in range(visibility.size):
        total += mean_seen(intensity * visibility[age], activity)
    return total
