"""From the arguments of what is asked of a study to the floors below: imported by commands when they run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.report.figures import canvas, studies
from sim.report.figures.canvas import Drawing
from sim.report.text import discover as report_discovery
from sim.report.text import run as report_summary
from sim.report.text import sensitivity as report_sensitivity
from sim.report.text import sweep as report_study
from sim.store import export, names, result
from sim.store import study_file as store_study
from sim.study.comparison import compare
from sim.study.sweeps import collect, discover, sensitivity
from sim.study.sweeps.collect import OpenStudy


def sensed(options: dict[str, Any], form: str, wide: bool) -> str:
    """What `sim sensitivity` prints."""
    found = collect.open_study(options["study"])
    answer = sensitivity.sensitivity(found, measure_of(options, found), options["subject"])
    keep(options, report_sensitivity.flat_columns(answer), studies.of_sensitivity(answer))
    return report_sensitivity.text(answer, form, wide)


def discovered(options: dict[str, Any], form: str, wide: bool) -> str:
    """What `sim discover` prints."""
    found = collect.open_study(options["study"])
    if len(found.titles) < 2:
        raise InputError("has one strategy; a rule for who wins needs two", file=options["study"])
    fresh = collect.open_study(options["fresh"]) if options["fresh"] else None
    letters = [str(one["label"]) for one in found.about["strategies"]]
    sides = options["wins"], options["against"] or next(one for one in letters if one != options["wins"])
    answer = discover.discover(found, compare.check_measure(measure_of(options, found)), sides, fresh)
    keep(options, report_discovery.flat_columns(answer), studies.of_discovery(answer))
    return report_discovery.text(answer, form, wide)


def measure_of(options: dict[str, Any], found: OpenStudy) -> str:
    return options["measure"] or found.measure


def keep(options: dict[str, Any], columns: Mapping[str, Sequence[Any]], drawings: Sequence[Drawing]) -> None:
    """Write the table and the figures that were asked for."""
    out: Path | None = options["out"]
    if out is not None:
        export.write(columns, out, export.format_of(out), force=options["force"])
    if options["figures"] is not None:
        canvas.write(drawings, options["figures"])


def shown(path: Path, digest: bool, form: str, wide: bool) -> str:
    """What `sim show` prints."""
    if store_study.is_study(path):
        found = collect.open_study(path)
        return result.digest(collect.whole(path)) if digest else report_study.text(found, form, wide)
    stored = result.load(path)
    return result.digest(stored) if digest else report_summary.text(stored, form, wide)


def exported(path: Path, to: export.Format, out: Path | None, table: export.Table, force: bool) -> str:
    """Write a table; returns what to say."""
    target = out or path.with_suffix(f".{to}" if table == "runs" else f".{table}.{to}")
    if not store_study.is_study(path):
        return f"{target}: {export.export(path, to, target, table=table, force=force):,} rows"
    names.refuse_inputs(target, [path])
    columns = collect.point_table(collect.open_study(path))
    export.write(columns, target, to, force=force)
    return f"{target}: {columns['point'].size:,} rows"
