"""The values that a strategy was run with, read from its result: those that are in use, by key."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.toml.keys import Key, dot
from sim.scenario.uncertain import DISTRIBUTIONS, Distribution
from sim.study.comparison.compare import Strategy
from sim.world.build import UNUSED_WITH_NETWORK

TABLES = ("platform", "creators", "posts", "exposure", "engagement", "response", "brand", "funnel", "costs", "world")
FEE_LAW = ("fee_per_1k_usd", "fee_exponent", "fee_sd", "fee_minimum_usd")
AS_MEASURED = {"fake_share": "own share for each creator, drawn as measured (mean 28%)"}  # where a key is left out
OF_THE_ROSTER = ("count", "followers", "followers_sd")


class Value(NamedTuple):
    """One value of a scenario."""

    key: Key  # groups by their numbers: ("creators", 0, "trust")
    group: str  # its name; empty outside creators
    value: Any  # a number, a text, a Distribution, ...
    followers: float  # of the creators whom it is about, on average

    @property
    def name(self) -> str:
        """The key for all groups together: creators.trust."""
        return ".".join(str(part) for part in self.key if not isinstance(part, int))

    @property
    def path(self) -> str:
        """The key as a user types it: creators.micro.trust."""
        return dot(tuple(self.group if isinstance(part, int) else part for part in self.key))

    @property
    def number(self) -> float | None:
        """The value as a number, the median of what is drawn; None for texts and switches."""
        if isinstance(self.value, Distribution):
            return self.value.median()
        return float(self.value) if isinstance(self.value, int | float) and not isinstance(self.value, bool) else None


def resolved_tables(strategy: Strategy) -> Mapping[str, Any]:
    """Return the whole scenario as it was run, as plain tables."""
    tables: Mapping[str, Any] = json.loads(strategy.stored.resolved_json)
    return tables


def mean_followers(strategy: Strategy) -> float:
    """Return the listed followers per creator; 0 without creators."""
    followers = strategy.stored.arrays["creators/followers"]
    return float(np.mean(followers)) if followers.size else 0.0


def values(strategy: Strategy) -> list[Value]:
    """Return all values that are set and have an effect, table by table; how much is simulated is not among them."""
    tables = resolved_tables(strategy)
    idle = tuple(f"{name}." for name in unused_keys(tables))
    size = mean_followers(strategy)
    every = [value for table in TABLES for value in walk_table(tables, table, size)]
    return [value for value in every if value.value is not None and not f"{value.name}.".startswith(idle)]


def walk_table(tables: Mapping[str, Any], table: str, size: float) -> Iterator[Value]:
    """Yield the values of one table. size: mean followers, for values that are about no group in particular."""
    if table != "creators":
        yield from (Value(key, "", value, size) for key, value in leaves(tables.get(table), (table,)))
        return
    for number, group in enumerate(tables.get(table, ())):
        listed = group.get("followers")
        followers = float(listed) if isinstance(listed, int | float) else size
        name = str(group.get("name"))
        yield from (
            Value(key, name, AS_MEASURED.get(str(key[-1])) if value is None else value, followers)
            for key, value in leaves(group, (table, number))
            if key[-1] != "name" and not (group.get("roster") and key[-1] in OF_THE_ROSTER)
        )


def leaves(node: Any, key: Key) -> Iterator[tuple[Key, Any]]:
    """Yield every value under a key; what is drawn is one value."""
    if not isinstance(node, Mapping):
        yield key, node
        return
    drawn = distribution(node)
    if drawn is not None:
        yield key, drawn
        return
    for part, inner in node.items():
        yield from leaves(inner, (*key, part))


def distribution(table: Mapping[str, Any]) -> Distribution | None:
    """Return the distribution that a table describes; None for any other table."""
    kind = DISTRIBUTIONS.get(str(table.get("dist")))
    try:
        return kind.model_validate(table) if kind else None
    except ValueError:  # pydantic's error is one
        return None


def drawn_keys(strategy: Strategy) -> list[str]:
    """Return the keys whose numbers are uncertain."""
    return [value.name for value in values(strategy) if isinstance(value.value, Distribution)]


def unused_keys(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield keys and tables without effect, because of what another key says.

    Results of older versions may lack some.
    """
    costs, brand = tables.get("costs", {}), tables.get("brand", {})
    if costs.get("fees") == "equal_price":
        yield from (f"costs.{name}" for name in FEE_LAW)
    else:
        yield "costs.budget_usd"
    if not costs.get("congestion_exponent"):
        yield "costs.congestion_creators"
    if brand.get("niche") is None:
        yield "brand.match_outside"
    yield from unused_in_world(tables.get("world", {}))


def unused_in_world(world: Mapping[str, Any]) -> Iterator[str]:
    """Yield keys of the world without effect."""
    if world.get("network") is not None:
        yield from (f"world.{key}" for key in (*UNUSED_WITH_NETWORK, "attachment"))
        yield "creators.fake_share"
        return
    if world.get("shared_audience") is not None:
        yield "world.following_share"
    if world.get("generator") != "bipartite_preferential_attachment":
        yield "world.attachment"
