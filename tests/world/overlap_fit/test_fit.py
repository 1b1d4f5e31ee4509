"""Audiences fitted to pairwise overlaps: closed forms, lifelike audiences, bad tables."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli.main import cli
from sim.tables.overlap_table import Pairs
from sim.world import follows
from sim.world.overlap_fit import fit, unique_audience
from sim.world.overlap_fit.known_figures import KnownFigures
from tests.audiences import both, roster_of
from tests.invented import LOCAL_GROUPS, ONE_INTEREST, audiences_of


def test_two_creators_are_met_exactly():
    pairs = Pairs(np.array([0]), np.array([1]), np.array([30.0]))
    found = fit.fit(fit.asked_of(roster_of([100, 60]), pairs, 1), 0.6, 1)
    assert both(found, 2).tolist() == [[100.0, 30.0], [30.0, 60.0]]
    assert found.n_people == 130


def test_small_creators_of_a_large_roster_share_what_the_table_says():
    """By swaps at random two audiences of a few hundred among hundreds of thousands of slots hardly ever meet."""
    sizes = np.array([*[400, 700, 900, 1100] * 7, *[30_000] * 8, *[150_000] * 4])
    one, other = np.array([0, 1, 2, 4, 5, 8, 36]), np.array([4, 5, 6, 9, 38, 12, 37])
    share = np.array([0.4, 0.6, 0.5, 0.3, 0.25, 0.2, 0.12])
    shared = share * np.minimum(sizes[one], sizes[other])
    asked = fit.asked_of(roster_of(sizes), Pairs(one, other, shared), 1)
    found = fit.fit(asked, 0.1, 1)
    achieved = both(found, sizes.size)
    assert np.array_equal(np.diag(achieved), sizes)
    assert abs(achieved[one, other] - shared).max() <= 2.0
    count = np.bincount(found.person)
    assert np.array_equal(np.sort(count)[::-1], fit.counts(asked, found.tail))
    unlisted = np.triu(np.ones(achieved.shape, bool), 1)
    unlisted[one, other] = False
    assert achieved[unlisted].max() <= shared.min() + 2.0


def membership(path, k):
    """Whether each person who follows one of the k largest audiences is in each [person, creator]."""
    audiences = list(audiences_of(path).values())[:k]
    people = sorted(set.union(*audiences))
    return np.array([[person in audience for audience in audiences] for person in people], np.float32)


@pytest.mark.parametrize("k", [10, 100])
@pytest.mark.parametrize("path", [ONE_INTEREST, LOCAL_GROUPS], ids=["dense", "small communities"])
def test_pairs_and_the_unique_audience_give_the_single_followers(path, k):
    """Dense audiences of one subject and small communities, both with heavy tails, as real ones have."""
    follows = membership(path, k)
    shared = follows.T @ follows
    first, second = np.triu_indices(k, 1)
    sizes = np.diag(shared)
    asked = fit.asked_of(roster_of(sizes), Pairs(first, second, shared[first, second].astype(float)), 1)
    known = KnownFigures(unique=float(len(follows)))
    left_open = unique_audience.leave_open(asked, known)
    found = unique_audience.fit_centre(asked, left_open, known, 1)
    assert found.n_people == pytest.approx(len(follows), abs=0.002 * float(sizes.sum()))
    singles = (follows.sum(axis=1) == 1).mean()
    assert left_open.singles.centre == pytest.approx(singles, abs=0.05)
    assert (np.bincount(found.person) == 1).mean() == pytest.approx(singles, abs=0.05)
    achieved = both(found, k)
    assert np.array_equal(np.diag(achieved), sizes)
    off = abs(achieved - shared)[first, second] / np.minimum(sizes[first], sizes[second])
    assert np.median(off) < 0.01


@pytest.mark.parametrize(
    ("meaning", "most"),
    [
        ("shared", [[0, 9, 9], [9, 0, 9], [9, 9, 0]]),
        ("smaller", [[0, 9, 30], [9, 0, 6], [30, 6, 0]]),  # three tenths of the smaller
    ],
)
def test_unlisted_pairs_are_unknown_below_the_smallest_that_is_listed(meaning, most):
    pairs = Pairs(np.array([0]), np.array([1]), np.array([9.0]), meaning)
    asked = fit.asked_of(roster_of([200, 30, 100])._replace(followers=np.array([200, 30, 100])), pairs, 1)
    expected = np.array(most, float)
    expected[1, 2] = expected[2, 1] = 9.0
    assert asked.high.tolist() == expected.tolist()
    assert asked.low[0].tolist() == [0.0, 9.0, 0.0]
    assert len(asked.unlisted_shares) > 1
    assert asked.shared_at(0.5)[0].tolist() == [0.0, 9.0, 0.5 * expected[0, 2]]


def test_a_jaccard_threshold_is_one_for_unlisted_pairs():
    pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.array([20.0, 20.0]), "jaccard")
    asked = fit.asked_of(roster_of([100, 100, 220]), pairs, 1)
    assert asked.high[1, 2] == pytest.approx(320.0 * (20.0 / 300.0) / (320.0 / 300.0))


def test_a_listed_pair_that_shares_nothing_is_no_threshold():
    pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.array([0.0, 8.0]))
    assert fit.asked_of(roster_of([100, 50, 70]), pairs, 1).high[1, 2] == 8.0


def test_where_all_pairs_are_listed_nothing_is_unknown_of_them():
    pairs = Pairs(np.array([0]), np.array([1]), np.array([8.0]))
    assert len(fit.asked_of(roster_of([100, 50]), pairs, 1).unlisted_shares) == 1


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("roster.csv").write_text("handle,followers\nann,1000\nbob,2000\ncy,500\n")
    return tmp_path


def told(table, *more):
    Path("pairs.csv").write_text(table)
    return CliRunner().invoke(cli, ["network", "fit", "roster.csv", "pairs.csv", "-o", "out.csv", *more])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b,shared\nann,bobb,1\n", 'who are not in the roster are left out: "bobb"; did you mean "bob"?'),
        ("a,b,shared\nann,cy,700\n", "the smaller audience has 500"),
        ("a,b,shared\nann,cy,70\ncy,ann,80\n", "overlap by 80 here and by 70 in line 2"),
        ("a,b,shared\nann,ann,70\n", "says nothing about any pair"),
        ("a,b,shared\nann,bob,900\nann,cy,450\nbob,cy,10\n", "no population has these overlaps"),
        ("a,b,shared\nann,bob,-5\n", '"-5" is negative'),
        ("a,b\nann,bob\n", "needs a column of shared, jaccard, smaller"),
        ("x,ann,bob\nann,0,0,0,1\nbob,0,0\n", "5 cells where the header has 3"),
        ("", "empty"),
        ("a,b,shared\nann,bob,35%\n", '"35%" is no count'),
        ("a,b,shared\n", "says nothing about any pair"),
        ("a,b,shared\nann,bob,nan\n", "says nothing about any pair"),
    ],
)
def test_bad_tables_are_told_in_a_line(folder, table, said):
    answer = told(table)
    assert answer.exit_code != 0
    assert said in str(answer.exception) + answer.output
    assert not Path("out.csv").exists()


def test_creators_called_like_people_keep_their_followers(folder):
    Path("roster.csv").write_text("handle,followers\np0,30\np1,50\np77,40\n")
    assert told("a,b,shared\np0,p1,3\np0,p77,9\np1,p77,1\n").exit_code == 0
    read = follows.read(Path("out.csv"))
    followers = dict(zip(read.accounts, np.diff(read.account_start).tolist(), strict=True))
    assert followers == {"p0": 30, "p1": 50, "p77": 40}


def test_every_pair_is_told_asked_and_achieved(folder):
    assert told("a,b,shared\n@Ann,bob,50\nann,cy,100\n", "--pairs", "p.csv", "--one-in", "1").exit_code == 0
    head, *rows = Path("p.csv").read_text().splitlines()
    assert head == "creator_a,creator_b,asked,achieved"
    assert [row.split(",")[:2] for row in rows] == [
        ["ann", "bob"], ["ann", "cy"]]  # fmt: skip
    read = follows.read(Path("out.csv"))
    places = {name: set(read.follower[slice(*read.account_start[n : n + 2])].tolist())
              for n, name in enumerate(read.accounts)}  # fmt: skip
    for row in rows:
        one, other, _, achieved = row.split(",")
        shared = len(places[one] & places[other]) / min(len(places[one]), len(places[other]))
        assert float(achieved) == pytest.approx(shared, abs=1e-6)


def test_handles_are_the_same_with_an_at_sign(folder):
    assert told("a,b,shared\n@Ann,bob,50\n").exit_code == 0


def test_a_matrix_and_a_long_table_say_the_same(folder):
    assert told("x,ann,bob,cy\nann,,20%,10%\nbob,20%,,0\ncy,10%,0,\n").exit_code == 0
    matrix = Path("out.csv").read_bytes()
    assert (
        told("a,b,jaccard\nann,bob,0.0714285714285714\nann,cy,0.0344827586206897\nbob,cy,0\n", "--force").exit_code == 0
    )
    assert Path("out.csv").read_bytes() == matrix


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "needs one of"),
        (["--within", "0.2"], "--within and --across go together"),
        (["--duplication", "0.2", "--within", "0.2", "--across", "0.1"], "needs one of"),
        (["--duplication", "1.2"], "1.2"),
    ],
)
def test_the_ways_to_ask_exclude_one_another(tmp_path, arguments, message):
    (tmp_path / "r.csv").write_text("handle,followers,niche\na,100,x\nb,200,x\n")
    told = CliRunner().invoke(
        cli, ["network", "fit", str(tmp_path / "r.csv"), "-o", str(tmp_path / "o.csv"), *arguments]
    )
    assert told.exit_code == 2
    assert message in told.output
    assert not (tmp_path / "o.csv").exists()


def test_seeds_may_follow_one_another_in_any_order():
    """Keys are words of 64 bits, some of which a plain int would hold and others would not."""
    pairs = Pairs(np.array([0]), np.array([1]), np.array([60.0]))
    asked = fit.asked_of(roster_of([100, 200]), pairs, 1)
    for seed in (None, 1, 2, 3, 4, 5, None):
        deal = fit.deal_to_all(asked, 0.4) if seed else fit.deal_to_few(asked, 0.4)
        assert np.array_equal(np.diff(fit.settle_audiences(asked, 0.4, deal, seed).link_start), [100, 200])


def test_a_matrix_of_creators_called_percent_is_not_in_percent(folder):
    Path("roster.csv").write_text("handle,followers\nann,1000\nbob,2000\n100percent,500\n")
    assert (
        told("x,ann,bob,100percent\nann,,0.2,0.5\nbob,0.2,,0.3\n100percent,0.5,0.3,\n", "--one-in", "1").exit_code == 0
    )
    read = follows.read(Path("out.csv"))
    rows = dict(zip(read.accounts, np.split(read.follower, read.account_start[1:-1]), strict=True))
    assert np.intersect1d(rows["ann"], rows["100percent"]).size == pytest.approx(250, abs=5)


@pytest.mark.parametrize(
    ("roster", "more", "said"),
    [
        ("handle,followers\nann,0\nbob,9\n", (), 'creator "ann" has no followers'),
        ("handle,followers\nann,5\nbob,9\n", ("--one-in", "10"), "must be at most 9, the largest audience, not 10"),
        ("handle,followers\nann,5\nbob,9\n", ("--seed", str(2**63)), "--seed"),
        ("handle,followers\nann,5\nbob,9\n", ("--tail", "nan"), "--tail"),
    ],
)
def test_what_cannot_be_fitted_is_told(folder, roster, more, said):
    Path("roster.csv").write_text(roster)
    answer = CliRunner().invoke(cli, ["network", "fit", "roster.csv", "--duplication", "0.1", "-o", "out.csv", *more])
    assert answer.exit_code != 0
    assert said in str(answer.exception) + answer.output


@pytest.mark.parametrize("name", ["net.graphml", "audience.gz", "audience"])
def test_names_that_no_reader_takes_are_refused(folder, name):
    asked = ["network", "fit", "roster.csv", "--duplication", "0.1", "-o", name]
    answer = CliRunner().invoke(cli, asked)
    assert answer.exit_code != 0
    assert "must end in one of .csv" in str(answer.exception)
    assert not Path(name).exists()


def test_a_handle_with_a_backslash_is_found_again(folder):
    Path("roster.csv").write_text("handle,followers\nback\\slash,50\nbob,90\n")
    fitted = CliRunner().invoke(cli, ["network", "fit", "roster.csv", "--duplication", "0.1", "-o", "out.csv"])
    assert fitted.exit_code == 0
    asked = ["optimize", "roster.csv", "--network", "out.csv", "--budget", "9000", "--runs", "4", "--goal", "reach"]
    assert CliRunner().invoke(cli, asked).exit_code == 0
