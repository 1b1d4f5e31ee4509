"""The page of levels shows what presets give, and says why wherever that is not what is published."""

import sys
from pathlib import Path

import numpy as np
import pytest

from sim.measures.expected import expected_values
from sim.scenario.platforms import platforms, preset
from sim.study.replication.scenes import ALONE, any_creator, plan_of, scenario

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

import published_levels as page

ROWS = page.read_rows()
COMPARED = page.compare()
TIERS = {size.split()[0] for size in page.SIZES}


def name_of(row: page.Published) -> str:
    return f"{row.platform}-{row.measure}-{row.against or row.statistic}".replace(" ", "_")


def value(platform: str, table: str, key: str) -> float:
    return float(preset(platform)[table, key].value)


def law(at_1k: float, exponent: float) -> list[float]:
    return [at_1k * (followers / 1000.0) ** exponent for followers in page.SIZES.values()]


def test_every_preset_is_on_the_page() -> None:
    assert sorted(page.PLATFORMS) == sorted(platforms())


@pytest.mark.parametrize("platform", page.PLATFORMS)
def test_every_platform_has_what_it_is_compared_by(platform: str) -> None:
    measures = {row.measure for row in ROWS if row.platform == platform}
    assert measures >= {"views", "rate", "per_view", "clicks", "cpm"}


@pytest.mark.parametrize("each", COMPARED, ids=lambda each: name_of(each.row))
def test_a_level_outside_its_band_has_a_reason(each: page.Compared) -> None:
    verdicts = {cell.verdict for cell in each.cells.values()}
    assert bool(each.row.outside) == (verdicts != {"within"})


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_published_figure_has_bands_and_a_source(row: page.Published) -> None:
    assert set(row.bands) <= TIERS | {"any"}
    assert all(0.0 <= low <= high for low, high in row.bands.values())
    assert row.reliability in "HMLJ"
    assert row.source


@pytest.mark.parametrize("row", [row for row in ROWS if row.statistic == "median post"], ids=name_of)
def test_median_posts_are_of_views_alone(row: page.Published) -> None:
    """The rest of a median post is not worked out."""
    assert row.measure in ("reach", "views")


@pytest.mark.parametrize("platform", page.PLATFORMS)
def test_mean_reach_is_the_law_of_the_preset(platform: str) -> None:
    asked = law(value(platform, "exposure", "reach_1k"), -value(platform, "exposure", "reach_exponent"))
    assert page.levels_of(platform, "mean").reach == pytest.approx(asked, rel=1e-6)


@pytest.mark.parametrize(
    ("platform", "statistic"),
    [("instagram", "mean"), ("tiktok", "median creator"), ("youtube", "median creator"), ("x", "mean")],
)
def test_rates_are_those_of_the_preset_in_its_own_statistic(platform: str, statistic: str) -> None:
    asked = law(value(platform, "engagement", "rate_1k"), -value(platform, "engagement", "exponent"))
    assert page.levels_of(platform, statistic).rate == pytest.approx(asked, rel=1e-9)


@pytest.mark.parametrize("platform", page.PLATFORMS)
def test_a_median_fee_is_the_law_of_the_preset(platform: str) -> None:
    asked = law(value(platform, "costs", "fee_per_1k_usd"), value(platform, "costs", "fee_exponent"))
    assert page.levels_of(platform, "median creator").fee == pytest.approx(asked, rel=1e-9)


@pytest.mark.parametrize("platform", ["instagram", "tiktok"])
def test_means_are_the_exact_values_of_a_plan(platform: str) -> None:
    """Within what 5,000 followers miss of the mean activity by chance."""
    creator = any_creator(f"no_show_prob = 0.0\nfake_share = {page.FAKE_SHARE}").replace("1000", "5000")
    once = "[run]\nhorizon_days = 60\n[posts]\nper_creator = 1\nwindow_days = 1"
    plan = plan_of(scenario(f"{once}\n[world]\npeople = 1_000_000\n{ALONE}\n{creator}", platform))
    exact, size = expected_values(plan), list(page.SIZES.values()).index(5000)
    levels = page.levels_of(platform, "mean")
    shown = 5000 * np.array([levels.views, levels.rate, levels.views * levels.clicks])[:, size]
    assert shown == pytest.approx([exact["impressions"], exact["engagements"], exact["clicks"]], rel=0.02)


def test_how_far_off_counts_from_the_nearer_end() -> None:
    assert page.Cell(3.0, 1.0, 2.0).times_off == 1.5
    assert page.Cell(0.5, 1.0, 2.0).times_off == 2.0
    assert page.Cell(1.5, 1.0, 2.0).times_off == 1.0
