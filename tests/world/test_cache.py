"""Built worlds on disk: found again, dropped when damaged, and named by all that they depend on."""

import os
from pathlib import Path

import pytest

from sim.world import cache
from sim.world.build import World
from tests.scenes import same, scene, world_of
from tests.talk import planned

GROUPS = (
    {"name": "micro", "count": 20, "followers": 100.0, "followers_sd": 0.5},
    {"name": "mega", "followers": 3_000.0, "breadth": 0.85, "niche": "tech"},
)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache; the folder in which worlds are kept."""
    monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path))
    return tmp_path / "worlds"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty present folder with a small network."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.csv").write_text("follower,followee\n1,anna\n2,anna\n2,ben\n3,anna\n9,cleo\n9,ben\n")
    return tmp_path


def test_a_world_survives_its_bytes():
    for changes in ({}, {"world": {"following_share": 0.25}}, {"creators": ({"name": "none", "count": 0},)}):
        world = world_of(**changes)
        assert same(World(**cache.unpack(cache.pack(world._asdict()))), world)


def test_a_world_is_built_once(kept, monkeypatch):
    scenario = scene(creators=GROUPS)
    first = cache.world_of(scenario, Path())
    assert [path.name for path in kept.iterdir()] == [f"{cache.key(scenario, Path())}.world"]
    monkeypatch.setattr(cache, "build", None)
    assert same(cache.world_of(scenario, Path()), first)
    with pytest.raises(TypeError):
        cache.world_of(scene(creators=GROUPS, run={"seed": 1}), Path())


@pytest.mark.parametrize("left", [0, 4, 8, 10, 12, 13, 500, -1])
def test_a_cut_file_is_built_again(kept, left):
    scenario = scene(creators=GROUPS)
    first = cache.world_of(scenario, Path())
    (path,) = kept.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    assert cache.load(path) is None
    assert same(cache.world_of(scenario, Path()), first)
    assert same(World(**cache.load(path)), first)


@pytest.mark.parametrize("place", [0, 7, 8, 11, 12, 100, 2_000, -30, -1])
def test_a_flipped_bit_is_built_again(kept, place):
    scenario = scene(creators=GROUPS)
    first = cache.world_of(scenario, Path())
    (path,) = kept.iterdir()
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 4
    path.write_bytes(damaged)
    assert cache.load(path) is None
    assert same(cache.world_of(scenario, Path()), first)
    assert same(World(**cache.load(path)), first)


def test_something_else_under_the_name_of_a_world(kept):
    scenario = scene(creators=GROUPS)
    path = kept / f"{cache.key(scenario, Path())}.world"
    path.mkdir(parents=True)
    assert same(cache.world_of(scenario, Path()), world_of(creators=GROUPS))
    assert list(kept.iterdir()) == [path]  # nothing half written is left


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path / "file"))
    assert same(cache.world_of(scene(creators=GROUPS), Path()), world_of(creators=GROUPS))


def test_a_world_that_cannot_be_marked_as_used_is_still_read(kept, monkeypatch):
    first = cache.world_of(scene(creators=GROUPS), Path())
    (path,) = kept.iterdir()

    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr(os, "utime", refuse)
    assert same(World(**cache.load(path)), first)


def test_what_was_not_used_for_longest_goes_first(kept, monkeypatch):
    for seed in (1, 2, 3):
        cache.world_of(scene(run={"seed": seed}), Path())
    paths = [kept / f"{cache.key(scene(run={'seed': seed}), Path())}.world" for seed in (1, 2, 3)]
    for path, used in zip(paths, (300, 100, 200), strict=True):
        os.utime(path, (used, used))
    monkeypatch.setattr(cache, "MOST_BYTES", sum(path.stat().st_size for path in paths) - 1)
    cache.prune(kept)
    assert [path.exists() for path in paths] == [True, False, True]


def test_the_key_follows_the_content_of_files(folder):
    (folder / "r.csv").write_text("handle,followers\nanna,300\n")
    scenario = scene(creators=({"name": "r", "roster": "r.csv"},))
    network = scene(world={"network": "f.csv"}, creators=({"name": "n", "network_top": 1},))
    first = [cache.key(one, folder) for one in (scenario, network)]
    (folder / "r.csv").write_text("handle,followers\nanna,301\n")
    with (folder / "f.csv").open("a") as file:
        file.write("10,anna\n")
    assert all(cache.key(one, folder) != key for one, key in zip((scenario, network), first, strict=True))
    assert cache.key(scenario, folder / "nowhere") == cache.key(scenario, folder / "nowhere")


def test_friendships_are_kept_beside_worlds(kept):
    one = planned()[1].world
    files = sorted(path.name for path in kept.glob("*.world"))
    assert len(files) == 2
    assert files[0][:24] == files[1][:24]
    again = planned()[1].world
    assert (again.friend == one.friend).all()
    assert (again.friend_start == one.friend_start).all()
    circle = next(path for path in kept.glob("*-*.world"))
    circle.write_bytes(circle.read_bytes()[:-1] + b"x")
    assert (planned()[1].world.friend == one.friend).all()


@pytest.mark.parametrize("library", ["networkx", "numpy", "scipy", "numba"])
def test_a_world_of_another_library_is_built_again(library, monkeypatch):
    """What is asked stays; what was kept by another version is not taken for it."""
    asked = scene(creators=GROUPS, word_of_mouth={"share_prob": 0.2})
    before = cache.key(asked, Path()), cache.people_request(asked, Path()), cache.friends_request(asked, Path())
    version_of = cache.version_of
    monkeypatch.setattr(cache, "version_of", lambda name: "9.9" if name == library else version_of(name))
    after = cache.key(asked, Path()), cache.people_request(asked, Path()), cache.friends_request(asked, Path())
    assert after[1:] == before[1:]
    people, friends = zip(before[0].split("-"), after[0].split("-"), strict=True)
    assert people[0] != people[1]
    assert friends[0] != friends[1]
