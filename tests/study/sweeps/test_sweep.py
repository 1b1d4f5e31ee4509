"""Sweeps: nothing finished is lost or repeated, whatever is killed, stopped, damaged or asked again."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import cells
from sim.engine.cells import Order, Played
from sim.engine.progress import Silent, Stop
from sim.errors import DamagedFile, FileProblem, InputError, Interrupted
from sim.measures.stored_files import STUDY
from sim.scenario.describe.resolved import fingerprint
from sim.store import points as pool
from sim.store import study_file as store
from sim.store.points import PointValues
from sim.study.sweeps import sweep
from sim.study.sweeps.sweep import NAMES, Sweep, SweepCells
from tests import sweeps
from tests.sweeps import N_CELLS, TURNED, Counted, Notes, digest, points, prepared, swept, task

ROOT = Path(__file__).parents[3]


@pytest.fixture
def asked(tmp_path: Path) -> Sweep:
    return prepared(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study s.h5, swept undisturbed, and its points."""
    folder = tmp_path_factory.mktemp("whole")
    swept(prepared(folder), folder / "s.h5")
    return folder


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    """The points of the study, without the study."""
    shutil.copytree(whole / "points", tmp_path / "points")
    return tmp_path


def cell_path(asked: Sweep, folder: Path, number: int) -> Path:
    return pool.path_of(folder / "points", SweepCells(asked).key(number))


# Preparing


def test_all_strategies_are_swept_with_the_same_sizes_and_luck(tmp_path: Path) -> None:
    made = prepared(tmp_path, run={"runs": 5, "seed": 7}, set={"world.people": 500})
    for side in made.sides:
        assert (side.scenario.run.runs, side.scenario.run.draws, side.scenario.run.seed) == (5, 1, 7)
        assert side.scenario.world.people == 500
    assert (made.n_cells, made.runs, made.cell(7)) == (N_CELLS, 5, (3, 1))


def test_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    asked_for = sweeps.asked(tmp_path, set={"world.people": 500})
    for side in sweep.prepare(asked_for, ["world.people=600"]).sides:
        assert side.scenario.world.people == 600


def test_a_list_of_creators_can_be_set_and_turned(tmp_path: Path) -> None:
    group = {"name": "micro", "count": 2.0, "followers": 50, "breadth": "20%"}
    made = prepared(tmp_path, set={"creators": [group]})
    assert [one.breadth for one in made.sides[1].scenario.creators] == [0.2]
    assert made.changes(1) == {("engagement", "rate_1k"): 0.02, ("creators", 0, "quality"): 0.5}


def test_a_side_is_turned_where_it_has_the_number(asked: Sweep) -> None:
    assert asked.changes(2) == {("engagement", "rate_1k"): 0.02, ("creators", 0, "quality"): 2.0}
    assert asked.changes(3) == {("engagement", "rate_1k"): 0.02}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"measure": "impresions"}, 's.toml: measure: unknown measure "impresions"; did you mean "impressions"?'),
        ({"measure": "posts"}, 's.toml: measure: measure "posts" has no better or worse, so nothing can win by it'),
        ({"set": {"world.peple": 3}}, 's.toml: set: world.peple=3: unknown key; did you mean "people"?'),
        ({"set": {"world.people": 0}},
         "s.toml: set: world.people=0: must be a whole number from 1 to 1e12, not 0"),
        ({"vary": {"engagement.rate": "1:2"}},
         's.toml: vary.engagement.rate: no scenario has a key "engagement.rate"; did you mean "engagement.rate_1k"?'),
        ({"design": {"method": "saltelli", "points": 3}},
         "s.toml: design.points: must be a power of two for saltelli, not 3"),
        ({"design": {"method": "grid", "points": 10_000}, "vary": {"creator.trust": "1:2", "costs.hour_usd": "1:2"}},
         "s.toml: design.points: makes 100,000,000 points; at most 10,000,000"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_cannot_be_prepared_is_told_by_file_and_key(tmp_path: Path, tables: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        prepared(tmp_path, **tables)
    assert str(caught.value) == f"{tmp_path}/{said}"


def test_strategies_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        prepared(tmp_path, strategies=["a.toml", "c.toml"])
    assert str(caught.value) == f"{tmp_path / 'c.toml'}: there is no such file"


# Keys of cells


def test_a_cell_is_kept_under_all_that_defines_it(asked: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SweepCells(asked)
    for number in range(asked.n_cells):
        _, side = asked.cell(number)
        found = fingerprint(asked.sides[side].replace_all(asked.changes(number)))
        assert made.fingerprint(number) == found == fingerprint(made.order(number).load())
        defines = {"scenario": found, "runs": "3", **sweep.version()}
        assert made.key(number) == pool.key_of(defines)
    before = made.key(0)
    monkeypatch.setattr(sweep, "ENGINE_FORMAT", "another")
    assert made.key(0) != before


def test_keys_that_a_scenario_does_not_write_out(tmp_path: Path) -> None:
    """Where there is no quick way, the slow one gives the name."""
    turned = {"world.shared_audience.share": [0.1, 0.2]}
    asked = prepared(tmp_path, vary=turned, strategies=["a.toml"])
    made = SweepCells(asked)
    assert made.fingerprint(1) == fingerprint(asked.sides[0].replace("world.shared_audience.share", 0.2))


@pytest.mark.parametrize(
    ("tables", "differs"),
    [
        ({"name": "another name"}, ()),
        ({"measure": "reach"}, ()),
        ({"run": {"runs": 4}}, ("runs",)),
        ({"run": {"runs": 3, "seed": 7}}, ("strategies",)),
        ({"set": {"world.people": 500}}, ("strategies",)),
        ({"strategies": ["b.toml", "a.toml"]}, ("strategies",)),
        ({"vary": dict(reversed(TURNED.items()))}, ("numbers turned", "points")),
        ({"vary": {**TURNED, "engagement.rate_1k": [0.02, 0.05, 0.21]}}, ("points",)),
        ({"design": {"method": "one_at_a_time"}}, ("points",)),
    ],
    ids=str,
)
def test_marks_tell_what_changed(
    asked: Sweep, tmp_path: Path, tables: dict[str, Any], differs: tuple[str, ...]
) -> None:
    before, after = sweep.marks(asked), sweep.marks(prepared(tmp_path, **tables))
    assert {name for name in before if before[name] != after[name]} == set(differs)
    assert (sweep.digest(asked) == sweep.digest(prepared(tmp_path, **tables))) == (not differs)


# Nothing twice


def test_all_is_played_once_and_nothing_again(asked: Sweep, tmp_path: Path, whole: Path) -> None:
    first, second, notes = Counted(), Counted(), Notes()
    swept(asked, tmp_path / "s.h5", task(tmp_path / "points", first))
    assert sorted(first.numbers) == [number for number in range(N_CELLS) if number not in (3, 7, 11)]
    before = points(tmp_path / "points")
    swept(asked, tmp_path / "again.h5", task(tmp_path / "points", second, notes))
    assert second.numbers == []
    assert notes.said == [f"all {N_CELLS} cells are there already"]
    assert points(tmp_path / "points") == before
    assert digest(tmp_path / "again.h5") == digest(tmp_path / "s.h5") == digest(whole / "s.h5")


def test_studies_share_points(copied: Path) -> None:
    """One more value of a number, another name and another design: only what is new is played."""
    more = prepared(copied, name="more", vary={**TURNED, "creators.micro.quality": [0.5, 2.0, 0.7]})
    count, before = Counted(), points(copied / "points")
    swept(more, copied / "more.h5", task(copied / "points", count))
    assert sorted(more.cell(number) for number in count.numbers) == [(2, 0), (5, 0), (8, 0)]
    after = points(copied / "points")
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 3


def test_cells_that_are_one_point_are_played_once(asked: Sweep, whole: Path) -> None:
    """Mega has no micros whose quality could be turned: its cells are alike in pairs."""
    found = sweep.survey(SweepCells(asked), asked, Path("nowhere"), Silent()).missing
    assert list(found.values()) == [[0], [1, 3], [2], [4], [5, 7], [6], [8], [9, 11], [10]]
    assert len(points(whole / "points")) == 9
    found = store.load(whole / "s.h5", STUDY, ["outcomes/reach"]).arrays["outcomes/reach"]
    np.testing.assert_array_equal(found[::2, 1], found[1::2, 1])


def test_cells_alike_are_refused_alike(tmp_path: Path) -> None:
    asked = prepared(tmp_path, vary={"world.people": [60, 400], "creators.micro.quality": [0.5, 2.0]})
    done = swept(asked, tmp_path / "s.h5")
    assert sorted(done.refused) == [1, 3]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_neither_threads_nor_order_move_a_bit(asked: Sweep, tmp_path: Path, whole: Path, threads: int) -> None:
    def shuffled(orders: Iterable[Order]) -> Iterator[Played]:
        laid = list(orders)
        random.Random(threads).shuffle(laid)
        return Counted(threads)(laid)

    swept(asked, tmp_path / "s.h5", task(tmp_path / "points", shuffled))
    assert digest(tmp_path / "s.h5") == digest(whole / "s.h5")
    assert pool_bytes(tmp_path) == pool_bytes(whole)


def pool_bytes(folder: Path) -> dict[str, bytes]:
    return {key: pool.path_of(folder / "points", key).read_bytes() for key in pool.stored_keys(folder / "points")}


def test_a_clock_that_jumps_changes_nothing(asked: Sweep, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for index, key in enumerate(pool.stored_keys(copied / "points")):
        when = (4e9, 1.0)[index % 2]
        os.utime(pool.path_of(copied / "points", key), (when, when))
    monkeypatch.setattr(time, "time", iter(range(10**9, 0, -(10**6))).__next__)
    count = Counted()
    swept(asked, copied / "s.h5", task(copied / "points", count))
    assert count.numbers == []


# What cannot be had


def test_cells_that_cannot_be_had_are_told_and_left_out(tmp_path: Path) -> None:
    """Among 60 people a mega creator finds no followers, three micros do."""
    asked, notes = prepared(tmp_path, vary={"world.people": [60, 400]}), Notes()
    done = swept(asked, tmp_path / "s.h5", task(tmp_path / "points", reporter=notes))
    assert list(done.refused) == [1]
    assert done.refused[1].startswith("--set world.people=60: a creator has ")
    found = store.load(tmp_path / "s.h5", STUDY, ["outcomes/reach"])
    assert found.arrays["played"].tolist() == [[1, 0], [1, 1]]
    assert np.isnan(found.arrays["outcomes/reach"]).all(axis=2).tolist() == [[False, True], [False, False]]
    assert not np.isnan(found.arrays["outcomes/reach"]).any(axis=2)[0, 0]
    assert len(points(tmp_path / "points")) == 3


def test_a_study_of_nothing_but_refusals_is_an_error(tmp_path: Path) -> None:
    asked = prepared(tmp_path, vary={"world.people": [10, 20]})
    with pytest.raises(InputError, match=r"no point of the study is possible: --set world\.people=10: a creator has "):
        swept(asked, tmp_path / "s.h5")
    assert not (tmp_path / "s.h5").exists()
    assert not (tmp_path / "s.h5.parts").exists()


# Damage


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1000] ^= 4
    path.write_bytes(content)


def foreign(path: Path) -> None:
    path.write_text("not for you")


def swap(path: Path) -> None:
    other = next(one for one in path.parents[1].rglob("*.h5") if one != path)
    shutil.copy(other, path)


DAMAGES = {
    cut: "damaged: {less} of {size} bytes",
    flip: "damaged: its bytes are not what was written",
    foreign: "damaged: not a point of a sweep",
    swap: "damaged: belongs to another point or has another name",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_point_is_set_aside_told_and_played_again(
    asked: Sweep, copied: Path, whole: Path, damage: Callable[[Path], None]
) -> None:
    path = cell_path(asked, copied, 4)
    size = path.stat().st_size
    damage(path)
    spoilt, count, notes = path.read_bytes(), Counted(), Notes()
    swept(asked, copied / "s.h5", task(copied / "points", count, notes))
    told = DAMAGES[damage].format(size=size, less=size - 7)
    assert f"{path}: {told}; kept as {path.name}.bad, the point is played again" in notes.said
    assert path.with_name(path.name + ".bad").read_bytes() == spoilt
    assert count.numbers == [4]
    assert digest(copied / "s.h5") == digest(whole / "s.h5")
    assert pool_bytes(copied) == pool_bytes(whole)


def test_a_point_that_breaks_while_it_is_collected(
    asked: Sweep, copied: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, get = cell_path(asked, copied, 0), pool.get

    def break_first(*arguments: Any) -> Any:
        if not path.with_name(path.name + ".bad").exists():
            flip(path)
        return get(*arguments)

    monkeypatch.setattr(pool, "get", break_first)
    count = Counted()
    swept(asked, copied / "s.h5", task(copied / "points", count))
    assert count.numbers == [0]
    assert digest(copied / "s.h5") == digest(whole / "s.h5")


def test_a_disk_that_damages_all_is_not_trusted(asked: Sweep, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path, key: str, *arguments: Any) -> Any:
        raise DamagedFile(pool.path_of(folder, key), "is odd")

    monkeypatch.setattr(pool, "get", broken)
    with pytest.raises(FileProblem) as caught:
        swept(asked, copied / "s.h5", task(copied / "points"))
    assert str(caught.value) == f"{copied / 'points'}: points keep being damaged; do not trust this disk"
    assert not (copied / "s.h5").exists()


def test_a_point_of_a_newer_version_stops_the_sweep(
    asked: Sweep, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, newer = SweepCells(asked).key(0), "sim.store.seal.FORMAT"
    with monkeypatch.context() as later:
        later.setattr(newer, 2)
        pool.keep(copied / "points", key, NAMES, PointValues(np.zeros((len(NAMES), 3)), ""))
    with pytest.raises(FileProblem, match="written by a newer version of sim"):
        swept(asked, copied / "s.h5", task(copied / "points"))
    assert pool.is_kept(copied / "points", key)


def test_points_of_one_world_that_came_out_otherwise_are_refused(asked: Sweep, copied: Path) -> None:
    folder, (one, other) = copied / "points", map(SweepCells(asked).key, (0, 1))
    kept = pool.get(folder, other, NAMES, 3)
    assert kept.world == pool.get(folder, one, NAMES, 3).world
    pool.keep(folder, other, NAMES, kept._replace(world=kept.world[:-4] + "feed"))
    with pytest.raises(FileProblem) as caught:
        swept(asked, copied / "s.h5", task(folder))
    assert str(caught.value) == (
        f"{pool.path_of(folder, one)} and {pool.path_of(folder, other)}: were played in worlds that differ though the "
        "same was asked; remove both and continue with --resume"
    )


def test_a_disk_that_is_full_for_points_keeps_what_is_finished(
    asked: Sweep, tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, kept = pool.keep, []

    def full(folder: Path, key: str, *arguments: Any) -> None:
        if len(kept) == 5:
            raise FileProblem("disk full")
        keep(folder, key, *arguments)
        kept.append(key)

    with monkeypatch.context() as patch:
        patch.setattr(pool, "keep", full)
        with pytest.raises(FileProblem, match="disk full"):
            swept(asked, tmp_path / "s.h5", task(tmp_path / "points", Counted(2)))
    before = points(tmp_path / "points")
    assert set(before) == set(kept)
    swept(asked, tmp_path / "s.h5", mode="resume")
    after = points(tmp_path / "points")
    assert {key: after[key] for key in before} == before
    assert digest(tmp_path / "s.h5") == digest(whole / "s.h5")


# Stopping


def stopped(asked: Sweep, folder: Path, after: int) -> str:
    """Sweep until so many cells are there, or all, then ask to stop; what is said."""
    stop = Stop()

    def until(orders: Iterable[Order]) -> Iterator[Played]:
        for number, played in enumerate(cells.on_threads(orders, 2, stop), start=1):
            yield played
            if number == after:
                stop.set()
        stop.set()

    with pytest.raises(Interrupted) as caught:
        swept(asked, folder / "s.h5", task(folder / "points", until, stop=stop))
    assert not stop.patient
    return str(caught.value)


@pytest.mark.parametrize("after", [1, 3, 5, 99])  # 99: when all are there already
def test_a_stopped_sweep_says_how_to_go_on_and_does(asked: Sweep, tmp_path: Path, whole: Path, after: int) -> None:
    said = stopped(asked, tmp_path, after)
    made, folder = SweepCells(asked), tmp_path / "points"
    rows = [[pool.is_kept(folder, made.key(2 * point + side)) for side in range(2)] for point in range(6)]
    assert said.endswith(f" of 6 points are kept in {folder}; continue with the same command and --resume")
    assert int(said.split()[1]) <= sum(map(all, rows))
    before = points(folder)
    assert len(before) >= 1
    count = Counted()
    swept(asked, tmp_path / "s.h5", task(folder, count), mode="resume")
    after_all = points(folder)
    assert {key: after_all[key] for key in before} == before
    assert not set(map(made.key, count.numbers)) & set(before)
    assert digest(tmp_path / "s.h5") == digest(whole / "s.h5")
    assert not (tmp_path / "s.h5.parts").exists()


def test_progress_counts_points_and_tells_who_leads(asked: Sweep, tmp_path: Path) -> None:
    told: list[Any] = []

    class Seen(Notes):
        def start(self, total: int, done: int, what: str = "runs") -> None:
            told.append((total, done, what))

        def advance(self, done: int) -> None:
            told.append(done)

    seen = Seen()
    swept(asked, tmp_path / "s.h5", task(tmp_path / "points", reporter=seen))
    assert told == [(6, 0, "points"), *[1] * 6]
    assert len(seen.said) == 6
    assert seen.said[-1].endswith("% of points by Impressions")


# Killed


def kill_again_and_again(folder: Path, kills: int) -> dict[str, int]:
    """Children sweep and are killed at random moments; what each has left is looked at. In a process of its own."""
    chance, found = random.Random(20261), dict.fromkeys(("killed", "unreadable", "lost", "repeated", "different"), 0)
    asked = prepared(folder)
    swept(asked, folder / "whole.h5", task(folder / "whole"))  # everything is loaded now
    wanted, out = digest(folder / "whole.h5"), folder / "0.h5"
    before: dict[str, tuple[int, int]] = {}
    for number in range(1, kills + 1):
        child = os.fork()
        if not child:
            swept(asked, out, mode="resume")
            os._exit(0)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        found["killed"] += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        after = points(folder / "points")
        found["lost"] += len(before.keys() - after.keys())
        found["repeated"] += sum(after[key] != one for key, one in before.items() if key in after)
        before = after
        for key in after:
            try:
                pool.verify(folder / "points", key)
            except FileProblem:
                found["unreadable"] += 1
        if out.exists() and not (folder / f"{out.name}.parts/key.json").exists():
            found["different"] += digest(out) != wanted
            shutil.rmtree(folder / "points")
            out, before = folder / f"{number}.h5", {}
    swept(asked, out, mode="resume")
    found["different"] += digest(out) != wanted
    return found


def test_killed_at_random_moments(tmp_path: Path) -> None:
    code = (
        "import json, sys; from pathlib import Path; from tests.study.sweeps.test_sweep import kill_again_and_again\n"
        "print(json.dumps(kill_again_and_again(Path(sys.argv[1]), 10)))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("killed") >= 3  # the others were quicker
    assert set(found.values()) == {0}, found
