"""Studies on disk: streamed in and read by column, opened by others, and safe where the disk is full."""

import contextlib
import errno
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xarray

from sim.errors import ChangedBytes, DamagedFile, FileProblem
from sim.store import hdf5, result, study_file
from sim.store.reading import datasets
from sim.store.stored_result import Array, Column, StoredResult
from sim.store.study_file import STUDY_TEXT
from tests.store.any_content import ANY_STUDY, ANYTHING
from tests.store.test_crash import fault

SIZES = {"point": 7, "strategy": 2, "run": 5}
AXES = tuple(SIZES)
TURNED = Column("factors/creator.trust", ("point",), "1", "factor of creator.trust")
STREAMED = (
    Column("outcomes/reach", AXES, "persons", "people who saw at least one post"),
    Column("outcomes/cost_usd", AXES, "USD", "all costs together"),
)
TEXT = '{"study": "Größe"}'
RESUME = "nothing finished is lost, continue with `sim sweep --resume`"


def head(sizes: dict[str, int] = SIZES) -> StoredResult:
    columns = (*(Column(axis, (axis,), "1", f"axis {axis}") for axis in AXES), TURNED)
    arrays: dict[str, Array] = {axis: np.arange(size) for axis, size in sizes.items()}
    arrays[TURNED.name] = np.linspace(0.5, 2.0, sizes["point"])
    return StoredResult(columns, arrays, {"title": "Größe"}, {STUDY_TEXT: TEXT})


def outcomes(sizes: dict[str, int] = SIZES) -> Array:
    """[column, point, strategy, run], with what cannot be had."""
    values = np.random.default_rng(20261).random((2, *sizes.values()))
    values[:, 3, 1] = np.nan
    return values


def blocks(at_once: int = 3, sizes: dict[str, int] = SIZES) -> Iterator[Array]:
    values = outcomes(sizes)
    for start in range(0, sizes["point"], at_once):
        yield values[:, start : start + at_once]


def save(path: Path, force: bool = False, at_once: int = 3, sizes: dict[str, int] = SIZES) -> Path:
    study_file.save(path, head(sizes), STREAMED, blocks(at_once, sizes), force)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return save(tmp_path / "s.h5")


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(FileProblem) as caught:
        call()
    return str(caught.value)


# There and back


@pytest.mark.parametrize("at_once", [1, 3, 7])
def test_every_bit_comes_back_whatever_the_blocks(tmp_path: Path, at_once: int) -> None:
    path = save(tmp_path / "s.h5", at_once=at_once)
    assert os.listdir(tmp_path) == ["s.h5"]  # noqa: PTH208
    found = study_file.load(path, ANY_STUDY, [column.name for column in STREAMED])
    for column, values in zip(STREAMED, outcomes(), strict=True):
        assert found.arrays[column.name].tobytes() == values.tobytes()
    np.testing.assert_array_equal(found.arrays[TURNED.name], head().arrays[TURNED.name])
    assert found.texts == {STUDY_TEXT: TEXT}
    assert found.attributes == {"title": "Größe", "kind": "study", "schema_version": 1}


def test_only_the_columns_that_are_wanted_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    whole = datasets.array_of

    def noted(file: Any, promise: Any) -> Array:
        seen.append(promise.column.name)
        return whole(file, promise)

    monkeypatch.setattr(datasets, "array_of", noted)
    assert set(study_file.load(path, ANY_STUDY).arrays) == set(seen) == {*AXES, TURNED.name}
    seen.clear()
    found = study_file.load(path, ANY_STUDY, ["outcomes/reach"])
    assert set(found.arrays) == set(seen) == {*AXES, TURNED.name, "outcomes/reach"}


@pytest.mark.parametrize("engine", [None, "h5netcdf"])
def test_xarray_finds_dimensions_labels_and_units(path: Path, engine: Any) -> None:
    with xarray.open_datatree(path, engine=engine) as tree:
        reach = tree["outcomes/reach"]
        assert reach.dims == AXES
        assert dict(reach.sizes) == SIZES
        assert reach.attrs == {"units": "persons", "long_name": "people who saw at least one post"}
        np.testing.assert_array_equal(reach, outcomes()[0])
        assert reach.sel(point=6, strategy=1, run=4).item() == outcomes()[0, 6, 1, 4]
        assert tree[TURNED.name].dims == ("point",)
        assert tree.attrs["kind"] == "study"
        assert tree[f"provenance/{STUDY_TEXT}"].values.tobytes().decode() == TEXT


def test_plain_h5py_opens_it(path: Path) -> None:
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["outcomes/cost_usd"][()], outcomes()[1])


@pytest.mark.parametrize(
    "sizes",
    [(10_000, 2, 20), (10_000, 2, 100), (656, 2, 100), (1001, 3, 7), (64, 2, 100)],
    ids=lambda sizes: "x".join(map(str, sizes)),
)
def test_a_study_is_hardly_larger_than_its_data(tmp_path: Path, sizes: tuple[int, int, int]) -> None:
    named = dict(zip(AXES, sizes, strict=True))
    path = save(tmp_path / "s.h5", at_once=hdf5.rows_at_once(sizes), sizes=named)
    assert path.stat().st_size < 1.3 * outcomes(named).nbytes


@pytest.mark.parametrize("given", [6, 8])
def test_blocks_must_be_of_all_points(tmp_path: Path, given: int) -> None:
    made = iter([outcomes({**SIZES, "point": max(given, 7)})[:, :given]])
    with pytest.raises((ValueError, TypeError)):
        study_file.save(tmp_path / "s.h5", head(), STREAMED, made, force=False)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_problem_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Array]:
        yield outcomes()[:, :3]
        raise DamagedFile("p.h5", "is odd")

    with pytest.raises(DamagedFile, match=r"p\.h5: damaged: is odd"):
        study_file.save(tmp_path / "s.h5", head(), STREAMED, broken(), force=False)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


# Names that are taken


def test_a_study_is_not_replaced_unless_forced(path: Path) -> None:
    before = path.read_bytes()
    assert refusal(lambda: save(path)) == f"{path}: exists already; --force replaces it"
    assert path.read_bytes() == before
    save(path, force=True, at_once=7)
    assert study_file.load(path, ANY_STUDY).attributes["title"] == "Größe"


def test_a_folder_is_no_study(tmp_path: Path) -> None:
    assert refusal(lambda: save(tmp_path, force=True)) == f"{tmp_path}: is a folder, not a file to write"
    assert refusal(lambda: study_file.load(tmp_path, ANY_STUDY)) == f"{tmp_path}: is a folder, not a result file"


def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(tmp_path / "tmp"))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    told = f"{tmp_path}: the folder {tmp_path} is read-only for this user; choose another with --out"
    assert refusal(lambda: save(tmp_path / "s.h5")) == told


# A full disk


class Small(FileIO):
    """A file on a disk with so much room; refuses as the system does, while it writes."""

    room = 0

    def write(self, data: Any) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        n = super().write(memoryview(data)[: self.room])
        self.room -= n
        return n


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Gives the temporary file so many bytes of room."""
    whole = tempfile.TemporaryFile

    def limit(room: int) -> None:
        def small(**options: Any) -> Small:
            assert options["buffering"] == 0, "a buffer would be written, and refused, where HDF5 cannot bear it"
            with whole(**options) as file:
                made = Small(os.dup(file.fileno()), "w+b")
            made.room = room
            return made

        monkeypatch.setattr(tempfile, "TemporaryFile", small)
        monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000}))

    return limit


@pytest.mark.parametrize("room", [0, 1, 500, 2_000, 20_000, 200_000, 900_000])
def test_a_full_disk_while_streaming_is_told_and_leaves_nothing(
    tmp_path: Path, disk: Callable[[int], None], room: int
) -> None:
    """HDF5 itself would crash, or crash when the process ends: errors must not reach it."""
    disk(room)
    path = tmp_path / "s.h5"
    said = refusal(lambda: save(path, at_once=50, sizes={"point": 900, "strategy": 2, "run": 50}))
    assert said.startswith(f"{path}: disk full: needs ")
    assert said.endswith(f" MB, 0.0 MB free; {RESUME}")
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_writing_goes_on_in_parts(tmp_path: Path, disk: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take less than was offered."""
    disk(10_000_000)
    monkeypatch.setattr(Small, "write", lambda self, data: FileIO.write(self, memoryview(data)[:700]))
    found = study_file.load(save(tmp_path / "s.h5"), ANY_STUDY, ["outcomes/reach"])
    assert found.arrays["outcomes/reach"].tobytes() == outcomes()[0].tobytes()


def test_nothing_more_is_read_once_the_disk_is_full(tmp_path: Path, disk: Callable[[int], None]) -> None:
    disk(0)
    given: list[int] = []

    def counted() -> Iterator[Array]:
        for number, block in enumerate(blocks(1)):
            given.append(number)
            yield block

    refusal(lambda: study_file.save(tmp_path / "s.h5", head(), STREAMED, counted(), force=False))
    assert len(given) <= 1


def test_a_full_disk_while_the_name_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The study was streamed, and is copied to where it belongs."""
    path = save(tmp_path / "s.h5")
    before = path.read_bytes()
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000}))
    for number in range(1, 20):
        broken = fault("disk full", number)
        with monkeypatch.context() as patch, contextlib.suppress(FileProblem):
            for name in ("write", "fsync"):
                patch.setattr(os, name, broken.wrap(name, getattr(os, name)))
            save(path, force=True)
        if not broken.struck:
            break
        assert os.listdir(tmp_path) == ["s.h5"]  # noqa: PTH208
        assert path.read_bytes() == before or study_file.load(path, ANY_STUDY)
    assert 3 < number < 19


# What is no study


def test_a_result_is_no_study_and_a_study_no_result(path: Path, tmp_path: Path) -> None:
    texts = {"scenario_toml": "", "resolved_json": "{}"}
    axis = StoredResult((Column("run", ("run",), "1", "run"),), {"run": np.arange(3)}, {"title": "x"}, texts)
    result.save(tmp_path / "r.h5", axis)
    told = f"{tmp_path / 'r.h5'}: is a result of sim run, not a study of sim sweep"
    assert refusal(lambda: study_file.load(tmp_path / "r.h5", ANY_STUDY)) == told
    assert refusal(lambda: result.load(path, ANYTHING)) == f"{path}: is a study of sim sweep, not a result of sim run"


@pytest.mark.parametrize("n", [0, 1, 100, 5_000, -160])
def test_a_cut_study(path: Path, n: int) -> None:
    path.write_bytes(path.read_bytes()[:n])
    said = refusal(lambda: study_file.load(path, ANY_STUDY))
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1


def test_flipped_bits_are_found(path: Path) -> None:
    whole, wanted = path.read_bytes(), study_file.load(path, ANY_STUDY)
    for place in range(0, len(whole), 331):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        with warnings.catch_warnings(record=True) as notes, contextlib.suppress(DamagedFile):
            warnings.simplefilter("always")
            stored = study_file.load(path, ANY_STUDY)
            assert [note.category for note in notes] == [ChangedBytes]
            assert stored.attributes == wanted.attributes
            assert result.digest(stored) == result.digest(wanted)
