"""The program against an independent simulator in plain numpy, which was written from docs/model.md alone.

Run it from the checkout: `python -m benchmarks.independent`. It ends with 1 where any figure is 4 or more standard
errors off.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.independent.agreement import Difference, compare
from tests.independent.settings import CASES, Case, amount_of, play_program, setting_of
from tests.independent.simulate import simulate

FAR = 4.0  # standard errors
CHANCE = 6.3e-5  # of a normal variate to be that far out
FIGURES = ("mean", "sd", "P10", "P90")


def differences_of(case: Case, runs: int, seed: int) -> list[Difference]:
    """Both simulators on one scenario."""
    amount = amount_of(case, runs)
    with tempfile.TemporaryDirectory() as folder:
        mine = simulate(setting_of(case, Path(folder)), amount, np.random.default_rng(seed))
        return compare(mine, play_program(Path(folder) / "scenario.toml", amount, list(mine), 1_000_000 * seed))


def show(name: str, differences: list[Difference], seconds: float) -> None:
    """A line for each column: ours, the program's and z of each figure."""
    print(f"\n{name} ({seconds:.0f} s)")
    print(f"{'':<20}" + "".join(f"{figure:>11}{'program':>11}{'z':>6}" for figure in FIGURES))
    for column in dict.fromkeys(part.column for part in differences):
        parts = [part for part in differences if part.column == column]
        cells = "".join(f"{p.ours:>11,.4g}{p.theirs:>11,.4g}{p.z:>6.1f}" for p in parts)
        print(f"{column:<20}{cells}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3000, help="runs of each simulator and scenario [3000]")
    parser.add_argument("--seed", type=int, default=1, help="of the independent simulator [1]")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    asked = parser.parse_args()
    largest: dict[str, float] = {}
    n = 0
    for place, (name, case) in enumerate(CASES.items()):
        if asked.only in name:
            began = time.monotonic()
            differences = differences_of(case, asked.runs, 100 * asked.seed + place)
            show(name, differences, time.monotonic() - began)
            largest[name] = max(abs(part.z) for part in differences)
            n += len(differences)
    print(f"\n{'scenario':<34}{'largest |z|':>12}")
    for name, z in largest.items():
        print(f"{name:<34}{z:>12.2f}")
    print(f"{n} figures; false alarms to be expected at {FAR:g} standard errors: {n * CHANCE:.3f}")
    sys.exit(max(largest.values()) >= FAR)


if __name__ == "__main__":
    main()
