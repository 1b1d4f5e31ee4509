"""Worlds: whatever does not belong to the question moves not one bit; and what a user is told when it ends early."""

import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine import batches, session, world_identity
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job, notes_of_cuts
from sim.errors import FileProblem, Interrupted
from sim.measures.stored_files import RESULT
from sim.scenario.load import Loaded, loads
from sim.store import result
from sim.store.result import digest
from sim.store.stored_result import StoredResult
from sim.world import communities
from tests.scenes import scene
from tests.sweeps import Notes

SCENARIO = """\
schema_version = 1
name = "worlds"
platform = "instagram"

[run]
runs = 40
horizon_days = 10

[world]
people = 3_000
communities = { generator = "complete_graph", parameters = { n = 3 }, niches = ["beauty", "food", "tech"] }
susceptibility_sd = 0.4

[posts]
per_creator = 2
window_days = 7

[brand]
niche = "food"
match_outside = 0.5

[response]
curve = { name = "threshold", sources = 2.0, factor = 3.0 }

[costs]
agency_share = 0.1

[[creators]]
name = "micro"
count = 12
followers = 150
followers_sd = 0.4
no_show_prob = 0.1

[[creators]]
name = "mega"
followers = 900
gift_usd = 20.0
"""
UNKNOWN = {
    "run.draws": 4,
    "run.runs": 12,
    "engagement.rate_1k": {"dist": "lognormal", "low": 0.02, "high": 0.2},
    "exposure.reach_1k": {"dist": "uniform", "low": 0.1, "high": 0.4},
    "creators.micro.breadth": {"dist": "uniform", "low": 0.0, "high": 1.0},  # every draw has a world of its own
}


def question(**changes):
    """The scenario with changes, by path with __ for dots."""
    return changed({key.replace("__", "."): value for key, value in changes.items()})


def changed(changes) -> Loaded:
    found = loads(SCENARIO)
    for key, value in changes.items():
        found = found.replace(key, value)
    return found


def run(loaded, out: Path, threads=1, batch=None, mode="force", stop=None) -> StoredResult:
    reporter = Silent() if stop is None else stop
    event = Stop() if stop is None else stop.event
    return session.run(Job(loaded, out, threads, mode, "test", batch), reporter, event)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(question(), tmp_path_factory.mktemp("plain") / "r.h5")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return run(changed(UNKNOWN), tmp_path_factory.mktemp("drawn") / "r.h5")


# Threads and batches


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_threads_and_batches_move_no_bit(plain, tmp_path, threads, batch):
    assert digest(run(question(), tmp_path / "r.h5", threads, batch)) == digest(plain)


def test_nor_where_numbers_are_unknown(drawn, tmp_path):
    assert digest(run(changed(UNKNOWN), tmp_path / "r.h5", threads=3, batch=5)) == digest(drawn)


def test_a_digest_does_tell_one_bit(plain, tmp_path):
    other = run(question(run__seed=20262), tmp_path / "r.h5")
    assert digest(other) != digest(plain)
    assert (other.arrays["outcomes/impressions"] != plain.arrays["outcomes/impressions"]).any()


# Stop and resume


class Stopper(Silent):
    """Stops a run after so many finished runs."""

    def __init__(self, after: int) -> None:
        self.event = Stop()
        self.left = after

    def start(self, total: int, done: int) -> None:
        if self.left == 0:
            self.event.set()

    def advance(self, runs: int) -> None:
        self.left -= runs
        if self.left <= 0:
            self.event.set()


def interrupted_and_resumed(loaded, out: Path, seed: int) -> tuple[StoredResult, int]:
    """The result of a run that is stopped at random, with threads and batches at random; how often it was."""
    luck, times = random.Random(seed), 0
    while True:
        stop = Stopper(luck.randint(0, 15))
        try:
            return run(loaded, out, luck.randint(1, 3), luck.choice([1, 2, 5]), "resume", stop), times
        except Interrupted:
            times += 1


@pytest.mark.parametrize("seed", range(4))
def test_a_run_in_pieces_is_the_run(plain, tmp_path, seed):
    pieces, times = interrupted_and_resumed(question(), tmp_path / "r.h5", seed)
    assert times >= 2
    assert digest(pieces) == digest(plain)
    assert [path.name for path in tmp_path.iterdir()] == ["r.h5"]


@pytest.mark.parametrize("seed", range(2))
def test_draws_in_pieces_are_the_draws(drawn, tmp_path, seed):
    pieces, times = interrupted_and_resumed(changed(UNKNOWN), tmp_path / "r.h5", seed)
    assert times >= 2
    assert digest(pieces) == digest(drawn)


def test_commits_on_the_way_move_no_bit(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "COMMIT_SECONDS", 0.0)
    assert digest(run(question(), tmp_path / "r.h5", threads=2, batch=3)) == digest(plain)


def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    out = tmp_path / "r.h5"
    with pytest.raises(Interrupted) as caught:
        run(question(), out, batch=5, stop=Stopper(10))
    assert str(caught.value) == (
        f"interrupted: 10 of 40 runs are kept in {out}.parts; continue with the same command and --resume"
    )
    assert caught.value.exit_code == 130
    with pytest.raises(FileProblem, match="an unfinished run is there; --resume continues it, --force starts again"):
        run(question(), out, mode="new")


def test_interrupted_before_anything_was_finished(tmp_path):
    with pytest.raises(Interrupted) as caught:
        run(question(), tmp_path / "r.h5", stop=Stopper(0))
    assert str(caught.value) == "interrupted before any of 40 runs was finished"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def built_otherwise(monkeypatch, tmp_path):
    """A library that makes other communities of the same question; call it to change to it."""

    def change():
        monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path / "cache"))
        monkeypatch.setattr(communities, "page_rank", lambda graph, restart: np.eye(len(graph)))
        monkeypatch.setattr(world_identity.provenance, "versions", lambda: {"networkx": "9.9"})

    return change


def test_an_unfinished_run_does_not_go_on_in_another_world(tmp_path, built_otherwise):
    out = tmp_path / "r.h5"
    with pytest.raises(Interrupted):
        run(question(), out, batch=5, stop=Stopper(10))
    built_otherwise()
    told = r"r.h5.parts: its runs met another world, though the same was asked: made with networkx \S+ and 9.9, "
    with pytest.raises(FileProblem, match=told):
        run(question(), out, mode="resume")
    assert run(question(), out, mode="force").arrays["run"].size == 40


def test_a_finished_result_does_not_grow_in_another_world(tmp_path, built_otherwise):
    out = tmp_path / "r.h5"
    before = digest(run(question(run__runs=13), out))
    built_otherwise()
    with pytest.raises(FileProblem, match="its runs met another world, though the same was asked"):
        run(question(), out, mode="resume")
    assert digest(result.load(out, RESULT)) == before


def test_another_question_is_not_the_rest_of_this_one(tmp_path):
    out = tmp_path / "r.h5"
    with pytest.raises(Interrupted):
        run(question(), out, batch=5, stop=Stopper(10))
    with pytest.raises(FileProblem, match="scenario"):
        run(question(funnel__click_prob=0.1), out, mode="resume")


# Luck has addresses


def same(one: StoredResult, other: StoredResult, names, runs: int) -> bool:
    return all(np.array_equal(one.arrays[name][:, :runs], other.arrays[name][:, :runs]) for name in names)


def run_columns(result: StoredResult) -> list[str]:
    return [column.name for column in result.columns if column.axes[:2] == ("draw", "run")]


def test_more_runs_leave_the_first_ones_as_they_were(plain, tmp_path):
    more = run(question(run__runs=55), tmp_path / "r.h5")
    assert len(run_columns(plain)) > 20
    assert same(plain, more, run_columns(plain), 40)
    assert more.arrays["outcomes/reach"].shape == (1, 55)


def test_finished_runs_that_are_not_wanted_any_more_are_not_dropped_in_silence(tmp_path):
    out, notes = tmp_path / "r.h5", Notes()
    with pytest.raises(Interrupted):
        run(question(), out, batch=5, stop=Stopper(10))
    session.run(Job(question(run__runs=4), out, 1, "resume", "test"), notes, Stop())
    assert "6 finished runs are dropped: fewer runs or draws are asked for now" in notes.said


def test_more_runs_can_be_wanted_of_an_interrupted_run(plain, tmp_path):
    out = tmp_path / "r.h5"
    with pytest.raises(Interrupted):
        run(question(run__runs=13), out, batch=5, stop=Stopper(10))
    assert digest(run(question(), out, mode="resume")) == digest(plain)


def started(monkeypatch) -> list[int]:
    """How many runs were missing whenever something was played."""
    asked: list[int] = []
    monkeypatch.setattr(session, "play_draw", told_to(asked, session.play_draw))
    return asked


def told_to(asked, play_draw):
    def played(job, work, plan, stretches, watch):
        asked.append(sum(stretch.stop - stretch.start for stretch in stretches))
        play_draw(job, work, plan, stretches, watch)

    return played


def test_a_finished_result_grows_and_plays_only_what_is_missing(plain, tmp_path, monkeypatch):
    out = tmp_path / "r.h5"
    run(question(run__runs=13), out)
    asked = started(monkeypatch)
    assert digest(run(question(), out, mode="resume")) == digest(plain)
    assert asked == [40 - 13]


def test_a_finished_result_grows_by_draws_and_runs(drawn, tmp_path, monkeypatch):
    out = tmp_path / "r.h5"
    run(changed({**UNKNOWN, "run.draws": 2, "run.runs": 5}), out)
    asked = started(monkeypatch)
    assert digest(run(changed(UNKNOWN), out, mode="resume")) == digest(drawn)
    assert asked == [7, 7, 12, 12]


def test_growing_may_be_interrupted_and_loses_nothing(plain, tmp_path, monkeypatch):
    out = tmp_path / "r.h5"
    short = digest(run(question(run__runs=13), out))
    with pytest.raises(Interrupted):
        run(question(), out, batch=5, mode="resume", stop=Stopper(10))
    assert digest(result.load(out, RESULT)) == short
    asked = started(monkeypatch)
    assert digest(run(question(), out, mode="resume")) == digest(plain)
    assert asked[0] < 40 - 13


def test_only_more_of_the_same_grows(tmp_path):
    out = tmp_path / "r.h5"
    run(question(), out)
    for other in (question(run__runs=13), question(run__runs=50, funnel__click_prob=0.1)):
        with pytest.raises(FileProblem, match="exists already; --force replaces it"):
            run(other, out, mode="resume")


def test_more_draws_leave_the_first_ones_as_they_were(drawn, tmp_path):
    more = run(changed({**UNKNOWN, "run.draws": 6}), tmp_path / "r.h5")
    for name in (
        *run_columns(drawn),
        *(name for name in drawn.arrays if name.startswith(("expected/", "parameters/"))),
    ):
        assert np.array_equal(more.arrays[name][:4], drawn.arrays[name], equal_nan=True), name


def test_draws_differ_and_are_written_down(drawn):
    breadth = drawn.arrays["parameters/creators.0.breadth"]
    assert len(set(breadth)) == 4
    assert breadth.min() >= 0.0
    assert breadth.max() <= 1.0
    assert len(set(drawn.arrays["outcomes/impressions"].sum(axis=1))) == 4


def test_a_scenario_against_itself_is_exactly_zero(plain, tmp_path):
    """The same question under another name, written again."""
    again = loads(SCENARIO.replace('"worlds"', '"the same"').replace("runs = 40", "runs = 40  # as before"))
    other = run(again, tmp_path / "r.h5", threads=2)
    for name in run_columns(plain):
        assert not (other.arrays[name] - plain.arrays[name]).any(), name


OWN = ("posts", "no_shows", "fees_usd", "hours", "overhead_usd", "agency_usd", "cost_usd")
NOBODY = """
[[creators]]
name = "{name}"
followers = 0
no_show_prob = 0.25
management_hours = 5.0
fee_usd = 30.0
"""


@pytest.mark.parametrize("name", ["aaa", "nobody", "zzz"])
def test_a_creator_whom_nobody_follows_moves_nothing_but_their_own(plain, tmp_path, name):
    added = run(loads(SCENARIO + NOBODY.format(name=name)), tmp_path / "r.h5")
    moved = {f"outcomes/{column}" for column in OWN}
    for column in set(run_columns(plain)) - moved:
        assert np.array_equal(added.arrays[column], plain.arrays[column]), column
    differ = {column: added.arrays[f"outcomes/{column}"] - plain.arrays[f"outcomes/{column}"] for column in OWN}
    shows = 1 - differ["no_shows"]
    assert set(np.unique(shows)) == {0, 1}
    assert np.array_equal(differ["posts"], 2 * shows)
    assert differ["fees_usd"] == pytest.approx(30.0 * shows)
    assert differ["agency_usd"] == pytest.approx(3.0 * shows)
    assert (differ["hours"] == 5.0).all()
    assert (differ["overhead_usd"] == 300.0).all()
    assert differ["cost_usd"] == pytest.approx(300.0 + 33.0 * shows)
    for exact in ("impressions", "reach", "reach_2", "reach_3"):
        assert added.arrays[f"expected/{exact}"] == plain.arrays[f"expected/{exact}"]


def test_doubled_prices_double_costs(plain, tmp_path):
    prices = {"costs.fee_per_1k_usd": 20.0, "costs.hour_usd": 120.0, "creators.mega.gift_usd": 40.0}
    double = run(changed(prices), tmp_path / "r.h5")
    for name in ("fees_usd", "gifts_usd", "overhead_usd", "agency_usd", "cost_usd"):
        assert double.arrays[f"outcomes/{name}"] == pytest.approx(2.0 * plain.arrays[f"outcomes/{name}"], rel=1e-12)
    assert same(plain, double, ["outcomes/engagements", "outcomes/purchases"], 40)


@pytest.mark.parametrize(
    ("chances", "notes"),
    [
        ([0.2, 0.3], []),
        ([0.95, 0.2, 0.95], ["the rates of 2 creators ask for more than 0.95 engagements per view; taken as 0.95"]),
    ],
)
def test_rates_that_no_viewers_could_give_are_noted(chances, notes):
    draw = SimpleNamespace(number=0, scenario=scene())
    assert list(notes_of_cuts(draw, SimpleNamespace(creator_engage_prob=np.array(chances)))) == notes
