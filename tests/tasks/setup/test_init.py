"""A scenario to start from: it is written once, and it loads."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, UsageProblem
from sim.scenario.describe.shipped import shipped_folder
from sim.scenario.load import load
from sim.tasks.setup.init import InitRequest, init


def test_what_is_written_is_a_scenario(tmp_path: Path) -> None:
    assert load(init(InitRequest(tmp_path / "s.toml"))).file == tmp_path / "s.toml"


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("mine")
    with pytest.raises(FileProblem, match=r"exists already; --force replaces it"):
        init(InitRequest(file))
    assert file.read_text() == "mine"
    init(InitRequest(file, force=True))
    assert file.read_text() != "mine"


def test_an_example_is_written_with_all_that_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert init(InitRequest(example="studies/what_decides")) == Path("configs/studies/what_decides.toml")
    assert sorted(file.name for file in Path("configs").glob("*.toml")) == ["mega_1.toml", "micro_1000.toml"]
    assert load(init(InitRequest(example="my_roster"))).scenario.creators[0].roster == "my_roster.csv"
    assert Path("configs/my_roster.csv").is_file()


def test_all_examples_are_those_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert init(InitRequest(example="all")) == Path("configs")
    shipped = shipped_folder()
    for file in (file for file in shipped.rglob("*") if file.is_file()):
        assert (Path("configs") / file.relative_to(shipped)).read_bytes() == file.read_bytes()


def test_an_example_that_was_changed_is_kept_without_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is there as it is shipped needs no force."""
    monkeypatch.chdir(tmp_path)
    file = init(InitRequest(example="mega_1"))
    init(InitRequest(example="mega_1"))
    file.write_text("mine")
    with pytest.raises(FileProblem, match=r"mega_1.toml: exists already; --force replaces it"):
        init(InitRequest(example="all"))
    assert list(Path("configs").iterdir()) == [file]
    init(InitRequest(example="all", force=True))
    assert file.read_text() != "mine"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (InitRequest(example="micro_100"), r"--example: 'micro_100' is not shipped; did you mean \"micro_10"),
        (InitRequest("a.toml", example="mega_1"), r"--example writes under configs/; leave out a.toml"),
    ],
)
def test_what_is_no_example_is_refused(request_: InitRequest, told: str) -> None:
    with pytest.raises(UsageProblem, match=told):
        init(request_)
