"""Platform presets: every number has a source, a reliability and a range around it, and reaches a legal scenario."""

import re
import tomllib

import pytest

from sim.scenario.fields import find
from sim.scenario.load import loads
from sim.scenario.platforms import FOLDER, by_platform, fill, platforms, preset, preset_keys
from tests.scenarios import changed

NAMES = ("instagram", "tiktok", "x", "youtube")
ENTRIES = [(platform, *key) for platform in NAMES for key in preset(platform)]
NUMBERS = [(platform, table, key) for platform, table, key in ENTRIES if key != "statistic"]


def test_platforms():
    assert platforms() == NAMES


def test_all_fill_the_same_keys():
    assert len(preset_keys()) == 16
    for platform in NAMES:
        assert set(preset(platform)) == preset_keys()


@pytest.mark.parametrize(("platform", "table", "key"), NUMBERS)
def test_every_number_has_source_reliability_and_range(platform, table, key):
    entry = preset(platform)[table, key]
    assert isinstance(entry.value, float)
    assert len(entry.source) >= 20, entry.source
    assert entry.reliability in ("H", "M", "L", "J")
    assert entry.dist in ("lognormal", "uniform")
    if entry.low is entry.high is None:
        assert entry.value == 0.0, "only what is switched off has no range"
        assert "switched off" in entry.source
        return
    assert isinstance(entry.low, float)
    assert isinstance(entry.high, float)
    at_border = entry.value == entry.low == 0.0  # a share or slope of zero is the least there is
    assert at_border or entry.low < entry.value < entry.high


@pytest.mark.parametrize(("platform", "table", "key"), NUMBERS)
def test_judgement_says_so(platform, table, key):
    """J is our own judgement: its source says that there is no public figure, or that it judges."""
    entry = preset(platform)[table, key]
    if entry.reliability == "J":
        assert re.search("no public figure|judgement", entry.source), entry.source


@pytest.mark.parametrize(("platform", "table", "key"), ENTRIES)
def test_every_key_is_one_of_the_scenario(platform, table, key):
    spot = find((table, key))
    assert spot is not None
    assert spot.field is not None
    assert spot.field.is_required(), "a preset value beside a default would make two truths"


@pytest.mark.parametrize("platform", NAMES)
def test_a_scenario_of_a_platform_holds_its_values(platform):
    scenario = loads(changed('"instagram"', f'"{platform}"')).scenario
    for (table, key), entry in preset(platform).items():
        assert getattr(getattr(scenario, table), key) == entry.value


@pytest.mark.parametrize("platform", NAMES)
def test_its_file_says_what_the_columns_mean(platform):
    text = (FOLDER / f"{platform}.toml").read_text("utf-8")
    assert "value, range, source, reliability (H, M, L, J). Drawn lognormally\n" in text
    assert {len(table) for table in tomllib.loads(text).values()} <= {2, 3, 4, 5, 7}


def test_fill_leaves_what_is_there():
    tree = {"exposure": {"reach_1k": 0.2}, "funnel": 3}
    keys = fill(tree, "instagram", uncertain=False)
    assert tree["exposure"] == {
        "reach_1k": 0.2, "reach_exponent": 0.11, "outside_share": 0.0, "outside_pool": 5.0, "creator_reach_sd": 0.5,
        "post_reach_sd": 0.6, "half_life_hours": 19.0,
    }  # fmt: skip
    assert tree["funnel"] == 3
    assert ("exposure", "reach_1k") not in keys
    assert ("funnel", "click_prob") not in keys
    assert ("exposure", "reach_exponent") in keys


def test_by_platform():
    assert by_platform("engagement", "rate_1k") == {"instagram": 0.05, "tiktok": 0.13, "x": 0.005, "youtube": 0.04}
    assert by_platform("engagement", "law") == {}
