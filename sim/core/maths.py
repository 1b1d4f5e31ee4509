"""Logarithm, exponential and normal quantile from +, -, *, / and sqrt alone: the same bits on every machine.

libm and numpy's vector functions differ in the last bit between processors; these do not, so results can be
compared by hash.
"""

import math

import numpy as np

from sim.core.jit import jit, lean

U64 = np.uint64
LN_2 = 0.6931471805599453
LN_2_HIGH = 0.693147180369123816490  # 32 leading bits, so that n * LN_2_HIGH is exact
LN_2_LOW = 1.90821492927058770002e-10
SQRT_2 = 1.4142135623730951
MANTISSA = np.uint64(0xFFFFFFFFFFFFF)
ONE_BITS = np.uint64(0x3FF0000000000000)
WHOLE_BITS = np.uint64(0x4330000000000000)  # 2^52: its low bits hold a whole number
WHOLE = 4503599627370496.0
P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13 = (1.0 / math.factorial(k) for k in range(2, 14))


@lean
def whole_to_float(word):
    """A uint64 below 2^52 as float64, in a form that becomes a vector instruction."""
    return U64(word | WHOLE_BITS).view(np.float64) - WHOLE


@lean
def log_mantissa(m):
    """ln(m / sqrt 2) for m in [1, 2), by the area-tangent series."""
    s = (m - SQRT_2) / (m + SQRT_2)
    z = s * s
    p = 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    return 2.0 * s * (1.0 + z * p)


@lean
def exponential(half_word):
    """An Exp(1) variate from 32 random bits (uint64 below 2^32): -ln((w + 1/2) / 2^32)."""
    d = whole_to_float(half_word) + 0.5
    bits = np.float64(d).view(np.uint64)
    power = whole_to_float(bits >> U64(52)) - 1023.0
    m = U64((bits & MANTISSA) | ONE_BITS).view(np.float64)
    return (31.5 - power) * LN_2 - log_mantissa(m)


@lean
def log(x):
    """Natural logarithm of a normal positive float64; -inf at 0."""
    if x <= 0.0:
        return -np.inf
    bits = np.float64(x).view(np.uint64)
    power = whole_to_float(bits >> U64(52)) - 1023.0
    m = U64((bits & MANTISSA) | ONE_BITS).view(np.float64)
    if m > SQRT_2:
        m = m * 0.5
        power = power + 1.0
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1.0 / 23.0
    for n in range(21, 2, -2):
        p = p * z + 1.0 / n
    return power * LN_2_HIGH + (2.0 * s * (1.0 + z * p) + power * LN_2_LOW)


@lean
def exp(x):
    """e to the x; 0 below -708, inf above 709. Straight on without a branch, so that loops over it use wide registers.

    The series goes by even and odd powers, which the processor adds up side by side.
    """
    inside = min(max(x, -708.0), 709.0)
    n = np.floor(inside / LN_2 + 0.5)
    r = (inside - n * LN_2_HIGH) - n * LN_2_LOW
    z = r * r
    even = P2 + z * (P4 + z * (P6 + z * (P8 + z * (P10 + z * P12))))
    odd = P3 + z * (P5 + z * (P7 + z * (P9 + z * (P11 + z * P13))))
    value = (1.0 + (r + z * (even + r * odd))) * U64(np.int64(n) + 1023 << 52).view(np.float64)
    if x < -708.0:
        return 0.0
    return np.inf if x > 709.0 else value


@lean
def power(x, exponent):
    """x to the exponent, for x >= 0; exact for exponents 0 and 1."""
    if exponent == 0.0:
        return 1.0
    if exponent == 1.0:
        return x
    if x <= 0.0:
        return 0.0 if exponent > 0.0 else np.inf
    return exp(exponent * log(x))


@lean
def rational(r, a, b):
    """A quotient of two polynomials of degree seven."""
    top = a[7]
    bottom = b[7]
    for k in range(6, -1, -1):
        top = top * r + a[k]
        bottom = bottom * r + b[k]
    return top / bottom


# Wichura 1988, algorithm AS 241 (PPND16): relative error about 1e-16.
NEAR_TOP = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
NEAR_BOTTOM = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
MIDDLE_TOP = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
MIDDLE_BOTTOM = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
FAR_TOP = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
FAR_BOTTOM = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip


@lean
def normal_quantile(u):
    """The standard normal quantile for u in (0, 1); u = 0 is taken as half the smallest step of `unit`."""
    u = max(u, 1.1e-16)
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * rational(0.180625 - q * q, NEAR_TOP, NEAR_BOTTOM)
    r = np.sqrt(-log(min(u, 1.0 - u)))
    if r <= 5.0:
        z = rational(r - 1.6, MIDDLE_TOP, MIDDLE_BOTTOM)
    else:
        z = rational(r - 5.0, FAR_TOP, FAR_BOTTOM)
    return -z if q < 0.0 else z


@lean
def lognormal(u, sd):
    """The quantile u of a lognormal variate with median 1 and sd of its logarithm `sd`."""
    if sd == 0.0:
        return 1.0
    return exp(sd * normal_quantile(u))


@jit
def powers(values, exponent):
    """`power` over an array."""
    out = np.empty(values.size)
    for index in range(values.size):
        out[index] = power(values[index], exponent)
    return out
