"""Files of a network: the suffix says whether it is a graph or a picture."""

import pytest

from sim.errors import FileProblem
from sim.report.pictures import network_files, network_picture
from tests.scenes import scene, world_of


@pytest.mark.parametrize("name", ["n.svg", "n.PNG", "n.pdf", "n.graphml", "n.CSV"])
def test_known_suffixes_are_taken_in_any_case(tmp_path, name):
    network_files.check(tmp_path / name, force=False)
    (tmp_path / name).touch()
    with pytest.raises(FileProblem, match="exists already"):
        network_files.check(tmp_path / name, force=False)


@pytest.mark.parametrize("name", ["n", "n.gif", "csv"])
def test_other_suffixes_say_nothing(tmp_path, name):
    with pytest.raises(FileProblem, match=r"must end in .* \(graph\) or .* \(picture\)$"):
        network_files.check(tmp_path / name, force=True)


@pytest.mark.parametrize(
    ("name", "begins"), [("n.csv", b"follower,creator\n"), ("n.graphml", b"<?xml"), ("n.svg", b"picture")]
)
def test_the_suffix_says_what_is_written(tmp_path, monkeypatch, name, begins):
    monkeypatch.setattr(network_picture, "save", lambda scenario, world, overlap, path: path.write_text("picture"))
    network_files.write(scene(), world_of(), None, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
