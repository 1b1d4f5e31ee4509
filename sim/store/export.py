"""Results for spreadsheets and data frames: a row per run, or per run and day."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np

from sim.errors import FileProblem, MissingExtraError
from sim.store.commit import commit
from sim.store.names import check_output
from sim.store.reading.stored_schema import Schema
from sim.store.result import load
from sim.store.stored_result import Array, StoredResult
from sim.tables.csv_text import csv_text

Format = Literal["csv", "parquet"]
Table = Literal["runs", "days"]
AXES: dict[Table, tuple[str, ...]] = {"runs": ("draw", "run"), "days": ("draw", "run", "day")}
ROWS_AT_ONCE = 20_000


def export(path: Path, schema: Schema, to: Format, out: Path, *, table: Table = "runs", force: bool = False) -> int:
    """Write one table of a result file and give its number of rows. schema: all that the file holds.

    FileProblem when the result cannot be read, has no such table, or `out` is taken.
    MissingExtraError when pyarrow is needed and absent.
    """
    check_output(out, force)
    result = load(path, schema)
    if out.exists() and out.samefile(path):
        raise FileProblem(f"{out}: is the result itself; choose another name for the table")
    try:
        columns = columns_of(result, table)
    except KeyError:
        raise FileProblem(f"{path}: has no columns on {', '.join(AXES[table])}") from None
    write(columns, out, to, force=force)
    return int(next(iter(columns.values())).size)


def format_of(out: Path) -> Format:
    """The format that the name of a file says. Raises FileProblem."""
    kind = out.suffix.lower().removeprefix(".")
    if kind not in get_args(Format):
        raise FileProblem(f"{out}: must end in .csv or .parquet")
    return cast(Format, kind)


def write(columns: Mapping[str, Sequence[Any] | Array], out: Path, to: Format, *, force: bool = False) -> None:
    """Write columns of equal length as a table.

    FileProblem when `out` is taken, MissingExtraError when pyarrow is needed and absent.
    """
    check_output(out, force)
    arrays = {name: np.asarray(column) for name, column in columns.items()}
    commit(out, _csv(arrays) if to == "csv" else [_parquet(arrays)])


def columns_of(result: StoredResult, table: Table) -> dict[str, Array]:
    """Flat columns of equal length: the labels of the axes, then every column on exactly these axes.

    KeyError when the result has no such columns.
    """
    axes = AXES[table]
    names = [column.name for column in result.columns if column.axes == axes]
    if not names:
        raise KeyError(table)
    labels = np.meshgrid(*(result.arrays[axis] for axis in axes), indexing="ij")
    flat = {axis: grid.ravel() for axis, grid in zip(axes, labels, strict=True)}
    return {**flat, **{_header(name, names): result.arrays[name].ravel() for name in names}}


def _header(name: str, names: list[str]) -> str:
    """The last word of a name, unless two columns share it."""
    last = [other.rpartition("/")[2] for other in names]
    short = name.rpartition("/")[2]
    return short if last.count(short) == 1 else name


def _csv(columns: dict[str, Array]) -> Iterator[bytes]:
    yield csv_text([columns]).encode()
    length = next(iter(columns.values())).size
    for start in range(0, length, ROWS_AT_ONCE):
        # Python's own numbers print shortest and exact.
        cells = [column[start : start + ROWS_AT_ONCE].tolist() for column in columns.values()]
        yield csv_text(zip(*cells, strict=True)).encode()


def _parquet(columns: dict[str, Array]) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        needs = 'sim export --to parquet needs: pip install "influence-sim[parquet]"'
        raise MissingExtraError(needs) from error
    sink = pyarrow.BufferOutputStream()
    table = pyarrow.table({name: pyarrow.array(column) for name, column in columns.items()})
    pyarrow.parquet.write_table(table, sink)
    return bytes(sink.getvalue())
