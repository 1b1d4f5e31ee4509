"""Shares: per cent or fractions is decided for the whole column, or refused with both readings."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.reading.number_columns import NumberKind, TextColumn, read_numbers
from sim.tables.reading.share_columns import ShareHints, read_shares

NOTHING = np.full(9, np.nan)


def shares(cells, said="", says_percent=False, reckoned=NOTHING):
    column = TextColumn(Path("t.csv"), "engagement_rate", "ER", cells, range(2, 2 + len(cells)))
    hints = ShareHints(said, says_percent, None if reckoned is None else np.asarray(reckoned)[: len(cells)])
    return read_shares(column, read_numbers(column, NumberKind.SHARE, "."), hints)


@pytest.mark.parametrize(
    ("cells", "says_percent", "first"),
    [
        (("0.05", "0.02"), False, 0.05),
        (("5%", "2%"), False, 0.05),
        (("5", "2"), True, 0.05),
        (("5", "2"), False, 0.05),
        (("0.79", "0.91", "0.42"), False, 0.0079),
        (("0.79", "0.91", "0.42"), True, 0.0079),
        (("0.2", "0.1", "1.5"), True, 0.002),
        (("0.05", "0.04", "1.2"), False, 0.05),
        (("0.79", "1.5%"), False, 0.0079),
        (("0", "0"), False, 0.0),
    ],
)
def test_a_column_is_of_one_unit(cells, says_percent, first):
    assert shares(cells, says_percent=says_percent).value[0] == pytest.approx(first)


@pytest.mark.parametrize(("reckoned", "first"), [((0.2, 0.21), 0.2), ((0.002, 0.0021), 0.002)])
def test_engagements_beside_it_decide(reckoned, first):
    found = shares(("0.2", "0.22"), reckoned=reckoned)
    assert found.value[0] == pytest.approx(first)


@pytest.mark.parametrize(("cells", "says_percent"), [(("0.2",), False), (("0.034",), True)])
def test_where_nothing_decides_both_readings_are_told(cells, says_percent):
    with pytest.raises(InputError, match=r"t\.csv:2: ER: .* may be .*%; say --unit engagement_rate=percent or"):
        shares(cells, says_percent=says_percent)


def test_engagements_are_no_rates():
    with pytest.raises(InputError, match='"387" is no engagement rate; --column avg_engagements="ER" takes'):
        shares(("387", "1209", "44"))


def test_what_is_said_by_hand_holds():
    assert shares(("0.2",), said="percent").value[0] == pytest.approx(0.002)
    assert shares(("0.2",), said="fraction").value[0] == pytest.approx(0.2)


def test_shares_of_a_whole_may_be_anything():
    assert shares(("0.4", "0.9"), reckoned=None).value.tolist() == [0.4, 0.9]
    assert shares(("40", "0.9"), reckoned=None).value.tolist() == pytest.approx([0.4, 0.009])


def test_what_was_decided_is_said():
    assert shares(("0.79", "0.91")).note.startswith('column "ER" is taken as per cent: half of all creators would')
    assert shares(("0.05", "0.02")).note == ""
