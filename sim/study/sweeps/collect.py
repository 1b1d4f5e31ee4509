"""Study files: written from the points of a sweep, and read for what is asked of them."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.record import ENGINE_FORMAT
from sim.measures.catalogue import MEASURES
from sim.measures.columns import TOTALS
from sim.measures.stored_files import STUDY, STUDY_AXES
from sim.plugins import PlugIn, attributes_of
from sim.scenario.describe.resolved import fingerprint, resolved_text
from sim.scenario.plug_ins import plug_ins_of
from sim.store import provenance
from sim.store import study_file as store
from sim.store.hdf5 import rows_at_once
from sim.store.stored_result import Array, Attribute, Column, StoredResult
from sim.study.comparison.compare import find_measure
from sim.study.comparison.strategies import LABELS
from sim.study.sweeps.design import Factor
from sim.study.sweeps.leader import NAMES
from sim.study.sweeps.sweep import Progress, Sweep, SweepCells, blocks, digest

LONGEST = 90  # characters of a column's name
MEANING = {"point": "point of the design", "strategy": "strategy", "run": "run: one play of luck"}


class StudyOutput(NamedTuple):
    """A place for a study: its file, and the points that it is made of."""

    path: Path
    points: Path  # the folder of the points
    replaces: bool  # whether the file may replace another one


def write(sweep: Sweep, cells: SweepCells, done: Progress, out: StudyOutput, command: str, began: float) -> None:
    """Write the file of a study whose points are all there.

    command: that is noted in it; began: by time.monotonic. Raises DamagedFile, FileProblem.
    """
    sizes = (len(sweep.points.values), len(sweep.sides), sweep.runs)
    streamed = tuple(Column(f"outcomes/{name}", STUDY_AXES, *TOTALS[name]) for name in NAMES)
    outcome_blocks = blocks(sweep, cells, out.points, done.refused, rows_at_once(sizes))
    seconds = round(time.monotonic() - began, 3)
    store.save(out.path, head(sweep, done.refused, sizes, command, seconds), streamed, outcome_blocks, out.replaces)


def head(
    sweep: Sweep, refused: Mapping[int, str], sizes: tuple[int, ...], command: str, seconds: float
) -> StoredResult:
    """Return all that a study file holds besides outcomes.

    refused: reasons by cell; sizes: points, strategies, runs; seconds: that the sweep took.
    """
    columns = [Column(name, (name,), "1", MEANING[name]) for name in STUDY_AXES]
    arrays: dict[str, Array] = {name: np.arange(size) for name, size in zip(STUDY_AXES, sizes, strict=True)}
    for index, (factor, name) in enumerate(zip(sweep.factors, column_names(sweep.factors), strict=True)):
        for kind, values in (("factors", sweep.points.values), ("quantiles", sweep.points.quantiles)):
            columns.append(Column(f"{kind}/{name}", ("point",), "1", f"{kind[:-1]} of {factor.path}"))
            arrays[f"{kind}/{name}"] = np.ascontiguousarray(values[:, index])
    played = np.ones(sizes[:2], np.int64)
    played.ravel()[list(refused)] = 0
    columns.append(Column("played", ("point", "strategy"), "1", "1: played, 0: impossible, outcomes are nan"))
    arrays["played"] = played
    table = sweep.study.table
    attributes: dict[str, Attribute] = {
        **provenance.gather(command), "Conventions": "CF-1.10", "title": table.name, "status": "complete",
        "measure": table.measure, "method": table.design.method, "block": sweep.points.block,
        "seed": str(sweep.sides[0].scenario.run.seed), "engine_format": ENGINE_FORMAT, "study_sha256": digest(sweep),
        "strategies": " | ".join(side.scenario.name for side in sweep.sides), "wall_seconds": seconds,
        **attributes_of(plug_ins_of_study(sweep)),
    }  # fmt: skip
    return StoredResult(tuple(columns), arrays, attributes, {store.STUDY_TEXT: describe(sweep, refused)})


def plug_ins_of_study(sweep: Sweep) -> list[PlugIn]:
    """The plug-ins that the strategies of a study use, and the one that offers its measure, each once."""
    used = [plug_in for side in sweep.sides for plug_in in plug_ins_of(side.scenario)]
    measure = MEASURES.origin(sweep.study.table.measure)
    return list(dict.fromkeys([*used, *([measure] if measure else [])]))


def column_names(factors: Sequence[Factor]) -> list[str]:
    """Return the paths as names of columns: plain, not too long, and each only once."""
    plain = [re.sub("[^A-Za-z0-9_.-]", "_", factor.path)[:LONGEST] for factor in factors]
    return [name if plain.count(name) == 1 else f"{name}.{index}" for index, name in enumerate(plain)]


def describe(sweep: Sweep, refused: Mapping[int, str]) -> str:
    """Describe the study as JSON: what was asked, of which scenarios, and which cells are impossible."""
    reasons: dict[str, int] = {}
    for why in refused.values():
        reasons[why] = reasons.get(why, 0) + 1
    return json.dumps(
        {
            "study": sweep.study.table.model_dump(mode="json"),
            "toml": sweep.study.text,
            "factors": list(map(describe_factor, sweep.factors, column_names(sweep.factors))),
            "strategies": [
                {
                    "label": LABELS[index], "title": side.scenario.name, "toml": side.text,
                    "set": [override.origin for override in side.overrides],
                    "scenario_sha256": fingerprint(side), "resolved": json.loads(resolved_text(side)),
                }
                for index, side in enumerate(sweep.sides)
            ],
            "refused": reasons,
        },
        ensure_ascii=False,
    )  # fmt: skip


def describe_factor(factor: Factor, column: str) -> dict[str, Any]:
    """Describe a number that is turned, as plain values. column: its name in the file."""
    distribution = factor.distribution.table() if factor.distribution is not None else None
    return {
        "path": factor.path, "column": column, "levels": list(factor.levels), "distribution": distribution,
        "is_whole": factor.knob.is_whole, "today": list(factor.knob.today),
    }  # fmt: skip


class OpenStudy(NamedTuple):
    """A study that was opened; outcomes are read when they are asked for."""

    path: Path
    stored: StoredResult
    about: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The name of the study."""
        return str(self.stored.attributes["title"])

    @property
    def method(self) -> str:
        """The design: "grid", "sobol", ..."""
        return str(self.stored.attributes["method"])

    @property
    def block(self) -> int:
        """The number of consecutive points that belong together; 1: none."""
        return int(self.stored.attributes["block"])

    @property
    def measure(self) -> str:
        """The measure that decides unless the user says otherwise."""
        return str(self.stored.attributes["measure"])

    @property
    def factors(self) -> list[str]:
        """The paths of the numbers that are turned [factor]."""
        return [str(factor["path"]) for factor in self.about["factors"]]

    @property
    def by_factors(self) -> list[bool]:
        """Whether each number was drawn by factors rather than evenly [factor]."""
        kinds = [(factor["distribution"] or {}).get("dist") for factor in self.about["factors"]]
        return [kind in ("loguniform", "lognormal") for kind in kinds]

    @property
    def titles(self) -> list[str]:
        """The names of the strategies [strategy]."""
        return [str(strategy["title"]) for strategy in self.about["strategies"]]

    @property
    def n_runs(self) -> int:
        """The runs of each strategy at each point."""
        return int(self.stored.arrays["run"].size)

    @property
    def playable(self) -> Array:
        """Whether all strategies of a point could be played [point]."""
        return np.asarray(self.stored.arrays["played"].min(axis=1) == 1)

    def table(self, kind: str) -> F64:
        """Return the values (kind "factors") or quantiles ("quantiles") of all numbers [point, factor]."""
        columns = [self.stored.arrays[f"{kind}/{factor['column']}"] for factor in self.about["factors"]]
        return np.stack(columns, axis=1)


def open_study(path: Path) -> OpenStudy:
    """Open a study file. Raises FileProblem."""
    stored = store.load(path, STUDY)
    return OpenStudy(path, stored, json.loads(stored.texts[store.STUDY_TEXT]))


def whole(path: Path) -> StoredResult:
    """Read a study with all its outcomes into memory. Raises FileProblem."""
    return store.load(path, STUDY, [f"outcomes/{name}" for name in NAMES])


def outcomes(study: OpenStudy, measure: str) -> Iterator[tuple[F64, F64 | None]]:
    """Yield top and bottom of a measure, strategy by strategy [point, run]. Raises InputError, FileProblem.

    The bottom is None where the measure is not a ratio.
    """
    entry = find_measure(measure)
    names = [f"outcomes/{name}" for name in (entry.top, entry.bottom) if name]
    arrays = store.load(study.path, STUDY, names).arrays
    for index in range(len(study.titles)):
        parts = [np.asarray(arrays[name][:, index], np.float64) for name in names]
        yield parts[0], parts[1] if len(parts) > 1 else None


def per_run(study: OpenStudy, measure: str) -> F64:
    """Return, for each run, a number whose mean over runs is the measure at that point [strategy, point, run].

    Counts as they are; ratios of means to first order (Taylor). nan where a cell is impossible or a bottom is zero.
    Raises FileProblem.
    """
    factor = MEASURES[measure].factor
    return np.array([linearise_runs(top, bottom, factor) for top, bottom in outcomes(study, measure)])


def linearise_runs(top: F64, bottom: F64 | None, factor: float) -> F64:
    """Return numbers [point, run] whose mean over runs is the ratio of means, to first order (Taylor).

    top, bottom: [point, run]; without a bottom, the top as it is. nan where the mean bottom is zero.
    """
    if bottom is None:
        return top
    mean = bottom.mean(axis=1, keepdims=True)
    mean[mean == 0.0] = np.nan
    ratio = top.mean(axis=1, keepdims=True) / mean
    return np.asarray(factor * (ratio + (top - ratio * bottom) / mean))


def point_table(study: OpenStudy) -> dict[str, Array]:
    """Return a row per point: the numbers that are turned, and the mean of each outcome of each strategy over runs.

    By column [point]. Raises FileProblem.
    """
    columns: dict[str, Array] = {"point": study.stored.arrays["point"]}
    columns |= dict(zip(study.factors, study.table("factors").T, strict=True))
    for name in NAMES:
        values = store.load(study.path, STUDY, [f"outcomes/{name}"]).arrays[f"outcomes/{name}"].mean(axis=2)
        for index, strategy in enumerate(study.about["strategies"]):
            columns[f"{name}_{strategy['label']}"] = values[:, index]
    return columns
