"""The readings of a question as plain values."""

from collections.abc import Sequence
from typing import Any

from sim.report.style.plain_values import quantity
from sim.report.text.comparison import who_leads
from sim.study.comparison.compare import Comparison
from sim.study.matching.readings import Reading


def as_dicts(comparison: Comparison, readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """The readings as plain values with units and 95% intervals."""
    from sim.report.text.comparison.compare import contrast_values

    prices = who_leads.prices_of(comparison)
    return [
        {
            "reading": who_leads.name(reading, prices),
            "equal": reading.equal,
            "work": reading.work or "as_configured",
            "scaled": reading.scaled or None,
            "problem": reading.problem or None,
            "measures": {each: contrast_values(contrast) for each, contrast in reading.contrasts.items()},
        }
        for reading in readings
    ]


def even_values(comparison: Comparison, readings: Sequence[Reading]) -> dict[str, Any] | None:
    """The hours at which it turns, as plain values; None where there are none."""
    even = who_leads.even_work_of(readings)
    if even is None:
        return None
    return {
        "side": comparison.strategies[even.side].label,
        "hours": quantity(even.hours, "hours per creator"),
        "today": quantity(even.today, "hours per creator"),
        "all_in": quantity(even.all_in, "USD per creator"),
        "measure": "cpe",
    }
