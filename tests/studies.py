"""Studies with known answers, written as files without playing anything."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sim.measures.stored_files import STUDY_AXES
from sim.store import study_file as store
from sim.store.stored_result import Column, StoredResult
from sim.study.sweeps.collect import OpenStudy, open_study
from sim.study.sweeps.leader import NAMES

PATHS = ("creator.management_hours", "engagement.exponent", "costs.hour_usd")
Engagements = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]  # of A and B, from quantiles [point, factor]


def laid_out(method: str, n: int, seed: int = 1) -> tuple[np.ndarray, int]:
    """Quantiles [point, factor] of a design over PATHS, and its block."""
    rng, k = np.random.default_rng(seed), len(PATHS)
    if method == "saltelli":
        a, b = rng.random((n, k)), rng.random((n, k))
        mixed = [np.where(np.arange(k) == column, b, a) for column in range(k)]
        return np.stack([a, *mixed, b], axis=1).reshape(-1, k), k + 2
    if method == "morris":
        start = np.round(rng.random((n, k)) / 3, 2)
        steps = [start + (2 / 3) * (np.arange(k) < column) for column in range(k + 1)]
        return np.stack(steps, axis=1).reshape(-1, k), k + 1
    return rng.random((n, k)), 1


def written(
    folder: Path, method: str, n: int, engagements: Engagements, noise: float = 0.0, runs: int = 8
) -> OpenStudy:
    """A study of two strategies at the same cost of 100 USD, whose engagements are known functions of the quantiles.

    noise: sd of the relative luck of a run, common to all points and sides.
    """
    u, block = laid_out(method, n)
    luck = 1.0 + noise * np.random.default_rng(2).standard_normal((1, 1, runs))
    outcomes = np.zeros((len(NAMES), len(u), 2, runs))
    outcomes[NAMES.index("engagements")] = np.stack(engagements(u), axis=1)[:, :, None] * luck
    outcomes[NAMES.index("cost_usd")] = 100.0
    columns = [Column(name, (name,), "1", name) for name in STUDY_AXES]
    arrays = {name: np.arange(size) for name, size in zip(STUDY_AXES, outcomes.shape[1:], strict=True)}
    for kind in ("factors", "quantiles"):
        columns += [Column(f"{kind}/{path}", ("point",), "1", path) for path in PATHS]
        arrays |= {f"{kind}/{path}": np.ascontiguousarray(u[:, index]) for index, path in enumerate(PATHS)}
    columns.append(Column("played", ("point", "strategy"), "1", "played"))
    arrays["played"] = np.ones(outcomes.shape[1:3], np.int64)
    uniform = {"dist": "uniform", "low": 0.0, "high": 1.0}
    about = {
        "factors": [{"path": path, "column": path, "distribution": uniform} for path in PATHS],
        "strategies": [{"label": label, "title": f"strategy <{label}>"} for label in "AB"],
        "refused": {},
    }
    told = {
        "study_sha256": f"{method} {n}",
        "title": "known",
        "method": method,
        "block": block,
        "measure": "cpe",
        "seed": "1",
        "sim_version": "0",
    }
    path = folder / f"{method}.h5"
    head = StoredResult(tuple(columns), arrays, told, {store.STUDY_TEXT: json.dumps(about)})
    streamed = tuple(Column(f"outcomes/{name}", STUDY_AXES, "1", name) for name in NAMES)
    store.save(path, head, streamed, [outcomes], force=True)
    return open_study(path)
