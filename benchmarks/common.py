"""Things that the benchmarks share: the plan of a config, and fair timing of two things in turns."""

import argparse
import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.core.arrays import Plan
from sim.engine.batches import batches
from sim.plan import make as planning
from sim.scenario.load import load
from sim.store.stretches import Stretch
from sim.world import cache

ROOT = Path(__file__).parents[1]
Work = Callable[[], object]


def parse_arguments(description: str | None, **counts: tuple[int, str]) -> argparse.Namespace:
    """The command line: whole numbers by name, each with its default and what it is."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, (default, meaning) in counts.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{meaning} [{default}]")
    return parser.parse_args()


def plan_of(config: str) -> Plan:
    """The plan of a shipped config at its medians."""
    loaded = load(ROOT / "configs" / f"{config}.toml")
    return planning.make(loaded.scenario, cache.world_of(loaded.scenario, loaded.folder), 0)


def alternate(repeats: int, **works: Work) -> dict[str, list[float]]:
    """Wall seconds of each piece of work, in turns: what disturbs the machine disturbs all of them."""
    for work in works.values():
        work()  # compile, load, warm caches
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            spent[name].append(time.perf_counter() - began)
    return spent


def ratio(spent: dict[str, list[float]], top: str, bottom: str) -> float:
    """Median over turns of one's time over the other's."""
    return statistics.median(a / b for a, b in zip(spent[top], spent[bottom], strict=True))


def on_threads(plan: Plan, runs: int, threads: int) -> None:
    """All runs through the engine's own queue."""
    for _ in batches(plan, [Stretch(0, 0, runs)], threads, threading.Event(), batch=max(1, runs // 8)):
        pass


def report(name: str, seconds: list[float], units: float, unit: str) -> None:
    """Fastest and median time per unit."""
    scale = 1e9 / units
    print(f"{name:<28} {min(seconds) * scale:9.1f} {statistics.median(seconds) * scale:9.1f}  {unit}")


def dying_at(point: int) -> Callable[[str, Callable[..., Any]], Callable[..., Any]]:
    """A wrapper for storage calls by name: all that it wraps are counted together, and the process is killed in the
    given one; a write dies half done."""
    n = 0

    def count_call(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **options: Any) -> Any:
            nonlocal n
            n += 1
            if n == point:
                if name == "write":
                    call(*arguments[:-1], arguments[-1][: len(arguments[-1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return instead

    return count_call
