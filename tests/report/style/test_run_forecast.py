"""The forecast of a run: the same sizes in its rows, its line and its plain values."""

from pathlib import Path

import pytest

from sim.engine import feasibility
from sim.engine.session import Job
from sim.report.style import run_forecast
from sim.report.style.scenario_values import RELIABILITY
from sim.scenario.load import EXAMPLE, loads


def job(*changes: str) -> Job:
    return Job(loads(EXAMPLE, changes), Path("a.h5"), 2, "new", "test")


@pytest.mark.parametrize(
    ("changes", "words"), [(["run.runs=1500"], "1,500"), (["run.runs=1500", "run.draws=3"], "3 x 1,500")]
)
def test_draws_are_shown_where_there_are_several(changes: list[str], words: str) -> None:
    assert dict(run_forecast.table(job(*changes)).rows)["runs"] == words


def test_every_form_says_the_same_sizes() -> None:
    values, rows = run_forecast.as_dict(job()), dict(run_forecast.table(job()).rows)
    assert rows["creators"] == f"{values['creators']['value']:,}" == "10"
    assert rows["real follower slots simulated"] == f"{values['follower_slots']['value']:,}"
    assert run_forecast.in_short(job().loaded, feasibility.check(job().loaded, 2), 2).endswith(" on 2 threads")


def test_the_table_has_the_scenario_above_it() -> None:
    text = run_forecast.text(job(), "table", wide=False)
    assert text.index(RELIABILITY) < text.index("nothing is run")
    assert RELIABILITY not in run_forecast.text(job(), "csv", wide=False)
