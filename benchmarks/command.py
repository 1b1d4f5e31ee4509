"""Whole commands in fresh processes: help, start-up, the headline run, the first compile, and worlds.

Every figure is wall seconds, processor seconds and peak memory of a process of its own; targets stand beside.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from common import parse_arguments

ROOT = Path(__file__).parents[1]
MICRO = ROOT / "configs" / "micro_1000.toml"
TEN_TIMES = (
    "--set", "world.people=100_000_000", "--set", "creators.micro.count=10_000",
    "--set", "world.shared_audience.among.creators=10_000",
)  # fmt: skip


class Spent(NamedTuple):
    """Time and memory of a process."""

    wall: float  # seconds
    processor: float  # seconds
    memory: float  # bytes at its peak


def spend(arguments: list[str], cache: Path) -> Spent:
    """Run a command and wait for it."""
    command = [sys.executable, "-m", "sim", *arguments]
    env = {**os.environ, "SIM_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Spent(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024.0)


def forget_worlds(cache: Path) -> None:
    for path in (cache / "worlds").glob("*.world"):
        path.unlink()


def show(name: str, target: str, found: list[Spent]) -> Spent:
    """Print the medians; returns them."""
    median = Spent(*(statistics.median(values) for values in zip(*found, strict=True)))
    fastest = min(one.wall for one in found)
    print(
        f"{name:<42} {fastest:7.2f} {median.wall:7.2f} {median.processor:9.2f} {median.memory / 1e6:8,.0f}  {target}",
        flush=True,
    )
    return median


def main() -> None:
    turns = range(parse_arguments(__doc__, repeats=(3, "processes per figure")).repeats)
    print(f"{'':<42} {'fastest':>7} {'median':>7} {'processor':>9} {'MB':>8}  target")
    with tempfile.TemporaryDirectory() as name:
        cache, out = Path(name) / "cache", str(Path(name) / "r.h5")
        run = ["run", str(MICRO), "-o", out, "--force", "-q"]
        show("first run of one, compiling", "40 s", [spend([*run, "--runs", "1"], cache)])
        show("sim --help", "0.2 s", [spend(["--help"], cache) for _ in turns])
        start = show("start-up: one run, world kept", "2 s", [spend([*run, "--runs", "1"], cache) for _ in turns])
        show("1,000 runs, world kept", "15 s, 1,000 MB", [spend(run, cache) for _ in turns])
        built = []
        for factor, more in ((1, []), (10, list(TEN_TIMES))):
            found = []
            for _ in turns:
                forget_worlds(cache)
                found.append(spend(["network", str(MICRO), "-q", *more], cache))
            told = "3 s" if factor == 1 else "12 times, 4,000 MB"
            built.append(show(f"sim network, world of {factor},000,000 slots", told, found))
        forget_worlds(cache)
        spend(["network", str(MICRO), "-q"], cache)
        kept = [show("the same, world kept", "", [spend(["network", str(MICRO), "-q"], cache) for _ in turns])]
        spend(["network", str(MICRO), "-q", *TEN_TIMES], cache)
        ten = [spend(["network", str(MICRO), "-q", *TEN_TIMES], cache) for _ in turns]
        kept.append(show("the same, world of ten times kept", "", ten))
    one, many = (world.wall - rest.wall for world, rest in zip(built, kept, strict=True))
    print(f"building alone: {one:.2f} s and {many:.2f} s, {many / one:.1f} times; start-up {start.processor:.2f} s")


if __name__ == "__main__":
    main()
