"""Studies as requests describe them: a file, or scenarios with the numbers to turn."""

from pathlib import Path

import pytest

from sim.errors import InputError, UsageProblem
from sim.scenario.load import load
from sim.tasks.sweeps.study_request import StudyRequest, range_of, turned_numbers
from tests import sweeps

VARY = {"engagement.rate_1k": [0.02, 0.2]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study and its two scenarios in the current folder."""
    monkeypatch.chdir(tmp_path)
    sweeps.written(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("a.b=5:15", ("a.b", "5:15")),
        (" a.b =known", ("a.b", "known")),
        ("a.b=[1, 2]", ("a.b", [1, 2])),
        ("a.b={ dist = 'uniform', low = 0, high = 1 }", ("a.b", {"dist": "uniform", "low": 0, "high": 1})),
    ],
)
def test_a_range_is_a_text_or_a_value(text: str, pair: tuple[str, object]) -> None:
    assert range_of(text) == pair


def test_a_range_needs_an_equals_sign() -> None:
    with pytest.raises(UsageProblem, match=r"^--vary a\.b: must be written PATH=RANGE$"):
        range_of("a.b")


def test_a_number_is_turned_once() -> None:
    with pytest.raises(UsageProblem, match=r"^--vary names a number twice$"):
        turned_numbers(["a=1:2", "b=1:2", "a=1:3"])


def test_the_request_goes_before_the_file(folder: Path) -> None:
    request = StudyRequest(["s.toml"], design="morris", points=4, design_seed=9, runs=5, seed=7, measure="reach")
    table = request.read_study().table
    assert (table.design.method, table.design.points, table.design.seed) == ("morris", 4, 9)
    assert (table.run.runs, table.run.seed, table.measure) == (5, 7, "reach")


def test_what_the_request_leaves_out_is_the_files(folder: Path) -> None:
    table = StudyRequest(["s.toml"]).read_study().table
    assert (table.design.method, table.run.runs, table.measure) == ("grid", 3, "impressions")


def test_numbers_to_turn_are_added_to_those_of_the_file(folder: Path) -> None:
    study = StudyRequest(["s.toml"], vary={"costs.hour_usd": "30:90"}).read_study()
    assert list(study.table.vary) == ["engagement.rate_1k", "creators.micro.quality", "costs.hour_usd"]


def test_scenarios_with_ranges_are_a_study(folder: Path) -> None:
    study = StudyRequest(["a.toml", "b.toml"], vary=VARY).read_study()
    assert study.table.name == "a against b"
    assert study.file is None
    assert study.scenarios == ()


def test_loaded_scenarios_are_kept_with_their_changes(folder: Path) -> None:
    loaded = load("a.toml", ["creators.micro.quality=2.0"])
    study = StudyRequest([loaded, "b.toml"], vary=VARY).read_study()
    assert [scenario.scenario.name for scenario in study.scenarios] == ["micros", "mega"]
    assert study.scenarios[0].scenario.creators[0].quality == 2.0


@pytest.mark.parametrize(
    ("files", "vary", "kind", "line"),
    [
        (["a.h5"], {}, InputError, r"^a\.h5: is neither a study nor a scenario \(\.toml\)$"),
        (["s.toml", "a.toml"], {}, UsageProblem, "^give one study alone, or scenarios with --vary$"),
        (["a.toml"], {}, UsageProblem, "^scenarios need --vary PATH=RANGE, once or more; or give a study$"),
    ],
)
def test_what_is_no_study_is_refused(
    folder: Path, files: list[str], vary: dict[str, object], kind: type[Exception], line: str
) -> None:
    with pytest.raises(kind, match=line):
        StudyRequest(files, vary=vary).read_study()


def test_a_study_of_scenarios_does_not_take_the_names_of_their_results(folder: Path) -> None:
    request = StudyRequest(["a.toml", "b.toml"], vary=VARY)
    files = request.files_of(request.read_study(), "new")
    assert (files.out, files.store) == (Path("results/a-b-sweep.h5"), Path("results/points"))


def test_points_lie_beside_the_study(folder: Path) -> None:
    request = StudyRequest(["s.toml"], out="mine/t.h5")
    assert request.files_of(request.read_study(), "force") == (Path("mine/t.h5"), Path("mine/points"), "force")
    other = StudyRequest(["s.toml"], store="all")
    assert other.files_of(other.read_study(), "new")[:2] == (Path("results/s.h5"), Path("all"))


def test_changes_reach_every_strategy(folder: Path) -> None:
    sweep = StudyRequest(["s.toml"], set={"run.horizon_days": 4}).prepare("new").sweep
    assert [side.scenario.run.horizon_days for side in sweep.sides] == [4, 4]
