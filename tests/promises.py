"""Results that promise known numbers, and campaigns that are scored against them."""

from collections.abc import Mapping

import numpy as np

from sim.core.arrays import F64
from sim.measures.columns import TOTALS
from sim.scenario.describe.resolved import resolved_text
from sim.scenario.load import EXAMPLE, loads
from sim.store.stored_result import RESOLVED_TEXT, SCENARIO_TEXT, Column, StoredResult
from sim.study.scoring.score import Scorecard, score
from sim.tables.actuals import Actuals

RESOLVED = resolved_text(loads(EXAMPLE, ["funnel.attributed_share=0.5"]))
LADDER = np.arange(1.0, 100.0).reshape(9, 11)  # 1 to 99 in nine draws


def result_of(outcomes: Mapping[str, F64]) -> StoredResult:
    """A stored result with outcomes [draw, run] by name."""
    shape = np.shape(next(iter(outcomes.values())))
    axes = {name: np.arange(size) for name, size in zip(("draw", "run"), shape, strict=True)}
    columns = [Column(name, (name,), "1", name) for name in axes]
    columns += [Column(f"outcomes/{name}", ("draw", "run"), "1", name) for name in outcomes]
    arrays = axes | {f"outcomes/{name}": np.asarray(values) for name, values in outcomes.items()}
    known = {"title": "ladder", "seed": "7", "sim_version": "0.1.0", "git_commit": "abc", "command": "sim run a.toml"}
    return StoredResult(tuple(columns), arrays, known, {SCENARIO_TEXT: EXAMPLE, RESOLVED_TEXT: RESOLVED})


def ladder() -> StoredResult:
    """A result that promises 1 to 99 of everything."""
    names = ("reach", "impressions", "engagements", "clicks", "purchases")
    return result_of({name: LADDER.astype(np.int64) for name in names} | {"cost_usd": LADDER})


def many_ladders(draws: int) -> StoredResult:
    """A result of so many draws, each with 1 to 99 of every count, and costs of 1 to 99 in the opposite order."""
    ladder = np.tile(np.arange(1, 100), (draws, 1))
    return result_of(dict.fromkeys(TOTALS, ladder) | {"cost_usd": 100.0 - ladder})


def actuals(followers: float = 100.0, **measured: list[float]) -> Actuals:
    """Campaigns of one result, by measure."""
    n = len(next(iter(measured.values())))
    columns = {name: np.array(values) for name, values in measured.items()}
    return Actuals([f"c{place}" for place in range(n)], ["a.h5"] * n, np.full(n, followers), columns)


def card(n: int) -> Scorecard:
    """So many campaigns against the ladder."""
    places = np.linspace(20.0, 80.0, n).tolist() if n > 1 else [63.0]
    return score(actuals(reach=places, cost=places), lambda _: ladder())
