"""One run in full: its engagers, and the cascade of each."""

import numpy as np
import pytest

from sim.engine import trace
from sim.engine.trace import Engagers
from tests.talk import planned, played


def test_cascades_can_be_looked_at():
    plan, _ = planned("\n[word_of_mouth]\nshare_prob = 1.0\nfriend_view_prob = 0.6\n")
    found = trace.engagers(plan, 2)
    outcome = played(plan, 3)
    assert found.person.size == outcome.engagers[2]
    assert found.size.max() == outcome.largest_cascade[2]
    tree = found.cascade(int(np.argmax(found.size)))
    assert tree.person.size == tree.size[0] == found.size.max()
    assert (tree.parent[1:] >= 0).all()
    assert (tree.parent[1:] < np.arange(1, tree.person.size)).all()
    assert tree.parent[0] == -1
    assert (tree.hop[1:] == tree.hop[tree.parent[1:]] + 1).all()


# Two cascades side by side: 0 -> (1, 3), 1 -> 4; and 2 alone.
FOREST = Engagers(
    person=np.array([10, 11, 12, 13, 14]),
    post=np.array([0, 0, 1, 0, 0]),
    parent=np.array([-1, 0, -1, 0, 1]),
    hop=np.array([0, 1, 0, 1, 2]),
    size=np.array([4, 2, 1, 1, 1]),
)


@pytest.mark.parametrize(
    ("root", "persons", "parents"),
    [(0, [10, 11, 13, 14], [-1, 0, 0, 1]), (1, [11, 14], [-1, 0]), (2, [12], [-1]), (4, [14], [-1])],
)
def test_a_cascade_holds_those_who_have_it_from_its_root(root, persons, parents):
    tree = FOREST.cascade(root)
    assert tree.person.tolist() == persons
    assert tree.parent.tolist() == parents


def test_virality_is_the_mean_distance_of_two_engagers():
    """Pairs of the first: 1, 1, 2, 2, 1, 3; of one alone there is no pair."""
    assert FOREST.cascade(0).virality() == pytest.approx(10.0 / 6.0)
    assert FOREST.cascade(1).virality() == 1.0
    assert FOREST.cascade(2).virality() == 0.0
