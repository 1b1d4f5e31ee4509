"""Contradictions between keys of a scenario, which no key alone can show."""

from collections import Counter
from collections.abc import Iterator

from sim.errors import InputError
from sim.scenario.model import Scenario
from sim.scenario.settings.group_settings import Group
from sim.scenario.toml.keys import Key, brief
from sim.text import suggest_or_list

MOST_COMPARED, MOST_LISTED = 1000, 20  # niches
SOURCES = ("followers", "roster", "network_top", "network_handles")


def check(scenario: Scenario) -> list[InputError]:
    """Every contradiction between keys, each with the key to change.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> check(loads(EXAMPLE).scenario)
    []
    """
    checks = (_groups, _names, _fees, _window, _niches, _talk, _networks)
    return [problem for rule in checks for problem in rule(scenario)]


def _groups(scenario: Scenario) -> Iterator[InputError]:
    for index, group in enumerate(scenario.creators):
        yield from _group(group, ("creators", index), scenario.world.network)


def _group(group: Group, key: Key, network: str | None) -> Iterator[InputError]:
    given = [name for name in SOURCES if getattr(group, name) is not None]
    if len(given) != 1:
        names = " and ".join(given) or "none of them"
        yield InputError(f"needs exactly one of {', '.join(SOURCES)}; it has {names}", path=key)
    elif given[0] != "followers" and "count" in group.model_fields_set:
        message = f"must be left out, not {group.count}: {given[0]} says how many creators there are"
        yield InputError(message, path=(*key, "count"))
    if group.roster_handles is not None and group.roster is None:
        yield InputError("needs roster, the file in which they are", path=(*key, "roster_handles"))
    for name in given:
        if name.startswith("network_") and network is None:
            yield InputError("needs world.network, a file with a real follower graph", path=(*key, name))


def _networks(scenario: Scenario) -> Iterator[InputError]:
    for name, table in (("world", scenario.world), ("friends", scenario.friends)):
        if table.network_undirected and table.network is None:
            yield InputError(f"needs {name}.network, whose ties it takes both ways", path=(name, "network_undirected"))


def _names(scenario: Scenario) -> Iterator[InputError]:
    counts = Counter(group.name for group in scenario.creators)
    seen: set[str] = set()
    for index, group in enumerate(scenario.creators):
        if group.name in seen:
            message = f"must be a name of its own, not {brief(group.name)}, which {counts[group.name]} groups have"
            yield InputError(message, path=("creators", index, "name"))
        seen.add(group.name)


def _fees(scenario: Scenario) -> Iterator[InputError]:
    if scenario.costs.fees == "equal_price" and scenario.costs.budget_usd is None:
        yield InputError('"equal_price" needs costs.budget_usd, the money that it splits', path=("costs", "fees"))
    if scenario.costs.fees == "equal_price" and scenario.costs.fee_per == "post":
        message = 'must be "campaign", not "post": equal_price splits one budget, however much is posted'
        yield InputError(message, path=("costs", "fee_per"))
    if scenario.costs.work == "agency" and not scenario.costs.agency_share and not scenario.costs.agency_minimum_usd:
        message = '"agency" needs costs.agency_share, what the agency takes of fees (vendors: 0.12 to 0.2)'
        yield InputError(message, path=("costs", "work"))


def _window(scenario: Scenario) -> Iterator[InputError]:
    days, horizon = scenario.posts.window_days, scenario.run.horizon_days
    if days > horizon:
        message = f"must be at most run.horizon_days = {horizon}, not {days}: later posts would not be counted"
        yield InputError(message, path=("posts", "window_days"))
        return
    for index, group in enumerate(scenario.creators):
        own = days if group.window_days is None else group.window_days
        if group.start_day + own > horizon:
            name, most = ("start_day", horizon - own) if own <= horizon else ("window_days", horizon)
            message = (
                f"must be at most {most}, not {getattr(group, name)}: run.horizon_days = {horizon}, and later posts "
                "would not be counted"
            )
            yield InputError(message, path=("creators", index, name))


def _niches(scenario: Scenario) -> Iterator[InputError]:
    niches = scenario.world.communities.niches
    for known, count in Counter(niches).items():
        if count > 1:
            message = f"{brief(known)} is there {count} times; every niche needs a name of its own"
            yield InputError(message, path=("world", "communities", "niches"))
    shared = scenario.world.shared_audience
    named: list[tuple[Key, str | None]] = [(("brand", "niche"), scenario.brand.niche)]
    named += [(("creators", i, "niche"), group.niche) for i, group in enumerate(scenario.creators)]
    if shared is not None:
        named.append((("world", "shared_audience", "among", "niche"), shared.among.niche))
    for key, niche in named:
        if niche is not None and niche not in niches:
            near = suggest_or_list(niche, niches[:MOST_COMPARED], MOST_LISTED)
            yield InputError(f"{brief(niche)} is not in world.communities.niches{near}", path=key)


def _talk(scenario: Scenario) -> Iterator[InputError]:
    rule = scenario.word_of_mouth
    if rule.share_prob is not None and rule.r0 is not None:
        message = (
            f"must be left out, not {rule.r0:g}: word_of_mouth.share_prob = {rule.share_prob:g} says how much is shared"
        )
        yield InputError(message, path=("word_of_mouth", "r0"))
