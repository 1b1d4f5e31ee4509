"""Forecasts: what a run takes, before anything is built."""

from pathlib import Path

import pytest

from sim.engine import forecast
from sim.errors import InputError
from sim.scenario.load import load, loads
from tests.scenarios import BASE, FILE

ROOT = Path(__file__).parents[2]


def test_a_forecast_counts_strangers():
    """Memory for their links, and time for their views."""
    loaded = load(ROOT / "configs" / "tiktok_for_you_mega.toml")
    changes = ({}, {"exposure.outside_share": 0.0})
    for_you, follows = (forecast.forecast(loaded.replace_all(change), 1) for change in changes)
    preset = loaded.scenario.exposure
    views = 1e6 * preset.reach_1k * 1000.0**-preset.reach_exponent / (1.0 - preset.outside_share)
    assert for_you.impressions == pytest.approx(3.0 * views / 10, rel=1e-9)  # one person in ten
    per_link = forecast.memory.PER_LINK + forecast.memory.PER_LINK_AND_THREAD
    links = (for_you.memory.world - follows.memory.world) / per_link
    assert links == pytest.approx(1_000_000, abs=1.0)  # everybody there is


def forecast_of(*sets, threads=1):
    return forecast.forecast(loads(BASE, sets), threads)


def test_creators_and_real_followers_are_counted():
    """Ten creators with 1,000 followers and one with 10,000, a tenth of them fakes, one in ten simulated."""
    sizes = forecast_of("creators.micro.fake_share=0.1", "creators.mega.fake_share=0.1", "world.sample_one_in=10")
    assert sizes.n_creators == 11
    assert sizes.n_slots == 1800


def test_impressions_are_views_times_posts():
    sets = ("exposure.reach_1k=0.2", "exposure.reach_exponent=0.0", "posts.per_creator=3", "creators.mega.posts=1")
    assert forecast_of(*sets).impressions == pytest.approx(10 * 1000 * 0.2 * 3 + 10_000 * 0.2)


def test_time_goes_with_runs_and_is_shared_by_threads():
    one, more = forecast_of("run.runs=100"), forecast_of("run.runs=300", "run.draws=2", threads=4)
    posts = 11 * 3 * forecast.SECONDS_PER_POST  # laid out once for each draw
    assert more.core_seconds - 2.0 * posts == pytest.approx(6.0 * (one.core_seconds - posts))
    assert more.seconds - 2.0 * posts == pytest.approx((more.core_seconds - 2.0 * posts) / 4.0)
    assert one.seconds == one.core_seconds


def test_word_of_mouth_takes_longer():
    silent, talking = forecast_of(), forecast_of("word_of_mouth.r0=0.1")
    posts = 11 * 3 * forecast.SECONDS_PER_POST
    assert talking.core_seconds - posts == pytest.approx(forecast.TALK_FACTOR * (silent.core_seconds - posts))


def test_posts_and_graphs_of_friends_take_time_once():
    """A thousand posts of each of 11 creators, and 300,000 friendships."""
    few, many = (forecast_of("posts.per_creator=1", "run.runs=1"), forecast_of("posts.per_creator=1000", "run.runs=1"))
    assert many.core_seconds - few.core_seconds > 11 * 999 * forecast.SECONDS_PER_POST
    sets = ("word_of_mouth.share_prob=0.1", "run.runs=1")
    circles = forecast_of(*sets)
    graph = forecast_of(*sets, "friends.generator={name='random_regular_graph', d=6}")
    assert graph.core_seconds - circles.core_seconds == pytest.approx(
        300_000 * forecast.SECONDS_PER_NETWORKX_FRIENDSHIP
    )


def test_what_cannot_be_meant_is_said_with_its_line():
    text = BASE + '\n[response]\ncurve = { name = "hil" }\n'
    with pytest.raises(InputError) as caught:
        forecast.forecast(loads(text, file=FILE), 1)
    line = text.splitlines().index('curve = { name = "hil" }') + 1
    assert str(caught.value) == f's.toml:{line}: response.curve.name: unknown name "hil"; did you mean "hill"?'
