"""Spreading on one graph, beside others who do it: the same graph, the same seeds, taking turns.

Peers are optional (CyNetDiff, NDlib, EoN, networkx; C++ of ours where a compiler is found): what is not there is said.
Times are per run; ratios are medians over turns of the peer's time over ours on one thread; means must agree.
"""

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import common
import numpy as np

from sim.spreading.spread import Disease, Graph, Play, graph_of, independent_cascade, linear_threshold, renumber, sir

N_NODES, N_EDGES, N_SEEDS, PROB = 100_000, 1_000_000, 10, 0.05
INFECT, RECOVER = 0.03, 0.25
CPP = Path(__file__).parent / "peers" / "cascade.cpp"
OURS, OURS_2 = "sim, one thread", "sim, two threads"
Playing = Callable[[int], tuple[np.ndarray, float]]  # runs from the first: sizes (or their mean), seconds


class SpreadingCase(NamedTuple):
    """One kind of spreading on one graph."""

    name: str
    runs: dict[str, int]  # per turn
    players: dict[str, Playing]


class SeededGraph(NamedTuple):
    """A graph, whom each run begins with, and how likely an edge passes it on."""

    graph: Graph
    seeds: np.ndarray  # [run, seed] nodes
    prob: float


def power_law(n_nodes: int, n_edges: int, seed: int) -> Graph:
    """Directed, both degrees falling as a power law of exponent 3, no loops, no doubles."""
    rng = np.random.default_rng(seed)
    weight = (np.arange(1, n_nodes + 1) / n_nodes) ** -0.5
    weight /= weight.sum()
    place = rng.permutation(n_nodes)
    source, target = (place[rng.choice(n_nodes, n_edges, p=weight)] for _ in range(2))
    edge = np.unique(source[source != target].astype(np.int64) * n_nodes + target[source != target])
    return graph_of(edge // n_nodes, edge % n_nodes, n_nodes)


def time_call(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def python_lists(graph: Graph, seeds: np.ndarray, prob: float) -> Playing:
    rows = [graph.target[a:b].tolist() for a, b in zip(graph.start[:-1], graph.start[1:], strict=True)]

    def play(runs: int) -> tuple[np.ndarray, float]:
        coin = random.Random(1).random

        def one(first: list[int]) -> int:
            seen = set(first)
            queue = list(seen)
            for node in queue:
                for other in rows[node]:
                    if other not in seen and coin() < prob:
                        seen.add(other)
                        queue.append(other)
            return len(queue)

        sizes, spent = time_call(lambda: [one(seeds[run].tolist()) for run in range(runs)])
        return np.array(sizes), spent

    return play


def numpy_frontier(graph: Graph, seeds: np.ndarray, prob: float) -> Playing:
    def play(runs: int) -> tuple[np.ndarray, float]:
        rng = np.random.default_rng(1)

        def one(first: np.ndarray) -> int:
            seen = np.zeros(graph.n_nodes, bool)
            seen[first] = True
            front, size = np.unique(first), int(seen.sum())
            while front.size:
                lengths = graph.start[front + 1] - graph.start[front]
                ends = np.cumsum(lengths)
                edges = np.arange(ends[-1]) + np.repeat(graph.start[front] - ends + lengths, lengths)
                hit = graph.target[edges[rng.random(edges.size) < prob]]
                front = np.unique(hit[~seen[hit]])
                seen[front] = True
                size += front.size
            return size

        sizes, spent = time_call(lambda: [one(seeds[run]) for run in range(runs)])
        return np.array(sizes), spent

    return play


def networkx_loop(graph: Graph, seeds: np.ndarray, prob: float) -> Playing:
    made = as_networkx(graph)

    def play(runs: int) -> tuple[np.ndarray, float]:
        coin = random.Random(1).random

        def one(first: list[int]) -> int:
            seen = set(first)
            queue = list(seen)
            for node in queue:
                for other in made.successors(node):
                    if other not in seen and coin() < prob:
                        seen.add(other)
                        queue.append(other)
            return len(queue)

        sizes, spent = time_call(lambda: [one(seeds[run].tolist()) for run in range(runs)])
        return np.array(sizes), spent

    return play


def as_networkx(graph: Graph) -> Any:
    import networkx as nx

    made = nx.DiGraph()
    made.add_nodes_from(range(graph.n_nodes))
    source = np.repeat(np.arange(graph.n_nodes), np.diff(graph.start))
    made.add_edges_from(zip(source.tolist(), graph.target.tolist(), strict=True))
    return made


def cynetdiff(graph: Graph, seeds: np.ndarray, prob: float | np.ndarray | None) -> Playing:
    """prob: one for all, [edge], or None: linear threshold with 1 / in-degree."""
    from cynetdiff.models import IndependentCascadeModel, LinearThresholdModel

    starts, edges = graph.start[:-1].astype(np.uint32), graph.target.astype(np.uint32)
    if prob is None:
        weights = (1.0 / graph.in_degree[graph.target]).astype(np.float32)
        model = LinearThresholdModel(starts, edges, influence=weights)
    elif isinstance(prob, np.ndarray):
        model = IndependentCascadeModel(starts, edges, activation_probs=prob.astype(np.float32))
    else:
        model = IndependentCascadeModel(starts, edges, activation_prob=prob)

    def play(runs: int) -> tuple[np.ndarray, float]:
        def one(first: list[int]) -> int:
            model.set_seeds(set(first))
            model.reset_model()
            model.advance_until_completion()
            return int(model.get_num_activated_nodes())

        sizes, spent = time_call(lambda: [one(seeds[run].tolist()) for run in range(runs)])
        return np.array(sizes), spent

    return play


def ndlib(graph: Graph, seeds: np.ndarray, prob: float) -> Playing:
    import ndlib.models.epidemics as models
    from ndlib.models.ModelConfig import Configuration

    made = as_networkx(graph)

    def play(runs: int) -> tuple[np.ndarray, float]:
        def one(first: list[int]) -> int:
            model, configured = models.IndependentCascadesModel(made), Configuration()
            configured.add_model_initial_configuration("Infected", first)
            for edge in made.edges():
                configured.add_edge_configuration("threshold", edge, prob)
            model.set_initial_status(configured)
            while True:
                counts = model.iteration()["node_count"]
                if counts[1] == 0:
                    return int(counts[2])

        sizes, spent = time_call(lambda: [one(seeds[run].tolist()) for run in range(runs)])
        return np.array(sizes), spent

    return play


def eon(graph: Graph, seeds: np.ndarray, prob: float) -> Playing:
    import EoN

    made = as_networkx(graph)

    def play(runs: int) -> tuple[np.ndarray, float]:
        def one(first: list[int]) -> int:
            return int(EoN.basic_discrete_SIR(made, prob, initial_infecteds=first)[3][-1])

        sizes, spent = time_call(lambda: [one(sorted(set(seeds[run].tolist()))) for run in range(runs)])
        return np.array(sizes), spent

    return play


def compile_cascade(folder: Path, method: str, case: SeededGraph) -> Playing:
    """A player of cascade.cpp, compiled for this machine."""
    graph, seeds, prob = case
    compiler = shutil.which("c++") or shutil.which("g++")
    if compiler is None:
        raise ImportError("no C++ compiler")
    program, data = folder / "cascade", folder / f"{method}.bin"
    if not program.exists():
        subprocess.run([compiler, "-O3", "-march=native", "-o", program, CPP], check=True)
    if not data.exists():
        sizes = np.array([graph.n_nodes, graph.target.size, seeds.shape[1]])
        parts = (sizes, graph.start.astype(np.int64), graph.target)
        data.write_bytes(b"".join(part.tobytes() for part in (*parts, seeds.astype(np.int32))))

    def play(runs: int) -> tuple[np.ndarray, float]:
        told = subprocess.run([program, method, data, str(runs), str(prob)], check=True, capture_output=True, text=True)
        mean, spent = map(float, told.stdout.split())
        return np.array([mean]), spent

    return play


def ours(spread: Callable[[Play], Any], threads: int) -> Playing:
    def play(runs: int) -> tuple[np.ndarray, float]:
        found, spent = time_call(lambda: spread(Play(runs, 1, threads)))
        return found.size, spent

    return play


def there(makers: dict[str, Callable[[], Playing]]) -> Iterator[tuple[str, Playing]]:
    """The peers that are installed; the others are named."""
    for name, make in makers.items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"{name:<34} not installed ({error})")


def cascades(folder: Path, runs: int) -> SpreadingCase:
    graph = power_law(N_NODES, N_EDGES, 1)
    seeds = np.random.default_rng(2).integers(0, N_NODES, (runs, N_SEEDS))
    case = SeededGraph(graph, seeds, PROB)
    near, label = renumber(graph)
    makers: dict[str, Callable[[], Playing]] = {
        "C++ with the same tricks": lambda: compile_cascade(folder, "skips", SeededGraph(near, label[seeds], PROB)),
        "C++ xoshiro, a coin per edge": lambda: compile_cascade(folder, "xoshiro", case),
        "C++ mt19937, a coin per edge": lambda: compile_cascade(folder, "mt19937", case),
        "CyNetDiff": lambda: cynetdiff(*case),
        "CyNetDiff, a probability per edge": lambda: cynetdiff(graph, seeds, np.full(graph.target.size, PROB)),
        "numpy by frontier": lambda: numpy_frontier(*case),
        "plain Python lists": lambda: python_lists(*case),
        "networkx loop": lambda: networkx_loop(*case),
        "EoN discrete": lambda: eon(*case),
        "NDlib": lambda: ndlib(*case),
    }
    slow = {"numpy by frontier": 200, "plain Python lists": 50, "networkx loop": 50, "EoN discrete": 20, "NDlib": 1}
    counts = {name: min(runs, slow.get(name, runs)) for name in (OURS, OURS_2, *makers)}

    def spread(play: Play) -> Any:
        return independent_cascade(near, label[seeds[: play.runs]], PROB, play)

    players = {OURS: ours(spread, 1), OURS_2: ours(spread, 2), **dict(there(makers))}
    return SpreadingCase("independent cascade, p = 0.05, 10 seeds, 100,000 nodes", counts, players)


def thresholds(runs: int) -> SpreadingCase:
    graph = power_law(N_NODES, N_EDGES, 1)
    seeds = np.random.default_rng(2).integers(0, N_NODES, (runs, N_SEEDS))
    near, label = renumber(graph)
    makers = {"CyNetDiff": lambda: cynetdiff(graph, seeds, None)}

    def spread(play: Play) -> Any:
        return linear_threshold(near, label[seeds[: play.runs]], play)

    players = {OURS: ours(spread, 1), OURS_2: ours(spread, 2), **dict(there(makers))}
    counts = dict.fromkeys((OURS, OURS_2, *makers), runs)
    return SpreadingCase("linear threshold, weights 1 / in-degree, the same graph", counts, players)


def numpy_sir(graph: Graph, seeds: np.ndarray) -> Playing:
    def play(runs: int) -> tuple[np.ndarray, float]:
        rng = np.random.default_rng(1)

        def one(first: np.ndarray) -> int:
            seen = np.zeros(graph.n_nodes, bool)
            seen[first] = True
            ill, size = np.unique(first), int(seen.sum())
            while ill.size:
                lengths = graph.start[ill + 1] - graph.start[ill]
                ends = np.cumsum(lengths)
                edges = np.arange(ends[-1]) + np.repeat(graph.start[ill] - ends + lengths, lengths)
                hit = graph.target[edges[rng.random(edges.size) < INFECT]]
                new = np.unique(hit[~seen[hit]])
                seen[new] = True
                size += new.size
                ill = np.concatenate([ill[rng.random(ill.size) >= RECOVER], new])
            return size

        sizes, spent = time_call(lambda: [one(seeds[run]) for run in range(runs)])
        return np.array(sizes), spent

    return play


def epidemics(runs: int) -> SpreadingCase:
    n = 1_000_000
    graph = power_law(n, 10_000_000, 3)
    seeds = np.random.default_rng(4).integers(0, n, (runs, N_SEEDS))

    near, label = renumber(graph)

    def spread(play: Play) -> Any:
        return sir(near, label[seeds[: play.runs]], Disease(INFECT, RECOVER), play)

    players = {OURS: ours(spread, 1), OURS_2: ours(spread, 2), "numpy by frontier": numpy_sir(graph, seeds)}
    return SpreadingCase("SIR, 0.03 and 0.25 a step, 1,000,000 nodes, 10M edges", dict.fromkeys(players, runs), players)


def run_case(case: SpreadingCase, turns: int) -> None:
    """All players in turns, and their table."""
    spent: dict[str, list[float]] = {name: [] for name in case.players}
    sizes: dict[str, np.ndarray] = {}
    for turn in range(turns + 1):
        for name, play in case.players.items():
            if turn > 1 and case.runs[name] < 10:
                continue
            sizes[name], seconds = play(case.runs[name])
            if turn:
                spent[name].append(seconds / case.runs[name])
    print(f"\n{case.name}\n{'':<34} {'us a run':>12} {'ratio':>9} {'mean size':>11}  means agree")
    for name, seconds in spent.items():
        ratio = statistics.median(a / b for a, b in zip(seconds, spent[OURS], strict=False))
        mean = float(sizes[name].mean())
        print(f"{name:<34} {statistics.median(seconds) * 1e6:12,.1f} {ratio:9.2f} {mean:11,.1f}  "
              f"{agreement(sizes[name], case.runs[name], sizes[OURS])}")  # fmt: skip


def agreement(sizes: np.ndarray, runs: int, own: np.ndarray) -> str:
    """Distance of the means in standard errors of independent runs on the same seeds."""
    error = own.std(ddof=1) * (1.0 / runs + 1.0 / own.size) ** 0.5
    z = (float(sizes.mean()) - float(own[:runs].mean() if sizes.size > 1 else own.mean())) / error
    return f"{'yes' if abs(z) < 4.0 else 'NO'} ({z:+.1f} se)"


def main() -> None:
    options = common.parse_arguments(
        __doc__, runs=(2000, "runs per turn"), turns=(7, "turns"), epidemics=(40, "runs of SIR")
    )
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        run_case(cascades(Path(folder), options.runs), options.turns)
    run_case(thresholds(options.runs), options.turns)
    run_case(epidemics(options.epidemics), options.turns)


if __name__ == "__main__":
    main()
