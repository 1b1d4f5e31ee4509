"""Values of tables between their points, compiled."""

import numpy as np

from sim.core.jit import jit, lean

LAST = 1.000001  # points of a table before its end, from which on it stays


@lean
def value_at(table, rows, columns, row, column):
    """Return the value of a table between its evenly spaced points.

    >>> table = np.arange(3.0)[:, None] + np.zeros((1, 2))
    >>> value_at(table, np.arange(3.0), np.arange(2.0), 0.5, 0.3)
    0.5
    """
    down = min(max((row - rows[0]) / (rows[1] - rows[0]), 0.0), rows.size - LAST)
    right = min(max((column - columns[0]) / (columns[1] - columns[0]), 0.0), columns.size - LAST)
    i, j = int(down), int(right)
    a, b = down - i, right - j
    top = table[i, j] * (1.0 - b) + table[i, j + 1] * b
    bottom = table[i + 1, j] * (1.0 - b) + table[i + 1, j + 1] * b
    return top * (1.0 - a) + bottom * a


@lean
def row_of(table, rows, columns, value, column):
    """Return the row at which a table that grows from row to row has this value.

    >>> rows = np.arange(3.0)
    >>> row_of(2.0 * rows[:, None] + np.zeros((1, 2)), rows, np.arange(2.0), 3.0, 0.0)
    1.5
    """
    right = min(max((column - columns[0]) / (columns[1] - columns[0]), 0.0), columns.size - LAST)
    j = int(right)
    b = right - j
    low, high = 0, rows.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle, j] * (1.0 - b) + table[middle, j + 1] * b > value:
            high = middle
        else:
            low = middle
    below = table[low, j] * (1.0 - b) + table[low, j + 1] * b
    above = table[high, j] * (1.0 - b) + table[high, j + 1] * b
    return rows[low] + (value - below) / (above - below) * (rows[high] - rows[low])  # below the first: proportional


@lean
def read_kinds(tables, grids, ln_share, spread, out):
    """Write the value of each table between its points [kind].

    tables [kind, ln share, spread]; grids: points of both, of ln share evenly spaced.

    >>> grids, out = (np.array([-4.0, 0.0]), np.array([0.0, 0.5, 4.0])), np.zeros(1)
    >>> read_kinds(np.zeros((1, 2, 3)) + grids[0][:, None], grids, -2.0, 1.0, out)
    >>> out.tolist()
    [-2.0]
    """
    shares, spreads = grids
    down = min(max((ln_share - shares[0]) / (shares[1] - shares[0]), 0.0), shares.size - LAST)
    wide = min(max(spread, 0.0), spreads[-1])
    row, right = int(down), 0
    while right < spreads.size - 2 and spreads[right + 1] < wide:
        right += 1
    a, b = down - row, (wide - spreads[right]) / (spreads[right + 1] - spreads[right])
    for kind in range(tables.shape[0]):
        left = tables[kind, row, right] * (1.0 - a) + tables[kind, row + 1, right] * a
        beyond = tables[kind, row, right + 1] * (1.0 - a) + tables[kind, row + 1, right + 1] * a
        out[kind] = left * (1.0 - b) + beyond * b


@jit
def read_tables(tables, grids, which, ln_share, spread):
    """Return the tables' values [kind, sample, campaign], between their points.

    tables [place, kind, ln share, spread]; grids as in `read_kinds`; which: place [campaign]; ln_share, spread [sample,
    campaign].

    >>> grids = (np.array([-4.0, 0.0]), np.array([0.0, 0.5, 4.0]))
    >>> tables = np.zeros((1, 1, 2, 3)) + grids[0][:, None]
    >>> read_tables(tables, grids, np.zeros(1, np.int64), np.full((1, 1), -2.0), np.ones((1, 1))).tolist()
    [[[-2.0]]]
    """
    n_samples, n_campaigns = ln_share.shape
    out, values = np.empty((tables.shape[1], n_samples, n_campaigns)), np.empty(tables.shape[1])
    for sample in range(n_samples):
        for campaign in range(n_campaigns):
            read_kinds(tables[which[campaign]], grids, ln_share[sample, campaign], spread[sample, campaign], values)
            out[:, sample, campaign] = values
    return out
