"""Tables of overlaps: both forms say the same, and each refusal by its exact message."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables import overlap_table, roster
from sim.tables.overlap_table import shared_followers


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read what is given as the table t.csv of a roster of three."""
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text("handle,followers\nann,1000\nben,2000\neve,500\n")

    def reader(content, meaning=None):
        Path("t.csv").write_text(content)
        return overlap_table.read(Path("t.csv"), roster.read(Path("r.csv")), meaning)

    return reader


def message(read, content, **options):
    with pytest.raises(InputError) as caught:
        read(content, **options)
    return str(caught.value)


def test_both_forms_say_the_same(read):
    long = read("a,b,overlap\nann,ben,0.2\nann,eve,10%\n")
    matrix = read("x,ann,ben,eve\nann,,0.2,0.1\nben,,,\neve,0.1,n/a,-\n")
    for table in (long, matrix):
        assert table.first.tolist() == [0, 0]
        assert table.second.tolist() == [1, 2]
        np.testing.assert_allclose(table.shared, [200.0, 50.0])


@pytest.mark.parametrize(
    ("meaning", "figure", "shared"), [("smaller", 0.2, 200.0), ("jaccard", 0.2, 500.0), ("shared", 30.0, 30.0)]
)
def test_a_figure_means_what_its_column_says(meaning, figure, shared):
    assert shared_followers(figure, meaning, 1000, 2000) == pytest.approx(shared)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "a,b,overlap\nann,benn,0.2\n",
            "t.csv: says nothing about any pair of creators of the roster; creators who are not in the roster are left "
            'out: "benn"; did you mean "ben"?',
        ),
        ("a,b,overlap\nann,ben,two\n", 't.csv:2: overlap: "two" is no share or rate; write 0.042 or 4.2%'),
        ("a,b,shared\nann,ben,5%\n", 't.csv:2: shared: "5%" is no count; write 1234, 1,234 or 1.2k'),
        ("a,b,overlap\nann,ann,0.2\n", "t.csv: says nothing about any pair of creators of the roster"),
        (
            "a,b,shared\nann,ben,1500\n",
            't.csv:2: shared: "ann" and "ben": 1,500 shared followers; the smaller audience has 1,000',
        ),
        (
            "a,b,overlap\nann,ben,0.2\nben,ann,0.3\n",
            't.csv:3: overlap: "ben" and "ann" overlap by 0.3 here and by 0.2 in line 2',
        ),
        ("a,b,overlap\nann,ben,\n", "t.csv: says nothing about any pair of creators of the roster"),
        ("a,b\nann,ben\n", "t.csv:1: needs a column of shared, jaccard, smaller, of_a, of_b; it has none of them"),
        ("x,ann,ben,eve\nann,,0.2,0,1\n", "t.csv:2: 5 cells where the header has 4"),
        ("x,ann,ben,eve\nann,,much,\n", 't.csv:2: ben: "much" is no share or rate; write 0.042 or 4.2%'),
    ],
)
def test_refusals_name_line_column_and_value(read, content, said):
    assert message(read, content) == said
