"""Fits of audiences: one source of overlaps, and outputs that destroy nothing."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.errors import FileProblem, InputError, UsageProblem
from sim.tables import roster
from sim.tables.roster import Roster
from sim.tasks.roster.network_fit import (
    NetworkFitRequest,
    check_outputs,
    fit_network,
    known_of,
    pairs_of,
)
from sim.world import follows
from sim.world.follows import NetworkView


@pytest.fixture
def creators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roster:
    """Three creators of two niches, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text("handle,followers,niche\nann,100,food\nben,60,food\ncat,40,tech\n")
    Path("o.csv").write_text("creator_a,creator_b,smaller\nann,ben,0.5\n")
    return roster.read(Path("r.csv"))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"overlaps": "o.csv", "duplication": 0.2},
        {"overlaps": "o.csv", "within": 0.2, "across": 0.1},
        {"within": 0.2, "across": 0.1, "duplication": 0.2},
    ],
)
def test_overlaps_have_one_source(creators: Roster, options: dict[str, object]) -> None:
    with pytest.raises(UsageProblem, match=r"^needs one of: a table OVERLAPS; --within and --across; --duplication$"):
        pairs_of(creators, NetworkFitRequest("r.csv", **options))


@pytest.mark.parametrize("options", [{"within": 0.2}, {"across": 0.1}])
def test_both_means_are_needed(creators: Roster, options: dict[str, float]) -> None:
    with pytest.raises(UsageProblem, match=r"^--within and --across go together$"):
        pairs_of(creators, NetworkFitRequest("r.csv", **options))


def test_a_table_lists_its_pairs_alone(creators: Roster) -> None:
    pairs = pairs_of(creators, NetworkFitRequest("r.csv", "o.csv"))
    assert pairs.shared.tolist() == [30.0]


def test_means_by_niche_list_all_pairs(creators: Roster) -> None:
    pairs = pairs_of(creators, NetworkFitRequest("r.csv", within=0.5, across=0.0))
    assert sorted(np.round(pairs.shared).tolist()) == [0.0, 0.0, 30.0]


def test_a_duplication_spreads_over_all_pairs(creators: Roster) -> None:
    pairs = pairs_of(creators, NetworkFitRequest("r.csv", duplication=0.2))
    assert (pairs.shared > 0.0).tolist() == [True] * 3


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.csv.gz"])
def test_audiences_are_written_as_an_edge_list(creators: Roster, name: str) -> None:
    assert check_outputs(NetworkFitRequest("r.csv", out=name)) == Path(name)


@pytest.mark.parametrize("name", ["a.xlsx", "a.gz", "csv"])
def test_another_form_is_refused(creators: Roster, name: str) -> None:
    with pytest.raises(InputError, match=r"must end in one of .* each also with .gz"):
        check_outputs(NetworkFitRequest("r.csv", out=name))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"out": "r.csv"}, "exists already"),
        ({"out": "r.csv", "force": True}, r"r\.csv: is read by this command"),
        ({"pairs": "o.csv", "force": True}, r"o\.csv: is read by this command"),
    ],
)
def test_what_is_read_is_not_replaced(creators: Roster, options: dict[str, object], line: str) -> None:
    with pytest.raises(FileProblem, match=line):
        check_outputs(NetworkFitRequest("r.csv", "o.csv", **options))


def test_nothing_is_written_where_the_table_is_wrong(creators: Roster) -> None:
    Path("o.csv").write_text("creator_a,creator_b,smaller\nann,dan,0.5\n")
    with pytest.raises(InputError, match=r"dan"):
        fit_network(NetworkFitRequest("r.csv", "o.csv"))
    assert sorted(path.name for path in Path().iterdir()) == ["o.csv", "r.csv"]


# Known figures


def test_unions_may_be_given_by_their_number(creators: Roster) -> None:
    request = NetworkFitRequest("r.csv", "o.csv", unique=150, unique_top={3: 150, 2: 130})
    known = known_of(creators, request)
    assert known.unique == 150.0
    assert known.tops == ((2, 130.0), (3, 150.0))


def test_a_duplication_is_a_unique_audience(creators: Roster) -> None:
    assert known_of(creators, NetworkFitRequest("r.csv", duplication=0.25)).unique == 150.0


def test_two_unique_audiences_are_refused(creators: Roster) -> None:
    with pytest.raises(UsageProblem, match=r"^--duplication and --unique say the same thing: give one of them$"):
        known_of(creators, NetworkFitRequest("r.csv", duplication=0.2, unique=10))


def test_a_known_union_is_fitted_and_told(creators: Roster) -> None:
    answer = fit_network(NetworkFitRequest("r.csv", "o.csv", unique=160))
    assert list(answer.left_open.unique) == [160.0] * 3
    assert answer.fitted.n_people == pytest.approx(160, abs=1)


def test_figures_that_contradict_each_other_write_nothing(creators: Roster) -> None:
    with pytest.raises(InputError, match=r"^--unique 199 and the overlaps contradict each other: they leave"):
        fit_network(NetworkFitRequest("r.csv", "o.csv", unique=199))
    assert not Path("audiences.csv.gz").exists()


def test_exclusive_followers_stand_in_the_roster(creators: Roster) -> None:
    Path("r.csv").write_text("handle,followers,exclusive_share\nann,100,60%\nben,60,\ncat,40,0.5\n")
    answer = fit_network(NetworkFitRequest("r.csv", "o.csv"))
    assert [each.figure for each in answer.left_open.narrowings] == ["exclusive followers, in all 80"]


def test_both_ends_of_the_range_are_written(creators: Roster) -> None:
    answer = fit_network(NetworkFitRequest("r.csv", "o.csv", ends=True))
    low, centre, high = (len(audience_of(f"audiences{end}.csv.gz")) for end in ("_low", "", "_high"))
    assert low <= centre <= high
    assert low < high
    assert any("audiences_low.csv.gz: written" in note for note in answer.notes)


def audience_of(name: str) -> set[str]:
    """The people in a file of audiences."""
    with gzip.open(name, "rt") as file:
        return {line.split(",")[0] for line in file.readlines()[1:] if not line.startswith("#")}


def test_a_file_for_an_end_is_not_replaced(creators: Roster) -> None:
    Path("audiences_high.csv.gz").write_text("kept")
    with pytest.raises(FileProblem, match="exists already"):
        fit_network(NetworkFitRequest("r.csv", "o.csv", ends=True))
    assert not Path("audiences.csv.gz").exists()


# Shapes of the range


@pytest.fixture
def eight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NetworkFitRequest:
    """Eight creators of 500 followers who share a third pair by pair, in the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{name},500,food\n" for name in "abcdefgh")
    Path("r.csv").write_text(f"handle,followers,niche\n{rows}")
    return NetworkFitRequest("r.csv", within=0.3, across=0.0, quiet=True)


def people_at(quantile: float) -> int:
    return len(follows.read(Path("audiences.csv.gz"), NetworkView(quantile=quantile)).people)


def test_the_file_holds_the_range(eight: NetworkFitRequest) -> None:
    answer = fit_network(eight)
    people = [people_at((shape + 0.5) / 7) for shape in range(7)]
    assert people[3] == answer.fitted.n_people
    low, _, high = answer.left_open.unique
    assert [people[0], people[-1]] == pytest.approx([low, high], rel=0.03)
    assert people == sorted(set(people))
    assert answer.to_dict()["shapes"] == {"unique_audiences": people, "unit": "people"}
    assert any("holds 7 equally likely audiences" in note for note in answer.notes)


def test_one_shape_is_a_plain_list(eight: NetworkFitRequest) -> None:
    answer = fit_network(replace(eight, shapes=1))
    assert gzip.decompress(Path("audiences.csv.gz").read_bytes()).startswith(b"follower,creator\n")
    assert people_at(0.0) == people_at(1.0) == answer.fitted.n_people


def test_an_even_number_of_shapes_has_no_centre(eight: NetworkFitRequest) -> None:
    with pytest.raises(InputError, match=r"^--shapes: 6 has no middle: an odd number$"):
        fit_network(replace(eight, shapes=6))


def test_figures_of_groups_are_known(creators: Roster) -> None:
    Path("s.csv").write_text("accounts,unique\nniche=food,130\n")
    known = known_of(creators, NetworkFitRequest("r.csv", subsets="s.csv"))
    (figure,) = known.groups
    assert figure.creators == (0, 1)
    assert figure.value == 130.0


def test_the_report_says_by_how_much_a_group_narrows(eight: NetworkFitRequest) -> None:
    Path("s.csv").write_text("accounts,unique\na|b|c|d,1250\n")
    answer = fit_network(replace(eight, subsets="s.csv", shapes=1))
    assert re.search(r"with the union of a\|b\|c\|d, 1,250 alone\s+width 0\.0\d+ of all slots", answer.text())
    assert answer.left_open.unique.width < 0.8 * answer.left_open.without.width
