"""What can be stored: numbers and texts that all readers know, on axes that fit, under plain names."""

import numpy as np
import pytest

from sim.store.stored_result import Array, Column, StoredResult, check, check_names, portable

RUN = Column("run", ("run",), "1", "run")
COST = Column("outcomes/cost", ("run",), "USD", "cost")
LABELS = np.arange(3)


def test_an_axis_is_a_column_on_itself() -> None:
    assert RUN.is_axis
    assert not COST.is_axis
    assert not Column("total", (), "1", "of everything").is_axis


def test_texts_have_names() -> None:
    stored = StoredResult((), {}, {}, {"scenario_toml": "a = 1", "resolved_json": "{}"})
    assert stored.scenario_text == "a = 1"
    assert stored.resolved_json == "{}"


@pytest.mark.parametrize("dtype", [">f8", ">i4", "<u2", "i1"])
def test_numbers_are_stored_little_endian_and_in_one_piece(dtype: str) -> None:
    given = np.arange(12).astype(dtype).reshape(3, 4).T
    stored = portable("x", given)
    assert stored.dtype == np.dtype(dtype).newbyteorder("<")
    assert stored.flags.c_contiguous
    assert stored.tolist() == given.tolist()


def test_texts_are_stored_as_utf_8_of_fixed_length() -> None:
    stored = portable("x", np.array(["zoë", ""]))
    assert stored.dtype == "S4"
    assert stored.tolist() == ["zoë".encode(), b""]


def test_nothing_but_empty_texts_has_a_length_too() -> None:
    assert portable("x", np.array([""])).dtype == "S1"


@pytest.mark.parametrize("array", [np.zeros(2, bool), np.zeros(2, np.uint64), np.zeros(2, complex), np.array([None])])
def test_what_others_cannot_read_back_is_refused(array: Array) -> None:
    with pytest.raises(TypeError, match=f"^x: {array.dtype} cannot be stored; use f4, f8, i1"):
        portable("x", array)


def test_columns_that_fit_their_axes_pass() -> None:
    check((RUN, COST), {"run": LABELS, "outcomes/cost": np.zeros(3)})


@pytest.mark.parametrize(
    ("columns", "arrays", "said"),
    [
        ((RUN,), {"run": LABELS, "more": LABELS}, r"columns and arrays differ: \['more'\]"),
        ((RUN, COST), {"run": LABELS}, r"columns and arrays differ: \['outcomes/cost'\]"),
        ((RUN, RUN), {"run": LABELS}, r"columns and arrays differ: \[\]"),
        ((COST,), {"outcomes/cost": LABELS}, "outcomes/cost: axis run has no labels"),
        (
            (RUN, COST),
            {"run": LABELS, "outcomes/cost": np.zeros(2)},
            r"outcomes/cost: shape \(2,\), but its axes \('run',\) have \(3,\) labels",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(
    columns: tuple[Column, ...], arrays: dict[str, Array], said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        check(columns, arrays)


@pytest.mark.parametrize("name", ["a", "a/b/c/d", "creators.0.x-y", "_a", "a" * 100])
def test_plain_names_pass(name: str) -> None:
    check_names(Column(name, (), "1", ""))


@pytest.mark.parametrize("name", ["", "=1+1", "a//b", "/a", "a/b/c/d/e", "a b", "ä", "a\n", "a" * 101])
def test_names_that_some_reader_cannot_take_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name of a column"):
        check_names(Column(name, (), "1", ""))
