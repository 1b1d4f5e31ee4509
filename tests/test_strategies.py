"""From files to strategies: what is stored is used, what is not is run, and nobody's result is overwritten."""

from pathlib import Path

import pytest

from sim.engine.progress import Silent, Stop
from sim.errors import FileProblem, InputError
from sim.store import result
from sim.study import strategies
from sim.study.strategies import Place, enter, stored
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 6").replace("100_000", "20_000")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "results", 1, "test", Silent(), Stop())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(SMALL)
    return path


def runs(monkeypatch) -> list[Path]:
    """The files into which something is run from now on."""
    into: list[Path] = []
    true = strategies.session.run
    monkeypatch.setattr(strategies.session, "run", lambda job, *rest: into.append(job.out) or true(job, *rest))
    return into


def test_a_scenario_is_run_once(place, file, monkeypatch):
    into = runs(monkeypatch)
    first = stored(enter([file], [])[0], place)
    again = stored(enter([file], [])[0], place)
    assert into == [place.folder / "s.h5"]
    assert result.digest(again) == result.digest(first)
    assert first.arrays["run"].size == 6


def test_fewer_runs_are_there_already_and_more_are_added(place, file, monkeypatch):
    stored(enter([file], [])[0], place)
    into = runs(monkeypatch)
    assert stored(enter([file], ["run.runs=4"])[0], place).arrays["run"].size == 6
    assert into == []
    assert stored(enter([file], ["run.runs=9"])[0], place).arrays["run"].size == 9
    assert into == [place.folder / "s.h5"]


def test_another_scenario_of_the_same_name_gets_a_file_of_its_own(place, file, monkeypatch):
    plain = stored(enter([file], [])[0], place)
    into = runs(monkeypatch)
    changed = enter([file], ["funnel.click_prob=0.5"])[0]
    other = stored(changed, place)
    assert [path.name for path in into] == [f"s-{other.attributes['scenario_sha256'][:8]}.h5"]
    stored(changed, place)
    assert len(into) == 1
    assert result.digest(result.load(place.folder / "s.h5")) == result.digest(plain)


def test_an_unfinished_run_of_another_scenario_is_not_touched(place, file):
    parts = place.folder / "s.h5.parts"
    parts.mkdir(parents=True)
    (parts / "key.json").write_text('{"scenario": "other"}')
    found = stored(enter([file], [])[0], place)
    assert (parts / "key.json").read_text() == '{"scenario": "other"}'
    name = f"s-{found.attributes['scenario_sha256'][:8]}.h5"
    assert sorted(path.name for path in place.folder.iterdir()) == [name, "s.h5.parts"]


def test_a_result_is_read(place, file, monkeypatch):
    stored(enter([file], [])[0], place)
    into = runs(monkeypatch)
    entrant = enter([place.folder / "s.h5"], [])[0]
    assert entrant.loaded is None and entrant.with_runs(50) == entrant
    assert stored(entrant, place).arrays["run"].size == 6
    assert into == []


def test_more_of_what_is_played_often(file):
    assert enter([file], [])[0].with_runs(77).loaded.scenario.run.runs == 77
    drawn = enter([file], ["run.draws=5"])[0].with_runs(77).loaded.scenario.run
    assert (drawn.draws, drawn.runs) == (77, 6)


def test_a_result_cannot_be_changed(tmp_path, file):
    told = r"r\.h5: is a result, which cannot be changed any more; give its scenario"
    with pytest.raises(InputError, match=told):
        enter([file, tmp_path / "r.h5"], ["run.runs=3"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no.h5: there is no such file"),
        (b"PK\x03\x04", "looks like a zip"),
        (b"", "not a result file"),
    ],
)
def test_what_is_no_result_is_told(place, tmp_path, content, told):
    path = tmp_path / "no.h5"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileProblem, match=told):
        stored(enter([path], [])[0], place)


def test_a_file_that_lies_where_a_result_would_go_is_not_touched(place, file):
    place.folder.mkdir()
    (place.folder / "s.h5").write_bytes(b"notes")
    with pytest.raises(FileProblem, match=r"s\.h5"):
        stored(enter([file], [])[0], place)
    assert (place.folder / "s.h5").read_bytes() == b"notes"


def test_so_many_and_no_more(file):
    with pytest.raises(InputError, match=r"27 strategies; at most 26 can be compared at once"):
        enter([file] * 27, [])
