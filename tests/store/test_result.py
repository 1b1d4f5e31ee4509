"""A result comes back as it went, in this program and in others."""

import dataclasses
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from sim.errors import DamagedFile, FileProblem
from sim.store import result
from sim.store.stored_result import Column, StoredResult
from tests.store.any_content import ANYTHING


def example() -> StoredResult:
    columns = (
        Column("draw", ("draw",), "1", "draw of the uncertain numbers"),
        Column("run", ("run",), "1", "run within a draw"),
        Column("day", ("day",), "d", "day of the campaign"),
        Column("creator", ("creator",), "1", "creator"),
        Column("outcomes/reach", ("draw", "run"), "people", "people reached"),
        Column("outcomes/cost", ("draw", "run"), "€", "cost"),
        Column("series/reach", ("draw", "run", "day"), "people", "people reached by day"),
        Column("creators/handle", ("creator",), "1", "handle"),
        Column("totals/cost", (), "USD", "cost of everything"),
    )
    rng = np.random.default_rng(11)
    arrays = {
        "draw": np.arange(2),
        "run": np.arange(40),
        "day": np.arange(5, dtype=np.int32),
        "creator": np.arange(3),
        "outcomes/reach": rng.integers(0, 2**62, (2, 40)),
        "outcomes/cost": np.where(rng.random((2, 40)) < 0.1, np.nan, rng.random((2, 40))),
        "series/reach": rng.integers(0, 9, (2, 40, 5)).astype(np.int32),
        "creators/handle": np.array(["anna", "zoë ✓", ""]),
        "totals/cost": np.array(0.1),
    }
    attributes = {"title": "Größe", "seed": str(2**64 - 1), "wall_seconds": 1.25, "n": 3, "note": ""}
    texts = {"scenario_toml": 'name = "Größe"\n', "resolved_json": "{}"}
    return StoredResult(columns, arrays, attributes, texts)


def replaced(name: str, array: object) -> StoredResult:
    whole = example()
    return dataclasses.replace(whole, arrays={**whole.arrays, name: np.asarray(array)})


def test_round_trip(tmp_path: Path) -> None:
    wanted = example()
    result.save(tmp_path / "r.h5", wanted)
    stored = result.load(tmp_path / "r.h5", ANYTHING)
    assert stored.columns == wanted.columns
    assert stored.attributes == {**wanted.attributes, "schema_version": 1}
    assert stored.scenario_text == 'name = "Größe"\n'
    assert stored.resolved_json == "{}"
    for name, array in wanted.arrays.items():
        assert stored.arrays[name].dtype == array.dtype, name
        np.testing.assert_array_equal(stored.arrays[name], array)


def test_digest_by_hand() -> None:
    arrays = {"b": np.array([1.5], dtype=">f8"), "a": np.array([[1], [2]], dtype=np.int32)}
    content = b"a\0<i4\0(2, 1)\0" + struct.pack("<ii", 1, 2) + b"b\0<f8\0(1,)\0" + struct.pack("<d", 1.5)
    assert result.digest(StoredResult((), arrays, {}, {})) == hashlib.sha256(content).hexdigest()


def test_digest_is_of_content_only() -> None:
    wanted = result.digest(example())
    other = dataclasses.replace(example(), attributes={}, texts={}, columns=example().columns[::-1])
    assert result.digest(other) == wanted
    swapped = example().arrays["outcomes/reach"].astype(">i8")
    assert result.digest(replaced("outcomes/reach", swapped)) == wanted


@pytest.mark.parametrize(
    "changed",
    [
        replaced("series/reach", example().arrays["series/reach"].astype(np.int64)),
        replaced("outcomes/cost", example().arrays["outcomes/cost"].ravel()),
        replaced("outcomes/cost", np.nextafter(example().arrays["outcomes/cost"], 9.0)),
    ],
)
def test_digest_sees_type_shape_and_last_bit(changed: StoredResult) -> None:
    assert result.digest(changed) != result.digest(example())


def test_digest_survives_the_file(tmp_path: Path) -> None:
    result.save(tmp_path / "r.h5", example())
    assert result.digest(result.load(tmp_path / "r.h5", ANYTHING)) == result.digest(example())


@pytest.mark.parametrize("array", [np.zeros((2, 40), dtype=bool), np.zeros((2, 40), dtype=np.uint64)])
def test_types_that_others_cannot_read(tmp_path: Path, array: np.ndarray) -> None:
    with pytest.raises(TypeError, match=f"outcomes/cost: {array.dtype} cannot be stored"):
        result.save(tmp_path / "r.h5", replaced("outcomes/cost", array))


def test_shapes_must_fit_axes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"outcomes/cost: shape \(2, 39\), but its axes"):
        result.save(tmp_path / "r.h5", replaced("outcomes/cost", np.zeros((2, 39))))


def test_every_array_has_a_column(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"columns and arrays differ: \['extra'\]"):
        result.save(tmp_path / "r.h5", replaced("extra", np.zeros(2)))


def test_existing_file_needs_force(tmp_path: Path) -> None:
    path = tmp_path / "r.h5"
    path.write_text("precious")
    with pytest.raises(FileProblem) as caught:
        result.save(path, example())
    assert str(caught.value) == f"{path}: exists already; --force replaces it"
    assert path.read_text() == "precious"
    result.save(path, example(), force=True)
    assert result.load(path, ANYTHING).attributes["n"] == 3


def test_empty_axis_and_large_array(tmp_path: Path) -> None:
    columns = (
        Column("run", ("run",), "1", "run"),
        Column("none", ("none",), "1", "an axis without labels"),
        Column("a", ("run",), "1", "noise"),
        Column("b", ("none",), "1", "nothing"),
    )
    noise = np.random.default_rng(1).integers(0, 2**62, 300_000)
    arrays = {"run": np.arange(300_000), "none": np.zeros(0, np.int64), "a": noise, "b": np.zeros(0)}
    texts = {"scenario_toml": "", "resolved_json": ""}
    result.save(tmp_path / "r.h5", StoredResult(columns, arrays, {}, texts))
    stored = result.load(tmp_path / "r.h5", ANYTHING)
    np.testing.assert_array_equal(stored.arrays["a"], noise)
    assert stored.arrays["b"].shape == (0,)
    assert stored.scenario_text == ""


def with_attributes(**changes: object) -> StoredResult:
    told = {**example().attributes, **changes}
    return dataclasses.replace(example(), attributes={name: told[name] for name in told if told[name] is not None})


@pytest.mark.parametrize(
    ("sealed", "told"),
    [
        (with_attributes(shared_achieved=np.nan), "attribute shared_achieved: is nan, not a number"),
        (with_attributes(shared_asked=-np.inf), "attribute shared_asked: is -inf, not a number"),
    ],
)
def test_a_right_seal_on_what_no_run_makes(tmp_path: Path, sealed: StoredResult, told: str) -> None:
    path = tmp_path / "r.h5"
    result.save(path, sealed)
    with pytest.raises(DamagedFile) as caught:
        result.load(path, ANYTHING)
    assert str(caught.value) == f"{path}: damaged: {told}"
