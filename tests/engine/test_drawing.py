"""Draws of what is unknown: addressed by key, and worlds built only where they differ."""

from pathlib import Path

import pytest

from sim.engine import drawing
from sim.engine.drawing import draws, identity_of, scenario_of_draw
from sim.scenario.load import loads
from tests.scenarios import BASE

RATE = 'engagement.rate_1k={ dist = "uniform", low = 0.02, high = 0.2 }'
REACH = 'exposure.reach_1k={ dist = "uniform", low = 0.1, high = 0.4 }'


def drawn(*sets, number=3):
    return scenario_of_draw(loads(BASE, ("run.draws=5", *sets)), number)[1]


def test_values_are_within_their_range_and_in_the_scenario():
    scenario, values = scenario_of_draw(loads(BASE, ("run.draws=5", RATE)), 3)
    assert list(values) == ["engagement.rate_1k"]
    assert 0.02 < values["engagement.rate_1k"] < 0.2
    assert scenario.engagement.rate_1k == values["engagement.rate_1k"]


def test_draws_differ():
    assert len({drawn(RATE, number=number)["engagement.rate_1k"] for number in range(5)}) == 5


def test_one_more_unknown_moves_no_other():
    assert drawn(RATE).items() < drawn(REACH, RATE).items()


def test_two_unknowns_are_drawn_apart():
    both = drawn(RATE, REACH)
    quantiles = [(both["engagement.rate_1k"] - 0.02) / 0.18, (both["exposure.reach_1k"] - 0.1) / 0.3]
    assert quantiles[0] != pytest.approx(quantiles[1])


def test_a_single_draw_is_the_scenario_at_its_medians():
    loaded = loads(BASE, (RATE,))
    assert scenario_of_draw(loaded, 0) == (loaded.scenario, {})
    assert loaded.scenario.engagement.rate_1k == pytest.approx(0.11)


def test_an_address_is_made_of_the_name():
    assert identity_of("engagement.rate_1k") == 0x7E628CF302629AA8
    assert identity_of("a") != identity_of("b")


@pytest.fixture
def built(monkeypatch):
    """The breadths of which a world was asked for; worlds of the same breadth have one key."""
    breadths = []

    def build(scenario, folder):
        breadths.append(scenario.creators[0].breadth)
        return object()

    monkeypatch.setattr(drawing.cache, "key", lambda scenario, folder: f"{scenario.creators[0].breadth:.3f}")
    monkeypatch.setattr(drawing.cache, "world_of", build)
    return breadths


def test_every_draw_has_the_world_of_its_key(built):
    breadth = 'creators.micro.breadth={ dist = "uniform", low = 0.0, high = 1.0 }'
    each = list(draws(loads(BASE, ("run.draws=3", breadth))))
    assert [draw.number for draw in each] == [0, 1, 2]
    assert built == [draw.scenario.creators[0].breadth for draw in each]
    assert [draw.world_key for draw in each] == [f"{value:.3f}" for value in built]


def test_a_world_is_held_while_its_key_is_the_same(built):
    each = list(draws(loads(BASE, ("run.draws=3", RATE))))
    assert len(built) == 1
    assert all(draw.world is each[0].world for draw in each)


# Networks that hold a range

RANGED = """\
schema_version = 1
name = "two"
platform = "instagram"
world.network = "a.csv"
run = { runs = 2, draws = 30 }

[[creators]]
name = "all"
network_top = 2
"""


@pytest.fixture
def ranged(tmp_path, monkeypatch):
    """A scenario with a network of three shapes: 20 slots among 10, 15 and 20 people."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(drawing.cache, "home", lambda: tmp_path / "worlds")
    rows = [f"p{n},ann,p{n},p{n}" for n in range(10)]
    rows += [f"p{n + 5},ben,p{n},p{n + 10}" for n in range(10)]
    Path("a.csv").write_text("\n".join(["follower,creator,follower_1,follower_3", *rows, ""]))
    return loads(RANGED)


def test_draws_share_the_shapes_of_a_range_evenly(ranged):
    each = list(draws(ranged))
    assert sorted({draw.world.n_people for draw in each}) == [10, 15, 20]
    assert len({draw.world_key for draw in each}) == 3
    people = [draw.world.n_people for draw in each]
    assert [people.count(n) for n in (10, 15, 20)] == pytest.approx([10, 10, 10], abs=1)


def test_a_single_draw_plays_the_centre(ranged):
    (draw,) = draws(ranged.override(["run.draws=1"]))
    assert draw.world.n_people == 15


def test_a_shape_that_is_said_is_the_only_one(ranged):
    each = list(draws(ranged.override(["world.unique_quantile=0.9"])))
    assert {draw.world.n_people for draw in each} == {20}
    assert len({draw.world_key for draw in each}) == 1


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ([], "each of the 30 draws plays one of them (world.unique_quantile = 0.5 plays the centre alone)"),
        (["run.draws=1"], "a single draw plays the centre, more play the range (--draws 20)"),
        (["world.unique_quantile=0.1"], "world.unique_quantile = 0.1 plays number 1"),
    ],
)
def test_it_is_said_which_shapes_are_played(ranged, changes, end):
    (note,) = drawing.notes_of_shapes(ranged.override(changes))
    assert note.startswith("world.network holds 3 shapes")
    assert note.endswith(end)


def test_a_plain_network_is_nothing_to_speak_of(ranged):
    Path("a.csv").write_text("follower,creator\np0,ann\np0,ben\n")
    assert list(drawing.notes_of_shapes(loads(RANGED))) == []
