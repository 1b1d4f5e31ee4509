"""The picture of a cascade: every branch has a sector of its own, and words say what is seen."""

import numpy as np
import pytest

from sim.engine.trace import Engagers
from sim.errors import FileProblem
from sim.report.pictures import cascade_picture
from sim.report.pictures.cascade_picture import Caption

CAPTION = Caption("One & <two>", "below")
TREE = Engagers(
    person=np.array([5, 6, 7, 8, 9]),
    post=np.zeros(5, np.int64),
    parent=np.array([-1, 0, 0, 1, 1]),
    hop=np.array([3, 4, 4, 5, 5]),
    size=np.array([5, 3, 1, 1, 1]),
)
"""Somebody with two friends who have it from them, the first of whom has two more."""


def test_the_outermost_stand_evenly_around():
    ends = np.sort(cascade_picture.angles(TREE)[TREE.size == 1])
    np.testing.assert_allclose(np.diff(ends), 2.0 * np.pi / 3.0)


def test_a_branch_stands_in_the_middle_of_its_own():
    angle = cascade_picture.angles(TREE)
    assert angle[1] == pytest.approx(angle[3:].mean())


def test_depth_is_counted_from_the_first_of_the_cascade():
    assert cascade_picture.depth(TREE) == 2


def test_words_count_engagers_and_shares():
    caption = cascade_picture.words(TREE, "mine", 4, 7)
    assert caption.title == "The largest cascade of mine"
    assert caption.below.startswith("5 engagers, 2 shares deep, structural virality 1.80 ")
    assert caption.below.endswith("run 4, seed 7")


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_every_form_is_written(tmp_path, form, begins):
    cascade_picture.save(TREE, CAPTION, tmp_path / f"c.{form}", force=False)
    assert (tmp_path / f"c.{form}").read_bytes().startswith(begins)


def test_one_engager_is_a_cascade_too(tmp_path):
    cascade_picture.save(Engagers(*(row[:1] for row in TREE)), CAPTION, tmp_path / "c.svg", force=False)
    assert (tmp_path / "c.svg").exists()


def test_an_unknown_form_is_refused(tmp_path):
    with pytest.raises(FileProblem, match=r"pictures end in \.svg, \.png, \.pdf$"):
        cascade_picture.save(TREE, CAPTION, tmp_path / "c.gif", force=False)
