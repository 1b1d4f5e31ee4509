"""Numbers for people: as many digits as the interval supports, thousands separated."""

import math

from sim.statistics.intervals import Interval

LEAST, MOST = 1e-9, 1e15  # beyond, digits are written with an exponent


def decimals(value: float, error: float = math.nan) -> int:
    """Decimals worth printing: two digits of the error, or four digits of the value where there is no error."""
    if error > 0.0 and math.isfinite(error):
        return max(0, 1 - math.floor(math.log10(error)))
    if value == 0.0 or not math.isfinite(value):
        return 0
    return max(0, 3 - math.floor(math.log10(abs(value))))


def number(value: float, places: int | None = None) -> str:
    """A number; a dash where there is none."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "infinite" if value > 0.0 else "-infinite"
    if value and not LEAST <= abs(value) < MOST:
        return f"{value:.3e}"
    places = decimals(value) if places is None else places
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:z,.{min(places, 9)}f}"


def half_width(interval: Interval) -> float:
    """Half the distance between the ends of an interval."""
    return 0.5 * (interval.high - interval.low)


def estimate(interval: Interval) -> str:
    """The estimate, with the digits that its interval supports."""
    return number(interval.value, decimals(interval.value, half_width(interval)))


def is_symmetric(interval: Interval) -> bool:
    """Whether both ends lie as far from the estimate, but for rounding: only then does a plus-minus sign say the truth.

    Student's intervals of means do; Fieller's of ratios, and those of shares, do not.
    """
    below, above = interval.value - interval.low, interval.high - interval.value
    return abs(above - below) <= 1e-9 * (above + below) + 1e-14 * abs(interval.value)


def is_bounded(interval: Interval) -> bool:
    """Whether both ends are known."""
    return math.isfinite(interval.low) and math.isfinite(interval.high)


def span(interval: Interval) -> str:
    """The ends of an interval; a dash where there are none, a word where nothing bounds it."""
    if math.isnan(interval.low):
        return "-"
    if math.isinf(interval.low) and math.isinf(interval.high):
        return "unbounded"
    places = decimals(interval.value, half_width(interval))
    return f"{number(interval.low, places)} to {number(interval.high, places)}"


def error(interval: Interval) -> str:
    """An interval beside its estimate: the half width of a symmetric one, the ends of another."""
    if not is_bounded(interval):
        return "unbounded" if math.isinf(interval.low) else "-"
    half = half_width(interval)
    return f"± {number(half, decimals(half, half))}" if is_symmetric(interval) else span(interval)


def with_error(interval: Interval) -> str:
    """An estimate with its interval, where it has one: "461 ± 19", or "461 (234 to 38,305)"."""
    if math.isnan(interval.value):
        return "undefined"
    if math.isnan(interval.low) or interval.low == interval.high:
        return estimate(interval)
    around = error(interval)
    return f"{estimate(interval)} {around}" if around.startswith("±") else f"{estimate(interval)} ({around})"
