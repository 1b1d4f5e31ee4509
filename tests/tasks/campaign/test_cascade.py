"""Cascades: the largest of a run is drawn; nobody engaging is no picture, nobody sharing is refused."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine.trace import Engagers
from sim.errors import FileProblem, InputError
from sim.report.pictures import cascade_picture
from sim.scenario.load import EXAMPLE, loads
from sim.tasks.campaign import cascade as task
from sim.tasks.campaign.cascade import CascadeRequest, cascade, engagers_of

FOREST = Engagers(*(np.array(row) for row in ([5, 7, 8, 9], [0, 0, 0, 0], [-1, -1, 1, 2], [0, 0, 1, 2], [1, 3, 2, 1])))
"""One engager alone, then a chain of three."""


@pytest.fixture
def request_of_file(tmp_path: Path) -> CascadeRequest:
    (tmp_path / "s.toml").write_text(EXAMPLE)
    return CascadeRequest(tmp_path / "s.toml", out=tmp_path / "c.svg", run=3, quiet=True)


def test_the_largest_cascade_is_drawn(request_of_file: CascadeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(task, "engagers_of", lambda loaded, run: FOREST)
    monkeypatch.setattr(cascade_picture, "save", lambda *parts: drawn.append(parts))
    answer = cascade(request_of_file)
    assert answer.cascade.person.tolist() == [7, 8, 9]
    assert drawn == [(answer.cascade, answer.caption, request_of_file.out, False)]
    assert "run 3, seed 20261" in answer.caption.below


def test_without_engagers_there_is_no_picture(request_of_file: CascadeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Engagers(*(row[:0] for row in FOREST))
    monkeypatch.setattr(task, "engagers_of", lambda loaded, run: nobody)
    answer = cascade(request_of_file)
    assert (answer.run, answer.cascade, answer.path) == (3, None, None)
    assert not Path(request_of_file.out).exists()


def test_a_picture_that_is_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.svg").touch()
    with pytest.raises(FileProblem, match=r"c\.svg: exists already"):
        cascade(CascadeRequest("nowhere.toml", out=tmp_path / "c.svg"))


def test_the_scenario_is_not_replaced_by_its_picture(request_of_file: CascadeRequest) -> None:
    with pytest.raises(FileProblem, match=r"is read by this command"):
        cascade(CascadeRequest(request_of_file.config, out=request_of_file.config, force=True))


def test_a_scenario_in_which_nobody_shares_is_refused_by_its_file() -> None:
    loaded = loads(EXAMPLE, ["word_of_mouth.r0=0"], Path("s.toml"))
    with pytest.raises(InputError, match=r"word_of_mouth.*: nobody shares, so there are no cascades"):
        engagers_of(loaded, 0)
