"""Scenarios and strategies as requests name them: files, loaded scenarios, answers and results."""

from pathlib import Path

import pytest

from sim.errors import InputError, UsageProblem
from sim.scenario.load import EXAMPLE, Loaded, loads
from sim.store import result as files
from sim.study.comparison.compare import Comparison
from sim.study.optimise.optimize import HiringPlan
from sim.tasks.campaign.run import RunRequest
from sim.tasks.campaign.run_result import Result
from sim.tasks.comparison.explain import ExplainRequest
from sim.tasks.roster.optimize import OptimizeAnswer
from sim.tasks.scenarios import (
    all_changes,
    changes_of,
    enter,
    entrant_of,
    load_scenario,
    name_of,
    scenario_in,
    scenario_pair,
)


@pytest.fixture
def result(comparison: Comparison) -> Result:
    return Result(comparison.strategies[0].stored, Path("r.h5"))


def example(*changes: str, file: Path | None = None) -> Loaded:
    return loads(EXAMPLE, changes, file)


def test_changes_by_path_keep_their_types() -> None:
    (change,) = changes_of({"creators.micro.fee_usd": 5.0})
    assert (change.path, change.value) == (("creators", "micro", "fee_usd"), 5.0)


@pytest.mark.parametrize("changes", ["run.runs=3", [3]])
def test_changes_are_a_list_of_texts_or_a_dictionary(changes: object) -> None:
    with pytest.raises(UsageProblem, match=r"must be a dictionary, or a list of texts"):
        changes_of(changes)


def test_sizes_come_last_for_the_last_change_holds() -> None:
    request = RunRequest("a.toml", set=["run.runs=9"], runs=5, draws=2, seed=0)
    assert all_changes(request) == ["run.runs=9", "run.runs=5", "run.draws=2", "run.seed=0"]


def test_a_loaded_scenario_without_changes_is_taken_as_it_is() -> None:
    loaded = example()
    assert load_scenario(loaded, []) is loaded
    assert load_scenario(loaded, ["run.runs=7"]).scenario.run.runs == 7


def test_a_plan_is_a_scenario(hiring_plan: HiringPlan) -> None:
    answer = OptimizeAnswer(hiring_plan, ())
    assert scenario_in(answer) is hiring_plan.scenario
    assert name_of(answer).suffix == ".toml"


def test_a_result_is_no_scenario(result: Result) -> None:
    with pytest.raises(InputError, match=r"is a result; give the scenario that it was made of$"):
        scenario_in(result)


def test_a_scenario_without_a_file_is_called_after_itself() -> None:
    assert name_of(example("name='a / b'")) == Path("a___b.toml")
    assert name_of(example(file=Path("folder/c.toml"))) == Path("folder/c.toml")


@pytest.mark.parametrize("sources", [[], ["a.toml"]])
def test_a_comparison_needs_two(sources: list[str]) -> None:
    with pytest.raises(UsageProblem, match=r"a comparison needs two strategies or more"):
        enter(sources, [])


def test_strategies_may_be_of_several_kinds(result: Result, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(EXAMPLE)
    by_file, by_value, held = enter([tmp_path / "a.toml", example(), result], [])
    assert by_file.loaded.scenario == by_value.loaded.scenario
    assert (held.path, held.loaded, held.held) == (Path("r.h5"), None, result.stored)


def test_changes_reach_each_scenario_of_a_comparison(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(EXAMPLE)
    entrants = enter([tmp_path / "a.toml", example()], ["run.runs=7"])
    assert [entrant.loaded.scenario.run.runs for entrant in entrants] == [7, 7]


def test_a_result_cannot_be_changed(result: Result, tmp_path: Path) -> None:
    files.save(tmp_path / "r.h5", result.stored)
    for source in (result, tmp_path / "r.h5"):
        with pytest.raises(InputError, match=r"r\.h5: is a result, which cannot be changed any more"):
            entrant_of(source, ["run.runs=7"])


def test_what_ifs_change_both_scenarios(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(EXAMPLE)
    sources = (tmp_path / "a.toml", example())
    pair = scenario_pair(ExplainRequest(*sources, set=["world.people=50_000"], runs=7), sources)
    assert [(loaded.scenario.world.people, loaded.scenario.run.runs) for loaded in pair] == [(50_000, 7)] * 2


def test_what_ifs_take_no_result_file() -> None:
    with pytest.raises(InputError, match=r"b\.h5: is no scenario \(\.toml\)"):
        scenario_pair(ExplainRequest("a.toml", "b.h5"), ["b.h5"])
