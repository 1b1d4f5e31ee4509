"""Networks of several shapes: how many there are, which one is played, and that draws take their own."""

import gzip
from pathlib import Path

import pytest

from sim.scenario.load import loads
from sim.scenario.networks import network_shapes
from sim.scenario.networks.network_shapes import column_of, count_shapes, shape_at, shapes_in

HEADER = "follower,creator,follower_1,follower_3\n"
ROWS = "p0,ann,p0,p0\np1,ann,p1,p1\np0,ben,p1,p2\n"
SCENARIO = """\
schema_version = 1
name = "two"
platform = "instagram"
world.network = "a.csv"

[[creators]]
name = "all"
network_top = 2
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a network of three shapes."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(HEADER + ROWS)
    return tmp_path


@pytest.mark.parametrize("n", [3, 7, 9])
def test_columns_and_counts_belong_together(n):
    titles = ["creator", *(column_of(shape, n) for shape in range(n))]
    assert count_shapes(titles) == n
    assert column_of(shape_at(0.5, n), n) == "follower"


@pytest.mark.parametrize(
    "titles",
    [
        ["follower", "creator"],
        ["follower", "creator", "follower_1"],
        ["follower", "creator", "follower_1", "follower_2"],
        ["source", "target", "follower_1", "follower_3"],
        [""],
    ],
)
def test_other_columns_are_no_shapes(titles):
    assert count_shapes(titles) == 1


def test_each_shape_has_an_equal_part_of_the_range():
    played = [shape_at((n + 0.5) / 700, 7) for n in range(700)]
    assert [played.count(shape) for shape in range(7)] == [100] * 7


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_comments_above_the_header_are_passed_over(folder, name):
    data = f"# one person in 9\n\n{HEADER}{ROWS}".encode()
    Path(name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert shapes_in(Path(name)) == 3


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"\x1f\x8b\x08damaged", b"\xff\xfe\0", b"# nothing else"])
def test_what_cannot_be_read_holds_one_shape(folder, data):
    Path("a.csv").write_bytes(data)
    assert shapes_in(Path("a.csv")) == 1


def test_a_scenario_leaves_the_shape_to_its_draws(folder):
    loaded = loads(SCENARIO)
    assert network_shapes.KEY in loaded.uncertain
    assert loaded.scenario.world.unique_quantile == 0.5
    assert str(loaded.origins[network_shapes.KEY]) == "a.csv"


@pytest.mark.parametrize("value", [0.5, 0.0])
def test_a_shape_that_is_said_is_played(folder, value):
    loaded = loads(SCENARIO, [f"world.unique_quantile={value}"])
    assert network_shapes.KEY not in loaded.uncertain
    assert loaded.scenario.world.unique_quantile == value


def test_a_plain_network_leaves_nothing_open(folder):
    Path("a.csv").write_text("follower,creator\np0,ann\np0,ben\n")
    assert network_shapes.KEY not in loads(SCENARIO).uncertain
