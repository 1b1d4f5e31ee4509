"""Cells: the bits of `sim run`, whatever threads, order or process; worlds are built once."""

import pickle
import random
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import cells, session
from sim.engine.cells import Order, Played
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.errors import FileProblem, InputError
from sim.measures.columns import TOTALS
from sim.recall import Recall
from sim.scenario.describe.resolved import fingerprint
from sim.scenario.load import Loaded, load, loads
from sim.study.sweeps.sweep import Sweep, SweepCells
from sim.world import cache
from tests import sweeps
from tests.sweeps import N_CELLS, A

TURNED = {"engagement.rate_1k": "0.02:0.3:3", "creators.micro.count": [1, 4], "creator.no_show_prob": [0.1]}


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return sweeps.prepared(tmp_path_factory.mktemp("cells"), vary=TURNED)


@pytest.fixture
def orders(sweep: Sweep) -> list[Order]:
    made = SweepCells(sweep)
    return [made.order(number) for number in range(sweep.n_cells)]


def play(order: Order) -> Played:
    played = cells.play(order, threading.Event())
    assert played is not None
    return played


def order_of(loaded: Loaded, runs: int = 3) -> Order:
    return Order(0, loaded.document, loaded.overrides, runs, fingerprint(loaded))


def bits(played: list[Played]) -> dict[int, bytes]:
    return {one.number: one.values.tobytes() for one in played}


def on_threads(orders: list[Order], threads: int) -> dict[int, bytes]:
    return bits(list(cells.on_threads(orders, threads, threading.Event())))


@pytest.fixture(scope="module")
def wanted(sweep: Sweep) -> dict[int, bytes]:
    made = SweepCells(sweep)
    return bits([play(made.order(number)) for number in range(sweep.n_cells)])


# The bits of sim run


def test_every_cell_is_what_sim_run_gives(sweep: Sweep, orders: list[Order], tmp_path: Path) -> None:
    for order in orders:
        _, side = sweep.cell(order.number)
        loaded = sweep.sides[side].replace_all(sweep.changes(order.number))
        job = Job(loaded, tmp_path / f"{order.number}.h5", 2, "new", "sim run", batch=2)
        stored = session.run(job, Silent(), Stop())
        played = play(order)
        assert stored.attributes["scenario_sha256"] == order.fingerprint
        for name, values in zip(TOTALS, played.values, strict=True):
            np.testing.assert_array_equal(values, stored.arrays[f"outcomes/{name}"][0], name)


def test_cells_differ_from_one_another(sweep: Sweep, wanted: dict[int, bytes]) -> None:
    assert len(wanted) == N_CELLS
    mega = {number for number in wanted if sweep.cell(number)[1] == 1}
    assert len({wanted[number] for number in mega}) == 3  # mega has no micros to count
    assert len({wanted[number] for number in wanted.keys() - mega}) == 6


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_neither_threads_nor_order_move_a_bit(orders: list[Order], wanted: dict[int, bytes], threads: int) -> None:
    chance = random.Random(threads)
    chance.shuffle(orders)
    assert on_threads(orders, threads) == wanted


def test_uncertain_numbers_are_at_their_medians() -> None:
    sure = loads(A, ["creators.micro.quality=1.5"])
    unsure = loads(A, ["creators.micro.quality={dist='uniform', low=1, high=2}", "run.draws=1"])
    np.testing.assert_array_equal(play(order_of(sure)).values, play(order_of(unsure)).values)


def test_more_runs_begin_with_the_fewer() -> None:
    few, many = (play(order_of(loads(A), runs)).values for runs in (2, 5))
    np.testing.assert_array_equal(few, many[:, :2])
    assert many.shape == (len(TOTALS), 5)


def test_an_order_can_travel(orders: list[Order], wanted: dict[int, bytes]) -> None:
    again = [pickle.loads(pickle.dumps(order)) for order in orders]
    assert again == orders
    assert bits([play(again[3])])[3] == wanted[3]
    assert len(pickle.dumps(orders[0])) < 3_000


def test_a_cell_is_loaded_without_parsing_text(orders: list[Order], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tomllib, "loads", None)
    assert [fingerprint(order.load()) for order in orders] == [order.fingerprint for order in orders]


# What cannot be had


def test_a_scenario_that_is_wrong_only_here_is_refused_with_its_reason() -> None:
    order = order_of(loads(A))
    changed = loads(A).overrides_with({"posts.window_days": 9})
    played = play(order._replace(overrides=changed))
    assert played.refused == (
        "--set posts.window_days=9: must be at most run.horizon_days = 5, not 9: later posts would not be counted"
    )
    assert played.values.size == 0


def test_a_world_that_cannot_be_built_is_refused_with_its_reason() -> None:
    played = play(order_of(loads(A, ["world.people=20", "creators.micro.fake_share=0.26"])))
    assert played.refused.startswith(
        "--set world.people=20: a creator has 44 real followers, but only 20 people follow creators"
    )
    assert played.values.shape == (0, 3)


def test_a_machine_that_sees_other_files_must_not_answer(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("handle,followers\nanna,50\nben,40\n")
    (tmp_path / "a.toml").write_text(A.replace("count = 3\nfollowers = 60", 'roster = "r.csv"'))
    order = order_of(load(tmp_path / "a.toml"))
    assert play(order).refused == ""
    (tmp_path / "r.csv").write_text("handle,followers\nanna,50\nben,41\n")
    with pytest.raises(InputError) as caught:
        play(order)
    told = "sees other files, plug-ins or another networkx here than where the sweep was started"
    assert str(caught.value) == f"{tmp_path / 'a.toml'}: {told}"
    (tmp_path / "r.csv").unlink()
    with pytest.raises(FileProblem, match=r"r\.csv: there is no such file"):
        play(order)


# Stopping and failing


def test_told_to_stop_before_it_begins(orders: list[Order], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "OUTCOMES", Recall(4))  # nothing was played before
    stop = threading.Event()
    stop.set()
    assert cells.play(orders[0], stop) is None
    assert list(cells.on_threads(orders, 2, stop)) == []


def test_what_is_finished_when_it_stops_is_whole(orders: list[Order], wanted: dict[int, bytes]) -> None:
    stop, seen = threading.Event(), []
    for played in cells.on_threads(orders, 2, stop):
        seen.append(played)
        stop.set()
    found = bits(seen)
    assert 1 <= len(found) < N_CELLS
    assert all(wanted[number] == values for number, values in found.items())


def test_orders_are_taken_as_they_are_needed(orders: list[Order]) -> None:
    """A study of a million cells must not be laid out in memory."""
    taken: list[int] = []

    def counted() -> Iterator[Order]:
        for order in orders:
            taken.append(order.number)
            yield order

    made = cells.on_threads(counted(), 1, threading.Event())
    next(made)
    assert len(taken) <= cells.AHEAD + 1
    made.close()  # type: ignore[attr-defined]


def test_one_failure_stops_the_others(orders: list[Order]) -> None:
    stop = threading.Event()
    orders[2] = orders[2]._replace(fingerprint="of other files")
    with pytest.raises(InputError, match="sees other files, plug-ins or another networkx here"):
        list(cells.on_threads(orders, 2, stop))
    assert stop.is_set()


# Worlds


class Builder:
    """Stands in for the cache: counts, and takes a moment."""

    def __init__(self, error: Exception | None = None) -> None:
        self.keys: list[str] = []
        self.error = error

    def built(self, scenario: Any, folder: Path) -> Any:
        self.keys.append(cache.key(scenario, folder))
        time.sleep(0.05)
        if self.error is not None:
            raise self.error
        return object()


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    made = Builder()
    monkeypatch.setattr(cache, "world_of", made.built)
    return made


def world_of(worlds: Recall[str, Any], loaded: Loaded) -> tuple[Any, bool]:
    """As cells ask for their worlds."""
    key = cache.key(loaded.scenario, loaded.folder)
    return worlds.of(key, lambda: cache.world_of(loaded.scenario, loaded.folder))


def test_a_world_is_built_once_for_all_threads(builder: Builder) -> None:
    worlds, loaded = Recall(4), loads(A)
    with ThreadPoolExecutor(4) as pool:
        found = [world for world, _ in pool.map(lambda _: world_of(worlds, loaded), range(8))]
    assert len(builder.keys) == 1
    assert len(set(map(id, found))) == 1


def test_what_touches_no_world_needs_no_new_one(builder: Builder) -> None:
    worlds, loaded = Recall(4), loads(A)
    for path, value in (("engagement.rate_1k", 0.3), ("creators.micro.quality", 2.0), ("costs.hour_usd", 9.0)):
        world_of(worlds, loaded.replace(path, value))
    assert len(builder.keys) == 1
    world_of(worlds, loaded.replace("world.people", 500))
    assert len(builder.keys) == 2


def test_only_so_many_worlds_are_held(builder: Builder) -> None:
    worlds, loaded = Recall(2), loads(A)
    one, two, three = (loaded.replace("world.people", people) for people in (500, 600, 700))
    for scenario in (one, two, one, three, one, two):
        world_of(worlds, scenario)
    assert len(builder.keys) == 4  # two was used longest ago when three came


def test_an_error_reaches_everybody_who_waits_and_is_not_kept(builder: Builder) -> None:
    worlds, loaded = Recall(4), loads(A)
    builder.error = InputError("cannot be built")
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(world_of, worlds, loaded) for _ in range(3)]
        told = [str(one.exception()) for one in waiting]
    assert told == ["cannot be built"] * 3
    before, builder.error = len(builder.keys), None
    world_of(worlds, loaded)
    assert len(builder.keys) == before + 1
