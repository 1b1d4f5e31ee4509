"""Fake followers: the share of a creator's listed followers that is nobody, said for a group or drawn for each creator.

Drawn shares have the spread that SRF Data measured in 2017 on 115 Swiss influencers: quartiles 10, 16 and 50%, mean
28%, sd 23 points, 26% of them above one half, no relation to size. A mixture fits all of these: 68% Beta with mean
0.128 and concentration 24 (fakes who come by themselves), 32% Beta with mean 0.60 and concentration 14 (bought ones).
"""

import numpy as np

from sim.core import address
from sim.core.address import purpose_key, uniform
from sim.core.arrays import F64, I64
from sim.core.jit import jit
from sim.scenario.model import Scenario

MEASURED = np.array([
    0.011, 0.024, 0.031, 0.036, 0.041, 0.045, 0.048, 0.052, 0.055, 0.058, 0.060, 0.063, 0.066, 0.068, 0.071, 0.073,
    0.076, 0.078, 0.080, 0.083, 0.085, 0.087, 0.090, 0.092, 0.094, 0.097, 0.099, 0.101, 0.103, 0.106, 0.108, 0.110,
    0.113, 0.115, 0.118, 0.120, 0.123, 0.125, 0.128, 0.130, 0.133, 0.136, 0.138, 0.141, 0.144, 0.147, 0.150, 0.153,
    0.156, 0.160, 0.163, 0.167, 0.171, 0.175, 0.179, 0.183, 0.188, 0.193, 0.198, 0.204, 0.210, 0.217, 0.225, 0.234,
    0.245, 0.257, 0.274, 0.296, 0.328, 0.366, 0.400, 0.427, 0.449, 0.468, 0.485, 0.500, 0.514, 0.527, 0.539, 0.551,
    0.562, 0.573, 0.584, 0.594, 0.605, 0.615, 0.626, 0.636, 0.647, 0.657, 0.668, 0.680, 0.691, 0.704, 0.717, 0.732,
    0.748, 0.766, 0.789, 0.821, 0.891,
])  # fmt: skip
"""Quantiles of that mixture at 0, 1, ... 100%, of which the ends are those at 0.1% and 99.9%."""


@jit
def quantiles(table, u):
    """Quantile at each u in [0, 1) of a table of evenly spaced quantiles, straight lines between them."""
    out = np.empty(u.size)
    for index in range(u.size):
        place = u[index] * (table.size - 1)
        cell = int(place)
        out[index] = table[cell] + (place - cell) * (table[cell + 1] - table[cell])
    return out


@jit
def draw_fake_shares(seed, keys, table):
    """Fake share of each creator [creator], from the creator's own address."""
    key = purpose_key(seed, address.FAKES, 0, 0)
    u = np.empty(keys.size)
    for creator in range(keys.size):
        u[creator] = uniform(key, keys[creator], 0)
    return quantiles(table, u)


def measured_shares(n: int) -> F64:
    """Fake shares in the middle of n equally likely parts of what was measured."""
    return np.asarray(quantiles(MEASURED, (np.arange(n) + 0.5) / n))


def are_drawn(scenario: Scenario, group: I64) -> np.ndarray:
    """Whether each creator has a drawn share of fakes [creator]. group: index into scenario.creators [creator]."""
    return np.array([each.fake_share is None for each in scenario.creators], bool)[group]


def fake_shares(scenario: Scenario, group: I64, key: np.ndarray) -> F64:
    """Fake share of each creator [creator]: the group's, or else drawn. group: [creator]; key: identity [creator]."""
    said = np.array([each.fake_share or 0.0 for each in scenario.creators], np.float64)[group]
    drawn = draw_fake_shares(np.uint64(scenario.run.seed), key, MEASURED)
    return np.where(are_drawn(scenario, group), drawn, said)
