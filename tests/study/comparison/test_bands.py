"""The evidence in numbers: which band applies to whom."""

import numpy as np
import pytest

from sim.scenario.fields import find
from sim.scenario.platforms import platforms, preset
from sim.study.comparison import bands
from sim.study.comparison.bands import Band

QUANTITIES = ("engagement_rate", "fee_per_1k", "fee_per_1k_views", "administration")
SIZES = (1_000, 20_000, 200_000, 700_000, 3_000_000)


@pytest.mark.parametrize(
    ("followers", "name"),
    [(0, "nano"), (9_999, "nano"), (10_000, "micro"), (99_999, "micro"), (100_000, "mid"), (499_999, "mid"),
     (500_000, "macro"), (999_999, "macro"), (1_000_000, "mega")],
)  # fmt: skip
def test_tiers(followers, name):
    assert bands.tier(followers) == name


def test_every_band_is_a_range_with_a_source():
    every = [one for table in bands.evidence().values() for rows in table.values() for one in rows.values()]
    assert len(every) > 40
    for one in every:
        assert 0.0 <= one.low < one.high, one
        assert one.source and one.reliability in tuple("HMLJ"), one


def test_ranges_are_about_keys_that_exist():
    known = {"engagement.law.peak", "response.curve.beta"}  # parameters of named functions
    for name in bands.evidence()["ranges"]:
        table, _, key = name.partition(".")
        spot = find((table, 0, key) if table == "creators" else (table, *key.split(".")))
        assert spot is not None, name
        assert spot.number, name
        assert name in known or spot.field is not None, name


@pytest.mark.parametrize("platform", ["instagram", "tiktok", "youtube", "x"])
@pytest.mark.parametrize("size", SIZES)
def test_a_preset_is_plausible_to_its_own_evidence(platform, size):
    """The mean rate that the law gives to a creator of any size lies within the band of that size."""
    rule = {key: entry.value for (_, key), entry in preset(platform).items()}
    rate = rule["rate_1k"] * (size / 1000.0) ** -rule["exponent"]
    mean = rate * (np.exp(0.5 * rule["residual_sd"] ** 2) if rule["statistic"] == "median" else 1.0)
    assert bands.band("engagement_rate", platform, np.array([size])).holds(mean)


def test_a_mixed_roster_has_a_mixed_band():
    """A million followers of a mega, and as many of nanos: half of either's band."""
    nano, mega = (bands.evidence()["engagement_rate"]["instagram"][name] for name in ("nano", "mega"))
    found = bands.band("engagement_rate", "instagram", np.array([1_000_000] + [1_000] * 1_000))
    assert found.low == pytest.approx(0.5 * (nano.low + mega.low))
    assert found.high == pytest.approx(0.5 * (nano.high + mega.high))
    tilted = bands.band("engagement_rate", "instagram", np.array([1_000_000] + [1_000] * 10))
    assert tilted.source == mega.source
    assert list(bands.shares_of_tiers(np.array([1_000_000] + [1_000] * 10))) == ["mega", "nano"]


def test_what_nobody_publishes():
    assert bands.band("fee_per_1k_views", "x", np.array([1_000])) is None
    assert bands.band("engagement_rate", "myspace", np.array([1_000])) is None
    assert bands.band("engagement_rate", "instagram", np.array([0, 0])) is None
    assert bands.cost_per_engagement("myspace", np.array([1_000])) is None
    assert bands.of_key("world.people", "instagram", 1_000.0) is None


def test_cost_per_engagement_follows_from_fee_and_rate():
    found = bands.cost_per_engagement("instagram", np.array([1_000]))
    assert (found.low, found.high) == pytest.approx((1.7 / 80.0, 50.0 / 22.0))
    assert found.reliability == "L"  # the weaker of M and L


def test_a_presets_range_is_its_own():
    found = bands.of_key("engagement.rate_1k", "tiktok", 1_000.0)
    assert (found.low, found.high, found.reliability) == (0.07, 0.2, "H")
    assert bands.of_key("engagement.statistic", "tiktok", 1_000.0) is None


def test_ranges_depend_on_size():
    def hours(followers: float) -> tuple[float, float, str]:
        found = bands.of_key("creators.management_hours", "instagram", followers)
        return found.low, found.high, found.reliability

    assert hours(99_999.0) == (0.5, 14.0, "L")
    assert hours(100_000.0) == (0.5, 60.0, "J")
    assert hours(500_000.0) == (8.0, 60.0, "J")
    assert bands.of_key("creators.trust", "instagram", 1e7).high == 5.0


def test_zero_switches_some_things_off():
    assert bands.of_key("costs.agency_share", "x", 1.0).holds(0.0)
    assert not bands.of_key("costs.agency_share", "x", 1.0).holds(0.05)
    assert not bands.of_key("creators.fake_share", "x", 1.0).holds(0.0)


def test_joined_bands_keep_every_source_and_the_weakest_reliability():
    first, second = Band(1.0, 3.0, "a", "H"), Band(2.0, 5.0, "b", "L", zero=True)
    assert bands.join_bands((first, second, first)) == Band(1.0, 5.0, "a; b", "L", True)


def test_all_platforms_are_covered():
    for quantity in ("engagement_rate", "fee_per_1k"):
        assert set(bands.evidence()[quantity]) == set(platforms())
    assert set(QUANTITIES) | {"ranges"} == set(bands.evidence())
