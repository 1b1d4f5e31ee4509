"""Graphs of networkx by its own luck: a scenario with one depends on the version, a default one does not."""

import pytest

from sim.scenario import graph_makers
from sim.scenario.describe.resolved import fingerprint, world_fingerprint
from sim.scenario.graph_makers import makers_of
from sim.scenario.load import EXAMPLE, loads

BY_NETWORKX = (
    ['world.communities={generator="gnp_random_graph", parameters={n=20, p=0.3}}'],
    ['world.generator="bipartite_configuration_model"'],
    ['friends.generator={name="barabasi_albert_graph", m=2}'],
)
BY_US = (
    [],
    ['world.communities={generator="complete_graph", parameters={n=20}}'],
    ["word_of_mouth.r0=0.1", "friends.generator.size=50"],
    ['world.network="follows.csv"', 'world.generator="bipartite_configuration_model"'],
)


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_makers, "version_of", lambda package: "9.9")


@pytest.mark.parametrize("changes", BY_NETWORKX, ids=str)
def test_the_version_belongs_to_the_fingerprint(changes: list[str], request: pytest.FixtureRequest) -> None:
    loaded = loads(EXAMPLE, changes)
    before, world = fingerprint(loaded), world_fingerprint(loaded)
    request.getfixturevalue("another")
    assert makers_of(loaded.scenario) == {"networkx": "9.9"}
    assert fingerprint(loaded) != before
    assert world_fingerprint(loaded) == world  # of worlds, what came out is compared


@pytest.mark.parametrize("changes", BY_US, ids=str)
@pytest.mark.usefixtures("another")
def test_other_graphs_are_the_same_under_every_version(changes: list[str]) -> None:
    assert makers_of(loads(EXAMPLE, changes).scenario) == {}
