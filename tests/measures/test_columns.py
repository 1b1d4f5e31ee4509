"""The columns of a result follow from what an outcome declares, and the documentation lists them."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.core.outcome import AXES, FIELDS, new_outcome
from sim.measures.columns import DERIVED, EXPECTED, EXPECTED_COLUMNS, RUN, RUN_COLUMNS, TOTALS, rows
from tests.plans import Campaign, Creator, play

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


def test_every_field_is_stored():
    names = {column.name for column in RUN_COLUMNS}
    for name, field in FIELDS.items():
        stored = {f"outcomes/{total.name}" for total in field.totals} | ({field.column} if field.axis else set())
        assert stored, name
        assert stored <= names, name


def test_derived_totals_stand_behind_what_they_follow():
    order = list(TOTALS)
    for name, derived in DERIVED.items():
        assert order.index(name) > order.index(derived.after), name


def test_columns_have_the_axes_of_their_fields():
    n_days = 5
    lengths = {axis.name: axis.labels(n_days).size for axis in AXES}
    columns = rows(new_outcome(3, n_days), 25.0)
    for column in RUN_COLUMNS:
        assert columns[column.name].shape == (3, *(lengths[axis] for axis in column.axes[len(RUN) :])), column.name


@pytest.mark.parametrize(("total", "first"), [("reach_2", 1), ("reach_3", 2)])
def test_totals_add_up_from_their_place(total, first):
    outcome = new_outcome(1, 1)
    outcome.sources[0] = 2 ** np.arange(outcome.sources.shape[1])
    assert rows(outcome, 0.0)[f"outcomes/{total}"][0] == outcome.sources[0, first:].sum()


def test_the_page_lists_every_column_of_the_runs():
    table = PAGE.partition("## Columns of the runs")[2]
    assert ROW.findall(table) == [(column.name, column.unit, column.long_name) for column in RUN_COLUMNS]


@pytest.mark.parametrize("column", (*RUN_COLUMNS, *EXPECTED_COLUMNS), ids=lambda column: column.name)
def test_the_page_names_every_group_and_axis(column):
    groups = PAGE.partition("## Columns of the runs")[0]
    line = next(line for line in groups.splitlines() if line.startswith(f"| `/{column.name.partition('/')[0]}` |"))
    assert f"`[{', '.join(column.axes)}]`" in line


def test_columns_are_named_once():
    names = [column.name for column in (*RUN_COLUMNS, *EXPECTED_COLUMNS)]
    assert len(set(names)) == len(names)
    assert set(EXPECTED) < set(TOTALS)


def test_rows_are_the_columns_that_a_result_promises():
    two = (((0, 1.0), (1, 0.5)),)
    campaign = Campaign(
        creators=(
            Creator(1, tuple(range(40)), two, fee_usd=5.0, gift_usd=2.0, engage_odds=1.0, no_show_prob=0.3),
            Creator(2, tuple(range(20, 60)), two, fee_usd=7.0, engage_odds=1.0, click_odds=1.0),
            Creator(3, tuple(range(30, 60)), two, engage_odds=1.0),
        ),
        n_days=2,
        management_hours=3.0,
        hour_usd=10.0,
        agency_share=0.5,
    )
    outcome = play(campaign, 50)
    made = rows(outcome, 25.0)
    assert set(made) == {column.name for column in RUN_COLUMNS}
    for name in ("impressions", "reach", "engagements", "clicks", "purchases"):
        assert np.array_equal(made[f"outcomes/{name}"], made[f"series/{name}"].sum(axis=1))
    people = made["frequency/people"]
    assert people[:, :3].max(axis=0).min() > 0
    for least, name in enumerate(("reach", "reach_2", "reach_3")):
        assert np.array_equal(made[f"outcomes/{name}"], people[:, least:].sum(axis=1))
    assert np.array_equal(made["outcomes/revenue_usd"], 25.0 * made["outcomes/purchases"])
    parts = sum(made[f"outcomes/{name}_usd"] for name in ("fees", "gifts", "overhead", "agency"))
    assert made["outcomes/cost_usd"] == pytest.approx(parts)
