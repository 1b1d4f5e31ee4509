"""Parquet comes out as rows of text, numbered from its header."""

import pyarrow
import pytest
from pyarrow import parquet

from sim.errors import InputError
from sim.tables.reading import sheet


def read(path):
    (found,) = sheet.read_sheet(path, 10**6)
    return found


def test_parquet_is_read(tmp_path):
    path = tmp_path / "b.parquet"
    parquet.write_table(pyarrow.table({"handle": ["ann", None], "fans": [7, 8]}), path)
    assert [tuple(row) for row in read(path).rows] == [(1, ["handle", "fans"]), (2, ["ann", "7"]), (3, ["", "8"])]
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match="damaged Parquet file"):
        read(path)
