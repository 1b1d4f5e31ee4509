"""Tables for spreadsheets and data frames: every number survives, no text becomes a formula."""

import csv
import dataclasses
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow.parquet
import pytest

from sim.errors import FileProblem, MissingExtraError
from sim.store import export, result
from sim.store.export import Format, Table
from sim.store.stored_result import Array, Column, StoredResult
from tests.store.any_content import ANYTHING

RUNS, DAYS = 30, 4
TRICKY = [
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "a\rb",
    "a\nb",
    'say "x", y',
    "zoë ✓",
    "",
    " =1",
]
FORMULAS = TRICKY[:2] + TRICKY[3:6]


def example() -> StoredResult:
    columns = (
        Column("draw", ("draw",), "1", "draw"),
        Column("run", ("run",), "1", "run"),
        Column("day", ("day",), "d", "day"),
        Column("outcomes/cost", ("draw", "run"), "USD", "cost"),
        Column("outcomes/reach", ("draw", "run"), "persons", "reach"),
        Column("series/reach", ("draw", "run", "day"), "persons", "reach by day"),
        Column("totals/cost", (), "USD", "cost of everything"),
    )
    rng = np.random.default_rng(2)
    cost = rng.random((2, RUNS)) * 10.0 ** rng.integers(-300, 300, (2, RUNS))
    cost[0, :4] = np.nan, np.inf, -0.0, 5e-324
    arrays: dict[str, Array] = {
        "draw": np.arange(2),
        "run": np.arange(RUNS),
        "day": np.arange(DAYS),
        "outcomes/cost": cost,
        "outcomes/reach": rng.integers(2**53, 2**62, (2, RUNS)),
        "series/reach": rng.integers(-9, 9, (2, RUNS, DAYS)).astype(np.int32),
        "totals/cost": np.array(0.1),
    }
    return StoredResult(columns, arrays, {"title": "example"}, {"scenario_toml": "", "resolved_json": "{}"})


def with_texts(texts: list[str]) -> StoredResult:
    columns = (
        Column("draw", ("draw",), "1", "draw"),
        Column("run", ("run",), "1", "run"),
        Column("notes/text", ("draw", "run"), "1", "text"),
    )
    arrays = {"draw": np.arange(1), "run": np.arange(len(texts)), "notes/text": np.array([texts])}
    return StoredResult(columns, arrays, {"title": "example"}, {"scenario_toml": "", "resolved_json": "{}"})


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    result.save(tmp_path / "r.h5", example())
    return tmp_path / "r.h5"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_csv_has_every_bit(stored: Path, tmp_path: Path) -> None:
    assert export.export(stored, ANYTHING, "csv", tmp_path / "x.csv") == 2 * RUNS
    header, *rows = rows_of(tmp_path / "x.csv")
    assert header == ["draw", "run", "cost", "reach"]
    assert [(int(row[0]), int(row[1])) for row in rows] == [(draw, run) for draw in (0, 1) for run in range(RUNS)]
    cost = np.array([float(row[2]) for row in rows])
    assert cost.tobytes() == example().arrays["outcomes/cost"].tobytes()
    assert [int(row[3]) for row in rows] == example().arrays["outcomes/reach"].ravel().tolist()


def test_csv_as_it_is_written(tmp_path: Path) -> None:
    small = with_texts(["plain", "=1+1"])
    result.save(tmp_path / "r.h5", small)
    export.export(tmp_path / "r.h5", ANYTHING, "csv", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"draw,run,text\n0,0,plain\n0,1,'=1+1\n"


def test_days(stored: Path, tmp_path: Path) -> None:
    assert export.export(stored, ANYTHING, "csv", tmp_path / "x.csv", table="days") == 2 * RUNS * DAYS
    header, *rows = rows_of(tmp_path / "x.csv")
    assert header == ["draw", "run", "day", "reach"]
    series = example().arrays["series/reach"]
    assert all(int(reach) == series[int(draw), int(run), int(day)] for draw, run, day, reach in rows)
    assert len({tuple(row[:3]) for row in rows}) == series.size


def test_pandas_reads_csv(stored: Path, tmp_path: Path) -> None:
    export.export(stored, ANYTHING, "csv", tmp_path / "x.csv")
    frame = pandas.read_csv(tmp_path / "x.csv")
    assert frame["reach"].tolist() == example().arrays["outcomes/reach"].ravel().tolist()
    # Its own parser may be off by a few units of the last digit.
    np.testing.assert_allclose(frame["cost"], example().arrays["outcomes/cost"].ravel(), rtol=1e-14)


@pytest.mark.parametrize("table", ["runs", "days"])
def test_parquet_has_every_bit_and_type(stored: Path, tmp_path: Path, table: Table) -> None:
    wanted = export.columns_of(example(), table)
    n_rows = export.export(stored, ANYTHING, "parquet", tmp_path / "x.parquet", table=table)
    read = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    assert read.num_rows == n_rows
    assert read.column_names == list(wanted)
    for name, column in wanted.items():
        values = read[name].to_numpy()
        assert values.dtype == column.dtype, name
        assert values.tobytes() == column.tobytes(), name


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    result.save(tmp_path / "r.h5", with_texts(TRICKY))
    export.export(tmp_path / "r.h5", ANYTHING, "csv", tmp_path / "x.csv")
    _, *rows = rows_of(tmp_path / "x.csv")
    texts = [row[2] for row in rows]
    assert texts == [f"'{text}" if text in FORMULAS else text for text in TRICKY]


def test_negative_numbers_stay_numbers(stored: Path, tmp_path: Path) -> None:
    export.export(stored, ANYTHING, "csv", tmp_path / "x.csv", table="days")
    assert any(row[3].startswith("-") for row in rows_of(tmp_path / "x.csv"))


def test_parquet_keeps_texts_as_they_are(tmp_path: Path) -> None:
    result.save(tmp_path / "r.h5", with_texts(TRICKY))
    export.export(tmp_path / "r.h5", ANYTHING, "parquet", tmp_path / "x.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet")["text"].to_pylist() == TRICKY


def test_pieces_make_one_table(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export.export(stored, ANYTHING, "csv", tmp_path / "whole.csv", table="days")
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 7)
    export.export(stored, ANYTHING, "csv", tmp_path / "pieces.csv", table="days")
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_columns_of_the_same_last_word_keep_their_names() -> None:
    whole = example()
    columns = (*whole.columns, Column("extra/cost", ("draw", "run"), "USD", "cost"))
    arrays = {**whole.arrays, "extra/cost": np.zeros((2, RUNS))}
    wanted = ["draw", "run", "outcomes/cost", "reach", "extra/cost"]
    assert list(export.columns_of(dataclasses.replace(whole, columns=columns, arrays=arrays), "runs")) == wanted


def refused(path: Path, out: Path, to: Format = "csv", **options: Any) -> str:
    with pytest.raises(FileProblem) as caught:
        export.export(path, ANYTHING, to, out, **options)
    return str(caught.value)


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_existing_files_need_force(stored: Path, tmp_path: Path, to: Format) -> None:
    out = tmp_path / "x"
    out.write_text("precious")
    assert refused(stored, out, to) == f"{out}: exists already; --force replaces it"
    assert out.read_text() == "precious"
    export.export(stored, ANYTHING, to, out, force=True)
    assert out.read_bytes()[:4] in (b"draw", b"PAR1")


def test_the_result_is_not_replaced_by_its_table(stored: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(stored)
    for out in (stored, tmp_path / "link"):
        told = f"{out}: is the result itself; choose another name for the table"
        assert refused(stored, out, force=True) == told
    assert result.digest(result.load(stored, ANYTHING)) == result.digest(example())


def test_a_folder_as_output(stored: Path, tmp_path: Path) -> None:
    assert refused(stored, tmp_path, force=True) == f"{tmp_path}: is a folder, not a file to write"


def test_a_result_without_days(tmp_path: Path) -> None:
    path = tmp_path / "r.h5"
    result.save(path, with_texts(["x"]))
    assert refused(path, tmp_path / "x.csv", table="days") == f"{path}: has no columns on draw, run, day"
    assert not (tmp_path / "x.csv").exists()


def test_what_is_no_result(stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    none = tmp_path / "none.h5"
    assert refused(none, out) == f"{none}: there is no such file"
    out.write_text("draw,run\n")
    assert refused(out, tmp_path / "y.csv") == f"{out}: not a result file (looks like text)"
    assert refused(none, out, force=True) == f"{none}: there is no such file"
    stored.write_bytes(stored.read_bytes()[:-1000])
    assert refused(stored, tmp_path / "z.csv").startswith(f"{stored}: damaged: ")
    assert out.read_text() == "draw,run\n"


def test_parquet_without_pyarrow(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        export.export(stored, ANYTHING, "parquet", tmp_path / "x.parquet")
    assert str(caught.value) == 'sim export --to parquet needs: pip install "influence-sim[parquet]"'
    assert not (tmp_path / "x.parquet").exists()
