"""Scenarios that are checked and shown: every value with its origin, and a schema."""

from pathlib import Path

import pytest

from sim.errors import InputErrors
from sim.scenario.load import EXAMPLE
from sim.tasks.setup.config import ConfigCheckRequest, ConfigShowRequest, check_config, schema, show_config


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    (tmp_path / "s.toml").write_text(EXAMPLE)
    return tmp_path / "s.toml"


def test_a_scenario_that_can_run_is_fine(scenario: Path) -> None:
    checked = check_config(ConfigCheckRequest(scenario, set=["run.runs=7", "creators.micro.fake_share=0.26"]))
    assert checked.text().startswith(f"{scenario}: fine (10 creators, 7,400 real follower slots, 7 runs; about ")


def test_everything_that_is_wrong_is_said_at_once(scenario: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        check_config(ConfigCheckRequest(scenario, set=["run.runs=0", "world.peple=3"]))
    assert len(caught.value.errors) == 2


def test_values_say_where_they_come_from(scenario: Path) -> None:
    answer = show_config(ConfigShowRequest(scenario, set=["run.runs=7"]))
    rows = {row["key"]: row for row in answer.to_dict()["values"]}
    assert rows["run.runs"]["value"] == 7
    assert rows["run.runs"]["from"] == "--set run.runs=7"
    assert rows["platform"]["from"] == "s.toml:3"


def test_the_schema_knows_the_tables_of_a_scenario() -> None:
    assert {"run", "world", "creators", "costs"} <= set(schema()["properties"])
