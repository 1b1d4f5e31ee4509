"""Readings of a question: equal in what they say, billed by who works, and without play where none is wanted."""

import math

import pytest

from sim.study.comparison import compare
from sim.study.comparison.strategies import Entrant, Place, enter
from sim.study.matching import readings
from sim.study.matching.readings import read, with_fewer_runs


@pytest.fixture(scope="module")
def answered(entrants, played, place):
    return read(played, entrants, place, quick=False)


def test_every_reading_is_asked(answered):
    assert [(each.equal, each.work) for each in answered] == [
        ("fees", "left_out"), ("fees", "own_hours"), ("fees", "agency"), ("all-in", None), ("reach", None),
    ]  # fmt: skip
    assert all(each.contrasts and not each.problem for each in answered)


def test_what_is_called_equal_is_equal(answered):
    for reading in answered:
        first, second = (columns["outcomes/fees_usd"].mean() for columns in reading.columns)
        if reading.equal == "fees":
            assert first == pytest.approx(second, rel=readings.ALIKE)
    all_in, reach = answered[3].contrasts["cost"], answered[4].contrasts["reach"]
    assert all_in.a.value == pytest.approx(all_in.b.value, rel=0.08)  # whole creators, and luck of no-shows
    assert reach.a.value == pytest.approx(reach.b.value, rel=0.12)


def test_who_works_moves_money_alone(answered):
    left_out, own, agency = answered[:3]
    for name in ("reach", "reach_2", "engagers"):
        assert left_out.contrasts[name] == own.contrasts[name] == agency.contrasts[name]
    assert left_out.contrasts["cost"].a.value < agency.contrasts["cost"].a.value < own.contrasts["cost"].a.value


def test_quick_plays_nothing(entrants, played, place, monkeypatch):
    monkeypatch.setattr(compare, "of_files", None)
    assert {each.equal for each in read(played, entrants, place, quick=True)} == {"fees"}


def test_results_without_scenarios_say_what_they_cannot(played, place, entrants):
    named = [Entrant(entrant.path.with_suffix(".h5"), None) for entrant in entrants]
    known = read(played, named, place, quick=False)
    assert [bool(each.contrasts) for each in known] == [True, True, True, False, False]
    assert {each.problem for each in known[3:]} == {"a result cannot be scaled; give its scenario"}


def test_three_strategies_have_no_readings(entrants, place):
    three = [*entrants, entrants[0]]
    assert read(compare.of_files(three, place, "cpe", 0.0), three, place, quick=True) == ()


def test_fees_by_the_law_take_another_number_of_creators(place, tmp_path):
    texts = [(place.folder / f"{name}.toml").read_text().split("[costs]")[0] for name in ("many", "few")]
    for name, text in zip(("many", "few"), texts, strict=True):
        (tmp_path / f"{name}.toml").write_text(text)
    entrants = enter([tmp_path / "many.toml", tmp_path / "few.toml"], [])
    here = Place(tmp_path, 1, "test", place.reporter, place.stop)
    first, *_ = read(compare.of_files(entrants, here, "cpe", 0.0), entrants, here, quick=False)
    assert "micro, not " in first.scaled
    assert first.n_creators[0] < 11 and first.n_creators[1] == 5  # those who are billed, not those of the scenario
    assert math.isclose(first.contrasts["cost"].a.value, first.contrasts["cost"].b.value, rel_tol=0.1)


@pytest.mark.parametrize(("draws", "runs", "played"), [(1, 1000, 250), (1, 100, 100), (50, 20, 5), (50, 100, 25)])
def test_a_reading_takes_a_quarter_of_the_runs(entrants, draws, runs, played):
    loaded = entrants[0].loaded.replace_all({"run.draws": draws, "run.runs": runs})
    assert with_fewer_runs(loaded).scenario.run.runs == played
