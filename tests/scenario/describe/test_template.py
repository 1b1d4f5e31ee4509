"""The scenario that `sim init` writes: it loads, also with every line switched on, and shows every key as it is."""

import re
import tomllib

import pytest

from sim.scenario.base import InlineTable
from sim.scenario.describe.template import LIVE, template
from sim.scenario.fields import Spot, child, fields_of, is_model
from sim.scenario.load import loads
from sim.scenario.model import Scenario
from sim.scenario.platforms import preset, preset_keys
from sim.scenario.settings.group_settings import Group
from sim.scenario.toml.keys import toml

TEXT = template()
SWITCHED_OFF = re.compile(r"(?m)^#(?!or )(?=[A-Za-z_\[])")
ALTERNATIVE = re.compile(r"(?m)^#or (?=[a-z_0-9]+ = )")
ALL_ON = SWITCHED_OFF.sub("", TEXT)
EVERYTHING = ALTERNATIVE.sub("", ALL_ON)
"""Not a scenario: it has alternatives side by side."""


def test_it_loads_as_it_is():
    scenario = loads(TEXT)
    assert [group.name for group in scenario.scenario.creators] == ["micro"]
    assert {".".join(map(str, path)) for path in scenario.paths} >= {"exposure.reach_1k", "engagement.rate_1k"}
    assert scenario.scenario.costs.budget_usd == 30_000.0


def test_it_is_the_same_each_time_and_ends_with_one_line_feed():
    assert template() == TEXT
    assert TEXT.endswith("\n")
    assert not TEXT.endswith("\n\n")


def test_its_lines_are_short_and_plain():
    for line in TEXT.splitlines():
        assert len(line) <= 110, line
        assert line == line.rstrip()
        assert line.isascii()
        assert "\t" not in line


def test_every_line_switched_on_loads():
    groups = loads(ALL_ON).scenario.creators
    assert [group.name for group in groups] == ["micro", "mega"]
    assert groups[0].niche == "beauty"
    assert groups[0].fee_usd == 50.0


SECOND = range(TEXT.index("#[[creators]]"), TEXT.index("# ---", TEXT.index("#[[creators]]")))
"""The second group, whose lines belong together."""
ALONE = [match.start() for match in SWITCHED_OFF.finditer(TEXT) if match.start() not in SECOND]


@pytest.mark.parametrize("place", ALONE, ids=lambda place: TEXT[place:].split(" ")[0])
def test_each_line_alone_switched_on_loads(place):
    on = TEXT[:place] + TEXT[place + 1 :]
    assert tomllib.loads(on) != tomllib.loads(TEXT)
    loads(on)


def test_the_second_group_switched_on_loads():
    text = TEXT[: SECOND.start] + SWITCHED_OFF.sub("", TEXT[SECOND.start : SECOND.stop]) + TEXT[SECOND.stop :]
    assert [group.name for group in loads(text).scenario.creators] == ["micro", "mega"]


def test_alternatives_are_the_other_sources_of_creators():
    found = [line.split(" ")[1] for line in TEXT.splitlines() if ALTERNATIVE.match(line)]
    assert found == ["roster", "reading", "roster_handles", "network_top", "network_handles", "r0"]


@pytest.mark.parametrize("name", ["roster", "network_top", "network_handles"])
def test_an_alternative_in_place_of_what_it_replaces_loads(name):
    text = TEXT.replace(f"#or {name}", name).replace("#network =", "network =")
    head, group = text.split("\n[[creators]]", 1)
    group = re.sub(r"(?m)^(count|followers) = .*\n", "", group)
    group = loads(f"{head}\n[[creators]]{group}").scenario.creators[0]
    assert getattr(group, name) is not None
    assert group.followers is None


def written(text):
    """Values by dotted key, groups without their number."""
    tables = tomllib.loads(text)
    tables["creators"] = tables["creators"][0]
    return dict(flat(tables))


def flat(table, key=()):
    for name, value in table.items():
        yield (*key, name), value
        if isinstance(value, dict):
            yield from flat(value, (*key, name))


def keys_of(spot, key=()):
    for name in fields_of(spot.type):
        inner = child(spot, name)
        yield (*key, name), inner
        if is_model(inner.type) and not issubclass(inner.type, InlineTable):
            yield from keys_of(inner, (*key, name))
    if spot.type is Scenario:
        yield from keys_of(Spot(Group), ("creators",))


KEYS = dict(keys_of(Spot(Scenario)))


def test_every_key_of_the_models_occurs():
    assert set(KEYS) <= set(written(EVERYTHING))
    assert len(KEYS) > 90


def test_what_is_off_shows_the_default_or_the_platform():
    values = written(EVERYTHING)
    live = {tuple(part for part in key if part != 0) for key in LIVE}
    shown = 0
    for key, spot in KEYS.items():
        if key in live or is_model(spot.type) or key[-1] == "creators":
            continue
        if key in preset_keys():
            expected = preset("instagram")[key].value
        elif spot.field.is_required() or spot.field.default is None:
            expected = spot.field.examples[0] if spot.field.examples else values[key]
        else:
            expected = spot.field.default
        assert toml(values[key]) == toml(expected), key
        shown += 1
    assert shown > 60


def test_what_is_on_is_what_the_generator_says():
    values = written(TEXT)
    for key, value in LIVE.items():
        assert values[tuple(part for part in key if part != 0)] == value
    tables = {key[:-1] for key in values}
    assert {key for key in values if key not in tables and not isinstance(values[key], dict)} == {
        tuple(part for part in key if part != 0) for key in LIVE
    }


@pytest.mark.parametrize(
    "line",
    [
        "runs = 20          # runs per draw: how often luck is played out; 1 to 10_000_000",
        "draws = 50         # draws of the uncertain numbers; 1 takes their medians; 1 to 1_000_000",
        "share = 0.35  # followers of a creator who also follow another one; above 0 and below 1",
        '#or roster = "roster.csv"              # a table of creators instead of count and followers',
        "# weight of the k-th distinct source, by name in the registry of curves",
        '#curve = { name = "hazard_power", beta = 1.0 }',
        "#click_prob = 0.008        # click per exposure; 0 to 1; the same on every platform",
        "#   reach_1k = { dist = \"lognormal\", low = 0.17, high = 0.39 }",
        "# Audience communities: a networkx graph whose nodes are communities and whose edges are affinity.",
        "[world.shared_audience.among]",
    ],
)  # fmt: skip
def test_how_it_reads(line):
    assert line in TEXT.splitlines()


def test_descriptions_and_ranges_come_from_the_models():
    joined = re.sub(r"\n *# ", " ", TEXT)
    for key, spot in KEYS.items():
        if spot.field.description and not is_model(spot.type):
            assert spot.field.description in joined, key
