"""More hostile result files (the first ones are in test_read.py): links, names, shapes, holes, bombs."""

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from sim.errors import DamagedFile
from sim.store import hdf5, result, seal
from sim.store.reading import datasets
from tests.store.any_content import ANYTHING
from tests.store.reading.test_read import HOSTILE, RUNS, created, hostile, image, instead, refused, sealed

COST = "outcomes/cost"
ROW = [COST, ["run"], "USD", "cost", "<f8", [RUNS]]
RUN = ["run", ["run"], "1", "run", "<i8", [RUNS]]
REACH = ["outcomes/reach", ["run"], "people", "reach", "<i8", [RUNS]]


def manifest(*rows: object) -> Callable[[Any], None]:
    return text("columns_json", json.dumps(rows).encode())


def text(name: str, content: bytes, **options: Any) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        del file[f"provenance/{name}"]
        file.create_dataset(f"provenance/{name}", data=np.frombuffer(content, np.uint8), **options)

    return change


def both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for one in changes:
            one(file)

    return change


def chained_link(file: Any) -> None:
    """The folder is a link to a folder of this very file: harmless, but never written."""
    file.move("outcomes", "elsewhere")
    file["outcomes"] = h5py.SoftLink("/elsewhere")


def named_type(file: Any) -> None:
    del file[COST]
    file[COST] = np.dtype("<f8")


def hole(file: Any) -> None:
    """Chunks that are not there would be read as zeros."""
    created(chunks=(10,))(file)
    file[COST][:10] = 1.0


def two_bombs(file: Any) -> None:
    """gzip behind gzip: the inner one is small enough to pass for a chunk."""
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_chunk((RUNS,))
    layout.set_deflate(1)
    layout.set_deflate(1)
    del file[COST]
    place = h5py.h5d.create(file["outcomes"].id, b"cost", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((RUNS,)), layout)
    place.write_direct_chunk((0,), zlib.compress(zlib.compress(bytes(10_000_000))))


def one_large_chunk(file: Any) -> None:
    """Compressed as far as its size allows it would unpack to a thousand times its size."""
    created(shape=(300_000,), chunks=(300_000,), compression="gzip")(file)
    file[COST][:] = 1.0


CASES: dict[str, tuple[Callable[[Any], None], str]] = {
    "soft link to a folder inside": (chained_link, f"{COST}: is a link to somewhere else"),
    "soft link to nothing": (instead(COST, h5py.SoftLink("/none")), f"{COST}: is a link to somewhere else"),
    "external link to itself": (instead(COST, h5py.ExternalLink("r.h5", COST)), f"{COST}: is a link to somewhere else"),
    "external text": (
        instead("provenance/scenario_toml", h5py.ExternalLink("/etc/passwd", "/")),
        "provenance/scenario_toml: is a link to somewhere else",
    ),
    "external manifest": (
        instead("provenance/columns_json", h5py.ExternalLink("other.h5", "/x")),
        "provenance/columns_json: is a link to somewhere else",
    ),
    "named type": (named_type, f"{COST}: is not a dataset"),
    "bool": (instead(COST, np.zeros(RUNS, bool)), f"{COST}: is |b1(30,), should be <f8(30,)"),
    "complex": (instead(COST, np.zeros(RUNS, complex)), f"{COST}: is <c16(30,), should be <f8(30,)"),
    "other end first": (instead(COST, np.zeros(RUNS, ">f8")), f"{COST}: is >f8(30,), should be <f8(30,)"),
    "two fields": (
        instead(COST, np.zeros(RUNS, [("a", "<f4"), ("b", "<f4")])),
        f"{COST}: is |V8(30,), should be <f8(30,)",
    ),
    "references": (created(dtype=h5py.ref_dtype), f"{COST}: is |O(30,), should be <f8(30,)"),
    "arrays": (created(dtype=np.dtype(("<f8", (2,)))), f"{COST}: is |V16(30,), should be <f8(30,)"),
    "no space": (instead(COST, h5py.Empty("<f8")), f"{COST}: is <f8None, should be <f8(30,)"),
    "scalar": (instead(COST, 1.0), f"{COST}: is <f8(), should be <f8(30,)"),
    "hole": (hole, f"{COST}: some of its data are not there"),
    "never written": (created(), f"{COST}: some of its data are not there"),
    "text never written": (
        both(lambda file: file.pop("provenance/scenario_toml"),
             lambda file: file.create_dataset("provenance/scenario_toml", (9,), np.uint8)),
        "provenance/scenario_toml: some of its data are not there",
    ),
    "two bombs": (two_bombs, f"{COST}: filters [1, 1] are never written"),
    "large chunk": (one_large_chunk, f"{COST}: chunks of 2400000 bytes are never written"),
    "lzf": (created(data=np.zeros(RUNS), compression="lzf"), f"{COST}: filters [32000] are never written"),
    "scale and offset": (
        created(data=np.zeros(RUNS), scaleoffset=3),
        f"{COST}: filters [6] are never written",
    ),
    "text too long": (
        text("scenario_toml", bytes(datasets.MOST_TEXT_BYTES + 1), compression="gzip", chunks=(1 << 20,)),
        "provenance/scenario_toml: is not a text",
    ),
    "text in two rows": (instead("provenance/scenario_toml", np.zeros((2, 2), np.uint8)),
                         "provenance/scenario_toml: is not a text"),
    "text in latin-1": (
        text("scenario_toml", "Größe".encode("latin-1")),
        "'utf-8' codec can't decode byte 0xf6 in position 2: invalid start byte",
    ),
    "manifest is no JSON": (text("columns_json", b"[[["), "Expecting value: line 1 column 4 (char 3)"),
    "manifest is empty": (text("columns_json", b""), "Expecting value: line 1 column 1 (char 0)"),
    "a number of 5,000 digits": (
        text("columns_json", b"1" * 5000),
        "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; "
        "use sys.set_int_max_str_digits() to increase the limit",
    ),
    "axis without labels": (manifest(ROW), f"{COST}: axis run has no labels"),
    "fewer labels than rows": (
        both(instead("run", np.arange(3)), manifest([*RUN[:5], [3]], ROW)),
        f"{COST}: shape (30,), but its axes ('run',) have (3,) labels",
    ),
    "formula": (manifest(["=1+1", *ROW[1:]]), "'=1+1': not a name of a column"),
    "two lines": (manifest(["a\nb", *ROW[1:]]), "'a\\nb': not a name of a column"),
    "hidden": (manifest([".cost", *ROW[1:]]), "'.cost': not a name of a column"),
    "from above": (manifest(["outcomes/../cost", *ROW[1:]]), "'outcomes/../cost': not a name of a column"),
    "absolute": (manifest(["/outcomes/cost", *ROW[1:]]), "'/outcomes/cost': not a name of a column"),
    "no name": (manifest(["", *ROW[1:]]), "'': not a name of a column"),
    "strange axis": (manifest([COST, ["../run"], *ROW[2:]]), f"{COST!r}: not a name of a column"),
    "shape of words": (manifest([*ROW[:5], ["x"]]), f"{COST}: shape ['x'] does not fit axes ('run',)"),
    "type of another machine": (manifest([*ROW[:4], "<f16", [RUNS]]), f"{COST}: type '<f16' is never written"),
    "overflow": (
        manifest([*ROW[:4], "<f8", [10**30]]),
        "{size} bytes claim to hold 8000000000000000000000000000000",
    ),
    "variable-length attribute": (
        lambda file: file.attrs.create("title", "x" * 9, dtype=h5py.string_dtype()),
        "attribute title: is neither a short text nor a number",
    ),
    "attribute that is a reference": (
        lambda file: file.attrs.create("title", file["run"].ref, dtype=h5py.ref_dtype),
        "attribute title: is neither a short text nor a number",
    ),
    "attribute that is a list": (
        lambda file: file.attrs.create("title", np.zeros(3)),
        "attribute title: is neither a short text nor a number",
    ),
    "attribute in latin-1": (
        lambda file: file.attrs.create("title", np.bytes_(b"Gr\xf6\xdfe")),
        "'utf-8' codec can't decode byte 0xf6 in position 2: invalid start byte",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile(tmp_path: Path, name: str) -> None:
    change, told = CASES[name]
    path = hostile(tmp_path / "r.h5", change)
    assert refused(path) == told.replace("{size}", str(path.stat().st_size))


def test_deep_nesting(tmp_path: Path) -> None:
    path = hostile(tmp_path / "r.h5", text("columns_json", b"[" * 200_000))
    assert refused(path).startswith("maximum recursion depth exceeded")


@pytest.mark.parametrize(("change", "name"), [
    (instead("run", np.arange(RUNS, dtype=np.int32)), "run"),
    (lambda file: file.pop("run"), "run"),
    (lambda file: file.pop("outcomes"), "outcomes"),
    (lambda file: file.pop("provenance"), "provenance"),
])  # fmt: skip
def test_names_that_are_missing(tmp_path: Path, change: Callable[[Any], None], name: str) -> None:
    told = refused(hostile(tmp_path / "r.h5", change))
    assert name in told
    assert "\n" not in told


def test_all_messages_are_one_line(tmp_path: Path) -> None:
    for number, (change, _) in enumerate([*CASES.values(), *HOSTILE.values()]):
        with pytest.raises(DamagedFile) as caught:
            result.load(hostile(tmp_path / f"{number}.h5", change), ANYTHING)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_more_than_is_listed_is_not_looked_at(tmp_path: Path) -> None:
    def change(file: Any) -> None:
        file["outcomes/extra"] = h5py.ExternalLink("/etc/passwd", "/")
        file["loop"] = file["/"]
        file.create_dataset("huge", (10**14,), "<f8", chunks=(1000,))

        file.attrs.update({f"a{number}": number for number in range(300)})
        file.attrs["comment"] = "of variable length"

    stored = result.load(hostile(tmp_path / "r.h5", change), ANYTHING)
    assert stored.attributes == {"title": "x"}
    assert sorted(stored.arrays) == ["outcomes/cost", "outcomes/reach", "run"]


def test_a_right_seal_on_what_is_no_hdf5(tmp_path: Path) -> None:
    content = seal.HDF5 + bytes(3000)
    assert refused(sealed(tmp_path / "r.h5", content)).startswith("Unable to synchronously open file")
    assert refused(sealed(tmp_path / "e.h5", b"")).startswith("Unable to synchronously open file")


def test_a_right_seal_on_somebody_elses_hdf5(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "o.h5", "w") as file:
        file["x"] = np.arange(9)
    assert "provenance" in refused(sealed(tmp_path / "r.h5", (tmp_path / "o.h5").read_bytes()))


@pytest.mark.parametrize("place", range(0, 2000, 40))
def test_damage_under_a_right_seal(tmp_path: Path, place: int) -> None:
    """A flip that is sealed afterwards: the file may be read or refused, in one line."""
    content = bytearray(image())
    content[place] ^= 1 << place // 40 % 8
    path = sealed(tmp_path / "r.h5", bytes(content))
    try:
        assert set(result.load(path, ANYTHING).arrays) <= {"run", "outcomes/cost", "outcomes/reach"}
    except DamagedFile as problem:
        assert "\n" not in str(problem)


def test_the_writer_refuses_names_that_the_reader_would(tmp_path: Path) -> None:
    for name in ("=1", "a b", "..", "x/" * 4 + "x", "x" * 101, "a\n", "é"):
        columns = (hdf5.Column(name, (), "1", "x"),)
        with pytest.raises(ValueError, match="not a name of a column"):
            result.save(tmp_path / "r.h5", hdf5.StoredResult(columns, {name: np.array(1.0)}, {}, {}))
    assert list(tmp_path.iterdir()) == []


def test_names_of_uncertain_numbers(tmp_path: Path) -> None:
    name = "parameters/creators.0.no-show"
    columns = (hdf5.Column(name, (), "1", "x"),)
    texts = {"scenario_toml": "", "resolved_json": "{}"}
    result.save(tmp_path / "r.h5", hdf5.StoredResult(columns, {name: np.array(0.5)}, {}, texts))
    assert result.load(tmp_path / "r.h5", ANYTHING).arrays[name] == 0.5
    shutil.copy(tmp_path / "r.h5", tmp_path / "copy.h5")
    assert result.load(tmp_path / "copy.h5", ANYTHING).columns == columns
