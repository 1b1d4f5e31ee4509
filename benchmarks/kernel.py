"""The kernel against its floor, and two threads against one, on configs/micro_1000.toml.

The floor is a bare loop with one addressed draw and one random read-modify-write of the person array per impression:
what no simulation of this kind can be faster than.
"""

from concurrent.futures import ThreadPoolExecutor

import common
import numpy as np

from sim.core.address import U64, purpose_key, threefry
from sim.core.arrays import Plan
from sim.core.jit import lean
from sim.engine.play import Player, play


@lean
def floor(seed, n, state):
    """n draws and n random increments."""
    key = purpose_key(seed, U64(1), 0, 0)
    size = U64(state.size)
    for impression in range(n):
        word, _ = threefry(key[0], key[1], U64(impression), U64(0))
        state[((word >> U64(32)) * size) >> U64(32)] += np.uint32(1)


def impressions(plan: Plan, runs: int) -> int:
    return int(play(plan, runs).impressions.sum())


def on_pool(plan: Plan, runs: int, threads: int) -> None:
    """Half of the runs on each of two bare threads: what the machine can do without an engine."""
    players, each = [Player(plan) for _ in range(threads)], runs // threads
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda i: players[i].play(i * each, each), range(threads)))


def main() -> None:
    options = common.parse_arguments(__doc__, runs=(16, "runs per turn"), repeats=(15, "turns"))
    plan = common.plan_of("micro_1000")
    n = impressions(plan, options.runs)
    state = np.zeros(plan.n_followers, np.uint32)
    player = Player(plan)
    spent = common.alternate(
        options.repeats,
        kernel=lambda: player.play(0, options.runs),
        floor=lambda: floor(np.uint64(1), n, state),
        one=lambda: common.on_threads(plan, options.runs, 1),
        two=lambda: common.on_threads(plan, options.runs, 2),
        bare_two=lambda: on_pool(plan, options.runs, 2),
    )
    print(f"{n / options.runs:,.0f} impressions per run, {options.runs} runs per turn, {options.repeats} turns")
    print(f"{'':<28} {'fastest':>9} {'median':>9}")
    for name in spent:
        common.report(name, spent[name], n, "ns per impression")
    print(f"kernel / floor               {common.ratio(spent, 'kernel', 'floor'):.2f}  (target 4, aim 2.5)")
    print(f"one thread / two threads     {common.ratio(spent, 'one', 'two'):.2f}  (target 1.8)")
    print(f"one thread / two bare ones   {common.ratio(spent, 'one', 'bare_two'):.2f}")


if __name__ == "__main__":
    main()
