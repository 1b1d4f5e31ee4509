"""The report: what would destroy something is refused before anything runs."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError
from sim.scenario.load import EXAMPLE, load
from sim.study.comparison.compare import Comparison
from sim.study.comparison.strategies import Entrant
from sim.tasks.campaign.run_result import Result
from sim.tasks.comparison.report import (
    ReportRequest,
    Written,
    check,
    check_apart,
    check_figures,
    check_files,
    homes,
    report,
)


@pytest.fixture
def entrant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entrant:
    """A scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text(EXAMPLE)
    return Entrant(Path("a.toml"), load("a.toml"))


def test_figures_of_others_are_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    check_figures(tmp_path, force=False)
    for name in ("b.png", "a.svg"):
        (tmp_path / name).touch()
    with pytest.raises(FileProblem, match=r"has figures already \(a\.svg\); --force replaces"):
        check_figures(tmp_path, force=False)
    check_figures(tmp_path, force=True)


def test_figures_may_go_into_a_new_folder(tmp_path: Path) -> None:
    check_figures(tmp_path / "new", force=False)
    with pytest.raises(FileProblem, match=r"is a file, not a folder for figures"):
        (tmp_path / "file").touch()
        check_figures(tmp_path / "file", force=True)


def test_a_scenario_has_two_homes_and_a_result_none(entrant: Entrant) -> None:
    places = list(homes([entrant, Entrant(Path("b.h5"), None)], Path("kept")))
    assert [place.path.parent for place in places] == [Path("kept")] * 2
    assert places[0] == Written(Path("kept/a.h5"), "a result")


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("a", "a", "^a: is wanted for the report as well as for figures"),
        ("a", "a/b.svg", "^a: is wanted for the report as well as for figures"),
        ("a/b.html", "a", "^a: is wanted for figures as well as for the report"),
        ("a", "./x/../a", "^a: is wanted for the report as well as for figures"),
    ],
)
def test_kinds_of_files_stay_apart(first: str, second: str, line: str) -> None:
    with pytest.raises(FileProblem, match=line):
        check_apart([Written(Path(first), "the report"), Written(Path(second), "figures")])


def test_files_of_one_kind_may_share_a_place() -> None:
    check_apart([Written(Path("a"), "a result"), Written(Path("a"), "a result"), Written(Path("b"), "the report")])


def test_nothing_is_written_below_a_file(entrant: Entrant) -> None:
    with pytest.raises(FileProblem, match=r"^a\.toml/r: a result cannot be below a\.toml, which is a file$"):
        check_apart([Written(Path("a.toml/r"), "a result")])


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"out": "s.html", "study": ["s.html"]}, r"s\.html: is read by this command"),
        ({"out": "fig.html", "figures": "fig.html"}, r"fig\.html: is wanted for the report as well as for figures"),
        (
            {"out": "r.html/a.html", "results": "r.html/a.html"},
            r"a\.html: is wanted for the report as well as for a res",
        ),
    ],
)
def test_the_page_destroys_nothing(entrant: Entrant, options: dict[str, object], line: str) -> None:
    Path("s.html").touch()
    with pytest.raises(FileProblem, match=line):
        check_files([entrant], ReportRequest(["a.toml"], **options))


def test_a_page_beside_its_figures_is_fine(entrant: Entrant) -> None:
    check_files([entrant], ReportRequest(["a.toml"], out="fig/page.html", figures="fig"))


@pytest.mark.parametrize(
    ("options", "line"),
    [({"measure": "posts"}, "has no better or worse"), ({"over": ["creators.micro.cont"]}, "no scenario has a key")],
)
def test_what_cannot_be_shown_is_refused(entrant: Entrant, options: dict[str, object], line: str) -> None:
    with pytest.raises(InputError, match=line):
        check(ReportRequest(["a.toml", "a.toml"], out="r.html", **options))


def test_results_are_reported_without_reasons(comparison: Comparison, tmp_path: Path) -> None:
    results = [Result(strategy.stored, None) for strategy in comparison.strategies]
    answer = report(ReportRequest(results, out=tmp_path / "r.html", measure="reach", quiet=True))
    assert answer.contents.explanation is None
    assert answer.contents.comparison.notes[-1].startswith("why and when are left out: results cannot be changed")
    assert answer.sentence in (tmp_path / "r.html").read_text()
