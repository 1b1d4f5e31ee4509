"""The intensity of a post's views that reaches a share of its audience, given how unevenly people use a platform."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit
from sim.core.maths import exp
from sim.mechanisms.reach_luck import lognormal_factors, normal_points

MOST_STEPS = 200
NEAR = 1e-15  # steps that are relatively smaller move nothing
MOST_INTENSITY = 1e300  # where luck is so wide that no intensity would be enough


class Viewers(NamedTuple):
    """People to whom posts may be shown: how much they see, by kind, the luck of a post included."""

    activity: F64  # [kind] views relative to the mean
    share: F64  # [kind] of people and luck, adding up to 1


def crowd_of(activity: F64, sd: float = 0.0) -> Viewers:
    """Return people of equally many classes [class], for posts whose intensity has a luck of this spread (sd of ln).

    >>> crowd_of(np.array([0.5, 1.5])).share.tolist()
    [0.5, 0.5]
    """
    normal = normal_points(sd)
    factors = lognormal_factors(np.array([sd]), normal)[0]
    share = np.repeat(1.0 / activity.size, activity.size)
    return Viewers(np.outer(activity, factors).ravel(), np.outer(share, normal.share).ravel())


@jit
def solve_intensity(reach, activity, share):
    """Return the lambda [post] at which a crowd's mean of (1 - exp(-lambda activity)) is the reach, below 1.

    >>> solve_intensity(np.array([0.0, 0.5]), *crowd_of(np.ones(1))).round(6).tolist()
    [0.0, 0.693147]
    """
    mean = np.sum(activity * share)
    out = np.zeros(reach.size)
    for index in range(reach.size):
        if reach[index] <= 0.0:
            continue
        intensity = reach[index] / mean  # from below: the share that sees a post is concave, so no step goes too far
        for _ in range(MOST_STEPS):
            seen = slope = 0.0
            for kind in range(activity.size):
                unseen = exp(-intensity * activity[kind])
                seen += share[kind] * (1.0 - unseen)
                slope += share[kind] * activity[kind] * unseen
            closer = min(intensity + (reach[index] - seen) / slope, MOST_INTENSITY) if slope > 0.0 else MOST_INTENSITY
            if not closer > intensity * (1.0 + NEAR):
                break
            intensity = closer
        out[index] = intensity
    return out


@jit
def mean_seen(intensity, activity, share):
    """Return the share of a crowd that sees a post of this intensity. activity, share: [kind].

    >>> round(mean_seen(0.6931471805599453, *crowd_of(np.ones(2))), 9)
    0.5
    """
    total = 0.0
    for index in range(activity.size):
        total += share[index] * (1.0 - exp(-intensity * activity[index]))
    return total


@jit
def views_per_follower(intensity, activity, share, visibility):
    """Return the expected exposures of one real follower to one whole post [creator]: at most one a day.

    >>> views_per_follower(np.array([50.0]), *crowd_of(np.ones(1)), np.array([0.5, 0.5])).round(6).tolist()
    [2.0]
    """
    out = np.zeros(intensity.size)
    for index in range(intensity.size):
        for age in range(visibility.size):
            out[index] += mean_seen(intensity[index] * visibility[age], activity, share)
    return out


@jit
def engagements_due(cells, rates, n_people, activity):
    """Return the engagements that are expected of a post before each of its days [cell].

    cells: (creator, post, hazard) [cell] in the order of days; rates: engagements per view [creator];
    n_people [post, kind] and activity [creator, kind].

    >>> cells = (np.zeros(2, np.int64), np.zeros(2, np.int64), np.full(2, 50.0))
    >>> engagements_due(cells, np.array([0.1]), np.array([[100]]), np.ones((1, 1))).round(6).tolist()
    [0.0, 10.0]
    """
    cell_creator, cell_post, cell_hazard = cells
    so_far = np.zeros(cell_post.max() + 1 if cell_post.size else 0)
    out = np.empty(cell_post.size)
    for cell in range(cell_post.size):
        post, creator = cell_post[cell], cell_creator[cell]
        out[cell] = so_far[post]
        for index in range(activity.shape[1]):
            seen = 1.0 - exp(-cell_hazard[cell] * activity[creator, index])
            so_far[post] += n_people[post, index] * seen * rates[creator]
    return out


@jit
def solve_views(views, n_people, activity, visibility):
    """Return the lambda [post] with which people have so many views of a whole post together, fewer than one each.

    n_people [post, class]. Newton's steps from below: views are concave in lambda, so no step goes too far.

    >>> solve_views(np.array([50.0]), np.array([[100]]), np.ones(1), np.ones(1)).round(6).tolist()
    [0.693147]
    """
    out = np.zeros(views.size)
    for index in range(views.size):
        if views[index] <= 0.0:
            continue
        intensity = views[index] / np.sum(n_people[index] * activity)
        for _ in range(MOST_STEPS):
            seen, slope = views_of(intensity, n_people[index], activity, visibility)
            closer = intensity + (views[index] - seen) / slope
            if not closer > intensity * (1.0 + NEAR):
                break
            intensity = closer
        out[index] = intensity
    return out


@jit
def views_of(intensity, n_people, activity, visibility):
    """Return the expected views of a whole post by people [class] together, and their derivative by the intensity.

    >>> [round(value, 6) for value in views_of(0.6931471805599453, np.array([100]), np.ones(1), np.ones(1))]
    [50.0, 50.0]
    """
    seen = slope = 0.0
    for index in range(activity.size):
        for age in range(visibility.size):
            length = visibility[age] * activity[index]
            unseen = exp(-intensity * length)
            seen += n_people[index] * (1.0 - unseen)
            slope += n_people[index] * length * unseen
    return seen, slope
