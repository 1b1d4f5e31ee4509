"""Strategies side by side: what pairs, what does not, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.report.text.comparison import compare as report
from sim.study.comparison import compare
from sim.study.comparison.strategies import Place, enter, result_of
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 8").replace("100_000", "20_000")
FEW = SMALL.replace("count = 10", "count = 3").replace('"test"', '"few"')


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("results"), 1, "test", Silent(), Stop())


@pytest.fixture(scope="module")
def pair(place, tmp_path_factory):
    """Entrants and results of two strategies."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name, text in (("many", SMALL), ("few", FEW)):
        (folder / f"{name}.toml").write_text(text)
    entrants = enter([folder / "many.toml", folder / "few.toml"], [])
    return entrants, [result_of(entrant, place) for entrant in entrants]


def compared(pair, changes=({}, {}), measure="engagers"):
    """The comparison after changes to the attributes of either result."""
    entrants, results = pair
    changed = [
        replace(result, attributes={**result.attributes, **change})
        for result, change in zip(results, changes, strict=True)
    ]
    return compare.compare(entrants, changed, measure, 0.0)


def test_a_strategy_against_itself_is_exactly_zero(pair):
    entrants, results = pair
    found = compare.compare([entrants[0]] * 2, [results[0]] * 2, "cpe", 0.0)
    assert found.paired
    assert found.notes == ()
    for name, one in found.contrasts[0, 1].items():
        if np.isfinite(one.a.value):
            assert tuple(one.difference) == (0.0, 0.0, 0.0), name
            assert one.win is None or (one.win.wins.value, one.win.ties, one.win.losses.value) == (0.0, 1.0, 0.0), name
    assert found.places.tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_the_same_world_and_seed_are_paired(pair):
    found = compared(pair)
    assert found.paired
    assert found.notes == ()
    assert [strategy.label for strategy in found.strategies] == ["A", "B"]
    assert [strategy.title for strategy in found.strategies] == ["test", "few"]
    assert set(found.contrasts[0, 1]) == {name for name, one in MEASURES.items() if not one.where}
    first, second = (strategy.columns["outcomes/engagers"] for strategy in found.strategies)
    assert found.contrasts[0, 1]["engagers"].difference.value == pytest.approx(float((first - second).mean()))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": "7"}, "compared unpaired: seeds differ: 20261 and 7"),
        ({"sim_version": "0.0.9"}, "compared unpaired: versions differ: {sim_version} and 0.0.9"),
        ({"engine_format": "0"}, "compared unpaired: engine formats differ: {format} and 0"),
        ({"world_asked_sha256": "feedbeef00"}, "compared unpaired: worlds differ: {world} and feedbeef"),
    ],
    ids=lambda change: "-".join(change) if isinstance(change, dict) else "",
)
def test_what_differs_is_compared_unpaired(pair, change, told):
    found = compared(pair, ({}, change))
    attributes = pair[1][0].attributes
    assert not found.paired
    made = {"sim_version": attributes["sim_version"], "format": attributes["engine_format"]}
    expected = told.format(**made, world=str(attributes["world_asked_sha256"])[:8])
    assert found.notes == (expected,)


@pytest.mark.parametrize(("part", "words"), [("world", "worlds"), ("links", "followers"), ("friends", "friends")])
def test_what_was_built_otherwise_is_not_paired(pair, part, words):
    """One line says why, however much of the world differs."""
    asked = {f"{part}_asked_sha256": "the same"}
    one, other = ({**asked, f"{part}_sha256": built, "packages": f'{{"networkx": "{version}"}}'}
                  for built, version in (("ab", "3.7"), ("cd", "3.6.1")))  # fmt: skip
    found = compared(pair, (one, other))
    assert not found.paired
    assert found.notes == (
        f"compared unpaired: {words} differ though the same was asked: made with networkx 3.7 and 3.6.1",
    )
    assert compared(pair, (one, {**other, f"{part}_sha256": "ab"})).paired


def test_followers_of_other_creators_may_differ(pair):
    assert len({result.attributes["links_sha256"] for result in pair[1]}) == 2
    assert compared(pair).paired


def test_medians_and_draws_are_told_apart_by_what_they_are(pair):
    """Drawn, a world may come out otherwise than at its medians: that is no fault of a library."""
    drawn, plain = ({"world_sha256": built} for built in ("ab", "cd"))
    _, results = pair
    changed = [
        replace(result, attributes={**result.attributes, **change}, arrays={**result.arrays, "draw": np.arange(size)})
        for result, change, size in zip(results, (drawn, plain), (1, 2), strict=True)
    ]
    assert list(compare.unpaired_reasons(changed)) == ["some draw the uncertain numbers, others take their medians"]


@pytest.mark.parametrize("name", ["world_sha256", "world_asked_sha256"])
def test_a_result_that_does_not_tell_its_world_is_not_paired(pair, name):
    entrants, results = pair
    silent = {key: value for key, value in results[1].attributes.items() if key != name}
    found = compare.compare(entrants, [results[0], replace(results[1], attributes=silent)], "cpe", 0.0)
    assert not found.paired
    assert found.notes == ("compared unpaired: worlds cannot be compared, a result does not say its own",)


def test_the_common_runs_are_compared(pair, place):
    entrants, results = pair
    longer = result_of(entrants[1].with_runs(12), place)
    found = compare.compare(entrants, [results[0], longer], "cpe", 0.0)
    assert found.notes == ("results differ in length: the first 8 runs of each are compared",)
    assert [strategy.columns["outcomes/reach"].shape for strategy in found.strategies] == [(1, 8), (1, 8)]
    again = compare.compare(entrants, results, "cpe", 0.0)
    assert found.contrasts[0, 1]["reach"] == again.contrasts[0, 1]["reach"]


def test_other_settings_are_told(pair, place):
    entrants, results = pair
    entrant = entrants[1]._replace(loaded=entrants[1].loaded.replace("run.horizon_days", 30))
    found = compare.compare(entrants, [results[0], result_of(entrant, place)], "cpe", 0.0)
    assert "run.horizon_days differs: 21 and 30" in found.notes


def test_places_are_probabilities(pair, place):
    entrants, results = pair
    found = compare.compare([*entrants, entrants[0]], [*results, results[0]], "reach", 0.0)
    assert found.places.sum(axis=0) == pytest.approx(1.0)
    assert found.places.sum(axis=1) == pytest.approx(1.0)
    assert np.array_equal(found.places[0], found.places[2])  # the same strategy twice


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reech", 'unknown measure "reech"; did you mean "reach"?'),
        ("frequency", 'measure "frequency" has no better or worse, so nothing can win by it'),
    ],
)
def test_what_cannot_decide(name, told):
    with pytest.raises(InputError, match=told.replace("?", r"\?")):
        compare.check_measure(name)


def test_the_table_ends_with_the_verdict(pair):
    text = report.text(compared(pair), (), "table", wide=True)
    assert text.splitlines()[-1].startswith("Engagers: test (A) beats few (B) with ")
    assert not any(letter in text for letter in "\x1b\r")


def test_json_has_every_pair_and_measure(pair):
    import json

    told = json.loads(report.text(compared(pair), (), "json", wide=False))
    assert [one["name"] for one in told["contrasts"]] == [name for name, one in MEASURES.items() if not one.where]
    assert told["verdict"].startswith("Engagers: test (A) beats few (B) with ")
    assert told["paired"] is True


def test_csv_has_a_row_for_each_pair_and_measure(pair):
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(report.text(compared(pair), (), "csv", wide=False))))
    assert [row["name"] for row in rows] == [name for name, one in MEASURES.items() if not one.where]
    row = rows[list(MEASURES).index("reach")]
    assert float(row["difference_low"]) <= float(row["difference_value"]) <= float(row["difference_high"])
    assert 0.0 <= float(row["win_wins_value"]) <= 1.0
