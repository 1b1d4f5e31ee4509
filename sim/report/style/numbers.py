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
    return f"{value:,.{min(places, 9)}f}"


def half_width(interval: Interval) -> float:
    """Half the distance between the ends of an interval."""
    return 0.5 * (interval.high - interval.low)


def estimate(interval: Interval) -> str:
    """The estimate, with the digits that its interval supports."""
    return number(interval.value, decimals(interval.value, half_width(interval)))


def margin(interval: Interval) -> str:
    """The half width of an interval, as it stands behind the plus-minus sign."""
    half = half_width(interval)
    if math.isinf(half):
        return "unbounded"
    return number(half, decimals(half, half))
