"""Response curves: the weight of the k-th distinct source, relative to the first.

They hold the claim that "everybody is talking about it": that people respond more, or less, the more creators they
hear it from.
"""

from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import log, power, powers
from sim.mechanisms.registry import Family, Registry, flaw_of_array, within

N_SOURCES = 32
N_EXPOSURES = 64
ROUNDING = 1e-9


def independent(source: F64) -> F64:
    """Every source counts the same (Johnson, Lewis & Reiley 2016: linear to 50 exposures).

    >>> independent(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 1.0, 1.0]
    """
    return np.ones_like(source)


def hazard_power(source: F64, *, beta: float = 1.0) -> F64:
    """Cumulative hazard k^beta: 1 is independent, 1.9 reproduces Centola 2010, 0.2 to 2 in the evidence.

    >>> hazard_power(np.array([1.0, 2.0]), beta=2.0).round(9).tolist()
    [1.0, 3.0]
    """
    within("beta", beta, 0.0, 4.0)
    return np.asarray(powers(source, beta) - powers(source - 1.0, beta)) if beta else (source == 1.0) * 1.0


def logarithmic(source: F64) -> F64:
    """Cumulative hazard ln(1 + k): each further source adds less (Backstrom et al. 2006, in shape).

    >>> logarithmic(np.array([1.0, 3.0])).round(3).tolist()
    [1.0, 0.415]
    """
    return np.array([(log(1.0 + k) - log(k)) / log(2.0) for k in source])


def hill(source: F64, *, half: float = 3.0, steepness: float = 2.0) -> F64:
    """Cumulative hazard k^s / (half^s + k^s): an S that saturates.

    >>> hill(np.array([1.0, 2.0, 9.0])).round(2).tolist()
    [1.0, 2.08, 0.23]
    """
    within("half", half, 0.01, 1000.0)
    within("steepness", steepness, 0.1, 10.0)

    def hazard(k: float) -> float:
        return float(power(k, steepness) / (power(half, steepness) + power(k, steepness)))

    weights = np.array([(hazard(k) - hazard(k - 1.0)) / hazard(1.0) for k in source])
    return np.asarray(np.maximum(weights, 0.0))  # once saturated, rounding has the last word


def threshold(source: F64, *, sources: float = 2.0, factor: float = 4.0) -> F64:
    """Complex contagion: from so many distinct sources on, response is `factor` times the first (Centola 2010).

    >>> threshold(np.array([1.0, 2.0, 3.0]), sources=3.0).tolist()
    [1.0, 1.0, 4.0]
    """
    within("sources", sources, 1.0, N_SOURCES)
    within("factor", factor, 0.0, 1000.0)
    return np.where((source >= sources) & (source > 1.0), factor, 1.0)


CERTAIN = 1e12  # a weight that makes any answer certain which is possible at all


def linear_threshold(source: F64, *, friends: float = 10.0) -> F64:
    """Each of so many friends is the one who convinces with equal chance (Granovetter 1978; Kempe et al. 2003).

    So the k-th convinces 1 / (friends - k + 1) of those whom the others have not: odds of 1 to friends - k, where the
    first has 1 to friends - 1. The last is certain.

    >>> linear_threshold(np.array([1.0, 7.0, 10.0])).tolist()
    [1.0, 3.0, 1000000000000.0]
    """
    within("friends", friends, 1.0, N_SOURCES)
    if friends == 1.0:
        return np.ones(source.size)
    return np.where(source < friends, (friends - 1.0) / np.maximum(friends - source, 1e-9), CERTAIN)


def u_shape(source: F64, *, lowest: float = 3.0, depth: float = 0.4) -> F64:
    """A weight that falls to 1 - depth at the `lowest` source and rises again to 1 (Geng, Chen & Wang 2023, in shape).

    >>> u_shape(np.array([1.0, 3.0, 5.0])).tolist()
    [1.0, 0.6, 1.0]
    """
    within("lowest", lowest, 1.5, N_SOURCES)
    within("depth", depth, 0.0, 1.0)
    distance = np.minimum(np.abs(source - lowest) / (lowest - 1.0), 1.0)
    return 1.0 - depth * (1.0 - distance * distance)


def inverted_u(source: F64, *, peak: float = 3.0, height: float = 1.5, persistence: float = 0.7) -> F64:
    """A weight that rises to `height` at the `peak` source, then keeps `persistence` per source.

    In shape as in Romero et al. 2011.

    >>> inverted_u(np.array([1.0, 3.0, 4.0])).round(9).tolist()
    [1.0, 1.5, 1.05]
    """
    within("peak", peak, 1.5, N_SOURCES)
    within("height", height, 1.0, 100.0)
    within("persistence", persistence, 0.0, 1.0)
    rising = 1.0 + (height - 1.0) * (source - 1.0) / (peak - 1.0)
    falling = [height * power(persistence, max(k - peak, 0.0)) for k in source]
    return np.where(source <= peak, rising, np.array(falling))


def response_table(weights: F64, repeat_weight: float, wear_out_start: int, wear_out_factor: float) -> F64:
    """Return the table R [repeat, source - 1, exposure - 1], flat, from a curve's weights and the wear-out.

    weights: of the distinct sources [source - 1].

    >>> table = response_table(np.array([1.0, 2.0]), 0.5, wear_out_start=1, wear_out_factor=0.9)
    >>> table.reshape(2, 2, N_EXPOSURES)[:, :, :2].round(2).tolist()
    [[[1.0, 0.9], [2.0, 1.8]], [[0.5, 0.45], [1.0, 0.9]]]
    """
    beyond = np.maximum(np.arange(1.0, N_EXPOSURES + 1.0) - wear_out_start, 0.0)
    wear = np.array([power(wear_out_factor, n) for n in beyond])
    first = weights[:, None] * wear[None, :]
    return np.ascontiguousarray(np.stack([first, repeat_weight * first])).ravel()


def flaw_of_weights(arguments: tuple[Any, ...], weights: Any) -> str:
    """Return what is wrong with the weights of a plug-in's curve; empty where nothing is.

    arguments: of the call, the numbers of the sources.

    >>> flaw_of_weights((np.array([1.0, 2.0]),), np.array([2.0, 3.0]))
    'the first source must weigh 1, not 2'
    """
    if flaw := flaw_of_array(weights, arguments[0].shape):
        return f"a curve {flaw}"
    if arguments[0].size and arguments[0][0] == 1.0 and abs(weights[0] - 1.0) > ROUNDING:
        return f"the first source must weigh 1, not {weights[0]:g}"
    return ""


CURVES: Family = Registry(
    kind="curve",
    group="influence_sim.curves",
    built_in={
        "independent": independent,
        "hazard_power": hazard_power,
        "logarithmic": logarithmic,
        "hill": hill,
        "threshold": threshold,
        "linear_threshold": linear_threshold,
        "u_shaped": u_shape,
        "inverted_u": inverted_u,
    },
    flaw_of_value=flaw_of_weights,
)
