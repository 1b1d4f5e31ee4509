"""Values of tables between their points, compiled."""

import numpy as np

from sim.core.jit import jit


@jit
def read_tables(tables, grids, which, ln_share, spread):
    """Return the tables' values [kind, sample, campaign], between their points.

    tables [place, kind, ln share, spread]; grids: points of both, of ln share evenly spaced; which: place [campaign];
    ln_share, spread [sample, campaign].

    >>> grids = (np.array([-4.0, 0.0]), np.array([0.0, 0.5, 4.0]))
    >>> tables = np.zeros((1, 1, 2, 3)) + grids[0][:, None]
    >>> read_tables(tables, grids, np.zeros(1, np.int64), np.full((1, 1), -2.0), np.ones((1, 1))).tolist()
    [[[-2.0]]]
    """
    shares, spreads = grids
    n_samples, n_campaigns = ln_share.shape
    out = np.empty((tables.shape[1], n_samples, n_campaigns))
    step = shares[1] - shares[0]
    for sample in range(n_samples):
        for campaign in range(n_campaigns):
            down = min(max((ln_share[sample, campaign] - shares[0]) / step, 0.0), shares.size - 1.000001)
            wide = min(max(spread[sample, campaign], 0.0), spreads[-1])
            right = max(min(np.searchsorted(spreads, wide) - 1, spreads.size - 2), 0)
            row = int(down)
            a = down - row
            b = (wide - spreads[right]) / (spreads[right + 1] - spreads[right])
            for kind in range(tables.shape[1]):
                table = tables[which[campaign], kind]
                left = table[row, right] * (1.0 - a) + table[row + 1, right] * a
                beyond = table[row, right + 1] * (1.0 - a) + table[row + 1, right + 1] * a
                out[kind, sample, campaign] = left * (1.0 - b) + beyond * b
    return out


@jit
def read(table, rows, columns, row, column):
    """Return values of a table between its evenly spaced points [sample, campaign].

    >>> table = np.arange(3.0)[:, None] + np.zeros((1, 2))
    >>> read(table, np.arange(3.0), np.arange(2.0), np.full((1, 1), 0.5), np.full((1, 1), 0.3)).tolist()
    [[0.5]]
    """
    out = np.empty(row.shape)
    for sample in range(row.shape[0]):
        for campaign in range(row.shape[1]):
            down = (row[sample, campaign] - rows[0]) / (rows[1] - rows[0])
            right = (column[sample, campaign] - columns[0]) / (columns[1] - columns[0])
            down = min(max(down, 0.0), rows.size - 1.000001)
            right = min(max(right, 0.0), columns.size - 1.000001)
            i, j = int(down), int(right)
            a, b = down - i, right - j
            top = table[i, j] * (1.0 - b) + table[i, j + 1] * b
            bottom = table[i + 1, j] * (1.0 - b) + table[i + 1, j + 1] * b
            out[sample, campaign] = top * (1.0 - a) + bottom * a
    return out


@jit
def solve_ln_odds(mean, rows, columns, ln_share, spread):
    """Return the ln odds at which the mean share over luck is this [sample, campaign]. mean: the table of means.

    >>> rows = np.arange(3.0)
    >>> table = 2.0 * rows[:, None] + np.zeros((1, 2))
    >>> solve_ln_odds(table, rows, np.arange(2.0), np.full((1, 1), 3.0), np.zeros((1, 1))).tolist()
    [[1.5]]
    """
    out = np.empty(ln_share.shape)
    for sample in range(ln_share.shape[0]):
        for campaign in range(ln_share.shape[1]):
            right = (spread[sample, campaign] - columns[0]) / (columns[1] - columns[0])
            right = min(max(right, 0.0), columns.size - 1.000001)
            j = int(right)
            b = right - j
            low, high = 0, rows.size - 1
            while high - low > 1:
                middle = (low + high) // 2
                if mean[middle, j] * (1.0 - b) + mean[middle, j + 1] * b > ln_share[sample, campaign]:
                    high = middle
                else:
                    low = middle
            below = mean[low, j] * (1.0 - b) + mean[low, j + 1] * b
            above = mean[high, j] * (1.0 - b) + mean[high, j + 1] * b
            part = (ln_share[sample, campaign] - below) / (above - below)
            out[sample, campaign] = rows[low] + part * (rows[high] - rows[low])  # below the first: proportional
    return out
