"""Words on the runs of a what-if: how its values belong to those of the stored runs, and where they do not."""

import math
from typing import Any

from sim.report.style.numbers import number
from sim.report.style.plain_values import quantity, series
from sim.study.what_if.stored_runs import RunCount, Scaling

SAME = 1e-9  # relative


def runs_in_words(count: RunCount) -> str:
    """Numbers of draws and of runs per draw in words."""
    n_draws, n_runs = count
    runs = f"{n_runs:,} run{'' if n_runs == 1 else 's'}" if n_runs else "exact expected values"
    return f"{n_draws:,} draws x {runs}" if n_draws > 1 else runs


def is_same(scaling: Scaling) -> bool:
    """Whether what was played is what is stored."""
    return all(math.isclose(factor, 1.0, rel_tol=SAME) for factor in scaling.factors)


def sentence(scaling: Scaling | None, played: RunCount) -> str:
    """Sentence on how the values of a what-if belong to the stored ones."""
    if scaling is None and not played.n_runs:
        return (
            "Exact expected values, without Monte Carlo: no stored runs of both sides were found (sim compare stores "
            "them), whose values differ from these by chance."
        )
    if scaling is None:
        return (
            f"No stored runs of both sides were found (sim compare stores them): values are of {runs_in_words(played)} "
            "played here, and differ by chance from those of sim compare."
        )
    stored = runs_in_words(scaling.n_stored)
    if scaling.free == "AB":
        return (
            f"The number that is turned is drawn on both sides, so values are of {runs_in_words(played)} played here."
        )
    if is_same(scaling):
        return f"As they are, both sides have the values of the {stored} that are stored."
    kept, here = (" and ".join(map(number, values)) for values in (scaling.stored, scaling.played))
    return (
        f"As they are, both sides have the values of the {stored} that are stored, {kept}: what was played here "
        f"({runs_in_words(played)}) has {here}, and is scaled to them.{free_sentence(scaling)}"
    )


def free_sentence(scaling: Scaling) -> str:
    """Sentence on the side that is not scaled; empty where both are."""
    if not scaling.free:
        return ""
    return f" {scaling.free} is not: there the number that is turned is drawn, so at no value is it as it is."


def wins_sentence(scaling: Scaling | None, played: RunCount) -> str:
    """Sentence on why P(A beats B) differs from that of the stored runs, and by how much; empty where it does not."""
    if scaling is None or not (math.isfinite(scaling.stored_wins) and math.isfinite(scaling.played_wins)):
        return ""
    kept, here = scaling.stored_wins, scaling.played_wins
    if math.isclose(kept, here, abs_tol=SAME):
        return ""
    return (
        f"P(A beats B) is counted in the {runs_in_words(played)} played here, not scaled: as both sides are, "
        f"{100.0 * here:.1f}%; in the stored runs {100.0 * kept:.1f}%."
    )


def scaling_values(scaling: Scaling | None, unit: str) -> dict[str, Any] | None:
    """The scaling as plain values with units; None where nothing is stored."""
    if scaling is None:
        return None
    draws, runs = scaling.n_stored
    return {
        "stored": series(list(scaling.stored), unit),
        "played": series(list(scaling.played), unit),
        "stored_draws": quantity(draws, "draws"),
        "stored_runs": quantity(runs, "runs per draw"),
        "not_scaled": list(scaling.free),
        "wins_stored": quantity(scaling.stored_wins, "share of campaigns"),
        "wins_played": quantity(scaling.played_wins, "share of campaigns"),
    }
