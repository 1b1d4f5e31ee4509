"""Comparisons that are looked at again and again as their results grow, without being fooled by chance."""

from typing import NamedTuple

from sim.measures.contrast import Columns
from sim.statistics import confidence_sequence
from sim.statistics.intervals import Quantile, units


class Looks(NamedTuple):
    """Looks at growing results: their intervals hold at all looks, and for all pairs, together."""

    n: int  # units of the shorter side at this look: draws if there are several, else runs
    error_rate: float  # over all looks and pairs
    n_pairs: int  # of strategies

    @property
    def quantile(self) -> Quantile:
        """Standard errors on either side of an estimate; infinite before the first look.

        >>> round(Looks(1_000, 0.05, 1).quantile(999.0), 2)
        3.04
        """
        return confidence_sequence.quantile(self.n, self.error_rate / self.n_pairs)


def n_units(columns: Columns) -> int:
    """Return the number of independent units: draws or blocks of them if there are several, else runs.

    >>> import numpy as np
    >>> n_units({"outcomes/reach": np.ones((1, 7))})
    7
    """
    return int(units(columns["outcomes/reach"]).size)
