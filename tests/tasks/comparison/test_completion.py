"""Completion: numbers of the scenarios that can be read, by how they begin."""

from pathlib import Path

from sim.scenario.load import EXAMPLE
from sim.tasks.comparison.completion import numeric_parameters


def test_paths_of_all_scenarios_are_offered_once_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(EXAMPLE)
    (tmp_path / "b.toml").write_text(EXAMPLE.replace('"micro"', '"mega"'))
    files = [tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "nowhere.toml"]
    offered = numeric_parameters(files, "creators.m")
    assert {"creators.mega.count", "creators.micro.count"} <= set(offered)
    assert offered == sorted(set(offered))
    assert all(path.startswith("creators.m") for path in offered)


def test_a_broken_scenario_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("creators = 3")
    (tmp_path / "a.toml").write_text(EXAMPLE)
    assert "creators.micro.count" in numeric_parameters([tmp_path / "bad.toml", tmp_path / "a.toml"], "creators.")
