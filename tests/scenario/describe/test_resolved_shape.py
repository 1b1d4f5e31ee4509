"""The shape of resolved scenarios: that of every scenario holds, and every other type is named with its key."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.describe.resolved import resolve
from sim.scenario.describe.resolved_shape import flaws_of_tables
from sim.scenario.load import EXAMPLE, load, loads

ROOT = Path(__file__).parents[3]
TABLES = resolve(loads(EXAMPLE))


def changed(key: tuple[str | int, ...], value: Any) -> Any:
    tables = deepcopy(TABLES)
    place: Any = tables
    for part in key[:-1]:
        place = place[part]
    place[key[-1]] = value
    return tables


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_has_the_shape(path: Path) -> None:
    if "strategies = [" in path.read_text():
        return  # a study
    assert list(flaws_of_tables(json.loads(json.dumps(resolve(load(path)))))) == []


@pytest.mark.parametrize(("key", "value", "told"), [
    (("creators",), {}, "creators is not at least one table under [[double brackets]]"),
    (("creators", 0), 3, "creators.0 is not a table"),
    (("creators", 0, "trust"), "high", "creators.0.trust is not"),
    (("creators", 0, "trust"), True, "creators.0.trust is not"),
    (("creators", 0, "trust"), None, "creators.0.trust is not"),
    (("world", "sample_one_in"), 0, "world.sample_one_in is not a whole number"),
    (("run", "horizon_days"), [], "run.horizon_days is not a whole number from 1 to 730"),
    (("funnel", "attributed_share"), 1.5, "funnel.attributed_share is not a number above 0 and at most 1"),
    (("costs",), None, "costs is not a table"),
    (("platform",), 5, "platform is not"),
    (("name",), "a\nb", "name is not text"),
])  # fmt: skip
def test_other_types_and_ranges(key: tuple[str | int, ...], value: Any, told: str) -> None:
    (flaw,) = flaws_of_tables(changed(key, value))
    assert flaw.startswith(told)


@pytest.mark.parametrize(("key", "value"), [
    (("creators", 0, "trust"), {"dist": "uniform", "low": 0.0, "high": 1.0}),
    (("creators", 0, "fee_usd"), None),
    (("creators", 0, "key_of_tomorrow"), [[]]),
    (("costs", "hour_usd"), 60),
])  # fmt: skip
def test_what_may_stand_there(key: tuple[str | int, ...], value: Any) -> None:
    assert list(flaws_of_tables(changed(key, value))) == []


@pytest.mark.parametrize("key", [("platform",), ("world", "sample_one_in"), ("run", "horizon_days")])
def test_keys_that_are_always_read(key: tuple[str, ...]) -> None:
    tables = deepcopy(TABLES)
    place: Any = tables
    for part in key[:-1]:
        place = place[part]
    del place[key[-1]]
    assert list(flaws_of_tables(tables)) == [f"{'.'.join(key)} is missing"]


def test_keys_of_newer_versions_may_be_absent() -> None:
    tables = deepcopy(TABLES)
    del tables["ambassadors"], tables["funnel"]["attributed_share"]
    assert list(flaws_of_tables(tables)) == []


@pytest.mark.parametrize("value", [None, [], 3, "x"])
def test_what_is_no_scenario(value: Any) -> None:
    assert next(flaws_of_tables(value)) == "it is not a table"
