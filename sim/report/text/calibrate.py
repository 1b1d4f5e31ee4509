"""What past campaigns told, as text and as TOML."""

import json
import math
from typing import Any

from sim.report.style.numbers import number
from sim.report.style.table import TextTable, printable, render
from sim.scenario.toml.write import toml_text
from sim.study.calibration.calibrate import INFORMED, Calibration, Learned, PosteriorCheck

ODD = 0.025  # share of predictions on one side beyond which a check is remarked on
LEAST_COVERED = 0.75


def learned_table(found: Calibration) -> TextTable:
    """What is known before and after."""
    rows: list[tuple[str, ...]] = [
        (one.name, *(number(value, None) for value in (one.prior[1], one.prior[0], one.prior[2])),
         *(number(value, None) for value in (one.posterior[1], one.posterior[0], one.posterior[2])),
         f"{100.0 * one.told:.0f}")
        for one in found.learned
    ]  # fmt: skip
    header = ("number", "before", "5%", "95%", "after", "5% ", "95% ", "told %")
    told = [
        "told %: share of what was not known (variance, where the prior is normal) that the data took away.",
        *(f"{printable(one.name)}: the data tell nothing; the prior is kept." for one in silent(found)),
    ]
    columns = ", ".join(found.campaigns.measured)
    return TextTable(f"{found.campaigns.size:,} campaigns: {columns}", header, rows, told)


def silent(found: Calibration) -> list[Learned]:
    """The numbers of a scenario of which the data tell nothing."""
    return [one for one in found.learned if one.told < INFORMED and not one.is_spread]


def checks_table(found: Calibration) -> TextTable:
    """Measured columns beside what is predicted."""
    rows: list[tuple[str, ...]] = [
        (one.column, f"{one.n:,}", f"{100.0 * one.mean_prob:.0f}",
         "-" if math.isnan(one.sd_prob) else f"{100.0 * one.sd_prob:.0f}",
         "-" if math.isnan(one.held) else f"{100.0 * one.held:.0f}", f"{one.n_held:,}")
        for one in found.checks
    ]  # fmt: skip
    header = ("column", "campaigns", "mean %", "sd %", "held out %", "of")
    told = [
        "mean %, sd %: share of predicted data sets with a smaller mean, standard deviation, of ln(x + 1); near 0 or "
        "100 the model does not fit.",
        "held out %: campaigns inside 90% intervals of fits that did not know them; about 90 if it can be trusted.",
    ]
    return TextTable("Checks", header, rows, told)


def remarks(found: Calibration) -> list[str]:
    """What the reader should know before using it."""
    told = [*found.notes]
    for one in found.checks:
        told += remarks_of(one)
    total = len(found.recovered) + len(found.missed)
    missed = f" (missed: {', '.join(found.missed)})" if found.missed else ""
    told.append(
        f"Self-recovery: of data made from a known setting, 90% intervals held {len(found.recovered)} of {total} "
        f"numbers{missed}; about nine in ten are to be expected."
    )
    told += [
        f"{one} and {other} go together ({value:+.2f}): as separate distributions they say less than the data do."
        for one, other, value in found.correlated
    ]
    return told


def remarks_of(one: PosteriorCheck) -> list[str]:
    told = []
    if not ODD <= one.mean_prob <= 1.0 - ODD:
        told.append(f"{one.column}: the measured mean is beyond 95% of what is predicted; the model does not fit it.")
    if one.n_held >= 10 and one.held < LEAST_COVERED:
        told.append(f"{one.column}: only {100.0 * one.held:.0f}% of held-out campaigns lie in 90% intervals.")
    return told


def text(found: Calibration, notes: list[str], form: str, wide: bool) -> str:
    """Everything; csv holds the numbers alone."""
    tables = [learned_table(found), checks_table(found)]
    if form == "csv":
        return render(tables[0], form, wide)
    told = [*remarks(found), *notes]
    if form == "json":
        named = dict(zip(("numbers", "checks"), (json.loads(render(one, form, wide)) for one in tables), strict=True))
        return json.dumps({**named, "remarks": told}, indent=2)
    return "\n".join([*(render(table, form, wide) + "\n" for table in tables), *told])


def posterior_text(found: Calibration, command: str) -> str:
    """The numbers as TOML for `--set @file`, or to be pasted into a scenario."""
    sections: dict[str, dict[str, Any]] = {}
    for one in found.learned:
        if not one.is_spread:
            section, name = one.name.split(".")
            sections.setdefault(section, {})[name] = one.distribution
    said = f"# What {found.campaigns.size:,} past campaigns tell: {printable(command)}\n"
    use = "# Use: sim run SCENARIO --set @FILE --draws 50; what they do not tell keeps its prior.\n"
    return said + use + toml_text(sections)
