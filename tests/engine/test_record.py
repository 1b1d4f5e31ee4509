"""Contents of a result besides the runs, by hand."""

import math
from importlib.metadata import version
from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine import record
from sim.engine.record import AudienceFigures, Talk
from sim.measures.columns import EXPECTED
from sim.scenario.load import loads
from tests.scenarios import BASE
from tests.scenes import scene

NAN = math.nan


def test_axes_have_a_label_for_each_place():
    run = scene(run={"draws": 3, "runs": 5, "horizon_days": 7}).run
    labels = {column.name: array.tolist() for column, array in record.axes(run, n_creators=2)}
    assert labels["draw"] == [0, 1, 2]
    assert labels["run"] == [0, 1, 2, 3, 4]
    assert labels["creator"] == [0, 1]
    assert labels["day"] == list(range(7))
    assert {name: len(own) for name, own in labels.items() if name != "creator"} == record.run_sizes(run)


def test_exact_values_stand_draw_by_draw():
    exact = [dict.fromkeys(EXPECTED, value) for value in (1.0, NAN)]
    for column, array in record.expected_columns(exact):
        assert column.name.startswith("expected/")
        assert array[0] == 1.0
        assert math.isnan(array[1])


def test_drawn_values_stand_under_their_keys():
    ((column, array),) = record.parameters([{"engagement.rate_1k": 0.1}, {"engagement.rate_1k": 0.2}])
    assert column.name == "parameters/engagement.rate_1k"
    assert array.tolist() == [0.1, 0.2]
    assert record.parameters([{}]) == []


def test_creators_are_named_with_listed_and_real_followers():
    world = SimpleNamespace(
        creator_handle=("ann", "bob"), creator_followers=np.array([10, 5]), link_start=np.array([0, 8, 12])
    )
    columns = {column.name: array.tolist() for column, array in record.creators(world)}
    assert columns == {
        "creators/handle": ["ann", "bob"],
        "creators/followers": [10, 5],
        "creators/real_followers": [8, 4],
    }


def test_an_audience_counts_everybody_once():
    world = SimpleNamespace(
        link_person=np.array([1, 2, 2, 5]), shared_asked=NAN, shared_achieved=0.2, following_share=0.4, n_people=100,
        notes=("r.csv: 3 rows are left out", "r.csv: REVIEW: all creators have one fee"),
    )  # fmt: skip
    assert record.audience(world)[1:] == (0.2, 3, 40.0, ("r.csv: all creators have one fee",))


def test_what_asks_for_a_look_is_said_once():
    audiences = [AudienceFigures(NAN, NAN, 10, 50.0, ("one fee",))] * 2
    assert record.audience_attributes(audiences, 1)["input_reviews"] == '["one fee"]'


def test_audiences_of_several_worlds_are_means_of_real_people():
    audiences = [AudienceFigures(NAN, NAN, 10, 50.0), AudienceFigures(NAN, NAN, 20, 60.0)]
    assert record.audience_attributes(audiences, 10) == {"distinct_followers": 150, "following_people": 550}


def test_the_shared_audience_is_that_of_the_world_that_missed_most():
    audiences = [AudienceFigures(0.3, achieved, 10, 50.0) for achieved in (0.31, 0.25, 0.34)]
    attributes = record.audience_attributes(audiences, 1)
    assert attributes["shared_asked"] == 0.3
    assert attributes["shared_achieved"] == 0.25


def test_talk_is_a_mean_over_draws_and_nothing_where_nobody_shares():
    assert record.talk_attributes([Talk(0.1, 0.2, 4.0), Talk(0.3, 0.4, 6.0)]) == pytest.approx(
        {"share_prob": 0.2, "r0": 0.3, "friends": 5.0}
    )
    assert record.talk_attributes([]) == {}


def test_provenance_names_scenario_and_engine():
    loaded = loads(BASE, ("run.seed=77",))
    attributes = record.attributes(loaded, "sim run s.toml", 1.23456)
    assert attributes["title"] == "test"
    assert attributes["seed"] == "77"
    assert attributes["engine_format"] == record.ENGINE_FORMAT
    assert attributes["platform_preset"] == "instagram"
    assert attributes["wall_seconds"] == 1.235
    assert "networkx" not in attributes


def test_a_graph_by_networkx_tells_its_version():
    loaded = loads(BASE, ('world.communities={generator="gnp_random_graph", parameters={n=20, p=0.3}}',))
    assert record.attributes(loaded, "sim run s.toml", 1.0)["networkx"] == version("networkx")
