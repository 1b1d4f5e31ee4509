"""The network of a scenario as text and plain values."""

import pytest

from sim.report.text import network
from tests import answers


@pytest.fixture(scope="module")
def answer():
    return answers.network()


def test_a_network_counts_real_people(answer):
    values = network.as_dict(answer.scenario, answer.world, answer.overlap)
    assert values["unique_audience"]["value"] == answer.overlap.n_unique * answer.scenario.world.sample_one_in


def test_everybody_of_the_audience_follows_some_number_of_creators(answer):
    values = network.as_dict(answer.scenario, answer.world, answer.overlap)
    assert sum(values["multiplicity"]["shares"]) == pytest.approx(1.0)


def test_there_is_one_table(answer):
    parts = (answer.scenario, answer.world, answer.overlap)
    assert network.tables(*parts) == [network.table(*parts)]
