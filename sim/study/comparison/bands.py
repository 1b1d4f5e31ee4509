"""The evidence on results, and on the numbers in a scenario: bands with source and reliability."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import I64
from sim.scenario.platforms import platforms, preset

FOLDER = files("sim.study.comparison")
TIERS = {"nano": 10_000, "micro": 100_000, "mid": 500_000, "macro": 1_000_000}  # below so many followers; mega beyond
SMALL, LARGE = 100_000, 500_000  # ranges of keys know two sizes
WEAKEST_FIRST = "JLMH"


class Band(NamedTuple):
    """A range that is plausible, and its source."""

    low: float
    high: float
    source: str
    reliability: str  # H, M, L or J
    zero: bool = False  # 0 is no value of it, it switches something off

    def holds(self, value: float) -> bool:
        """Return whether a value lies in the band."""
        return self.low <= value <= self.high or (self.zero and value == 0.0)


@cache
def evidence() -> Mapping[str, Mapping[str, Mapping[str, Band]]]:
    """Read the bands by quantity, platform and tier; under "ranges" by key and size."""
    tables: Mapping[str, Any] = tomllib.loads((FOLDER / "evidence.toml").read_text("utf-8"))
    return {
        quantity: {name: {size: Band(**row) for size, row in rows.items()} for name, rows in table.items()}
        for quantity, table in tables.items()
    }


def tier(followers: float) -> str:
    """Return the industry's word for a creator with so many followers."""
    return next((name for name, end in TIERS.items() if followers < end), "mega")


def shares_of_tiers(followers: I64) -> dict[str, float]:
    """Return the share of a roster's follower slots [creator] that each tier holds, the largest first.

    Empty without followers.
    """
    total = float(followers.sum())
    names = np.array([tier(size) for size in followers])
    shares = {str(name): float(followers[names == name].sum()) / total for name in np.unique(names) if total}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def band(quantity: str, platform: str, followers: I64) -> Band | None:
    """Return the band of a roster [creator]: its tiers' bands, weighted by followers; None where nothing is published.

    Source and reliability are those of the tier with most followers.
    """
    table = evidence()[quantity]
    rows = table.get(platform, table.get("any", {}))
    shares = {name: share for name, share in shares_of_tiers(followers).items() if share > 0.0}
    weighted = [(rows.get(name, rows.get("any")), share) for name, share in shares.items()]
    known = [(tier_band, share) for tier_band, share in weighted if tier_band is not None]
    if not known or len(known) < len(weighted):
        return None
    low = sum(tier_band.low * share for tier_band, share in known)
    high = sum(tier_band.high * share for tier_band, share in known)
    return known[0][0]._replace(low=low, high=high)


def cost_per_engagement(platform: str, followers: I64) -> Band | None:
    """Return the band of fees per engagement, USD: the fee band over the engagement band.

    Nobody publishes it by size. None where one of the two is not published.
    """
    fee, rate = (band(quantity, platform, followers) for quantity in ("fee_per_1k", "engagement_rate"))
    if fee is None or rate is None:
        return None
    weakest = min(fee.reliability, rate.reliability, key=WEAKEST_FIRST.index)
    source = "the band of fees over the band of engagement rates"
    return Band(fee.low / 1000.0 / rate.high, fee.high / 1000.0 / rate.low, source, weakest)


def of_key(key: str, platform: str, followers: float) -> Band | None:
    """Return the range of a number in a scenario: of the platform's preset, else of the evidence; None without either.

    key: without the group's name, "creators.trust". followers: of the creators whom it is about.
    """
    return of_preset(key, platform) or of_evidence(key, followers)


def of_preset(key: str, platform: str) -> Band | None:
    """Return the range of a number in the platform's preset; None without one."""
    table, _, name = key.partition(".")
    entry = preset(platform).get((table, name)) if platform in platforms() else None
    if entry is None or entry.low is None or entry.high is None:
        return None
    return Band(entry.low, entry.high, entry.source, entry.reliability)


def of_evidence(key: str, followers: float) -> Band | None:
    """Return the range of a number in the evidence for creators with so many followers; None without one."""
    rows = evidence()["ranges"].get(key)
    if rows is None:
        return None
    if "any" in rows or followers < SMALL:
        return rows.get("any") or rows["small"]
    return rows["large"] if followers >= LARGE else join_bands((rows["small"], rows["large"]))


def join_bands(bands: tuple[Band, ...]) -> Band:
    """Return a band that holds all that any of these does; every source once, the weakest reliability."""
    return Band(
        min(band.low for band in bands),
        max(band.high for band in bands),
        "; ".join(dict.fromkeys(band.source for band in bands)),
        min((band.reliability for band in bands), key=WEAKEST_FIRST.index),
        any(band.zero for band in bands),
    )
