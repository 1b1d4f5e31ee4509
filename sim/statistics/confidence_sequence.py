"""Looking at growing results again and again without being fooled: asymptotic confidence sequences.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence
sequences", Annals of Statistics: with probability 1 - alpha the truth lies inside at all looks together.
"""

import math

from sim.statistics.intervals import Quantile

LEAST = 64  # units before the first look: the theory is asymptotic
TIGHTEST = 1_000  # units at which the sequence is tightest


def boundary(n: int, alpha: float) -> float:
    """Return the half-width of a confidence sequence after n units, in standard errors.

    The boundary of the normal mixture, tightest at TIGHTEST units. alpha: the error rate over all looks together.

    >>> round(boundary(1_000, 0.05), 2)
    3.04
    """
    from scipy.special import lambertw

    # The minimum over y = n rho^2 of (y + 1) / y log((y + 1) / alpha^2) is where y + 1 = alpha^2 exp(y).
    units = n / TIGHTEST * (-float(lambertw(-(alpha**2) / math.e, -1).real) - 1.0)
    return math.sqrt((units + 1.0) / units * (math.log1p(units) - 2.0 * math.log(alpha)))


def quantile(n: int, alpha: float) -> Quantile:
    """Return the standard errors on either side after n units, whatever the degrees; infinite before LEAST units.

    >>> round(quantile(1_000, 0.05)(5.0), 2), quantile(10, 0.05)(5.0)
    (3.04, inf)
    """
    far = boundary(n, alpha) if n >= LEAST else math.inf
    return lambda _: far
