"""One run in full."""

import numpy as np

from sim.engine import trace
from sim.report.pictures import cascade_picture
from tests.talk import planned, played


def test_cascades_can_be_looked_at(tmp_path):
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
    angle = cascade_picture.angles(tree)
    assert np.unique(np.round(angle[tree.size == 1], 9)).size == (tree.size == 1).sum()
    for form in ("svg", "png"):
        cascade_picture.save(tree, cascade_picture.Caption("One & <two>", "below"), tmp_path / f"c.{form}", force=False)
        assert (tmp_path / f"c.{form}").stat().st_size > 1000
