"""Scores of finished campaigns: which files are taken, and what is refused."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError, UsageProblem
from sim.measures.stored_files import RESULT
from sim.scenario.load import EXAMPLE, loads
from sim.store import result
from sim.store.stored_result import StoredResult
from sim.tasks.campaign.run import RunRequest, run
from sim.tasks.campaign.run_result import Result
from sim.tasks.comparison.score import IN_MEMORY, ScoreRequest, score
from tests.answers import corner
from tests.promises import ladder
from tests.studies import written


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> StoredResult:
    """A result as a run writes it, but that it promises the ladder."""
    folder, promise = tmp_path_factory.mktemp("whole"), ladder()
    (folder / "a.toml").write_text(EXAMPLE)
    size = ("run.draws=9", "run.runs=11", "funnel.attributed_share=0.5")
    run(RunRequest(folder / "a.toml", set=size, out=folder / "a.h5", quiet=True))
    made = result.load(folder / "a.h5", RESULT)
    outcomes = {name: values for name, values in promise.arrays.items() if name.startswith("outcomes/")}
    told = {**made.attributes, **promise.attributes}
    return StoredResult(made.columns, {**made.arrays, **outcomes}, told, made.texts)


@pytest.fixture
def promised(tmp_path: Path, whole: StoredResult) -> Path:
    """A stored result, and a file of what came of it."""
    result.save(tmp_path / "a.h5", whole)
    (tmp_path / "actual.csv").write_text("campaign,reach,clicks\nspring,63,3\n")
    return tmp_path / "a.h5"


def test_a_campaign_is_scored_against_a_result(promised: Path) -> None:
    answer = score(ScoreRequest(promised, promised.with_name("actual.csv")))
    assert [each.name for each in answer.card.campaigns[0].scores] == ["reach", "clicks"]
    assert answer.card.results[0].attributes["seed"] == "7"


def test_a_result_in_memory_is_scored_as_its_file_is(promised: Path) -> None:
    actual = promised.with_name("actual.csv")
    by_file = score(ScoreRequest(promised, actual)).card
    by_value = score(ScoreRequest(Result(ladder(), None), actual)).card
    assert by_value.campaigns[0].scores == by_file.campaigns[0].scores
    assert by_value.results[0].file == IN_MEMORY


def test_results_are_named_from_the_folder_of_the_file(promised: Path) -> None:
    many = promised.with_name("many.csv")
    many.write_text("result,reach\na.h5,20\na.h5,70\n")
    answer = score(ScoreRequest(many))
    assert answer.card.over[0].n == 2
    assert Path(answer.card.results[0].file).resolve() == promised.resolve()


def test_figures_are_written(promised: Path) -> None:
    many, folder = promised.with_name("many.csv"), promised.with_name("figures")
    many.write_text("result,reach\na.h5,20\na.h5,70\n")
    answer = score(ScoreRequest(many, figures=folder))
    names = ["coverage.png", "coverage.svg", "score.png", "score.svg"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert answer.notes == (f"{folder}: the figures as SVG and PNG.",)


def test_a_single_campaign_has_figures_too(promised: Path) -> None:
    folder = promised.with_name("figures")
    answer = score(ScoreRequest(promised, promised.with_name("actual.csv"), figures=folder))
    assert [each.name for each in answer.drawings()] == ["promised_reach", "promised_clicks"]
    assert len(list(folder.iterdir())) == 4


def test_a_page_is_written(promised: Path) -> None:
    page = promised.with_name("score.html")
    answer = score(ScoreRequest(promised, promised.with_name("actual.csv"), page=page, command="sim score <x>"))
    assert answer.notes == (f"{page}: all of this as a page.",)
    assert "sim score &lt;x&gt;" in page.read_text()
    with pytest.raises(FileProblem, match=r"exists already; --force replaces it"):
        score(ScoreRequest(promised, promised.with_name("actual.csv"), page=page))


@pytest.mark.parametrize("name", ["actual.html", "many.html"])
def test_a_page_destroys_nothing(promised: Path, name: str) -> None:
    table = promised.with_name(name)
    table.write_text("result,reach\na.h5,20\na.h5,70\n" if name == "many.html" else "reach\n20\n")
    before = table.read_bytes()
    with pytest.raises(FileProblem, match="is read by this command"):
        score(ScoreRequest(*((table,) if name == "many.html" else (promised, table)), page=table, force=True))
    assert table.read_bytes() == before


def test_a_page_replaces_no_result_that_a_table_names(promised: Path) -> None:
    result = promised.rename(promised.with_name("a.html"))
    (many := promised.with_name("many.csv")).write_text("result,reach\na.html,20\na.html,70\n")
    with pytest.raises(FileProblem, match="is read by this command"):
        score(ScoreRequest(many, page=result, force=True))


def test_a_page_is_no_figure(promised: Path) -> None:
    page = promised.with_name("figures.html")
    with pytest.raises(FileProblem, match="is wanted for the page as well as for figures"):
        score(ScoreRequest(promised, promised.with_name("actual.csv"), page=page, figures=page))
    assert not page.exists()


def test_a_page_of_a_result_in_memory(promised: Path) -> None:
    page = promised.with_name("score.html")
    score(ScoreRequest(Result(ladder(), None), promised.with_name("actual.csv"), page=page))
    assert IN_MEMORY in page.read_text()


def test_a_data_frame_has_a_row_per_measure(promised: Path) -> None:
    frame = score(ScoreRequest(promised, promised.with_name("actual.csv"))).to_pandas()
    assert frame["measure"].tolist() == ["reach", "clicks"]
    assert frame["median"].tolist() == [50.0, 50.0]


def test_a_result_alone_is_not_enough(promised: Path) -> None:
    for alone in (promised, Result(ladder(), promised)):
        with pytest.raises(UsageProblem, match=r"^Missing argument 'ACTUAL'"):
            score(ScoreRequest(alone))


def test_a_scenario_promises_nothing(promised: Path) -> None:
    with pytest.raises(UsageProblem, match=r"^a scenario promises nothing before it is run; give its result$"):
        score(ScoreRequest(loads(EXAMPLE), promised.with_name("actual.csv")))


def test_a_table_is_no_result(promised: Path) -> None:
    actual = promised.with_name("actual.csv")
    with pytest.raises(FileProblem, match=r"actual\.csv: not a result file"):
        score(ScoreRequest(actual, actual))


def test_a_study_is_no_result(promised: Path) -> None:
    study = written(promised.parent, "sobol", 12, corner)
    with pytest.raises(FileProblem, match="is a study of sim sweep, not a result of sim run"):
        score(ScoreRequest(study.path, promised.with_name("actual.csv")))


def test_a_result_is_no_table_of_what_happened(promised: Path) -> None:
    with pytest.raises(FileProblem, match="HDF5 file, not a table"):
        score(ScoreRequest(promised, promised))


def test_files_without_a_common_measure_are_refused(promised: Path) -> None:
    actual = promised.with_name("actual.csv")
    actual.write_text("campaign,likes\nspring,4\n")
    with pytest.raises(InputError, match=r"actual\.csv:1: needs one of reach"):
        score(ScoreRequest(promised, actual))
