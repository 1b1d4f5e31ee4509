"""Looking at growing results again and again without being fooled: asymptotic confidence sequences.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence
sequences", Annals of Statistics: with probability 1 - alpha the truth lies inside at all looks together.
"""

import math

LEAST = 64  # units before the first look: the theory is asymptotic
TIGHTEST = 1_000  # units at which the sequence is tightest


def boundary(n: int, alpha: float) -> float:
    """Standard errors on either side after n units: the normal mixture, tightest at TIGHTEST units."""
    from scipy.special import lambertw

    # The minimum over y = n rho^2 of (y + 1) / y log((y + 1) / alpha^2) is where y + 1 = alpha^2 exp(y).
    grown = n / TIGHTEST * (-float(lambertw(-(alpha**2) / math.e, -1).real) - 1.0)
    return math.sqrt((grown + 1.0) / grown * (math.log1p(grown) - 2.0 * math.log(alpha)))
