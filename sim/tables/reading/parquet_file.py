"""Parquet as rows of cells of text."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.errors import InputError, MissingExtraError
from sim.tables.reading.spelling import spell_cell


def read_rows(data: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Read the header and the rows with their numbers. Raises InputError, MissingExtraError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError('reading Parquet needs: pip install "influence-sim[parquet]"') from None
    try:
        table = parquet.read_table(io.BytesIO(data))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"damaged Parquet file: {error}", file=path) from None
    columns: list[list[Any]] = [column.to_pylist() for column in table.columns]
    yield 1, [str(name) for name in table.column_names]
    for number, row in enumerate(zip(*columns, strict=True), 2):
        yield number, [spell_cell(cell) for cell in row]
