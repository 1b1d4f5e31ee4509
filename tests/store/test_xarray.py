"""Other programs open a result: xarray finds dimensions, labels, units and texts; plain h5py finds all of it."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray

from sim.store import parts, result
from sim.store.stored_result import Array, Column, StoredResult
from tests.store.any_content import ANYTHING

SIZES = {"draw": 2, "run": 30, "day": 4, "creator": 3}
OWN = (
    Column("creators/handle", ("creator",), "1", "handle"),
    Column("expected/reach", ("draw",), "persons", "exact expected value"),
    Column("parameters/creators.0.no_show_prob", ("draw",), "1", "drawn value"),
    Column("totals/cost_usd", (), "USD", "cost of everything"),
)
RUNS = (
    Column("outcomes/cost_usd", ("draw", "run"), "USD", "all costs together"),
    Column("outcomes/reach", ("draw", "run"), "persons", "people who saw a post"),
    Column("series/reach", ("draw", "run", "day"), "persons", "people who saw their first post on that day"),
)
AXES = tuple(Column(axis, (axis,), "d" if axis == "day" else "1", f"axis {axis}") for axis in SIZES)
TEXTS = {"scenario_toml": 'name = "Größe"\n', "resolved_json": '{"name": "Größe"}'}
ATTRIBUTES = {"title": "Größe", "seed": str(2**64 - 1), "wall_seconds": 0.25, "n": 7, "Conventions": "CF-1.10"}


def rows(start: int, stop: int) -> dict[str, Array]:
    rng = np.random.default_rng(9)
    cost = np.where(rng.random(30) < 0.2, np.nan, rng.random(30))
    reach = rng.integers(0, 2**62, 30)
    series = rng.integers(0, 99, (30, 4)).astype(np.int32)
    whole = {"outcomes/cost_usd": cost, "outcomes/reach": reach, "series/reach": series}
    return {name: array[start:stop] for name, array in whole.items()}


def own() -> dict[str, Array]:
    return {
        **{axis: np.arange(size) for axis, size in SIZES.items()},
        "creators/handle": np.array(["anna", "zoë ✓", ""]),
        "expected/reach": np.array([0.1, 1e300]),
        "parameters/creators.0.no_show_prob": np.array([0.25, 0.5]),
        "totals/cost_usd": np.array(12.5),
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result as a run makes it: from parts."""
    out = tmp_path_factory.mktemp("xarray") / "r.h5"
    sizes = {axis: SIZES[axis] for axis in ("draw", "run", "day")}
    with parts.open(out, {"seed": "1"}, RUNS, sizes, "new") as work:
        for draw in range(2):
            for start, stop in ((0, 17), (17, 30)):
                work.commit(draw, start, stop, rows(start, stop))
        work.finish(StoredResult((*AXES, *OWN), own(), ATTRIBUTES, TEXTS))
    return out


@pytest.fixture(scope="module")
def wanted() -> dict[str, Array]:
    return own() | {name: np.stack([array, array]) for name, array in rows(0, 30).items()}


@pytest.fixture(params=[None, "h5netcdf"])
def tree(path: Path, request: pytest.FixtureRequest) -> Iterator[xarray.DataTree]:
    with xarray.open_datatree(path, engine=request.param) as opened:
        yield opened


@pytest.mark.parametrize("column", [*AXES, *OWN, *RUNS], ids=lambda column: column.name)
def test_dims_units_and_values(tree: xarray.DataTree, wanted: dict[str, Array], column: Column) -> None:
    found = tree[column.name]
    assert found.dims == column.axes
    assert found.attrs == {"units": column.unit, "long_name": column.long_name}
    if column.name == "creators/handle":
        assert [bytes(name).decode() if isinstance(name, bytes) else name for name in found.values] == [
            "anna",
            "zoë ✓",
            "",
        ]
    else:
        assert found.dtype == wanted[column.name].dtype
        np.testing.assert_array_equal(found, wanted[column.name])


def test_attributes(tree: xarray.DataTree) -> None:
    assert {name: tree.attrs[name] for name in ATTRIBUTES} == ATTRIBUTES
    assert tree.attrs["schema_version"] == 1


def test_groups_and_labels(tree: xarray.DataTree) -> None:
    assert set(tree.children) == {"creators", "expected", "outcomes", "parameters", "provenance", "series", "totals"}
    assert dict(tree["series"].sizes) == SIZES
    assert tree["series/reach"].sel(draw=1, run=29, day=3).item() == rows(29, 30)["series/reach"][0, 3]
    assert tree["outcomes/reach"].mean("run").dims == ("draw",)


def test_texts(tree: xarray.DataTree) -> None:
    for name, text in TEXTS.items():
        assert tree[f"provenance/{name}"].values.tobytes().decode() == text


def test_a_group_alone(path: Path, wanted: dict[str, Array]) -> None:
    with xarray.open_dataset(path, group="series") as series:
        assert dict(series.sizes) == {"draw": 2, "run": 30, "day": 4}
        np.testing.assert_array_equal(series["reach"], wanted["series/reach"])


def test_plain_h5py(path: Path, wanted: dict[str, Array]) -> None:
    with h5py.File(path) as file:
        for column in (*AXES, *OWN, *RUNS):
            dataset = file[column.name]
            assert dataset.attrs["units"].decode() == column.unit
            assert dataset.attrs["long_name"].decode() == column.long_name
            if column.is_axis:
                assert dataset.is_scale
            else:
                assert tuple(dimension[0].name for dimension in dataset.dims) == tuple(
                    f"/{axis}" for axis in column.axes
                )
            if column.name == "creators/handle":
                assert dataset.asstr()[:].tolist() == ["anna", "zoë ✓", ""]
            else:
                np.testing.assert_array_equal(dataset[()], wanted[column.name])
        assert file["provenance/scenario_toml"][:].tobytes().decode() == TEXTS["scenario_toml"]
        assert file.attrs["title"].decode() == "Größe"


def test_no_reader_has_changed_it(path: Path, wanted: dict[str, Array]) -> None:
    stored = result.load(path, ANYTHING)
    assert stored.columns == (*AXES, *OWN, *RUNS)
    assert result.digest(stored) == result.digest(StoredResult((), wanted, {}, {}))
