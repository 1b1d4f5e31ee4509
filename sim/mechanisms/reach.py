"""From the share that a post reaches to the intensity of its views, given how unevenly people use a platform: H3."""

import numpy as np

from sim.core.jit import jit
from sim.core.maths import exp

MOST_STEPS = 200
NEAR = 1e-15  # steps that are relatively smaller move nothing


@jit
def solve_intensity(reach, activity):
    """lambda with mean over classes of (1 - exp(-lambda activity)) = reach [post]; reach below 1."""
    out = np.empty(reach.size)
    for index in range(reach.size):
        low, high = 0.0, 1.0
        while mean_seen(high, activity) < reach[index]:
            high *= 2.0
        for _ in range(100):
            low_before, high_before = low, high
            middle = 0.5 * (low + high)
            if mean_seen(middle, activity) < reach[index]:
                low = middle
            else:
                high = middle
            if middle in (low_before, high_before):
                break  # neighbours: no further step would move a bit
        out[index] = 0.5 * (low + high) if reach[index] > 0.0 else 0.0
    return out


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
        for age in range(visibility.size):
            out[index] += mean_seen(intensity[index] * visibility[age], activity)
    return out


@jit
def engagements_due(cells, rates, n_people, activity):
    """Engagements that are expected of a post before each of its days, without luck [cell].

    cells: (creator, post, hazard) [cell] in the order of days; rates: engagements per view [creator];
    n_people and activity [creator, class].
    """
    cell_creator, cell_post, cell_hazard = cells
    so_far = np.zeros(cell_post.max() + 1 if cell_post.size else 0)
    out = np.empty(cell_post.size)
    for cell in range(cell_post.size):
        post, creator = cell_post[cell], cell_creator[cell]
        out[cell] = so_far[post]
        for index in range(activity.shape[1]):
            seen = 1.0 - exp(-cell_hazard[cell] * activity[creator, index])
            so_far[post] += n_people[creator, index] * seen * rates[creator]
    return out


@jit
def solve_views(views, n_people, activity, visibility):
    """lambda with which people have so many views of a whole post together [post]; fewer than one for each of them.

    n_people [post, class]. Newton's steps from below: views are concave in lambda, so no step goes too far.
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
    """Expected views of a whole post by people [class] together, and their derivative by the intensity."""
    seen = slope = 0.0
    for index in range(activity.size):
        for age in range(visibility.size):
            length = visibility[age] * activity[index]
            unseen = exp(-intensity * length)
            seen += n_people[index] * (1.0 - unseen)
            slope += n_people[index] * length * unseen
    return seen, slope
