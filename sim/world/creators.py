"""The roster: generated creators, creators from a file, accounts of a real network, as one list."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.jit import jit
from sim.core.maths import exp, normal_quantile
from sim.errors import InputError
from sim.scenario.files import beside
from sim.scenario.model import Scenario
from sim.scenario.settings.group_settings import Group
from sim.tables import roster as roster_file
from sim.tables.graphs.list_head import ONE_IN
from sim.tables.handles import identity
from sim.tables.roster import Roster
from sim.text import quote, suggest, visible
from sim.world import follows as follow_graph
from sim.world.follows import Follows

ANYWHERE = -1
GOLDEN = 0.6180339887498949  # multiples of the golden section are as evenly spread as a sequence can be
FIRST = 0.6  # quantile of a group's first creator, whose size is near the mean
TWICE = 2.0  # or half the followers: not the same people
ROUGHLY = 0.1  # of its followers: a network that says otherwise says so of other people


SYNONYMS = {
    word: niche
    for niche, words in {
        "beauty": "cosmetics makeup make-up skincare hair nails kosmetik schönheit beauté belleza bellezza beleza",
        "fashion": "style clothing apparel mode moda",
        "fitness": "sport sports gym workout health wellness gesundheit santé salud saúde salute",
        "food": "cooking recipes foodie gastronomy essen kochen cuisine comida cucina",
        "gaming": "games game esports e-sports spiele jeux juegos jogos giochi",
        "home": "interior decor diy garden wohnen maison hogar casa",
        "music": "musik musique música musica",
        "parenting": "family mom mum moms mums parents kids familie eltern famille familia família famiglia",
        "tech": "technology gadgets technik technologie tecnología tecnologia",
        "travel": "reise reisen voyage voyages viajes viaggi viagem",
    }.items()
    for word in words.split()
}
"""Usual words for the niches of the default world."""


class Creators(NamedTuple):
    """Every creator of a scenario, in the order of the file."""

    handle: tuple[str, ...]  # [creator]
    key: np.ndarray  # [creator] uint64 identity
    group: I64  # [creator] index into scenario.creators
    followers: I64  # [creator] listed
    niche: I64  # [creator] index into the niches, -1: anywhere
    rate: F64  # [creator] engagements per follower and post, nan: by the law
    views: F64  # [creator] views per post, nan: by the law
    fee_usd: F64  # [creator] nan: by costs.fees
    account: I64  # [creator] index into the real network, -1: none
    notes: tuple[str, ...]


@jit
def size_factors(n, sd):
    """Return lognormal factors of mean 1, each by the creator's own number, evenly spread over any first numbers."""
    out = np.empty(n)
    for number in range(n):
        turn = FIRST + number * GOLDEN
        out[number] = exp(sd * normal_quantile(turn - np.floor(turn)) - 0.5 * sd * sd)
    return out


def own_sizes(group: Group) -> I64:
    """Listed followers of the creators of a group [creator]: one creator more changes nobody else's."""
    factors = size_factors(group.count, group.followers_sd)
    ends = np.round(np.cumsum(factors) * (group.followers or 0.0)).astype(np.int64)  # so fractions are not lost
    return np.diff(ends, prepend=0)


def niche_index(name: str | None, niches: tuple[str, ...]) -> int:
    """The number of a niche, in any case or by a usual word for it; ANYWHERE for none that the world has."""
    places = {niche.casefold(): place for place, niche in enumerate(niches)}
    word = "" if name is None else name.strip().casefold()
    return places.get(word, places.get(SYNONYMS.get(word, word), ANYWHERE))


class GroupCreators(NamedTuple):
    """The creators of one group."""

    handle: list[str]
    followers: I64
    niche: list[int]
    rate: F64
    views: F64
    fee_usd: F64
    account: I64
    notes: list[str]


def nothing(n: int) -> F64:
    """Numbers that are not given [creator]."""
    return np.full(n, np.nan)


def generate(scenario: Scenario, group: Group) -> GroupCreators:
    """`count` creators whose sizes average `followers`."""
    handles = [f"{group.name}-{number:05d}" for number in range(1, group.count + 1)]
    followers = own_sizes(group)
    niche = niche_index(group.niche, scenario.world.communities.niches)
    none = np.full(group.count, -1, np.int64)
    open_ = nothing(group.count)
    return GroupCreators(handles, followers, [niche] * group.count, open_, open_, open_, none, [])


def only(read: Roster, handles: tuple[str, ...], path: Path, index: int) -> Roster:
    """The creators with these handles, in the order of the file. Raises InputError for a handle that is not there."""
    place = {identity(handle): row for row, handle in enumerate(read.handle)}
    for handle in handles:
        if identity(handle) not in place:
            near = suggest(handle, read.handle)
            raise InputError(
                f"{path.name} has no creator {quote(handle)}{near}", path=("creators", index, "roster_handles")
            )
    rows = np.array(sorted({place[identity(handle)] for handle in handles}), np.int64)
    return read._replace(
        handle=[read.handle[row] for row in rows],
        niche=[read.niche[row] for row in rows],
        **{name: getattr(read, name)[rows] for name in ("followers", "engagement_rate", "views", "fee_usd", "line")},
    )


def from_roster(scenario: Scenario, group: Group, index: int, folder: Path, follows: Follows | None) -> GroupCreators:
    """The creators of a roster's file; niches that the world does not have are placed anywhere, with a note.

    In a real network they are its accounts.
    """
    path = beside(folder, str(group.roster))
    read = roster_file.read(path, roster_file.choices_of(group.reading))
    if group.roster_handles is not None:
        read = only(read, group.roster_handles, path, index)
    if follows is None:
        roster_file.refuse_beyond(read, scenario.world.people, path)
    niches = scenario.world.communities.niches
    homes = [group.niche or niche for niche in read.niche]
    places = [niche_index(niche, niches) for niche in homes]
    strangers = {niche for niche, place in zip(homes, places, strict=True) if niche and place == ANYWHERE}
    notes = list(read.notes)
    if follows is None:
        notes += [
            f"niche {quote(home)} is taken as {niches[place]}" for home, place in meant_otherwise(homes, places, niches)
        ]
    if strangers and follows is None:
        notes.append(
            f"{len(strangers)} niches of {group.roster} are not in world.communities.niches (first: "
            f"{min(strangers)!r}); the audiences of their creators are placed anywhere"
        )
    accounts = np.full(len(read.handle), -1, np.int64)
    if follows is not None:
        accounts, odd = accounts_of(read, follows, path.name, index)
        notes += odd
    own = (read.engagement_rate, read.views, read.fee_usd)
    return GroupCreators(list(read.handle), read.followers, places, *own, accounts, notes)


def meant_otherwise(homes: list[str | None], places: list[int], niches: tuple[str, ...]) -> list[tuple[str, int]]:
    """The niches that stand in the file under another word, each once, with the number of the niche."""
    pairs = dict.fromkeys(
        (home, place) for home, place in zip(homes, places, strict=True) if home and place != ANYWHERE
    )
    return sorted((home, place) for home, place in pairs if home.strip().casefold() != niches[place].casefold())


def accounts_of(read: Roster, follows: Follows, file: str, index: int) -> tuple[I64, list[str]]:
    """The accounts of a roster's creators in the real network, and notes on odd sizes. Raises InputError."""
    place = {identity(account): number for number, account in enumerate(follows.accounts)}
    names = [handle if identity(handle) in place else visible(handle) for handle in read.handle]  # as exports write it
    for handle, name in zip(read.handle, names, strict=True):
        if identity(name) not in place:
            message = f"creator {quote(handle)} of {file} is not an account of world.network"
            raise InputError(message + suggest(handle, follows.accounts), path=("creators", index, "roster"))
    accounts = np.array([place[identity(name)] for name in names], np.int64)
    there = np.diff(follows.account_start)[accounts].astype(np.float64) * follows.one_in
    if not read.followers.sum() <= TWICE * there.sum() <= TWICE * TWICE * read.followers.sum():
        message = (
            f"holds {there.sum():,.0f} followers of creators who have {read.followers.sum():,} by {file}: another "
            f"network, or another sample (its first line says how many each person stands for: # {ONE_IN} N)"
        )
        raise InputError(message, path=("world", "network"))
    odd = np.abs(there - read.followers) > ROUGHLY * read.followers + follows.one_in
    if not odd.any():
        return accounts, []
    first = int(np.argmax(odd))
    return accounts, [
        f"{int(odd.sum()):,} creators of {file} have other numbers of followers in world.network (first: "
        f"{quote(read.handle[first])}, {read.followers[first]:,} and {there[first]:,.0f}): fees and the share that "
        "sees a post go by the file, audiences by the network"
    ]


def from_network(scenario: Scenario, group: Group, index: int, follows: Follows) -> GroupCreators:
    """Accounts of the real network: the most followed ones, or named ones."""
    named = "network_handles" if group.network_top is None else "network_top"
    try:
        if group.network_top is None:
            accounts = follow_graph.locate(follows, list(group.network_handles or ()))
        else:
            accounts = follow_graph.top(follows, group.network_top)
    except InputError as error:
        raise InputError(error.message, path=("creators", index, named)) from None
    followers = np.diff(follows.account_start)[accounts].astype(np.int64) * follows.one_in
    n = accounts.size
    niche = niche_index(group.niche, scenario.world.communities.niches)
    open_ = nothing(n)
    return GroupCreators([follows.accounts[a] for a in accounts], followers, [niche] * n, open_, open_, open_,
                accounts, [])  # fmt: skip


def expand(scenario: Scenario, folder: Path, follows: Follows | None) -> Creators:
    """All creators of a scenario; a handle that occurs twice is an InputError."""
    parts: list[GroupCreators] = []
    for index, group in enumerate(scenario.creators):
        if group.roster is not None:
            parts.append(from_roster(scenario, group, index, folder, follows))
        elif follows is not None and (group.network_top is not None or group.network_handles is not None):
            parts.append(from_network(scenario, group, index, follows))
        else:
            parts.append(generate(scenario, group))
    handles = tuple(handle for part in parts for handle in part.handle)
    keys = np.array([identity(handle) for handle in handles], np.uint64)
    distinct, first = np.unique(keys, return_index=True)
    if distinct.size < keys.size:
        twice = handles[np.setdiff1d(np.arange(keys.size), first)[0]]
        raise InputError(f'creator "{twice}" occurs twice', path=("creators",))
    return Creators(
        handle=handles,
        key=keys,
        group=np.repeat(np.arange(len(parts)), [len(part.handle) for part in parts]).astype(np.int64),
        followers=np.concatenate([part.followers for part in parts]).astype(np.int64),
        niche=np.array([place for part in parts for place in part.niche], np.int64),
        rate=np.concatenate([part.rate for part in parts]),
        views=np.concatenate([part.views for part in parts]),
        fee_usd=np.concatenate([part.fee_usd for part in parts]),
        account=np.concatenate([part.account for part in parts]),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),  # groups may share a file
    )
