"""Built worlds on disk: found again, dropped when damaged, and named by all that they depend on."""

import pytest

from sim.world import cache
from tests.talk import planned


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "home", lambda: tmp_path)


def test_friendships_are_kept_beside_worlds(tmp_path):
    one = planned()[1].world
    files = sorted(path.name for path in tmp_path.glob("*.world"))
    assert len(files) == 2
    assert files[0][:24] == files[1][:24]
    again = planned()[1].world
    assert (again.friend == one.friend).all()
    assert (again.friend_start == one.friend_start).all()
    kept = next(path for path in tmp_path.glob("*-*.world"))
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert (planned()[1].world.friend == one.friend).all()
