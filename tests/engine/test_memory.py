"""What the machine cannot hold is refused before the start, with the estimate and what to change."""

import re

import pytest

from sim.engine import forecast, memory, session
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.errors import InputError
from sim.scenario.load import Loaded
from tests.scenarios import loaded
from tests.scenes import scene

BIG = ["world.people=2_000_000_000"]


def refusal(monkeypatch, free: float, big: Loaded) -> str:
    monkeypatch.setattr(memory, "available", lambda: free)
    with pytest.raises(InputError) as caught:
        forecast.check(big, 1)
    return str(caught.value)


def test_what_memory_cannot_hold_is_refused_with_a_sample_that_it_can(monkeypatch):
    big = loaded(sets=BIG)
    told = refusal(monkeypatch, 1e9, big)
    assert told == (
        "--set world.people=2_000_000_000: needs about 40.4 GB of memory, 1.0 GB are free (80% of it usable); "
        "simulate a sample of the people (world.sample_one_in = 100)"
    )
    forecast.check(big.replace("world.sample_one_in", 100), 1)


@pytest.mark.parametrize("sampled", [1, 7, 30])
@pytest.mark.parametrize("free", [0.45e9, 0.5e9, 1e9, 1.5e9])
def test_the_cure_cures(monkeypatch, free, sampled):
    big = loaded(sets=[*BIG, "creators.mega.followers=1e9", f"world.sample_one_in={sampled}"])
    told = refusal(monkeypatch, free, big)
    cure = re.fullmatch(r".*\(world.sample_one_in = (\d+)\)", told)
    forecast.check(big.replace("world.sample_one_in", int(cure[1])), 1)


def test_too_many_runs_are_refused(monkeypatch):
    told = refusal(monkeypatch, 1e9, loaded(sets=["run.runs=10_000_000"]))
    assert told.startswith("--set run.runs=10_000_000: needs about ")
    assert told.endswith(" GB of memory, 1.0 GB are free (80% of it usable); lower run.runs or run.draws")


def test_fewer_runs_are_the_cure_where_the_rest_leaves_no_room(monkeypatch):
    told = refusal(monkeypatch, 1e9, loaded(sets=[*BIG, "run.runs=1_000_000"]))
    assert told.endswith("lower run.runs or run.draws")


def test_no_sample_beyond_what_is_legal_is_advised(monkeypatch):
    """10 kB of room for one in a million of 40 GB."""
    told = refusal(monkeypatch, (memory.BASE + 10e3) / memory.USABLE, loaded(sets=[*BIG, "run.runs=1"]))
    assert told.endswith("; lower world.people or run.runs")


def test_a_real_network_cannot_be_sampled():
    scenario = scene(world={"network": "follows.csv"})
    needed = memory.Estimate(world=2e9, runs=1e6)
    assert memory.cure(needed, scenario, 1e9) == (("world", "network"), "choose fewer creators")


def test_no_scenario_is_small_enough_for_a_tiny_machine(monkeypatch):
    told = refusal(monkeypatch, 2e8, loaded())
    assert told == (
        "s.toml:9: world.people: needs about 0.4 GB of memory, 0.2 GB are free (80% of it usable); "
        "the program alone takes 0.35 GB"
    )


def test_a_run_is_refused_before_anything_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "available", lambda: 2e8)
    with pytest.raises(InputError, match=r"needs about 0\.4 GB"):
        session.run(Job(loaded(), tmp_path / "r.h5", 1, "new", "test"), Silent(), Stop())
    assert list(tmp_path.iterdir()) == []


def test_enough_memory_is_said_to_be_enough(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 4e9)
    found = forecast.check(loaded(sets=["creators.micro.fake_share=0.26", "creators.mega.fake_share=0.26"]), 1)
    assert found.n_creators == 11
    assert found.n_slots == 14_800
    assert 0.35e9 < found.memory.total < 0.4e9


def test_posts_are_seen_by_the_forecast(monkeypatch):
    """100,000 creators with 1,000 posts each are a hundred million posts, whatever their audience."""
    told = refusal(monkeypatch, 8e9, loaded(sets=["creators.micro.count=100_000", "creators.micro.followers=9",
                                                  "posts.per_creator=1000"]))  # fmt: skip
    advice = r"of it usable\); lower posts\.per_creator, or choose fewer creators"
    assert re.fullmatch(rf"--set posts\.per_creator=1000: needs about [0-9]{{2,3}}\.. GB of memory, .* {advice}", told)


def test_graphs_of_friends_are_seen_by_the_forecast(monkeypatch):
    """Everybody is everybody's friend in one community of 50,000 people."""
    one = "world.communities={generator='complete_graph', parameters={n=1}, niches=['food']}"
    all_friends = "friends.generator={name='fast_gnp_random_graph', p=1.0}"
    sets = ["world.people=50_000", one, all_friends, "word_of_mouth.share_prob=0.1"]
    told = refusal(monkeypatch, 8e9, loaded(sets=sets))
    assert "friends.generator" in told.split(": needs about ")[0]
    assert told.endswith('; use "circles", fewer friends, or a sample (world.sample_one_in)')


def test_free_memory_where_there_is_no_proc(monkeypatch, tmp_path):
    known = memory.of_machine()
    monkeypatch.setattr(memory, "MEMORY", tmp_path / "none")
    assert 0.5 * known < memory.of_machine() < 2.0 * known


def test_a_control_group_may_leave_less(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    assert memory.available() == pytest.approx(memory.of_machine(), rel=0.5)
    (tmp_path / "memory.max").write_text("5000000\n")
    (tmp_path / "memory.current").write_text("2000000\n")
    assert memory.available() == 3e6
