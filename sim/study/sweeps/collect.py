"""From the points of a sweep to one study file, and from the file to what is asked of it."""

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
from sim.scenario.describe.resolved import fingerprint, resolved_text
from sim.store import provenance
from sim.store import study_file as store
from sim.store.hdf5 import rows_at_once
from sim.store.stored_result import Array, Attribute, Column, StoredResult
from sim.study.comparison.compare import find_measure
from sim.study.comparison.strategies import LABELS
from sim.study.sweeps.design import Factor
from sim.study.sweeps.leader import NAMES
from sim.study.sweeps.sweep import Progress, Sweep, SweepCells, blocks, digest

AXES = ("point", "strategy", "run")
LONGEST = 90  # characters of a column's name
TOLD = {"point": "point of the design", "strategy": "strategy", "run": "run: one play of luck"}


def write(
    sweep: Sweep, cells: SweepCells, done: Progress, out: tuple[Path, Path, bool], command: str, began: float
) -> None:
    """Write the study. out: its file, the folder of the points, whether to replace. Raises DamagedFile, FileProblem."""
    path, folder, force = out
    sizes = (len(sweep.points.values), len(sweep.sides), sweep.runs)
    streamed = tuple(Column(f"outcomes/{name}", AXES, *TOTALS[name]) for name in NAMES)
    found = blocks(sweep, cells, folder, done.refused, rows_at_once(sizes))
    seconds = round(time.monotonic() - began, 3)
    store.save(path, head(sweep, done.refused, sizes, command, seconds), streamed, found, force)


def head(
    sweep: Sweep, refused: Mapping[int, str], sizes: tuple[int, ...], command: str, seconds: float
) -> StoredResult:
    """All that a study holds besides outcomes."""
    columns = [Column(name, (name,), "1", TOLD[name]) for name in AXES]
    arrays: dict[str, Array] = {name: np.arange(size) for name, size in zip(AXES, sizes, strict=True)}
    for index, (factor, name) in enumerate(zip(sweep.factors, column_names(sweep.factors), strict=True)):
        for kind, values in (("factors", sweep.points.values), ("quantiles", sweep.points.quantiles)):
            columns.append(Column(f"{kind}/{name}", ("point",), "1", f"{kind[:-1]} of {factor.path}"))
            arrays[f"{kind}/{name}"] = np.ascontiguousarray(values[:, index])
    played = np.ones(sizes[:2], np.int64)
    played.ravel()[list(refused)] = 0
    columns.append(Column("played", ("point", "strategy"), "1", "1: played, 0: cannot be had, outcomes are nan"))
    arrays["played"] = played
    table = sweep.study.table
    told: dict[str, Attribute] = {
        **provenance.gather(command), "Conventions": "CF-1.10", "title": table.name, "status": "complete",
        "measure": table.measure, "method": table.design.method, "block": sweep.points.block,
        "seed": str(sweep.sides[0].scenario.run.seed), "engine_format": ENGINE_FORMAT, "study_sha256": digest(sweep),
        "strategies": " | ".join(side.scenario.name for side in sweep.sides), "wall_seconds": seconds,
    }  # fmt: skip
    return StoredResult(tuple(columns), arrays, told, {store.STUDY_TEXT: describe(sweep, refused)})


def column_names(factors: Sequence[Factor]) -> list[str]:
    """The paths as names of columns: plain, not too long, and each but once."""
    plain = [re.sub("[^A-Za-z0-9_.-]", "_", factor.path)[:LONGEST] for factor in factors]
    return [name if plain.count(name) == 1 else f"{name}.{index}" for index, name in enumerate(plain)]


def describe(sweep: Sweep, refused: Mapping[int, str]) -> str:
    """The study in words: what was asked, of which scenarios, and what cannot be had."""
    reasons: dict[str, int] = {}
    for why in refused.values():
        reasons[why] = reasons.get(why, 0) + 1
    return json.dumps(
        {
            "study": sweep.study.table.model_dump(mode="json"),
            "toml": sweep.study.text,
            "factors": list(map(described_factor, sweep.factors, column_names(sweep.factors))),
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


def described_factor(factor: Factor, column: str) -> dict[str, Any]:
    known = factor.distribution.table() if factor.distribution is not None else None
    return {
        "path": factor.path, "column": column, "levels": list(factor.levels), "distribution": known,
        "is_whole": factor.knob.is_whole, "today": list(factor.knob.today),
    }  # fmt: skip


class OpenStudy(NamedTuple):
    """A study that was opened; outcomes are read when they are asked for."""

    path: Path
    stored: StoredResult
    about: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.stored.attributes["title"])

    @property
    def method(self) -> str:
        return str(self.stored.attributes["method"])

    @property
    def block(self) -> int:
        return int(self.stored.attributes["block"])

    @property
    def measure(self) -> str:
        return str(self.stored.attributes["measure"])

    @property
    def factors(self) -> list[str]:
        return [str(factor["path"]) for factor in self.about["factors"]]

    @property
    def by_factors(self) -> list[bool]:
        """Which numbers were drawn by factors rather than evenly [factor]."""
        kinds = [(factor["distribution"] or {}).get("dist") for factor in self.about["factors"]]
        return [kind in ("loguniform", "lognormal") for kind in kinds]

    @property
    def titles(self) -> list[str]:
        return [str(one["title"]) for one in self.about["strategies"]]

    @property
    def n_runs(self) -> int:
        return int(self.stored.arrays["run"].size)

    @property
    def all_played(self) -> Array:
        """Whether all strategies of a point could be played [point]."""
        return np.asarray(self.stored.arrays["played"].min(axis=1) == 1)

    def table(self, kind: str) -> F64:
        """Values ("factors") or quantiles of all factors [point, factor]."""
        columns = [self.stored.arrays[f"{kind}/{factor['column']}"] for factor in self.about["factors"]]
        return np.stack(columns, axis=1)


def open_study(path: Path) -> OpenStudy:
    """A study. Raises FileProblem."""
    stored = store.load(path)
    return OpenStudy(path, stored, json.loads(stored.texts[store.STUDY_TEXT]))


def whole(path: Path) -> StoredResult:
    """A study with all its outcomes, in memory. Raises FileProblem."""
    return store.load(path, [f"outcomes/{name}" for name in NAMES])


def outcomes(found: OpenStudy, measure: str) -> Iterator[tuple[F64, F64 | None]]:
    """Top and bottom of a measure, strategy by strategy [point, run]. Raises InputError, FileProblem."""
    asked = find_measure(measure)
    names = [f"outcomes/{name}" for name in (asked.top, asked.bottom) if name]
    arrays = store.load(found.path, names).arrays
    for index in range(len(found.titles)):
        parts = [np.asarray(arrays[name][:, index], np.float64) for name in names]
        yield parts[0], parts[1] if len(parts) > 1 else None


def per_run(found: OpenStudy, measure: str) -> F64:
    """For each run a number whose mean over runs is the measure at that point [strategy, point, run].

    Counts as they are; ratios of means to first order (Taylor). nan where a cell cannot be had or a bottom is zero.
    """
    factor = MEASURES[measure].factor
    return np.array([linearise_runs(top, bottom, factor) for top, bottom in outcomes(found, measure)])


def linearise_runs(top: F64, bottom: F64 | None, factor: float) -> F64:
    if bottom is None:
        return top
    mean = bottom.mean(axis=1, keepdims=True)
    mean[mean == 0.0] = np.nan
    ratio = top.mean(axis=1, keepdims=True) / mean
    return np.asarray(factor * (ratio + (top - ratio * bottom) / mean))


def point_table(found: OpenStudy) -> dict[str, Array]:
    """A row per point: the numbers that are turned, and the mean over runs of each outcome of each strategy."""
    columns: dict[str, Array] = {"point": found.stored.arrays["point"]}
    columns |= dict(zip(found.factors, found.table("factors").T, strict=True))
    for name in NAMES:
        values = store.load(found.path, [f"outcomes/{name}"]).arrays[f"outcomes/{name}"].mean(axis=2)
        for index, one in enumerate(found.about["strategies"]):
            columns[f"{name}_{one['label']}"] = values[:, index]
    return columns
