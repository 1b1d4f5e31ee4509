"""From points to a study and back: every number at its place, described so that nobody has to guess."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray

from sim.errors import FileProblem, InputError
from sim.measures.catalogue import MEASURES
from sim.report.text.sweeps import sweep as report
from sim.scenario.describe.resolved import fingerprint
from sim.store import points as pool
from sim.study.sweeps import collect, sweep
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.sweep import NAMES, Sweep, SweepCells
from tests import sweeps
from tests.sweeps import prepared, swept

UNDEFINED = {"world.people": [60, 400], "creators.*.trust": "0.5:2:2"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("collect")


@pytest.fixture(scope="module")
def asked(folder: Path) -> Sweep:
    return prepared(folder, vary=UNDEFINED, run={"runs": 4, "seed": 7}, measure="cpm")


@pytest.fixture(scope="module")
def found(asked: Sweep, folder: Path) -> OpenStudy:
    """A study of four points and two strategies, of which two cells cannot be had."""
    swept(asked, folder / "s.h5")
    return collect.open_study(folder / "s.h5")


def test_a_study_tells_what_it_is(found: OpenStudy, asked: Sweep) -> None:
    assert (found.title, found.method, found.block, found.measure, found.n_runs) == ("tiny", "grid", 1, "cpm", 4)
    assert (found.factors, found.titles) == (["world.people", "creators.*.trust"], ["micros", "mega"])
    attributes = found.stored.attributes
    told = {"status": "complete", "seed": "7", "strategies": "micros | mega", "study_sha256": sweep.digest(asked)}
    assert {name: attributes[name] for name in told} == told
    assert {"sim_version", "engine_format", "wall_seconds", "Conventions"} <= set(attributes)


def test_factors_and_quantiles_are_those_of_the_design(found: OpenStudy, asked: Sweep) -> None:
    np.testing.assert_array_equal(found.table("factors"), asked.points.values)
    np.testing.assert_array_equal(found.table("quantiles"), asked.points.quantiles)
    assert found.table("factors").tolist() == [[60, 0.5], [60, 2], [400, 0.5], [400, 2]]


def test_outcomes_are_the_points(found: OpenStudy, asked: Sweep, folder: Path) -> None:
    made = SweepCells(asked)
    for measure in MEASURES.values():
        columns = list(collect.outcomes(found, next(name for name, one in MEASURES.items() if one is measure)))
        for number in range(asked.n_cells):
            point, side = asked.cell(number)
            top, bottom = columns[side]
            if not pool.is_kept(folder / "points", made.key(number)):
                assert np.isnan(top[point]).all()
                continue
            values = pool.get(folder / "points", made.key(number), NAMES, 4).values
            np.testing.assert_array_equal(top[point], values[NAMES.index(measure.top)])
            if measure.bottom:
                assert bottom is not None
                np.testing.assert_array_equal(bottom[point], values[NAMES.index(measure.bottom)])


def test_what_cannot_be_had_is_nan_and_counted(found: OpenStudy) -> None:
    assert found.stored.arrays["played"].tolist() == [[1, 0], [1, 0], [1, 1], [1, 1]]
    assert found.playable.tolist() == [False, False, True, True]
    (why,) = found.about["refused"]
    assert why.startswith("--set world.people=60: a creator has ")
    assert found.about["refused"][why] == 2
    values = collect.per_run(found, "impressions")
    assert np.isnan(values[1, :2]).all()
    assert np.isfinite(values[:, 2:]).all()
    assert np.isfinite(values[0]).all()


def test_a_study_says_from_what_it_was_made(found: OpenStudy, asked: Sweep) -> None:
    about = found.about
    assert about["study"]["vary"] == {"world.people": [60, 400], "creators.*.trust": "0.5:2:2"}
    for side, told in zip(asked.sides, about["strategies"], strict=True):
        assert (told["toml"], told["scenario_sha256"]) == (side.text, fingerprint(side))
        assert told["resolved"]["run"]["runs"] == 4
        assert told["resolved"]["run"]["seed"] == 7
        assert told["set"] == ["--set run.draws=1", "--set run.runs=4", "--set run.seed=7"]
    people, trust = about["factors"]
    assert (people["levels"], people["distribution"], people["is_whole"]) == ([60, 400], None, True)
    assert people["today"] == [400, 400]
    assert (trust["distribution"], trust["column"]) == (
        {"dist": "uniform", "low": 0.5, "high": 2.0},
        "creators._.trust",
    )
    json.dumps(about, allow_nan=False)


def test_no_folder_of_this_machine_is_told(found: OpenStudy, folder: Path) -> None:
    assert str(folder) not in json.dumps(found.about) + json.dumps(found.stored.attributes)


def test_xarray_opens_it_with_named_dimensions(found: OpenStudy) -> None:
    with xarray.open_datatree(found.path) as tree:
        assert tree["outcomes/cost_usd"].dims == ("point", "strategy", "run")
        assert tree["factors/world.people"].dims == ("point",)
        assert tree["played"].dims == ("point", "strategy")
        assert set(tree["outcomes"].data_vars) == set(NAMES)
        by_trust = tree["outcomes/reach"].mean("run").sel(point=2, strategy=1)
        assert float(by_trust) == collect.per_run(found, "reach")[1, 2].mean()


# Names of columns


@pytest.mark.parametrize(
    ("vary", "names"),
    [
        ({"creator.trust": "1:2", "costs.hour_usd": "1:2"}, ["creator.trust", "costs.hour_usd"]),
        ({"creators.*.trust": "1:2"}, ["creators._.trust"]),
        ({"creators.micro.trust": "1:2", "costs.hour_usd": [1, 2]}, ["creators.micro.trust", "costs.hour_usd"]),
    ],
)  # fmt: skip
def test_paths_as_names_of_columns(tmp_path: Path, vary: dict[str, str], names: list[str]) -> None:
    assert collect.column_names(prepared(tmp_path, vary=vary).factors) == names


def test_long_paths_stay_apart(tmp_path: Path) -> None:
    """Names of groups may be so long that their keys have the same beginning."""
    sweeps.written(tmp_path)
    long = "m" * 95
    (tmp_path / "c.toml").write_text(sweeps.A.replace('name = "micro"', f'name = "{long}"'))
    vary = {f"creators.{long}.{key}": "1:2:2" for key in ("trust", "quality")}
    asked = prepared(tmp_path, vary=vary, strategies=["c.toml"], run={"runs": 1})
    names = collect.column_names(asked.factors)
    assert len(set(names)) == 2
    assert all(len(name) <= 100 for name in names)
    swept(asked, tmp_path / "s.h5")
    assert collect.open_study(tmp_path / "s.h5").table("factors").tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]


# What is asked of it


def test_unknown_measures(found: OpenStudy) -> None:
    with pytest.raises(InputError) as caught:
        list(collect.outcomes(found, "impresions"))
    assert str(caught.value) == 'unknown measure "impresions"; did you mean "impressions"?'


def test_a_file_that_is_no_study(folder: Path) -> None:
    with pytest.raises(FileProblem, match=r"a\.toml: not a result file"):
        collect.open_study(folder / "a.toml")


def test_a_ratio_of_means_is_the_mean_of_what_stands_for_it() -> None:
    rng = np.random.default_rng(20261)
    top, bottom = rng.random((5, 40)), rng.random((5, 40)) + 0.5
    made = collect.linearise_runs(top, bottom, 1000.0)
    np.testing.assert_allclose(made.mean(axis=1), 1000.0 * top.mean(axis=1) / bottom.mean(axis=1), rtol=1e-12)
    # The standard error of a ratio by the delta method, written out.
    ratio = (top.mean(axis=1) / bottom.mean(axis=1))[:, None]
    error = (top - ratio * bottom).std(axis=1) / bottom.mean(axis=1)
    np.testing.assert_allclose(made.std(axis=1), 1000.0 * error, rtol=1e-12)


def test_a_ratio_without_a_bottom_is_undefined_and_counts_stay_counts() -> None:
    top = np.arange(6.0).reshape(2, 3)
    assert np.isnan(collect.linearise_runs(top, np.zeros((2, 3)), 1.0)).all()
    np.testing.assert_array_equal(collect.linearise_runs(top, None, 1.0), top)


# The study in short


def test_the_report_tells_all_points_and_what_is_missing(found: OpenStudy) -> None:
    lines = report.text(found, "table", wide=False).splitlines()
    assert lines[0] == "tiny: micros (A) against mega (B)"
    assert lines[1].startswith("4 points (grid), 4 runs each, seed 7, sim ")
    assert lines[2].split("\t") == ["point", "world.people", "creators.*.trust", "CPM of A", "CPM of B"]
    assert lines[3].split("\t")[1:3] == ["60", "0.5"]
    assert lines[3].split("\t")[4] == "-"
    assert lines[7].startswith("2 cells cannot be played and are left out: --set world.people=60: ")
    assert lines[8].startswith("Best by CPM, share of 2 points: ")


def test_csv_and_json_hold_the_same(found: OpenStudy) -> None:
    rows = [line.split(",") for line in report.text(found, "csv", wide=False).splitlines()]
    told = json.loads(report.text(found, "json", wide=False))
    assert len(rows) == 5
    assert len(told["points"]) == 4
    assert [row[1] for row in rows[1:]] == [f"{one['values']['world.people']:.4g}" for one in told["points"]]
    assert [one["measure"][1] is None for one in told["points"]] == [True, True, False, False]


def test_a_strategy_against_itself_is_never_ahead(tmp_path: Path) -> None:
    asked = prepared(tmp_path, strategies=["a.toml", "a.toml"])
    swept(asked, tmp_path / "s.h5")
    found = collect.open_study(tmp_path / "s.h5")
    a, b = collect.per_run(found, "impressions")
    np.testing.assert_array_equal(a, b)
    (told,) = report.leads(found)
    assert "A 0.0%" in told
    assert "B 0.0%" in told
    assert told.endswith("; equal at 6")
