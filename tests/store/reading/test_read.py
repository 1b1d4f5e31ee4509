"""Damaged, foreign and hostile files: one named error each, never a traceback, a hang or a wrong number."""

import gzip
import io
import json
import os
import pickle
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from sim.errors import ChangedBytes, DamagedFile, FileProblem
from sim.store import hdf5, result, seal
from sim.store.seal import Checksum
from sim.store.stored_result import Column, StoredResult
from tests.store.any_content import ANYTHING

RUNS = 30


def example() -> StoredResult:
    columns = (
        Column("run", ("run",), "1", "run"),
        Column("outcomes/cost", ("run",), "USD", "cost"),
        Column("outcomes/reach", ("run",), "people", "reach"),
    )
    arrays = {"run": np.arange(RUNS), "outcomes/cost": np.ones(RUNS), "outcomes/reach": np.arange(RUNS)}
    texts = {"scenario_toml": "a = 1\n", "resolved_json": "{}"}
    return StoredResult(columns, arrays, {"title": "x"}, texts)


def image() -> bytes:
    return hdf5.image(example())


DIGEST = result.digest(example())


def sealed(path: Path, content: bytes) -> Path:
    path.write_bytes(content + seal.seal(content, Checksum.SHA256))
    return path


def hostile(path: Path, change: Callable[[Any], None]) -> Path:
    """A file that carries a right seal and was changed before it got it."""
    memory = io.BytesIO(image())
    with h5py.File(memory, "r+", libver=("v110", "v110")) as file:
        change(file)
    return sealed(path, memory.getvalue())


def refused(path: Path) -> str:
    with pytest.raises(DamagedFile) as caught:
        result.load(path, ANYTHING)
    return str(caught.value).removeprefix(f"{path}: damaged: ")


def not_ours(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        result.load(path, ANYTHING)
    assert not isinstance(caught.value, DamagedFile)
    return str(caught.value).removeprefix(f"{path}: ")


def is_noticed(path: Path) -> bool:
    """Whether changed bytes are refused, or read with a note and the content that was written."""
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        try:
            stored = result.load(path, ANYTHING)
        except DamagedFile as damaged:
            return str(damaged).endswith("; run again to make it anew")
    return (
        [note.category for note in notes] == [ChangedBytes]
        and stored.attributes == {"title": "x"}
        and result.digest(stored) == DIGEST
    )


def test_the_untouched_file_is_read(tmp_path: Path) -> None:
    assert result.load(hostile(tmp_path / "r.h5", lambda file: None), ANYTHING).attributes["title"] == "x"


@pytest.mark.parametrize("kind", list(Checksum))
def test_every_single_damaged_byte_is_noticed(tmp_path: Path, kind: Checksum) -> None:
    content = image()
    whole = content + seal.seal(content, kind)
    path = tmp_path / "r.h5"
    rng = np.random.default_rng(5)
    places = [*rng.integers(0, len(whole), 200), *range(8), *range(len(content), len(whole))]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        assert is_noticed(path)


def test_truncated(tmp_path: Path) -> None:
    whole = sealed(tmp_path / "whole.h5", image()).read_bytes()
    path = tmp_path / "r.h5"
    for length in (len(whole) - seal.LENGTH - 1, len(whole) // 2, 100):
        path.write_bytes(whole[:length])
        assert refused(path) == f"{length} of {len(whole)} bytes; run again to make it anew"
    for length in (len(whole) - 1, len(whole) - 20, len(whole) - seal.LENGTH):  # the seal alone
        path.write_bytes(whole[:length])
        assert is_noticed(path)


def test_trailing_bytes(tmp_path: Path) -> None:
    path = sealed(tmp_path / "r.h5", image())
    path.write_bytes(path.read_bytes() + b"\0")
    assert is_noticed(path)


def test_opened_for_writing_by_others(tmp_path: Path) -> None:
    path = sealed(tmp_path / "r.h5", image())
    with h5py.File(path, "r+") as file:
        file["outcomes/cost"][0] = 2.0
    told = "outcomes/cost: is not what was written; all else is as it was written; run again to make it anew"
    assert refused(path) == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty, not a result file"),
        (b"name = 'x'\n" * 30, "not a result file (looks like text)"),
        (gzip.compress(b"x" * 1000, mtime=0), "not a result file (starts with 1f 8b: looks like gzip)"),
        (pickle.dumps([1, 2, 3] * 50), "not a result file (starts with 80: looks like a pickle)"),
        (bytes(5000), "not a result file (starts with zeros)"),
        (b"PAR1" + bytes(100), "not a result file (starts with PAR1: looks like Parquet)"),
        (b"\xff\xfe\x00\x01", "not a result file"),
    ],
)
def test_foreign_files(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "r.h5"
    path.write_bytes(content)
    assert not_ours(path) == told


def test_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.h5", "w") as archive:
        archive.writestr("a", "b")
    assert not_ours(tmp_path / "r.h5") == "not a result file (starts with PK: looks like a zip)"


@pytest.mark.parametrize("libver", ["earliest", "v110"])
def test_hdf5_of_somebody_else(tmp_path: Path, libver: str) -> None:
    with h5py.File(tmp_path / "r.h5", "w", libver=(libver, "v110")) as file:
        file["x"] = np.arange(1000)
    assert not_ours(tmp_path / "r.h5") == "an HDF5 file, but not a result of sim"


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not_ours(tmp_path / "none.h5") == "there is no such file"
    assert not_ours(tmp_path) == "is a folder, not a result file"
    assert not_ours(tmp_path / "pipe") == "is a device or a pipe, not a result file"


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = sealed(tmp_path / "r.h5", image())
    monkeypatch.setattr(Path, "open", refuse)
    assert not_ours(path) == "may not be read by this user"


def test_newer_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(seal, "FORMAT", 2)
        path = sealed(tmp_path / "r.h5", image())
    told = "written by a newer version of sim (format 2, this one reads up to 1); update sim"
    assert not_ours(path) == told


def instead(name: str, value: object) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        del file[name]
        file[name] = value

    return change


def virtual(file: Any) -> None:
    del file["outcomes/cost"]
    layout = h5py.VirtualLayout((RUNS,), "<f8")
    layout[:] = h5py.VirtualSource("missing.h5", "x", (RUNS,))
    file.create_virtual_dataset("outcomes/cost", layout)


def external_storage(file: Any) -> None:
    del file["outcomes/cost"]
    file.create_dataset("outcomes/cost", (RUNS,), "<f8", external=[("/etc/passwd", 0, RUNS * 8)])


def created(**options: Any) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        del file["outcomes/cost"]
        file.create_dataset("outcomes/cost", **{"shape": (RUNS,), "dtype": "<f8", **options})

    return change


def unknown_filter(file: Any) -> None:
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_chunk((RUNS,))
    layout.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (3,))
    del file["outcomes/cost"]
    space = h5py.h5s.create_simple((RUNS,))
    h5py.h5d.create(file["outcomes"].id, b"cost", h5py.h5t.IEEE_F64LE, space, layout)


def bomb(file: Any) -> None:
    """A chunk of 240 bytes that unpacks to 40 MB."""
    created(chunks=(RUNS,), compression="gzip")(file)
    file["outcomes/cost"].id.write_direct_chunk((0,), zlib.compress(bytes(40_000_000)))


def loop(file: Any) -> None:
    file["outcomes/deep"] = file["outcomes"]
    del file["outcomes/cost"]
    file["outcomes/cost"] = file["outcomes"]


HOSTILE = {
    "external link": (
        instead("outcomes/cost", h5py.ExternalLink("other.h5", "/x")),
        "outcomes/cost: is a link to somewhere else",
    ),
    "external folder": (
        instead("outcomes", h5py.ExternalLink("other.h5", "/")),
        "outcomes/cost: is a link to somewhere else",
    ),
    "soft link loop": (
        instead("outcomes/cost", h5py.SoftLink("/outcomes/cost")),
        "outcomes/cost: is a link to somewhere else",
    ),
    "hard link loop": (loop, "outcomes/cost: is not a dataset"),
    "external storage": (external_storage, "outcomes/cost: its data are in another file"),
    "virtual": (virtual, "outcomes/cost: its data are in another file"),
    "8 TB": (created(shape=(10**12,), chunks=(1000,)), "outcomes/cost: is <f8(1000000000000,), should be <f8(30,)"),
    "growing": (created(maxshape=(None,)), "outcomes/cost: could grow"),
    "bomb": (bomb, "outcomes/cost: a chunk is larger than it says"),
    "type": (instead("outcomes/cost", np.zeros(RUNS, "<f4")), "outcomes/cost: is <f4(30,), should be <f8(30,)"),
    "shape": (instead("outcomes/cost", np.zeros(3)), "outcomes/cost: is <f8(3,), should be <f8(30,)"),
    "opaque": (created(dtype=h5py.opaque_dtype(np.dtype("V8"))), "outcomes/cost: is |V8(30,), should be <f8(30,)"),
    "strings": (created(dtype=h5py.string_dtype()), "outcomes/cost: is |O(30,), should be <f8(30,)"),
    "folder": (instead("outcomes/reach", np.zeros(1)), "outcomes/reach: is <f8(1,), should be <i8(30,)"),
    "data for folder": (instead("outcomes", np.zeros(3)), "outcomes/cost: is inside a dataset"),
    "plug-in": (unknown_filter, "outcomes/cost: filters [32015] are never written"),
    "no text": (instead("provenance/scenario_toml", np.zeros(3)), "provenance/scenario_toml: is not a text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(tmp_path: Path, name: str) -> None:
    change, told = HOSTILE[name]
    assert refused(hostile(tmp_path / "r.h5", change)) == told


def test_missing_name(tmp_path: Path) -> None:
    def change(file: Any) -> None:
        del file["outcomes/cost"]

    assert "cost" in refused(hostile(tmp_path / "r.h5", change))


ROW = ["outcomes/cost", ["run"], "USD", "cost", "<f8", [RUNS]]


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ([ROW, ROW], "a column is listed twice"),
        ([["../cost", *ROW[1:]]], "'../cost': not a name of a column"),
        ([[*ROW[:4], "|O", [RUNS]]], "outcomes/cost: type '|O' is never written"),
        ([[*ROW[:4], "<f8", [RUNS, 2]]], "outcomes/cost: shape [30, 2] does not fit axes ('run',)"),
        ([[*ROW[:4], "<f8", [-1]]], "outcomes/cost: shape [-1] does not fit axes ('run',)"),
        ([["outcomes/none", *ROW[1:]]], "outcomes/none"),
        ([3], "cannot unpack"),
        ({}, ""),
        ("x", "not enough values"),
    ],
)
def test_manifest(tmp_path: Path, manifest: object, told: str) -> None:
    text = np.frombuffer(json.dumps(manifest).encode(), np.uint8)
    path = hostile(tmp_path / "r.h5", instead("provenance/columns_json", text))
    if manifest == {}:
        assert result.load(path, ANYTHING).arrays == {}
    elif told.startswith(("cannot", "not enough", "outcomes/none")):
        assert told.removeprefix("outcomes/") in refused(path)
    else:
        assert refused(path) == told


def test_claims_more_than_it_can_hold(tmp_path: Path) -> None:
    def change(file: Any) -> None:
        created(shape=(10**12,), chunks=(1000,))(file)
        text = json.dumps([[*ROW[:4], "<f8", [10**12]]]).encode()
        instead("provenance/columns_json", np.frombuffer(text, np.uint8))(file)

    path = hostile(tmp_path / "r.h5", change)
    assert refused(path) == f"{path.stat().st_size} bytes claim to hold 8000000000000"


@pytest.mark.parametrize("value", [np.zeros(3), h5py.Empty("f8"), np.bytes_(b"x" * 70_000), np.bytes_(b"\xff")])
def test_attributes(tmp_path: Path, value: object) -> None:
    def change(file: Any) -> None:
        file.attrs["title"] = value

    assert refused(hostile(tmp_path / "r.h5", change))


def test_plug_ins_are_off() -> None:
    assert os.environ["HDF5_PLUGIN_PRELOAD"] == "::"
