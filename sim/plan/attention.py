"""Limited attention: who follows several creators of the roster has less for each.

It costs the kernel nothing: links of one activity class and about one number of followed creators make a class.
"""

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.maths import powers

EXACT = 3  # creators followed up to which every number has a class of its own
GROWTH = 1.5  # of the numbers that share a class, from one class to the next


def buckets(most: int) -> I64:
    """The least number of followed creators of each bucket, up to `most`: 1, 2, 3, 4, 6, 9, 13, ..."""
    edges = [*range(1, EXACT + 1)]
    while edges[-1] <= most:
        edges.append(max(int(edges[-1] * GROWTH), edges[-1] + 1))
    return np.array(edges)


def bucket_weights(followed: I64, bucket: I64, exponent: float) -> F64:
    """Share of attention in each bucket: the mean of k^-exponent over its links [bucket], 1 where there are none."""
    n_links = np.bincount(followed)
    share = powers(np.maximum(np.arange(n_links.size), 1).astype(np.float64), -exponent)
    of_count = np.searchsorted(buckets(n_links.size), np.arange(1, n_links.size), side="right") - 1
    total = np.bincount(of_count, n_links[1:] * share[1:], bucket.max() + 1)
    size = np.bincount(of_count, n_links[1:], bucket.max() + 1)
    return np.divide(total, size, out=np.ones(total.size), where=size > 0.0)


def divide(follower: I64, class_start: I64, activity: F64, exponent: float) -> tuple[I64, I64, F64]:
    """Finer classes by what attention is left: the links' new order [link], class_start and activity of the classes.

    follower: whose link it is [link]; class_start [creator, class + 1]; activity [class].
    """
    n_creators, n_classes = class_start.shape[0], activity.size
    if follower.size == 0:
        return np.arange(0), class_start, activity
    followed = np.bincount(follower)[follower]
    bucket = np.searchsorted(buckets(int(followed.max())), followed, side="right") - 1
    weights = bucket_weights(followed, bucket, exponent)
    row = np.repeat(np.arange(n_creators * n_classes), np.diff(class_start, axis=1).ravel())
    fine = row * weights.size + bucket
    order = np.argsort(fine, kind="stable")
    ends = np.cumsum(np.bincount(fine, minlength=n_creators * n_classes * weights.size))
    stops = ends.reshape(n_creators, n_classes * weights.size)
    starts = np.concatenate([class_start[:, :1], stops], axis=1)
    return order, starts, np.outer(activity, weights).ravel()
