"""The HDF5 image: the same bytes for the same content, and what other programs read of it."""

import io
import warnings
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray

from sim.store import hdf5, result
from sim.store.stored_result import Column, StoredResult
from tests.store.any_content import ANYTHING
from tests.store.test_result import example


def test_same_content_same_bytes() -> None:
    assert hdf5.image(example()) == hdf5.image(example())


def test_layout() -> None:
    with h5py.File(io.BytesIO(hdf5.image(example()))) as file:
        names: list[str] = []
        file.visit(names.append)
        datasets = [file[name] for name in names if isinstance(file[name], h5py.Dataset)]
        assert len(datasets) == 13
        for dataset in datasets:
            assert {"units", "long_name"} <= set(dataset.attrs)
            assert h5py.check_vlen_dtype(dataset.dtype) is None
            if dataset.ndim:
                assert dataset.fletcher32
                assert dataset.chunks
                assert all(dimension for dimension in dataset.dims) or dataset.is_scale
        assert file["outcomes/cost"].compression is None
        assert file["series/reach"].compression == "gzip"
        assert file["series/reach"].shuffle
        assert file["outcomes/cost"].dims[1][0].name == "/run"


def test_xarray_opens_it_without_arguments(tmp_path: Path) -> None:
    path = tmp_path / "r.h5"
    result.save(path, example())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xarray.open_datatree(path) as tree:
            assert tree["series/reach"].dims == ("draw", "run", "day")
            assert tree["outcomes/cost"].attrs == {"units": "€", "long_name": "cost"}
            assert tree["outcomes/reach"].attrs["units"] == "people"
            assert type(tree["day"].attrs["units"]) is str
            assert tree["day"].dtype == np.int32
            assert tree.attrs["title"] == "Größe"
            assert tree.attrs["seed"] == str(2**64 - 1)
            np.testing.assert_array_equal(tree["outcomes/cost"], example().arrays["outcomes/cost"])
            assert result.load(path, ANYTHING).attributes["title"] == "Größe"  # beside another reader
        with xarray.open_dataset(path, group="outcomes") as outcomes:
            assert dict(outcomes.sizes) == {"draw": 2, "run": 40}


def test_h5netcdf_reads_text_as_text(tmp_path: Path) -> None:
    import h5netcdf

    result.save(tmp_path / "r.h5", example())
    with h5netcdf.File(tmp_path / "r.h5") as file:
        assert file["series/reach"].dimensions == ("draw", "run", "day")
        assert file["outcomes/cost"].attrs["units"] == "€"
        assert file["run"].attrs["units"] == "1"


@pytest.mark.parametrize("sizes", [(1, 1, 1), (7, 2, 5), (10_000, 2, 20), (656, 2, 100), (3, 2, 1_000_000)])
def test_rows_at_once_are_few_and_cover_everything(sizes: tuple[int, int, int]) -> None:
    rows = hdf5.rows_at_once(sizes)
    assert 1 <= rows <= sizes[0]
    assert rows == 1 or rows * sizes[1] * sizes[2] * 8 <= hdf5.CHUNK_BYTES


def test_a_stream_is_the_same_file_as_all_at_once() -> None:
    """Two columns of seven rows, in blocks of three, three and one."""
    axes = (Column("point", ("point",), "1", "point"), Column("run", ("run",), "1", "run"))
    held = StoredResult(axes, {"point": np.arange(7), "run": np.arange(4)}, {"title": "x"}, {})
    streamed = tuple(Column(f"outcomes/{name}", ("point", "run"), "1", name) for name in "ab")
    values = np.random.default_rng(3).random((2, 7, 4))
    target = io.BytesIO()
    hdf5.stream(target, held, streamed, (values[:, start : start + 3] for start in (0, 3, 6)))
    with h5py.File(target) as file:
        for place, column in enumerate(streamed):
            np.testing.assert_array_equal(file[column.name][()], values[place])
            assert [dimension[0].name for dimension in file[column.name].dims] == ["/point", "/run"]


@pytest.mark.parametrize("n_rows", [2, 4])
def test_a_stream_of_too_few_or_too_many_rows_is_refused(n_rows: int) -> None:
    held = StoredResult((Column("point", ("point",), "1", "point"),), {"point": np.arange(3)}, {}, {})
    streamed = (Column("a", ("point",), "1", "a"),)
    with pytest.raises((ValueError, TypeError)):
        hdf5.stream(io.BytesIO(), held, streamed, [np.zeros((1, n_rows))])
