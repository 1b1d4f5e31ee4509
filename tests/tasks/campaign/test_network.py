"""The network of a scenario: its files are checked before it is built, and written after."""

from pathlib import Path

import pytest

from sim.engine import session
from sim.errors import FileProblem
from sim.scenario.load import EXAMPLE
from sim.tasks.campaign.network import NetworkRequest, network
from tests.scenes import world_of


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario whose world is a small one that is there already."""
    (tmp_path / "s.toml").write_text(EXAMPLE)
    monkeypatch.setattr(session, "build", lambda loaded: world_of())
    return tmp_path / "s.toml"


def test_files_are_written_as_they_are_asked_for(scenario: Path) -> None:
    edges, graph = scenario.with_name("e.csv"), scenario.with_name("g.graphml")
    answer = network(NetworkRequest(scenario, export=edges, quiet=True))
    assert answer.files == (edges,)
    assert edges.read_text().startswith("follower,creator\n")
    assert network(NetworkRequest(scenario, picture=graph, quiet=True)).files == (graph,)


def test_without_files_nothing_is_written(scenario: Path) -> None:
    assert network(NetworkRequest(scenario, quiet=True)).files == ()
    assert [path.name for path in scenario.parent.iterdir()] == ["s.toml"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"export": "e.xlsx"}, r"e\.xlsx: must end in \.graphml, \.csv \(graph\)"),
        ({"picture": "there.svg"}, r"there\.svg: exists already; --force replaces it"),
        ({"export": "follows.csv", "force": True}, r"follows\.csv: is read by this command"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_network_is_built(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object], line: str
) -> None:
    monkeypatch.chdir(scenario.parent)
    monkeypatch.setattr(session, "build", lambda loaded: pytest.fail("the network was built"))
    Path("there.svg").touch()
    Path("follows.csv").write_text("follower,followed\na,b\n")
    scenario.write_text(EXAMPLE.replace("\n[[creators]]", '\n[world]\nnetwork = "follows.csv"\n\n[[creators]]'))
    with pytest.raises(FileProblem, match=line):
        network(NetworkRequest("s.toml", **options))
