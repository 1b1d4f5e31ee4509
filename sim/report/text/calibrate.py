"""A calibration as text and as TOML: what is known of each number before and after."""

import json
import math
from collections.abc import Sequence
from typing import Any

from sim.report.style.numbers import number
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable, render
from sim.scenario.describe.key_units import PURE, unit_of_key
from sim.scenario.toml.write import toml_text
from sim.study.calibration.calibrate import INFORMED, Calibration, Learned, PosteriorCheck
from sim.text import printable

ODD = 0.025  # share of predictions on one side beyond which a check is remarked on
LEAST_COVERED = 0.75
NUMBERS_HEADER = ("number", "before", "5%", "95%", "after", "5% ", "95% ", "explained %")
CHECKS_HEADER = ("column", "campaigns", "mean %", "sd %", "held out %", "of")


def learned_table(calibration: Calibration) -> TextTable:
    """Each number before and after, with the ends of its 90% intervals, and the variance explained."""
    rows = [learned_row(learned) for learned in calibration.learned]
    notes = [
        "explained %: variance explained, the share of what was not known that the data took away (on the scale where "
        "the prior is normal).",
        *(f"{printable(learned.name)}: the data say nothing; the prior is kept." for learned in silent(calibration)),
    ]
    columns = ", ".join(calibration.campaigns.measured)
    return TextTable(f"{calibration.campaigns.size:,} campaigns: {columns}", NUMBERS_HEADER, rows, notes)


def learned_row(learned: Learned) -> tuple[str, ...]:
    """A number before and after, as a row of the table."""
    ranges = (central(learned.prior), central(learned.posterior))
    cells = (number(value, None) for each in ranges for value in each.values())
    return (learned.name, *cells, f"{100.0 * learned.variance_explained:.0f}")


def silent(calibration: Calibration) -> list[Learned]:
    """The numbers of a scenario of which the data say nothing."""
    return [
        learned for learned in calibration.learned if learned.variance_explained < INFORMED and not learned.is_spread
    ]


def checks_table(calibration: Calibration) -> TextTable:
    """Measured columns beside what is predicted."""
    rows: list[tuple[str, ...]] = [
        (check.column, f"{check.n:,}", percent(check.mean_prob), percent(check.sd_prob), percent(check.held),
         f"{check.n_held:,}")
        for check in calibration.checks
    ]  # fmt: skip
    notes = [
        "mean %, sd %: share of predicted data sets with a smaller mean, standard deviation, of ln(x + 1); near 0 or "
        "100 the model does not fit.",
        "held out %: campaigns inside 90% intervals of fits that did not know them; about 90 if it can be trusted.",
    ]
    return TextTable("Checks", CHECKS_HEADER, rows, notes)


def percent(share: float) -> str:
    """A share in whole percent; a dash where there is none."""
    return "-" if math.isnan(share) else f"{100.0 * share:.0f}"


def tables(calibration: Calibration) -> list[TextTable]:
    """The tables of the text form: the numbers, then the checks."""
    return [learned_table(calibration), checks_table(calibration)]


def remarks(calibration: Calibration) -> list[str]:
    """Sentences that the reader needs before using the numbers."""
    sentences = [*calibration.notes]
    for check in calibration.checks:
        sentences += remarks_of(check)
    total = len(calibration.recovered) + len(calibration.missed)
    missed = f" (missed: {', '.join(calibration.missed)})" if calibration.missed else ""
    sentences.append(
        f"Self-recovery: of data made from a known setting, 90% intervals held {len(calibration.recovered)} of {total} "
        f"numbers{missed}; about nine in ten are to be expected."
    )
    sentences += [
        f"{first} and {second} go together ({value:+.2f}): the campaigns cannot tell them apart; the posterior knows."
        for first, second, value in calibration.correlated
    ]
    return sentences


def remarks_of(check: PosteriorCheck) -> list[str]:
    """Sentences on a check that is not as it should be."""
    sentences = []
    if not ODD <= check.mean_prob <= 1.0 - ODD:
        sentences.append(
            f"{check.column}: the measured mean is beyond 95% of what is predicted; the model does not fit it."
        )
    if check.n_held >= 10 and check.held < LEAST_COVERED:
        sentences.append(f"{check.column}: only {100.0 * check.held:.0f}% of held-out campaigns lie in 90% intervals.")
    return sentences


def as_dict(calibration: Calibration, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The calibration as plain values: medians and 90% intervals, in the units of the scenario's keys."""
    answer = {
        "campaigns": quantity(calibration.campaigns.size, "campaigns"),
        "columns": list(calibration.campaigns.measured),
        "numbers": [learned_values(learned) for learned in calibration.learned],
        "checks": [check_values(check) for check in calibration.checks],
        "recovered": calibration.recovered,
        "missed": calibration.missed,
        "correlations": [
            {"first": first, "second": second, "correlation": quantity(value, PURE)}
            for first, second, value in calibration.correlated
        ],
        "remarks": [*remarks(calibration), *notes],
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


def learned_values(learned: Learned) -> dict[str, Any]:
    """A number before and after, as plain values with units."""
    unit = unit_of_key(learned.name)
    return {
        "number": learned.name,
        "before": {**central(learned.prior), "unit": unit},
        "after": {**central(learned.posterior), "unit": unit},
        "variance_explained": quantity(learned.variance_explained, "share of the variance"),
        "is_spread": learned.is_spread,
    }


def check_values(check: PosteriorCheck) -> dict[str, Any]:
    """A check as plain values with units."""
    return {
        "column": check.column,
        "campaigns": quantity(check.n, "campaigns"),
        "mean_probability": quantity(check.mean_prob, "share of predicted data sets"),
        "sd_probability": quantity(check.sd_prob, "share of predicted data sets"),
        "held_out_share": quantity(check.held, "share of campaigns"),
        "held_out": quantity(check.n_held, "campaigns"),
    }


def central(quantiles: Sequence[float]) -> dict[str, float]:
    """The median and the ends of the 90% interval."""
    low, middle, high = quantiles
    return {"median": middle, "low_5": low, "high_95": high}


def text(calibration: Calibration, notes: list[str], form: str, wide: bool) -> str:
    """The whole answer; csv holds the numbers alone."""
    shown = tables(calibration)
    if form == "csv":
        return render(shown[0], form, wide)
    sentences = [*remarks(calibration), *notes]
    if form == "json":
        named = dict(zip(("numbers", "checks"), (json.loads(render(each, form, wide)) for each in shown), strict=True))
        return json.dumps({**named, "remarks": sentences}, indent=2)
    return "\n".join([*(render(each, form, wide) + "\n" for each in shown), *sentences])


def posterior_text(calibration: Calibration, command: str) -> str:
    """The numbers as TOML for `--set @file`, or to be pasted into a scenario."""
    sections: dict[str, dict[str, Any]] = {}
    for key, distribution in calibration.known.items():
        *path, name = key.split(".")
        table = sections
        for section in path:
            table = table.setdefault(section, {})
        table[name] = distribution
    origin = f"# What {calibration.campaigns.size:,} past campaigns say: {printable(command)}\n"
    use = (
        "# Use: sim run SCENARIO --set @FILE --draws 50; what they do not say keeps its prior.\n"
        "# Joint numbers are drawn together: the n-th values of all of them are one setting.\n"
    )
    return origin + use + toml_text(sections)
