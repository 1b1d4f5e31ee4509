"""The program against an independent simulator in plain numpy, written from docs/model.md alone.

Had the seeds been drawn, one in some 10,000 goes of the whole file would raise a false alarm. The long version, on all
scenarios, is benchmarks/independent.py.
"""

from functools import cache

import numpy as np
import pytest

import sim
from tests.independent.agreement import compare
from tests.independent.settings import ALIKE, ALONE, CASES, Case, play_program, setting_of
from tests.independent.simulate import Amount, simulate
from tests.independent.worlds import hires_of, solve_all

FAR = 5.2  # standard errors: a normal variate is farther out with probability 2e-7; there are fewer than 500 figures
RUNS = Amount(1, 1, 300)
NAMES = ("repeated exposure", "word of mouth, real friends", "costs")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("independent")


@cache
def play_ours(name, folder, click_prob=None):
    """A case by the independent simulator."""
    setting = setting_of(CASES[name], folder)
    if click_prob is not None:
        setting.values["funnel"]["click_prob"] = click_prob
    return simulate(setting, RUNS, np.random.default_rng(3))


@cache
def play_theirs(name, folder):
    """The same by the program."""
    columns = list(play_ours(name, folder))
    setting_of(CASES[name], folder)
    return play_program(folder / "scenario.toml", RUNS, columns, 77)


@pytest.mark.parametrize("name", NAMES)
def test_both_simulators_play_one_law(folder, name):
    differences = compare(play_ours(name, folder), play_theirs(name, folder))
    assert [part for part in differences if abs(part.z) >= FAR] == []


def test_half_as_many_clicks_again_would_be_seen(folder):
    other = play_ours(NAMES[0], folder, click_prob=0.012)
    assert max(abs(part.z) for part in compare(other, play_theirs(NAMES[0], folder))) > FAR


ROSTERS = {
    "neither": ("instagram", ",", 0.0),
    "a rate": ("tiktok", "5%,", 0.5),
    "views": ("instagram", ",90", 0.0),
    "views beyond half of the followers": ("instagram", ",150", 0.3),
    "both": ("tiktok", "12%,250", 0.5),
}


def known(platform, cells, outside):
    """A creator of a roster who posts once, and of whom all views are counted."""
    text = f"""platform = "{platform}"
[run]
runs = 2
horizon_days = 60
[world]
people = 1500
activity_classes = 1
susceptibility_sd = 0.0
{ALIKE}{ALONE}
[posts]
per_creator = 1
[exposure]
outside_share = {outside}
[[creators]]
name = "r"
roster = "roster.csv"
fake_share = 0.1
no_show_prob = 0.0
"""
    return Case(text, roster=f"handle,followers,engagement_rate,avg_views\na,200,{cells}\n")


@pytest.mark.parametrize("kind", ROSTERS)
def test_views_and_engagements_of_a_post_are_expected_alike(tmp_path, kind):
    setting = setting_of(known(*ROSTERS[kind]), tmp_path)
    hires = hires_of(setting.values, tmp_path, None, np.random.default_rng(1))
    mine = solve_all(setting.values, hires, True, 1500)[0]
    summary = sim.run(sim.load(str(tmp_path / "scenario.toml")), quiet=True).summary()
    theirs = [summary[name].exact for name in ("impressions", "engagements", "clicks")]
    views = mine.views_inside + mine.views_outside
    np.testing.assert_allclose(theirs[0], views, rtol=1e-9)
    # Means of chances over 16 points of luck are exact to some 1e-4.
    np.testing.assert_allclose(theirs[1:], [views * mine.rate, views * 0.008], rtol=3e-4)
