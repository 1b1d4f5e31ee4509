"""Tables of overlaps in the forms that tools export: each comes to the same shared followers, or is refused."""

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from sim.errors import InputError
from sim.tables import campaigns, overlap_table, roster

SHARED = {("ann", "bea"): 200.0, ("ann", "cat"): 300.0, ("ann", "dot"): 50.0, ("bea", "cat"): 500.0,
          ("bea", "dot"): 60.0, ("cat", "dot"): 200.0}  # fmt: skip
SHARES = [[1, 0.2, 0.3, 0.1], [0.2, 1, 0.25, 0.12], [0.3, 0.25, 1, 0.4], [0.1, 0.12, 0.4, 1]]
NAMES = ("ann", "bea", "cat", "dot")


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text("handle,followers\nann,1000\nbea,2000\ncat,4000\ndot,500\n")

    def reader(content, meaning=None):
        Path("t.csv").write_text(content)
        return overlap_table.read(Path("t.csv"), roster.read(Path("r.csv")), meaning)

    return reader


def pairs(table):
    ends = zip(table.first, table.second, strict=True)
    return {(NAMES[a], NAMES[b]): round(s, 6) for (a, b), s in zip(ends, table.shared.tolist(), strict=True)}


def matrix(spell, separator=",", names=NAMES):
    rows = [separator.join(["", *names])]
    rows += [separator.join([name, *(spell(r, c) for c in range(4))]) for r, name in enumerate(names)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        matrix(lambda r, c: f"{SHARES[r][c]}"),
        matrix(lambda r, c: f"{100 * SHARES[r][c]:g}%"),
        matrix(lambda r, c: f"{100 * SHARES[r][c]:g}"),
        matrix(lambda r, c: "\u2014" if r == c else f"{100 * SHARES[r][c]:g}%"),
        matrix(lambda r, c: "" if r > c else f"{SHARES[r][c]}"),
        matrix(lambda r, c: "0" if r > c else f"{SHARES[r][c]}"),
        matrix(lambda r, c: f"{SHARES[r][c]}".replace(".", ","), separator=";"),
        matrix(lambda r, c: f"{SHARES[r][c]}", names=[f"@{name.title()}" for name in NAMES]),
        "Overlaps of the shortlist\n\n" + matrix(lambda r, c: f"{SHARES[r][c]}"),
    ],
)
def test_matrices_say_the_same(read, content):
    assert pairs(read(content)) == SHARED


def test_counts_are_told_from_shares(read):
    counts = matrix(lambda r, c: f"{(1000, 2000, 4000, 500)[r]}" if r == c else
                    f"{SHARED[NAMES[min(r, c)], NAMES[max(r, c)]]:.0f}")  # fmt: skip
    table = read(counts)
    assert (pairs(table), table.meaning) == (SHARED, "shared")


def test_small_numbers_beside_a_diagonal_of_100_are_per_cent(read):
    table = read(matrix(lambda r, c: "100" if r == c else "0.9"))
    assert pairs(table)["ann", "bea"] == 9.0
    assert table.notes == ("t.csv: numbers without a sign are taken as per cent",)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("creator_a,creator_b,overlap", "ann,bea,20%"),
        ("creator_a,creator_b,overlap_pct", "ann,bea,20"),
        ("Influencer 1,Influencer 2,Overlap %", "@Ann,@Bea,20"),
        ("a,b,shared", "ann,bea,200"),
        ("a,b,jaccard_index,shared_count", "ann,bea,0.0714,200"),
        ("a,b,percent_of_a,percent_of_b", "ann,bea,20,10"),
        ("a,b,percent_of_smaller", "ann,bea,20"),
        ("a,b,overlap", "https://instagram.com/ann,https://instagram.com/bea,0.2"),
    ],
)
def test_lists_say_the_same(read, header, row):
    assert pairs(read(f"{header}\n{row}\n")) == {("ann", "bea"): 200.0}


def test_a_header_that_says_per_cent_holds_for_small_numbers(read):
    assert pairs(read("a,b,percent_of_a\nann,bea,0.9\n")) == {("ann", "bea"): 9.0}


def test_what_was_decided_of_shares_is_said(read):
    table = read("a,b,overlap\nann,bea,20\n")
    assert table.notes == ('t.csv: column "overlap" is taken as per cent: some are above 1',)


def test_shares_of_the_row_are_told_by_their_two_directions(read):
    table = read("from,to,overlap\nann,bea,20%\nbea,ann,10%\n")
    assert pairs(table) == {("ann", "bea"): 200.0}
    assert table.notes[-1].endswith("shares of the row's audience")
    with pytest.raises(InputError, match=r"overlap by 0\.1 here and by 0\.3 in line 2"):
        read("from,to,overlap\nann,bea,30%\nbea,ann,10%\n")


def test_strangers_and_creators_themselves_are_left_out(read):
    table = read("a,b,overlap\nann,ann,100%\nann,total,10%\nann,bea,20%\n")
    assert pairs(table) == {("ann", "bea"): 200.0}
    assert table.notes == ('t.csv: creators who are not in the roster are left out: "total"',)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (";ann;bea;cat\n0;No;No;Yes\n1;Yes;Yes;No\n", 't.csv: the rows name nobody of the roster, say "0"'),
        (matrix(lambda r, c: "much" if (r, c) == (0, 1) else "0.2"), 't.csv:2: bea: "much" is no share or rate'),
        ("a,b,overlap\nann,bea,100.4%\n", 't.csv:2: overlap: "ann" and "bea": 1,004 shared followers'),
        ("a,b\nann,bea\n", "t.csv:1: needs a column of shared, jaccard, smaller, of_a, of_b; it has none of them"),
    ],
)
def test_what_is_no_table_of_overlaps_is_refused(read, content, said):
    with pytest.raises(InputError) as caught:
        read(content)
    assert str(caught.value).startswith(said)


def test_meaning_by_hand_chooses_the_column(read):
    table = read("a,b,jaccard,shared\nann,bea,0.1,200\n", "jaccard")
    np.testing.assert_allclose(table.shared, 0.1 / 1.1 * 3000)


@pytest.mark.parametrize(
    "header",
    ["Überschneidung", "Chevauchement", "Solapamiento", "Sobreposição (%)", "Sovrapposizione", "중복률", "重叠率"],
)
def test_overlaps_have_names_in_other_languages(read, header):
    assert pairs(read(f"Creator A,Creator B,{header}\nann,bea,20%\n")) == {("ann", "bea"): 200.0}


@pytest.mark.parametrize("is_matrix", [False, True])
def test_overlaps_are_found_among_the_sheets_of_the_roster(tmp_path, is_matrix):
    sheets = {
        "Roster": [["handle", "followers", "fee"], ["ann", 1000, 5], ["bea", 2000, 6], ["cat", 4000, 7]],
        "Overlaps": [["Zielgruppen"], [], ["creator a", "creator b", "overlap"], ["@ann", "@bea", "20 %"]],
        "Past": [["creator", "followers", "reach"], ["ann", 1000, 300]],
    }
    if is_matrix:
        sheets["Overlaps"] = [["", "ann", "bea", "cat"], ["ann", 1, 0.2], ["bea", "", 1], ["cat", "", "", 1]]
    with xlsxwriter.Workbook(tmp_path / "agency.xlsx") as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    path = tmp_path / "agency.xlsx"
    for given in (path, tmp_path / "agency.xlsx#overlaps"):
        found = overlap_table.read(given, roster.read(path), None)
        assert pairs(found) == {("ann", "bea"): 200.0}
    assert (
        any(note.endswith('#overlaps: above the header, not read: "Zielgruppen"') for note in found.notes) != is_matrix
    )
    assert campaigns.read(path).measured["reach"].tolist() == [300.0]
