"""Files of a hiring plan: a scenario that can be run from where it lies, and a page."""

from pathlib import Path

import pytest

from sim.errors import FileProblem
from sim.scenario.load import load, loads
from sim.study.optimise.optimize import HiringPlan
from sim.tasks.roster.optimize import OptimizeRequest
from sim.tasks.roster.plan_files import check_files, plan_text, without_links, write_files
from tests.answers import ROSTER


def asked(**options: object) -> OptimizeRequest:
    return OptimizeRequest("r.csv", budget=1.0, **options)


@pytest.mark.parametrize(("option", "name"), [("out", "r.toml"), ("page", "r.html")])
def test_neither_file_replaces_what_is_read(tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(FileProblem, match=r"exists already"):
        check_files(asked(**{option: tmp_path / name}), [])
    with pytest.raises(FileProblem, match=r"is read by this command"):
        check_files(asked(**{option: tmp_path / name}, force=True), [tmp_path / name])


def test_the_plan_names_its_roster_from_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "plans").mkdir()
    (tmp_path / "data/r.csv").write_text("handle,followers\nann,100\n")
    text = plan_text(loads(ROSTER, (), tmp_path / "data/s.toml"), tmp_path / "plans/plan.toml")
    assert 'roster = "../data/r.csv"' in text


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "deep/folder").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep/folder")
    assert without_links(tmp_path / "link/plan.toml") == (tmp_path / "deep/folder/plan.toml").resolve()


def test_a_link_to_a_file_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "r.csv").touch()
    (tmp_path / "today.csv").symlink_to(tmp_path / "r.csv")
    assert without_links(tmp_path / "today.csv").name == "today.csv"


def test_files_are_written_with_a_note_each(hiring_plan: HiringPlan, tmp_path: Path) -> None:
    out, page = tmp_path / "plan.toml", tmp_path / "page.html"
    notes = write_files(asked(out=out, page=page), hiring_plan, ["assumed"], "sim optimize\nr.csv")
    assert notes == (
        "assumed",
        f"{out}: the plan, to be run, compared and changed like any scenario.",
        f"{page}: all of this as a page.",
    )
    assert out.read_text().splitlines()[0] == "# Chosen by: sim optimize r.csv"
    assert "assumed" in page.read_text()


def test_the_written_plan_is_the_plan(hiring_plan: HiringPlan, tmp_path: Path) -> None:
    write_files(asked(out=tmp_path / "plan.toml"), hiring_plan, [], "")
    again = load(tmp_path / "plan.toml").scenario
    assert [group.name for group in again.creators] == [group.name for group in hiring_plan.scenario.scenario.creators]
    assert again.run == hiring_plan.scenario.scenario.run
