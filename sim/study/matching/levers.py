"""Levers by which one strategy is scaled: the creators of a group, or all fees."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from sim.errors import InputError
from sim.scenario.load import Loaded
from sim.scenario.settings.group_settings import Group
from sim.scenario.toml.keys import Key
from sim.scenario.uncertain import Distribution

LENGTHS = ("low", "high", "median", "mean", "sd", "mode")  # of distributions, in the unit of their number
LARGEST_COUNT = 1_000_000


class Lever(NamedTuple):
    """A number of a scenario that scales it."""

    kind: Literal["count", "fee"]
    group: str = ""  # whose creators are counted; empty for fees
    place: int = 0  # of the group in the scenario
    now: int = 1  # creators of the group


def levers(loaded: Loaded, equal: str) -> Iterator[Lever]:
    """Yield the levers of a scenario, the one that is meant first: fees where a budget is split, else creators."""
    splits_budget = loaded.scenario.costs.fees == "equal_price"
    if equal == "fees" and splits_budget:
        yield Lever("fee")
    groups = [(group.count, -place) for place, group in enumerate(loaded.scenario.creators) if is_scalable(group)]
    if groups and keeps_prices(loaded):
        count, place = max(groups)
        yield Lever("count", loaded.scenario.creators[-place].name, -place, count)
    if equal in ("fees", "all-in") and not (equal == "fees" and splits_budget):
        yield Lever("fee")


def is_scalable(group: Group) -> bool:
    """Return whether the number of creators of a group is free: they are generated, not listed one by one."""
    return group.followers is not None and group.count > 0


def keeps_prices(loaded: Loaded) -> bool:
    """Return whether another number of creators can leave the price of each as it is.

    A split budget has to grow with them: by a known sum, which it is not among creators of a roster.
    """
    costs, groups = loaded.scenario.costs, loaded.scenario.creators
    if costs.fees != "equal_price":
        return True
    has_own = any(group.fee_usd is not None for group in groups)
    is_drawn = ("costs", "budget_usd") in loaded.uncertain
    return all(group.followers is not None for group in groups) and not (has_own and is_drawn)


def set_count(loaded: Loaded, lever: Lever, count: int) -> Loaded:
    """The scenario with another number of creators of a group, at the same price for each. Raises InputError."""
    changes: dict[Key, Any] = {("creators", lever.place, "count"): count}
    if loaded.scenario.costs.fees == "equal_price":
        changes |= times(loaded, ("costs", "budget_usd"), budget_factor(loaded, lever, count))
    return loaded.replace_all(changes)


def budget_factor(loaded: Loaded, lever: Lever, count: int) -> float:
    """The factor on a split budget by which every creator costs what they cost before."""
    groups, budget = loaded.scenario.creators, loaded.scenario.costs.budget_usd or 0.0
    own = sum((group.fee_usd or 0.0) * group.count for group in groups)
    followers = {
        place: (group.followers or 0.0) * group.count for place, group in enumerate(groups) if group.fee_usd is None
    }
    total = sum(followers.values())
    if budget <= 0.0:
        return 1.0
    paid = groups[lever.place].fee_usd
    if paid is not None:
        of_group = paid * lever.now
    else:
        of_group = (budget - own) * followers[lever.place] / total if total > 0.0 else 0.0
    return 1.0 + (count / lever.now - 1.0) * of_group / budget


def set_fees(loaded: Loaded, factor: float) -> Loaded:
    """The scenario with every fee times a factor. Raises InputError where fees stand in a roster's file."""
    changes: dict[Key, Any] = {}
    for place, group in enumerate(loaded.scenario.creators):
        if group.roster is not None and group.fee_usd is None and loaded.scenario.costs.fees != "equal_price":
            message = "has fees in its file, which cannot be scaled; another side or equality may do"
            raise loaded.locate(InputError(message, path=("creators", place, "roster")))
        if group.fee_usd is not None:
            changes |= times(loaded, ("creators", place, "fee_usd"), factor)
    is_split = loaded.scenario.costs.fees == "equal_price"
    names = ("budget_usd",) if is_split else ("fee_per_1k_usd", "fee_minimum_usd")
    for name in names:
        changes |= times(loaded, ("costs", name), factor)
    return loaded.replace_all(changes)


def times(loaded: Loaded, key: Key, factor: float) -> dict[Key, Any]:
    """The change that multiplies a number of a scenario, or all of its distribution."""
    known = loaded.uncertain.get(key)
    if known is not None:
        return {key: stretch(known, factor)}
    value: Any = loaded.scenario
    for part in key:
        value = value[part] if isinstance(part, int) else getattr(value, part)
    return {key: value * factor} if value else {}


def stretch(known: Distribution, factor: float) -> dict[str, Any]:
    """The table of a distribution whose every value is multiplied.

    >>> from sim.scenario.uncertain import Uniform
    >>> stretch(Uniform(dist="uniform", low=1.0, high=3.0), 2.0)
    {'dist': 'uniform', 'low': 2.0, 'high': 6.0}
    """
    table = known.table()
    if "values" in table:
        return {**table, "values": [value * factor for value in table["values"]]}
    return {name: value * factor if name in LENGTHS else value for name, value in table.items()}
