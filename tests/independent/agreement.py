"""Whether two simulators play the same law: a z for each mean, standard deviation, P10 and P90."""

from typing import NamedTuple

import numpy as np

Columns = dict[str, np.ndarray]  # [unit, run]


class Difference(NamedTuple):
    """One figure of one column, by both."""

    column: str
    figure: str
    ours: float
    theirs: float
    z: float


def z_of(mine: np.ndarray, other: np.ndarray, difference: float) -> float:
    """A difference of means of units over its standard error; infinite where nothing varies but they differ."""
    error = np.sqrt(mine.var(ddof=1) / mine.size + other.var(ddof=1) / other.size)
    if error == 0.0:
        return 0.0 if abs(difference) <= 1e-9 else np.copysign(np.inf, difference)
    return float(difference / error)


def below(column: np.ndarray, point: float) -> np.ndarray:
    """Share of a unit's runs below a point, ties counted half."""
    return ((column < point) + 0.5 * (column == point)).mean(axis=1)


def differences(name: str, mine: np.ndarray, other: np.ndarray) -> list[Difference]:
    """Means by Student over units; standard deviations by the fourth moment; P10 and P90 by the shares of both that lie
    below the quantile of all runs together, which whole numbers with ties cannot upset."""
    means = [column.mean() for column in (mine, other)]
    scale = abs(means[0]) + abs(means[1])
    by_mean = [column.mean(axis=1) for column in (mine, other)]
    flat = [mean if np.ptp(mean) > 1e-9 * scale else np.full(mean.size, mean[0]) for mean in by_mean]
    change = means[0] - means[1]
    out = [Difference(name, "mean", *means, z_of(*flat, 0.0 if abs(change) <= 1e-9 * scale else change))]
    variances = [((column - mean) ** 2).mean(axis=1) for column, mean in zip((mine, other), means, strict=True)]
    if max(variance.mean() for variance in variances) <= 1e-18 * scale**2:
        return out
    sds = [float(np.sqrt(variance.mean())) for variance in variances]
    parts = [variance / (2.0 * sd) if sd else variance for variance, sd in zip(variances, sds, strict=True)]
    out.append(Difference(name, "sd", *sds, z_of(*parts, sds[0] - sds[1])))
    both = np.concatenate((mine.ravel(), other.ravel()))
    for figure, share in (("P10", 0.1), ("P90", 0.9)):
        point = float(np.quantile(both, share, method="inverted_cdf"))
        shares = [below(column, point) for column in (mine, other)]
        values = [float(np.quantile(column, share)) for column in (mine, other)]
        # More runs below a point mean a smaller quantile.
        out.append(Difference(name, figure, *values, z_of(*shares, shares[1].mean() - shares[0].mean())))
    return out


def compare(mine: Columns, other: Columns) -> list[Difference]:
    """All differences of all columns; a column that is 0 for both says nothing and is left out."""
    return [
        part
        for name in mine
        if mine[name].any() or other[name].any()
        for part in differences(name, mine[name], other[name])
    ]
