"""Runs are added until it is sure, and not one more than the rule asks for."""

import re

import pytest

from sim.engine.progress import Silent, Stop
from sim.measures.contrast import contrast
from sim.study.comparison import decide, strategies
from sim.study.comparison.decide import Rule, run_until
from sim.study.comparison.strategies import Place, enter
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 8").replace("100_000", "20_000")
OTHERS = {  # what makes a second strategy out of SMALL
    "worse": SMALL.replace("count = 10", "count = 3"),
    "alike": SMALL.replace("[run]", "[funnel]\norder_usd = 51.0\n\n[run]"),  # engagers are the same, run by run
    # as many purchases on average: a tenth more click, of whom a tenth fewer buy
    "near": SMALL.replace("[run]", "[funnel]\nclick_prob = 0.0088\nconversion_prob = 0.0159\n\n[run]"),
}
RULE = Rule(error_rate=0.05, precision=None, most_runs=1000, most_seconds=600.0)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("results"), 2, "test", Silent(), Stop())


def pair(tmp_path, other, changes=()):
    for name, text in (("plain", SMALL), (other, OTHERS[other])):
        (tmp_path / f"{name}.toml").write_text(text)
    return enter([tmp_path / "plain.toml", tmp_path / f"{other}.toml"], list(changes))


def sizes(monkeypatch) -> list[int]:
    """How many runs or draws are asked for at each look."""
    asked: list[int] = []
    true = decide.of_files

    def told(entrants, *rest):
        run = entrants[0].loaded.scenario.run
        asked.append(run.runs if run.draws == 1 else run.draws)
        return true(entrants, *rest)

    monkeypatch.setattr(decide, "of_files", told)
    return asked


def test_a_clear_order_is_decided_at_the_first_look(place, tmp_path, monkeypatch):
    asked = sizes(monkeypatch)
    found = run_until(pair(tmp_path, "worse"), place, "reach", 0.0, RULE)
    assert asked == [100]
    (note,) = found.notes
    assert re.fullmatch(
        r"stopped because the order is decided after 100 runs or draws, at an error rate of 0\.05 over all looks",
        note,
    )
    ratio = found.contrasts[0, 1]["reach"].ratio
    fixed = contrast("reach", *(strategy.columns for strategy in found.strategies)).ratio
    assert ratio.low < fixed.low < fixed.high < ratio.high  # what holds at all looks is wider than what holds at one


def test_equal_strategies_are_decided_too(place, tmp_path, monkeypatch):
    asked = sizes(monkeypatch)
    found = run_until(pair(tmp_path, "alike"), place, "engagers", 0.0, RULE)
    assert asked == [100]
    assert found.contrasts[0, 1]["engagers"].difference.value == 0.0


def test_a_close_order_takes_the_whole_budget_and_says_so(place, tmp_path, monkeypatch):
    asked = sizes(monkeypatch)
    found = run_until(pair(tmp_path, "near"), place, "purchases", 0.0, RULE._replace(most_runs=300))
    assert asked == [100, 200, 300]
    (note,) = found.notes
    assert note.startswith(
        "stopped because the budget is spent, not because the order is decided: 1 of 1 pairs open "
        "after 300 runs or draws, at an error rate of 0.05 over all looks"
    )


def test_a_close_order_does_not_matter(place, tmp_path, monkeypatch):
    """Whatever the order is, the difference is smaller than what matters."""
    asked = sizes(monkeypatch)
    found = run_until(pair(tmp_path, "near"), place, "reach", 0.05, RULE)
    assert asked == [100]
    assert found.contrasts[0, 1]["reach"].win.ties == 1.0


def test_runs_are_added_until_the_ratio_is_known(place, tmp_path, monkeypatch):
    asked = sizes(monkeypatch)
    rule = RULE._replace(precision=0.02, most_runs=6400)
    found = run_until(pair(tmp_path, "worse"), place, "reach", 0.0, rule)
    assert asked == [100 * 2**k for k in range(len(asked))]
    assert len(asked) > 1
    assert found.notes[-1].startswith("stopped because the ratio is known to within 2% after")
    ratio = found.contrasts[0, 1]["reach"].ratio
    assert ratio.high - ratio.low < 0.04 * ratio.value


def test_where_numbers_are_drawn_draws_are_added(place, tmp_path, monkeypatch):
    monkeypatch.setattr(decide, "FIRST", 10)
    asked = sizes(monkeypatch)
    unknown = ["run.draws=2", "run.runs=1", 'funnel.click_prob={dist="uniform", low=0.01, high=0.1}']
    run_until(pair(tmp_path, "worse", unknown), place, "reach", 0.0, RULE._replace(most_runs=15))
    assert asked[0] == 10


def test_time_is_a_budget_too(place, tmp_path, monkeypatch):
    asked = sizes(monkeypatch)
    run_until(pair(tmp_path, "near"), place, "purchases", 0.0, RULE._replace(most_seconds=0.0))
    assert asked == [100]


def test_stored_results_are_looked_at_once(place, tmp_path, monkeypatch):
    entrants = pair(tmp_path, "near")
    results = [strategies.result_of(entrant, place) for entrant in entrants]
    assert len(results) == 2
    folder = place.folder
    stored = enter([folder / "plain.h5", folder / "near.h5"], [])
    found = run_until(stored, place, "purchases", 0.0, RULE)
    assert found.notes[-1].startswith("stopped because results cannot get more runs, not because the order is decided")


def longest(monkeypatch) -> list[int]:
    """How many runs or draws are asked of the last entrant at each look."""
    asked: list[int] = []
    true = decide.of_files
    told = lambda entrants, *rest: asked.append(entrants[-1].loaded.scenario.run.runs) or true(entrants, *rest)  # noqa: E731
    monkeypatch.setattr(decide, "of_files", told)
    return asked


@pytest.mark.parametrize(("stored_runs", "looks"), [(8, [100]), (150, [100, 150])])
def test_a_scenario_gets_no_more_runs_than_the_result_that_it_is_paired_with(
    place, tmp_path, monkeypatch, stored_runs, looks
):
    plain, near = pair(tmp_path, "near")
    kept = place._replace(folder=tmp_path / "kept")
    strategies.result_of(plain.with_runs(stored_runs), kept)
    asked = longest(monkeypatch)
    found = run_until([*enter([kept.folder / "plain.h5"], []), near], kept, "purchases", 0.0, RULE)
    assert asked == looks
    assert found.notes[-1].startswith(
        "stopped because results cannot get more runs, not because the order is decided: 1 of 1 pairs open after "
        f"{stored_runs} runs or draws, at an error rate of 0.05 over all looks"
    )


def test_an_unpaired_result_does_not_hold_others_back(place, tmp_path, monkeypatch):
    """Where runs are not paired, more of them on one side are worth something."""
    plain, near = pair(tmp_path, "near")
    kept = place._replace(folder=tmp_path / "kept")
    strategies.result_of(plain, kept)
    near = near._replace(loaded=near.loaded.replace("run.seed", 5))
    asked = longest(monkeypatch)
    found = run_until(
        [*enter([kept.folder / "plain.h5"], []), near], kept, "purchases", 0.0, RULE._replace(most_runs=300)
    )
    assert asked == [100, 200, 300]
    assert not found.paired
    assert found.notes[-1].startswith("stopped because the budget is spent")


def test_looks_do_not_depend_on_what_is_stored(place, tmp_path, monkeypatch):
    """Runs that an earlier command has stored come in look by look, as if they were new."""
    entrants = pair(tmp_path, "near")
    rule = RULE._replace(most_runs=200)
    first = run_until(entrants, place._replace(folder=tmp_path / "new"), "purchases", 0.0, rule)
    for entrant in entrants:
        strategies.result_of(entrant.with_runs(400), place._replace(folder=tmp_path / "old"))
    again = run_until(entrants, place._replace(folder=tmp_path / "old"), "purchases", 0.0, rule)
    assert again.contrasts == first.contrasts
    assert again.notes[-1] == first.notes[-1]
