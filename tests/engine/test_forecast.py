"""Forecasts: what a run takes, before anything is built."""

from pathlib import Path

import pytest

from sim.engine import forecast
from sim.scenario.load import load

ROOT = Path(__file__).parents[2]


def test_a_forecast_counts_strangers():
    """Memory for their links, and time for their views."""
    follows, for_you = (
        forecast.forecast(load(ROOT / "configs" / f"{name}.toml"), 1) for name in ("mega_1", "tiktok_for_you_mega")
    )
    views = 300.0 * 1000.0**0.10
    assert for_you.impressions == pytest.approx(3.0 * views, rel=1e-9)
    per_link = forecast.memory.PER_LINK + forecast.memory.PER_LINK_AND_THREAD
    links = (for_you.memory.world - follows.memory.world) / per_link
    assert links == pytest.approx(10.0 * 0.8 * views, abs=1.0)
