"""A scenario to start from: it is written once, and it loads."""

from pathlib import Path

import pytest

from sim.errors import FileProblem
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
