"""Forecast of memory over the memory that is used, for random scenarios: many people, posts or friends.

Each scenario is built and played once in a process of its own, which says what it took at its peak. The share that is
asked for is 0.5 to 2 for every scenario.
"""

import contextlib
import os
import random
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from common import parse_arguments

from sim.engine import drawing, forecast, memory
from sim.engine.play import Player
from sim.errors import InputError
from sim.plan import make as planning
from sim.scenario.load import loads
from sim.world import cache

BASE = """
schema_version = 1
name = "random"
platform = "instagram"
world = { people = 100_000 }
creators = [{ name = "micro", count = 10, followers = 1000 }]
"""
SMALLEST, LARGEST = 60e6, 600e6  # bytes by the forecast, besides those of the program
SMALL = ["run.runs=1", "run.draws=1"]
FRIENDS = (
    "friends.generator={{name='fast_gnp_random_graph', p={share}}}",
    "friends.generator={{name='barabasi_albert_graph', m={few}}}",
    "friends.generator={{name='watts_strogatz_graph', k={few}, p=0.1}}",
    "friends.mean={few}",
)


def random_scenario(luck: random.Random) -> list[str]:
    """Changes that make many people, many followers, many posts or many friends."""
    n, talk = luck.randint(1, 2_000), luck.random() < 0.5
    people = luck.randint(20_000, 100_000) if talk else luck.randint(200_000, 2_000_000)
    followers = luck.randint(10, max(min(2_000_000 // n, people), 11))
    posts = luck.randint(1, max(250_000 // n, 1)) if luck.random() < 0.5 else 2
    sets = [
        *SMALL, f"world.people={people}", f"creators.micro.count={n}", f"creators.micro.followers={followers}",
        f"posts.per_creator={posts}", f"exposure.half_life_hours={luck.choice([2, 20, 80])}",
    ]  # fmt: skip
    if talk:
        friends = luck.choice(FRIENDS).format(share=luck.uniform(0.05, 0.6), few=2 * luck.randint(2, 12))
        sets += ["word_of_mouth.share_prob=0.05", friends]
    return sets


def scenarios(n: int, seed: int) -> Iterator[list[str]]:
    """Random scenarios that are small enough to be tried, and large enough to be seen beside the program."""
    luck, found = random.Random(seed), 0
    while found < n:
        sets = random_scenario(luck)
        try:
            size = forecast.forecast(loads(BASE, sets), 1).memory.total - memory.BASE
        except InputError:
            continue
        if SMALLEST < size < LARGEST:
            found += 1
            yield sets


@contextlib.contextmanager
def no_worlds_kept() -> Iterator[None]:
    """Keep worlds in a folder that is empty at first and gone at the end."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(cache, "home", lambda: Path(folder)):
        yield


def play(sets: list[str]) -> float:
    """Build and play a scenario; returns its forecast in bytes."""
    loaded = loads(BASE, sets)
    needs = forecast.forecast(loaded, 1)
    scenario, _ = drawing.scenario_of_draw(loaded, 0)
    world = cache.world_of(scenario, loaded.folder)
    Player(planning.make(scenario, world, 0)).play(0, 1)
    return needs.memory.total


def measure(sets: list[str]) -> tuple[float, float]:
    """Play in a child of this process; returns what was forecast, and the most that the child used, bytes."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.write(writer, str(play(sets)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        told = said.read()
    _, status, usage = os.wait4(child, 0)
    if status or not told:
        sys.exit(f"failed: {' '.join(sets)}")
    return float(told), usage.ru_maxrss * 1024.0


def main() -> None:
    """Measure, print a line for each scenario, and fail where a share is out of the range."""
    asked = parse_arguments(__doc__, scenarios=(30, "random scenarios"), seed=(21, "seed of the scenarios"))
    measure(SMALL)  # a child compiles, which takes more than anything that is measured
    play(SMALL)  # compiled code is loaded once
    # A child counts only what it touches of the program, so the program is added as this process has it.
    program = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0 - measure(SMALL)[1]
    shares = []
    for sets in scenarios(asked.scenarios, asked.seed):
        with no_worlds_kept():
            told, used = measure(sets)
        shares.append(told / (used + program))
        print(f"{shares[-1]:5.2f}  {told / 1e6:6.0f} MB  {' '.join(sets[len(SMALL) :])}", flush=True)
    print(f"forecast over used: {min(shares):.2f} to {max(shares):.2f}, median {statistics.median(shares):.2f}")
    if not 0.5 < min(shares) <= max(shares) < 2.0:
        sys.exit("out of 0.5 to 2")


if __name__ == "__main__":
    main()
