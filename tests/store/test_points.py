"""Points: written once, whole or not at all; what is damaged or foreign is never taken for one."""

import contextlib
import errno
import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ChangedBytes, DamagedFile, FileProblem
from sim.store import points, seal
from sim.store.points import PointValues
from sim.store.stored_result import Array
from tests.store.test_crash import Fault, fault

NAMES = ("reach", "cost_usd")
WORLD = "what was asked, what came out"
KEY, OTHER = (points.key_of({"scenario": name, "runs": "4"}) for name in ("a", "b"))
RESUME = "nothing finished is lost, continue with `sim sweep --resume`"


def values(shift: float = 0.0) -> Array:
    return np.array([[1.0, 2.5, np.nan, np.inf], [-0.0, 1e300, 5e-324, 3.0]]) + shift


def keep(folder: Path, key: str = KEY, shift: float = 0.0) -> Path:
    points.keep(folder, key, NAMES, PointValues(values(shift), WORLD))
    return points.path_of(folder, key)


def get(folder: Path, key: str = KEY) -> Array:
    kept = points.get(folder, key, NAMES, 4)
    assert kept.world == WORLD
    return kept.values


def damaged(call: Callable[[], object]) -> str:
    with pytest.raises(DamagedFile) as caught:
        call()
    return str(caught.value)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Keys and places


def test_a_key_is_of_all_that_defines_a_point_in_any_order() -> None:
    one = points.key_of({"scenario": "a", "runs": "4"})
    assert one == points.key_of({"runs": "4", "scenario": "a"}) == KEY
    assert len({one, OTHER, points.key_of({"scenario": "a", "runs": "5"}), points.key_of({"scenario": "a"})}) == 4
    assert points.key_of({"a": "b", "c": "d"}) != points.key_of({"a": "b,c:d"})
    assert len(one) == points.KEY_LENGTH
    assert set(one) <= set("0123456789abcdef")


def test_keys_never_move() -> None:
    """A new rule would orphan every point on every disk: it has to come with a new engine format."""
    assert (
        points.key_of({"scenario": "a", "runs": "4", "engine": "1", "sim": "0"}) == "a3e52cedbaaea90d73f67b0dc1d3c8fe"
    )


def test_points_lie_in_folders_by_their_first_letters(tmp_path: Path) -> None:
    assert keep(tmp_path) == tmp_path / KEY[:2] / f"{KEY}.h5"
    assert files(tmp_path) == [f"{KEY[:2]}/{KEY}.h5"]


# There and back


def test_every_bit_comes_back(tmp_path: Path) -> None:
    assert not points.is_kept(tmp_path, KEY)
    keep(tmp_path)
    assert points.is_kept(tmp_path, KEY)
    assert not points.is_kept(tmp_path, OTHER)
    points.verify(tmp_path, KEY)
    assert get(tmp_path).tobytes() == values().tobytes()


def test_the_same_point_is_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    """Two workers that play one point cannot spoil each other's."""
    one, two = keep(tmp_path / "one"), keep(tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    keep(tmp_path / "one")
    assert one.read_bytes() == two.read_bytes()


def test_an_interrupted_point_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path)
    for point in range(1, 20):
        broken = Fault(point, ("open", "write", "fsync", "replace"), KeyboardInterrupt(), lasting=False, after=False)
        with monkeypatch.context() as patch:
            for name in broken.names:
                patch.setattr(os, name, broken.wrap(name, getattr(os, name)))
            with contextlib.suppress(KeyboardInterrupt):
                keep(tmp_path, shift=1.0)
        if not broken.struck:
            break
        found = get(tmp_path)
        assert found.tobytes() in (values().tobytes(), values(1.0).tobytes())
        assert files(tmp_path) == [f"{KEY[:2]}/{KEY}.h5"]
    assert 4 < point < 19


@pytest.mark.parametrize("number", range(1, 8))
def test_a_full_disk_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    keep(tmp_path)
    broken = fault("disk full", number)
    with monkeypatch.context() as patch:
        for name in broken.names:
            patch.setattr(os, name, broken.wrap(name, getattr(os, name)))
        patch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000}))
        try:
            keep(tmp_path, OTHER)
        except FileProblem as problem:
            path = points.path_of(tmp_path, OTHER)
            assert str(problem).startswith(f"{path}: disk full: needs 0.0 MB, 0.0 MB free; {RESUME}")
            if points.is_kept(tmp_path, OTHER):  # only its folder could not be made durable
                points.verify(tmp_path, OTHER)
        else:
            assert not broken.struck
    points.verify(tmp_path, KEY)
    assert [name for name in files(tmp_path) if name.endswith(".tmp")] == []


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(path: Path, *arguments: object) -> None:
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(FileProblem) as caught:
        keep(tmp_path)
    path = points.path_of(tmp_path, KEY)
    assert str(caught.value) == f"{path}: the folder {tmp_path} is read-only for this user; choose another with --out"


# What is no point


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_text("not for you")


def whole_but_other(path: Path) -> None:
    shutil.copy(keep(path.parents[1], OTHER), path)


DAMAGES = {
    cut: "damaged: {less} of {size} bytes",
    flip: "damaged: its bytes are not what was written",
    empty: "damaged: not a point of a sweep",
    foreign: "damaged: not a point of a sweep",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_before_anything_is_read(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = keep(tmp_path)
    size = path.stat().st_size
    damage(path)
    told = f"{path}: {DAMAGES[damage].format(size=size, less=size - 1000)}"
    assert damaged(lambda: points.verify(tmp_path, KEY)) == told
    with pytest.raises((FileProblem, ChangedBytes)):
        get(tmp_path)


def test_every_flipped_bit_of_a_point_is_found(tmp_path: Path) -> None:
    path = keep(tmp_path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        with pytest.raises(FileProblem):
            points.verify(tmp_path, KEY)


def test_a_whole_point_under_another_name(tmp_path: Path) -> None:
    path = keep(tmp_path)
    whole_but_other(path)
    points.verify(tmp_path, KEY)  # byte for byte what was written, but elsewhere
    assert damaged(lambda: get(tmp_path)) == f"{path}: damaged: belongs to another point or has another name"


def test_a_point_of_other_columns_or_runs(tmp_path: Path) -> None:
    path = keep(tmp_path)
    told = f"{path}: damaged: belongs to another point or has another name"
    assert damaged(lambda: points.get(tmp_path, KEY, ("reach", "hours"), 4)) == told
    told = f"{path}: damaged: does not hold 2 columns of 5 runs"
    assert damaged(lambda: points.get(tmp_path, KEY, NAMES, 5)) == told


def test_a_point_of_a_newer_version_is_not_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(seal, "FORMAT", 2)
        path = keep(tmp_path)
    with pytest.raises(FileProblem) as caught:
        points.verify(tmp_path, KEY)
    assert not isinstance(caught.value, DamagedFile)
    assert str(caught.value).startswith(f"{path}: written by a newer version of sim")


def test_setting_aside(tmp_path: Path) -> None:
    path = keep(tmp_path)
    content = path.read_bytes()
    told = points.set_aside(DamagedFile(path, "is odd"))
    assert told == f"{path}: damaged: is odd; kept as {path.name}.bad, the point is played again"
    assert path.with_name(path.name + ".bad").read_bytes() == content
    assert not points.is_kept(tmp_path, KEY)
    assert list(points.stored_keys(tmp_path)) == []


# Many points


def test_copying_takes_whole_points_only(tmp_path: Path) -> None:
    source, folder = tmp_path / "there", tmp_path / "here"
    keep(source)
    flip(keep(source, OTHER))
    said: list[str] = []
    assert points.copy(source, folder, KEY, said.append)
    assert not points.copy(source, folder, OTHER, said.append)
    assert files(folder) == [f"{KEY[:2]}/{KEY}.h5"]
    assert get(folder).tobytes() == values().tobytes()
    assert said == [f"{points.path_of(source, OTHER)}: damaged: its bytes are not what was written"]
    assert len(files(source)) == 2, "what belongs to others is not touched"


def test_another_point_under_the_name_is_not_taken_over(tmp_path: Path) -> None:
    source, folder = tmp_path / "there", tmp_path / "here"
    path = points.path_of(source, KEY)
    path.parent.mkdir(parents=True)
    keep(source, OTHER).rename(path)
    said: list[str] = []
    assert not points.copy(source, folder, KEY, said.append)
    assert said == [f"{path}: damaged: belongs to another point or has another name"]
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    [
        ".mine.tmp",
        "mine.h5.bad",
        f"{KEY}.bad",
        f"{KEY[:31]}.h5.bad",
        f"{KEY}.h5.old.bad",
        f".{KEY}.h5.tmp",
        f".{KEY}.h5.00000000.0123456789abcdef.tmp",
        f".{KEY}.h5.{zlib.crc32(f'{KEY}.h5'.encode()):08x}.0123456789abcdeg.tmp",
    ],
)
def test_files_of_others_are_no_leftovers(tmp_path: Path, name: str) -> None:
    for folder in (KEY[:2], "notes"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("mine")
    assert points.leftovers(tmp_path) == []
    assert list(points.stored_keys(tmp_path)) == []


def test_a_folder_is_no_leftover(tmp_path: Path) -> None:
    (tmp_path / KEY[:2] / f"{KEY}.h5.bad").mkdir(parents=True)
    assert points.leftovers(tmp_path) == []


def test_only_points_are_found_and_dropped(tmp_path: Path) -> None:
    kept = sorted([KEY, OTHER])
    for key in kept:
        keep(tmp_path, key)
    (tmp_path / "notes.h5").write_text("mine")
    (tmp_path / KEY[:2] / "notes.h5").write_text("mine")
    crc = zlib.crc32(f"{KEY}.h5".encode())
    (tmp_path / KEY[:2] / f".{KEY}.h5.{crc:08x}.0123456789abcdef.tmp").write_text("half")
    (tmp_path / OTHER[:2] / f"{OTHER}.h5.bad").write_text("bad")
    assert list(points.stored_keys(tmp_path)) == kept
    assert sorted(path.suffix for path in points.leftovers(tmp_path)) == [".bad", ".tmp"]
    size = points.size(tmp_path, kept)
    assert size == sum(points.path_of(tmp_path, key).stat().st_size for key in kept)
    assert points.size(tmp_path, ["0" * 32]) == 0
    for path in points.leftovers(tmp_path):
        path.unlink()
    points.drop(tmp_path, kept)
    assert files(tmp_path) == sorted([f"{KEY[:2]}/notes.h5", "notes.h5"])
    assert not (tmp_path / OTHER[:2]).exists(), "empty folders go too"
    points.drop(tmp_path, kept)


def test_an_empty_or_missing_folder_holds_no_points(tmp_path: Path) -> None:
    assert list(points.stored_keys(tmp_path / "none")) == list(points.leftovers(tmp_path / "none")) == []
