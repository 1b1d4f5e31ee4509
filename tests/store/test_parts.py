"""A run in progress: nothing finished is lost, nothing foreign is taken for it, nothing is left behind."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.ending import COMMAND
from sim.errors import FileProblem
from sim.store import commit, parts, result
from sim.store.parts import Mode, RunParts
from sim.store.stored_result import Array, Column, StoredResult
from tests.store.any_content import ANYTHING

DRAWS, DAYS = 2, 3
KEY = {"scenario": "abc", "seed": "7"}
COLUMNS = (
    Column("outcomes/cost", ("draw", "run"), "USD", "cost"),
    Column("series/reach", ("draw", "run", "day"), "persons", "reach"),
)


def started(out: Path, mode: Mode = "new", runs: int = 10, key: dict[str, str] = KEY) -> RunParts:
    return parts.open(out, key, COLUMNS, {"draw": DRAWS, "run": runs, "day": DAYS}, mode)


def rows(draw: int, start: int, stop: int) -> dict[str, Array]:
    run = np.arange(start, stop)
    reach = (100 * draw + 10 * run[:, None] + np.arange(DAYS)).astype(np.int32)
    return {"outcomes/cost": draw + run / 8, "series/reach": reach}


def play(work: RunParts, *stretches: tuple[int, int, int]) -> None:
    for stretch in stretches:
        work.commit(*stretch, rows(*stretch))


def rest(runs: int = 10) -> StoredResult:
    sizes = {"draw": DRAWS, "run": runs, "day": DAYS}
    columns = tuple(Column(axis, (axis,), "1", axis) for axis in sizes)
    arrays = {axis: np.arange(size, dtype=np.int64) for axis, size in sizes.items()}
    return StoredResult(columns, arrays, {"title": "x"}, {"scenario_toml": "a = 1\n", "resolved_json": "{}"})


def finish(work: RunParts, runs: int = 10) -> StoredResult:
    for gap in work.missing():
        play(work, gap)
    return work.finish(rest(runs))


def folder_of(out: Path) -> Path:
    return out.with_name(out.name + ".parts")


def begun(out: Path) -> Path:
    """A run of which [0, 4) of draw 0 and [2, 6) of draw 1 are finished."""
    with started(out) as work:
        play(work, (0, 0, 4), (1, 2, 6))
    return out


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(out: Path, mode: Mode = "new", key: dict[str, str] = KEY) -> str:
    with pytest.raises(FileProblem) as caught, started(out, mode, key=key):
        pass
    return str(caught.value)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "r.h5"


@pytest.fixture
def unfinished(out: Path) -> Path:
    return begun(out)


def test_a_run_from_start_to_end(out: Path) -> None:
    with started(out) as work:
        assert work.missing() == [(0, 0, 10), (1, 0, 10)]
        play(work, (1, 4, 10), (0, 0, 10), (1, 0, 4))
        assert work.finished_stretches() == [(0, 0, 10), (1, 0, 4), (1, 4, 10)]
        assert work.missing() == []
        stored = work.finish(rest())
    for draw in range(DRAWS):
        for name, wanted in rows(draw, 0, 10).items():
            np.testing.assert_array_equal(stored.arrays[name][draw], wanted)
            assert stored.arrays[name].dtype == wanted.dtype
    assert result.digest(result.load(out, ANYTHING)) == result.digest(stored)
    assert names_in(out.parent) == ["r.h5"]


def test_merge_joins_all_draws_and_runs(unfinished: Path) -> None:
    with started(unfinished, "resume") as work:
        play(work, (0, 4, 10), (1, 0, 3), (1, 6, 10))
        merged = work.merge()
    assert merged["series/reach"].tolist() == [rows(draw, 0, 10)["series/reach"].tolist() for draw in range(DRAWS)]
    assert merged["outcomes/cost"].tolist() == [rows(draw, 0, 10)["outcomes/cost"].tolist() for draw in range(DRAWS)]


def test_merge_needs_all_runs(unfinished: Path) -> None:
    with started(unfinished, "resume") as work, pytest.raises(ValueError, match=r"unfinished: .*start=4, stop=10"):
        work.merge()


def test_resume_goes_on_where_it_stopped(unfinished: Path) -> None:
    with started(unfinished, "resume") as work:
        assert work.finished_stretches() == [(0, 0, 4), (1, 2, 6)]
        assert work.missing() == [(0, 4, 10), (1, 0, 2), (1, 6, 10)]
        assert work.damaged == []
        resumed = finish(work)
    with started(unfinished, "force") as work:
        whole = finish(work)
    assert result.digest(resumed) == result.digest(whole)


def test_new_refuses_an_unfinished_run(unfinished: Path) -> None:
    told = "an unfinished run is there; --resume continues it, --force starts again"
    assert refused(unfinished) == f"{folder_of(unfinished)}: {told}"
    with started(unfinished, "resume") as work:
        assert len(work.finished_stretches()) == 2


def test_force_starts_again(unfinished: Path) -> None:
    with started(unfinished, "force") as work:
        assert work.finished_stretches() == []
    assert names_in(unfinished.parent) == []


def test_force_needs_no_key(unfinished: Path) -> None:
    (folder_of(unfinished) / "key.json").write_text("{")
    with started(unfinished, "force", key={"scenario": "other"}) as work:
        assert work.finished_stretches() == []


@pytest.mark.parametrize("mode", ["new", "resume"])
def test_a_finished_result_is_not_replaced(out: Path, mode: Mode) -> None:
    out.write_text("precious")
    assert refused(out, mode) == f"{out}: exists already; --force replaces it"
    assert out.read_text() == "precious"
    with started(out, "force") as work:
        assert out.read_text() == "precious"  # until the new one is complete
        finish(work)
    assert result.load(out, ANYTHING).attributes["title"] == "x"


def test_a_run_that_died_while_finishing_can_be_resumed(unfinished: Path) -> None:
    unfinished.write_bytes(b"the result was in place, the parts were not removed")
    with started(unfinished, "resume") as work:
        finish(work)
    assert names_in(unfinished.parent) == ["r.h5"]


@pytest.mark.parametrize("mode", ["new", "resume", "force"])
def test_nothing_finished_leaves_no_trace(out: Path, mode: Mode) -> None:
    with started(out, mode) as work:
        assert work.missing() == [(0, 0, 10), (1, 0, 10)]
    assert names_in(out.parent) == []


def test_a_command_that_ends_leaves_no_trace_or_says_how_to_go_on(out: Path) -> None:
    before = dict(COMMAND.undo)
    with started(out) as work:
        assert work.leave() == ""
        assert not folder_of(out).exists()
    with started(out) as work:
        play(work, (0, 0, 4))
        said = f"4 of 20 runs are kept in {folder_of(out)}; continue with the same command and --resume"
        assert [undo() for key, undo in COMMAND.undo.items() if key not in before] == [said]
    with started(out, "resume") as work:
        assert work.leave() == said.removesuffix(" and --resume")
    assert COMMAND.undo == before


def test_a_folder_that_was_made_for_the_lock_is_removed(out: Path) -> None:
    work = RunParts(out, COLUMNS, {"draw": DRAWS, "run": 10, "day": DAYS}, KEY)
    folder_of(out).mkdir()
    assert work.leave() == ""
    assert not folder_of(out).exists()


def test_another_key(unfinished: Path) -> None:
    key = {"scenario": "xyz", "seed": "7", "engine": "2"}
    assert refused(unfinished, "resume", key) == (
        f"{folder_of(unfinished)}: belongs to another run: engine was None, is 2, scenario was abc, is xyz; "
        "--force starts again"
    )


def test_a_leftover_without_key_is_cleared(unfinished: Path) -> None:
    (folder_of(unfinished) / "key.json").unlink()
    with started(unfinished) as work:
        assert work.finished_stretches() == []


def test_more_runs_than_before(out: Path) -> None:
    with started(out, runs=4) as work:
        play(work, (0, 0, 4), (1, 0, 4))
    with started(out, "resume", runs=10) as work:
        assert work.missing() == [(0, 4, 10), (1, 4, 10)]
        grown = finish(work)
    with started(out, "force", runs=10) as work:
        assert result.digest(finish(work)) == result.digest(grown)


def test_fewer_runs_than_before(unfinished: Path) -> None:
    with started(unfinished, "resume", runs=3) as work:
        assert work.missing() == [(1, 0, 2)]
        stored = finish(work, runs=3)
    np.testing.assert_array_equal(stored.arrays["outcomes/cost"][1], rows(1, 0, 3)["outcomes/cost"])


def test_unwanted_runs_are_counted_once(out: Path) -> None:
    with started(out) as work:
        play(work, (0, 0, 6), (0, 0, 2), (0, 4, 9), (0, 5, 6), (1, 0, 10))
        assert work.count_excess() == 0
    with started(out, "resume", runs=5) as work:
        assert work.count_excess() == 4 + 5


def test_overlapping_parts(out: Path) -> None:
    with started(out) as work:
        play(work, (0, 0, 6), (0, 0, 2), (0, 4, 9), (0, 5, 6), (1, 0, 10))
        assert work.missing() == [(0, 9, 10)]
        stored = finish(work)
    np.testing.assert_array_equal(stored.arrays["series/reach"][0], rows(0, 0, 10)["series/reach"])


def test_columns_must_begin_with_draw_and_run(out: Path) -> None:
    with pytest.raises(ValueError, match="columns of parts begin with the axes draw, run"):
        parts.open(out, KEY, (Column("a", ("run",), "1", "a"),), {"run": 1}, "new")
    assert names_in(out.parent) == []


def test_rows_must_fit_the_stretch(out: Path) -> None:
    with started(out) as work:
        with pytest.raises(ValueError, match="outcomes/cost: 3 rows for 4 runs"):
            work.commit(0, 0, 4, rows(0, 0, 3))
        assert work.finished_stretches() == []


def test_files_of_others_stay(out: Path) -> None:
    with started(out) as work:
        (folder_of(out) / "notes.txt").write_text("mine")
        finish(work)
    assert names_in(folder_of(out)) == ["notes.txt"]


def test_leftovers_of_killed_processes_are_removed(unfinished: Path) -> None:
    names = [commit._prefix(unfinished.with_name(name)) + ".0123456789abcdef.tmp" for name in ("r.h5", "r2.h5")]
    paths = [folder_of(unfinished) / names[0], *(unfinished.with_name(name) for name in names)]
    for path in paths:
        path.write_bytes(b"half")
    with started(unfinished, "resume"):
        assert [path.exists() for path in paths] == [False, False, True]  # the last one may be in use


def test_in_use_by_another(unfinished: Path) -> None:
    with started(unfinished, "resume"):  # a lock belongs to a descriptor, so one process can be two
        for mode in ("new", "resume", "force"):
            assert re.fullmatch(
                f"{folder_of(unfinished)}: in use by process .* on .* since .*Z", refused(unfinished, mode)
            )
    with started(unfinished, "resume") as work:
        assert len(work.finished_stretches()) == 2
