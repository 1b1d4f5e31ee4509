"""From files to strategies: what is stored is used, what is not is run, and nobody's result is overwritten."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.errors import FileProblem, InputError
from sim.measures.stored_files import RESULT
from sim.store import result
from sim.store.stored_result import RESOLVED_TEXT, StoredResult
from sim.study.comparison import compare, strategies
from sim.study.comparison.compare import of_files
from sim.study.comparison.strategies import Place, enter, result_of
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
    first = result_of(enter([file], [])[0], place)
    again = result_of(enter([file], [])[0], place)
    assert into == [place.folder / "s.h5"]
    assert result.digest(again) == result.digest(first)
    assert first.arrays["run"].size == 6


def test_fewer_runs_are_there_already_and_more_are_added(place, file, monkeypatch):
    result_of(enter([file], [])[0], place)
    into = runs(monkeypatch)
    assert result_of(enter([file], ["run.runs=4"])[0], place).arrays["run"].size == 6
    assert into == []
    assert result_of(enter([file], ["run.runs=9"])[0], place).arrays["run"].size == 9
    assert into == [place.folder / "s.h5"]


def test_just_the_runs_that_are_asked_for_are_compared(place, file, monkeypatch):
    entrants = enter([file, file], [])
    few = of_files([entrant.with_runs(3) for entrant in entrants], place, "reach", 0.0)
    whole = of_files(entrants, place, "reach", 0.0)
    into = runs(monkeypatch)
    again = of_files([entrants[0].with_runs(3), entrants[1]], place, "reach", 0.0)
    assert into == []
    assert [one.stored.arrays["run"].size for one in again.strategies] == [3, 6]
    assert [one.columns["outcomes/reach"].shape for one in again.strategies] == [(1, 3), (1, 3)]
    assert again.contrasts[0, 1]["reach"] == few.contrasts[0, 1]["reach"] != whole.contrasts[0, 1]["reach"]
    assert few.notes == whole.notes == ()
    assert again.notes == (
        "A: of the 6 runs that are stored, the first 3 runs are compared, as many as the scenario or --runs asks for",
        "results differ in length: the first 3 runs of each are compared",
    )


def test_draws_are_cut_with_all_that_is_told_of_them(place, file):
    unknown = ["run.draws=4", 'funnel.click_prob={dist="uniform", low=0.01, high=0.1}']
    entrant = enter([file], unknown)[0]
    found = result_of(entrant, place)
    part = strategies.cut_to_request(entrant.with_runs(2), found)
    assert part.arrays["outcomes/reach"].shape == (2, 6)
    assert part.arrays["expected/reach"].shape == (2,)
    assert strategies.cut_to_request(entrant, found).arrays["outcomes/reach"].shape == (4, 6)
    assert compare.sizes(part) == (2, 6)


def test_a_scenario_has_its_name_of_today(place, file):
    result_of(enter([file], [])[0], place)
    entrants = enter([file, file], ["name='new'"])
    found = of_files(entrants, place, "reach", 0.0)
    assert [(one.title, one.stored.attributes["title"]) for one in found.strategies] == [("new", "new")] * 2
    known = [result_of(entrant, place) for entrant in entrants]
    assert [one.title for one in compare.compare(entrants, known, "reach", 0.0).strategies] == ["new", "new"]


def without(found: StoredResult, name: str) -> StoredResult:
    columns = tuple(column for column in found.columns if column.name != name)
    return replace(found, columns=columns, arrays={column.name: found.arrays[column.name] for column in columns})


def resolved(found: StoredResult, text: str) -> StoredResult:
    return replace(found, texts={**found.texts, RESOLVED_TEXT: text})


def unsaid(found: StoredResult, name: str) -> StoredResult:
    return replace(found, attributes={key: value for key, value in found.attributes.items() if key != name})


def put(found: StoredResult, name: str, value: float) -> StoredResult:
    return replace(found, arrays={**found.arrays, name: np.full(found.arrays[name].shape, value)})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: without(found, "outcomes/reach"), "outcomes/reach: is missing"),
        (lambda found: without(found, "frequency/people"), "frequency/people: is missing"),
        (lambda found: without(found, "creators/followers"), "creators/followers: is missing"),
        (lambda found: put(found, "outcomes/cost_usd", np.inf), "outcomes/cost_usd: holds what is not a number"),
        (lambda found: unsaid(found, "seed"), "attribute seed: is missing"),
        (lambda found: resolved(found, "[" * 5000 + "]" * 5000), "resolved_json: is not JSON that is ever written"),
        (lambda found: resolved(found, "{}"), "resolved_json: name is missing"),
    ],
)
def test_a_whole_file_that_lacks_what_is_compared(place, file, tmp_path, change, told):
    path = tmp_path / "r.h5"
    result.save(path, change(result_of(enter([file], [])[0], place)))
    with pytest.raises(FileProblem) as caught:
        of_files(enter([file, path], []), place, "reach", 0.0)
    assert str(caught.value).startswith(f"{path}: damaged: {told}")


def test_what_is_not_there_cannot_be_changed_either(tmp_path, file):
    with pytest.raises(FileProblem, match=r"no\.h5: there is no such file"):
        enter([tmp_path / "no.h5", file], ["run.runs=3"])


def test_another_scenario_of_the_same_name_gets_a_file_of_its_own(place, file, monkeypatch):
    plain = result_of(enter([file], [])[0], place)
    into = runs(monkeypatch)
    changed = enter([file], ["funnel.click_prob=0.5"])[0]
    other = result_of(changed, place)
    assert [path.name for path in into] == [f"s-{other.attributes['scenario_sha256'][:8]}.h5"]
    result_of(changed, place)
    assert len(into) == 1
    assert result.digest(result.load(place.folder / "s.h5", RESULT)) == result.digest(plain)


def test_an_unfinished_run_of_another_scenario_is_not_touched(place, file):
    parts = place.folder / "s.h5.parts"
    parts.mkdir(parents=True)
    (parts / "key.json").write_text('{"scenario": "other"}')
    found = result_of(enter([file], [])[0], place)
    assert (parts / "key.json").read_text() == '{"scenario": "other"}'
    name = f"s-{found.attributes['scenario_sha256'][:8]}.h5"
    assert sorted(path.name for path in place.folder.iterdir()) == [name, "s.h5.parts"]


def test_a_result_is_read(place, file, monkeypatch):
    result_of(enter([file], [])[0], place)
    into = runs(monkeypatch)
    entrant = enter([place.folder / "s.h5"], [])[0]
    assert entrant.loaded is None
    assert entrant.with_runs(50) == entrant
    assert result_of(entrant, place).arrays["run"].size == 6
    assert into == []


def test_more_of_what_is_played_often(file):
    assert enter([file], [])[0].with_runs(77).loaded.scenario.run.runs == 77
    drawn = enter([file], ["run.draws=5"])[0].with_runs(77).loaded.scenario.run
    assert (drawn.draws, drawn.runs) == (77, 6)


def test_a_result_cannot_be_changed(place, tmp_path, file):
    result.save(tmp_path / "r.h5", result_of(enter([file], [])[0], place))
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
        result_of(enter([path], [])[0], place)


def test_a_file_that_lies_where_a_result_would_go_is_not_touched(place, file):
    place.folder.mkdir()
    (place.folder / "s.h5").write_bytes(b"notes")
    with pytest.raises(FileProblem, match=r"s\.h5"):
        result_of(enter([file], [])[0], place)
    assert (place.folder / "s.h5").read_bytes() == b"notes"


def test_so_many_and_no_more(file):
    with pytest.raises(InputError, match=r"27 strategies; at most 26 can be compared at once"):
        enter([file] * 27, [])


def test_a_stored_result_is_found_and_nothing_is_played(place, file, monkeypatch):
    (entrant,) = enter([file], [])
    assert strategies.find_result(entrant.loaded, file, place.folder) is None
    stored = result_of(entrant, place)
    into = runs(monkeypatch)
    found = strategies.find_result(entrant.loaded, file, place.folder)
    assert (found.arrays["outcomes/reach"] == stored.arrays["outcomes/reach"]).all()
    assert into == []


def test_of_a_longer_result_the_first_runs_are_found_and_a_shorter_one_is_none(place, file):
    (entrant,) = enter([file], [])
    stored = result_of(entrant, place)
    shorter, longer = (entrant.loaded.replace("run.runs", n) for n in (4, 9))
    found = strategies.find_result(shorter, file, place.folder)
    assert (found.arrays["outcomes/reach"] == stored.arrays["outcomes/reach"][:, :4]).all()
    assert strategies.find_result(longer, file, place.folder) is None


def test_what_is_no_result_is_left_alone_by_who_only_looks(place, file):
    place.folder.mkdir()
    (place.folder / "s.h5").write_text("notes")
    (entrant,) = enter([file], [])
    assert strategies.find_result(entrant.loaded, file, place.folder) is None
