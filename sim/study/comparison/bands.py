"""What the evidence says of results, and of the numbers in a scenario: bands with source and reliability."""

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
    """What is plausible, and who says so."""

    low: float
    high: float
    source: str
    reliability: str  # H, M, L or J
    zero: bool = False  # 0 is no value of it, it switches something off

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high or (self.zero and value == 0.0)


@cache
def evidence() -> Mapping[str, Mapping[str, Mapping[str, Band]]]:
    """Bands by quantity, platform and tier; under "ranges" by key and size."""
    tables: Mapping[str, Any] = tomllib.loads((FOLDER / "evidence.toml").read_text("utf-8"))
    return {
        quantity: {name: {size: Band(**row) for size, row in rows.items()} for name, rows in table.items()}
        for quantity, table in tables.items()
    }


def tier(followers: float) -> str:
    """The industry's word for a creator of this size."""
    return next((name for name, end in TIERS.items() if followers < end), "mega")


def shares_of_tiers(followers: I64) -> dict[str, float]:
    """Which tiers hold which share of a roster's follower slots, the largest first; empty without followers."""
    total = float(followers.sum())
    names = np.array([tier(one) for one in followers])
    shares = {str(name): float(followers[names == name].sum()) / total for name in np.unique(names) if total}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def band(quantity: str, platform: str, followers: I64) -> Band | None:
    """The band of a roster [creator]: its tiers' bands, weighted by followers; None where nothing is published.

    Source and reliability are those of the tier with most followers.
    """
    table = evidence()[quantity]
    rows = table.get(platform, table.get("any", {}))
    shares = {name: share for name, share in shares_of_tiers(followers).items() if share > 0.0}
    known = [(rows.get(name, rows.get("any")), share) for name, share in shares.items()]
    found = [(one, share) for one, share in known if one is not None]
    if not found or len(found) < len(known):
        return None
    low = sum(one.low * share for one, share in found)
    high = sum(one.high * share for one, share in found)
    return found[0][0]._replace(low=low, high=high)


def cost_per_engagement(platform: str, followers: I64) -> Band | None:
    """Fees per engagement: the fee band over the engagement band, USD. Nobody publishes it by size."""
    fee, rate = (band(quantity, platform, followers) for quantity in ("fee_per_1k", "engagement_rate"))
    if fee is None or rate is None:
        return None
    weakest = min(fee.reliability, rate.reliability, key=WEAKEST_FIRST.index)
    source = "the band of fees over the band of engagement rates"
    return Band(fee.low / 1000.0 / rate.high, fee.high / 1000.0 / rate.low, source, weakest)


def of_key(key: str, platform: str, followers: float) -> Band | None:
    """The range of a number in a scenario: of the platform's preset, else of the evidence; None where there is none.

    key: without the group's name, "creators.trust". followers: of the creators whom it is about.
    """
    return of_preset(key, platform) or of_evidence(key, followers)


def of_preset(key: str, platform: str) -> Band | None:
    table, _, name = key.partition(".")
    entry = preset(platform).get((table, name)) if platform in platforms() else None
    if entry is None or entry.low is None or entry.high is None:
        return None
    return Band(entry.low, entry.high, entry.source, entry.reliability)


def of_evidence(key: str, followers: float) -> Band | None:
    rows = evidence()["ranges"].get(key)
    if rows is None:
        return None
    if "any" in rows or followers < SMALL:
        return rows.get("any") or rows["small"]
    return rows["large"] if followers >= LARGE else join_bands((rows["small"], rows["large"]))


def join_bands(found: tuple[Band, ...]) -> Band:
    """All that any of these bands holds; every source once, the weakest reliability."""
    return Band(
        min(one.low for one in found),
        max(one.high for one in found),
        "; ".join(dict.fromkeys(one.source for one in found)),
        min((one.reliability for one in found), key=WEAKEST_FIRST.index),
        any(one.zero for one in found),
    )
