"""Small campaigns in words, the plans that they become, and hypothesis strategies that invent them."""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim.core.arrays import Plan, freeze
from sim.core.outcome import Outcome
from sim.engine.play import Player


class Creator(NamedTuple):
    """One creator with everything that the kernel asks about them."""

    key: int
    followers: tuple[int, ...] = ()  # persons
    posts: tuple[tuple[tuple[int, float], ...], ...] = ()  # [post] the (day, hazard)s of its life
    no_show_prob: float = 0.0
    engage_odds: float = 0.1
    luck_sd: float = 0.0
    reach_sd: float = 0.0
    post_reach_sd: float = 0.0
    click_odds: float = 0.1
    buy_prob: float = 0.5
    fee_usd: float = 0.0
    fee_sd: float = 0.0
    fee_minimum_usd: float = 0.0
    gift_usd: float = 0.0
    stays: int = 1000  # sponsored posts after which every third follower has gone
    kind: int = 0


class Campaign(NamedTuple):
    """A whole small campaign; persons spread over activity classes by their number."""

    creators: tuple[Creator, ...]
    n_days: int = 1
    class_activity: tuple[float, ...] = (1.0,)
    activity_step: float = 0.0  # by how much the classes of some creators are more active
    matches: tuple[float, ...] = (1.0,)  # by link, over and over; a single one holds for all
    susceptibilities: tuple[float, ...] = (1.0,)  # likewise
    response: tuple[tuple[tuple[float, ...], ...], ...] = (((1.0,),), ((1.0,),))  # [repeat][source][exposure]
    seed: int = 1
    draw: int = 0
    weight: int = 1
    dues: tuple[float, ...] = (0.0,)  # by the sum of key and day, over and over
    momentum: float = 0.0
    most_boost: float = 1.0
    quality_sd: float = 0.0
    reach_correlation: float = 0.0
    click_sd: float = 0.0
    click_exponent: float = 0.0
    buy_sd: float = 0.0
    impressions_per_view: float = 1.0
    pay_no_shows: int = 0
    management_hours: float = 0.0
    hour_usd: float = 0.0
    agency_share: float = 0.0
    agency_minimum_usd: float = 0.0
    interference: tuple[float, float] = (1.0, 1.0)  # [kind]
    friends: tuple[tuple[int, ...], ...] = ()  # [person] friends of each; empty: nobody talks
    share_prob: float = 0.0
    friend_view_prob: float = 0.0
    friend_engage_odds: float = math.inf
    friend_click_odds: float = 0.1
    friend_buy_prob: float = 0.5
    delay_cumulative: tuple[float, ...] = (1.0,)  # [day]
    person_matches: tuple[float, ...] = (1.0,)  # by person, over and over; used where there are several matches
    person_susceptibilities: tuple[float, ...] = (1.0,)  # likewise


def array(values: Iterable[Any], dtype: Any) -> Any:
    return np.array(list(values), dtype)


class Links(NamedTuple):
    """Links by creator and class, those last who leave."""

    persons: list[int]  # [link]
    starts: list[list[int]]  # [creator, class + 1]
    n_stay: list[list[int]]  # [creator, class] links of people who do not leave


def links(campaign: Campaign) -> Links:
    """The links of a campaign: every third follower of a class leaves."""
    whole = Links([], [], [])
    n_classes = len(campaign.class_activity)
    for creator in campaign.creators:
        whole.starts.append([len(whole.persons)])
        whole.n_stay.append([])
        for activity_class in range(n_classes):
            fans = [person for person in creator.followers if person % n_classes == activity_class]
            stay = [fan for place, fan in enumerate(fans) if place % 3 != 1]
            whole.persons.extend([*stay, *(fan for fan in fans if fan not in stay)])
            whole.starts[-1].append(len(whole.persons))
            whole.n_stay[-1].append(len(stay))
    return whole


def stops(campaign: Campaign, whole: Links) -> list[list[int]]:
    """End of the links of each class that a post can reach [post, class]."""
    return [
        [
            first + n if number >= creator.stays else stop
            for first, n, stop in zip(starts, n_stay, starts[1:], strict=False)
        ]
        for creator, starts, n_stay in zip(campaign.creators, whole.starts, whole.n_stay, strict=True)
        for number in range(len(creator.posts))
    ]


def uses(campaign: Campaign) -> list[list[float]]:
    """The activity of each class of each creator."""
    steps = (1.0 + campaign.activity_step * (creator.key % 3) for creator in campaign.creators)
    return [[activity * step for activity in campaign.class_activity] for step in steps]


def levels_of(campaign: Campaign) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Levels of susceptibility of links and of persons, each with values of its own."""
    n_links, n_persons = len(campaign.susceptibilities), len(campaign.person_susceptibilities)
    return tuple(range(n_links)), tuple(range(n_links, n_links + n_persons))


def by_link(values: tuple[float, ...], n_links: int, kind: Any = np.float32) -> Any:
    """One value for all links, or one for each."""
    n = 1 if len(values) == 1 else n_links
    return array((values[link % len(values)] for link in range(n)), kind)


def by_person(values: tuple[float, ...], of_links: tuple[float, ...], n_people: int, kind: Any = np.float32) -> Any:
    """A value for each person where links have several, else a single one, which is not looked at."""
    n = n_people if len(of_links) > 1 else 1
    return array((values[person % len(values)] for person in range(n)), kind)


def cells(campaign: Campaign) -> list[tuple[int, int, float]]:
    """(day, post, hazard) in the order in which they are played: by day, then by post."""
    posts = [post for creator in campaign.creators for post in creator.posts]
    return sorted((day, number, hazard) for number, post in enumerate(posts) for day, hazard in post)


def friendships(campaign: Campaign, follower: dict[int, int]) -> dict[str, Any]:
    """The plan's arrays over friends; persons beyond the list stand in for others, in turn."""
    n_people = len(campaign.friends)
    slots, free = [], len(follower)
    for person in range(n_people):
        slots.append(follower.get(person, free))
        free += person not in follower
    beyond = max(0, max(follower, default=-1) + 1 - n_people) if n_people else 0
    starts = np.cumsum([0, *(len(friends) for friends in campaign.friends)])
    return {
        "spreads": int(n_people > 0 and campaign.share_prob > 0.0 and campaign.friend_view_prob > 0.0),
        "delay_cumulative": array(campaign.delay_cumulative, np.float64),
        "friend_start": starts.astype(np.int64),
        "friend": array((friend for friends in campaign.friends for friend in friends), np.int32),
        "person_slot": array(slots, np.int32),
        "stand_in": array((n % n_people for n in range(beyond)), np.int32),
        "person_match": by_person(campaign.person_matches, campaign.matches, n_people),
        "person_susceptibility": by_person(levels_of(campaign)[1], campaign.susceptibilities, n_people, np.uint8),
    }


def dues(campaign: Campaign) -> list[float]:
    """What is due of each cell's post before its day."""
    keys = [creator.key for creator in campaign.creators for _ in creator.posts]
    return [campaign.dues[(keys[post] + day) % len(campaign.dues)] for day, post, _ in cells(campaign)]


def chances(odds: list[float]) -> Any:
    """Probabilities with these odds."""
    return array((1.0 / (1.0 + 1.0 / value) if value > 0.0 else 0.0 for value in odds), np.float64)


def odds_of(probs: list[float]) -> Any:
    """Odds of these probabilities."""
    return array((prob / (1.0 - prob) if prob < 1.0 else math.inf for prob in probs), np.float64)


def make(campaign: Campaign) -> Plan:
    """The plan of a campaign, frozen like those of sim.plan.make."""
    creators = campaign.creators
    whole = links(campaign)
    persons, starts = whole.persons, whole.starts
    n_posts = sum(len(creator.posts) for creator in creators)
    follower = {person: index for index, person in enumerate(dict.fromkeys(persons))}
    shown = cells(campaign)
    n_classes = len(campaign.class_activity)
    own = {
        name if name.startswith("post_") else f"creator_{name}": array(
            (getattr(creator, name) for creator in creators), np.float64
        )
        for name in Creator._fields
        if name not in ("key", "followers", "posts", "kind", "stays")
    }
    use = array(uses(campaign), np.float64).reshape(len(creators), n_classes)
    post_creator = array((n for n, creator in enumerate(creators) for _ in creator.posts), np.int64)
    reached = np.array(stops(campaign, whole), np.int64).reshape(n_posts, n_classes)
    n_links = reached - np.array(starts, np.int64).reshape(len(creators), n_classes + 1)[post_creator, :-1]
    shared = {name: getattr(campaign, name) for name in Campaign._fields if name in Plan._fields}
    plan = Plan(**{
        **own,
        **shared,
        "seed": np.uint64(campaign.seed),
        "n_followers": len(follower),
        "creator_key": array((creator.key for creator in creators), np.uint64),
        "creator_posts": array((len(creator.posts) for creator in creators), np.int64),
        "link_class_start": np.array(starts, np.int64).reshape(len(creators), n_classes + 1),
        "class_activity": use,
        "creator_engage_prob": chances([creator.engage_odds for creator in creators]),
        "creator_click_prob": chances([creator.click_odds for creator in creators]),
        "creator_buy_odds": odds_of([creator.buy_prob for creator in creators]),
        "post_class_stop": reached,
        "post_mass": (n_links * use[post_creator]).sum(axis=1),
        "post_activity": use[post_creator].mean(axis=1),
        "link_follower": array((follower[person] for person in persons), np.int32),
        "link_person": array(persons, np.int32),
        "link_match": by_link(campaign.matches, len(persons)),
        "match_step": int(len(campaign.matches) > 1),
        "susceptibility": array((*campaign.susceptibilities, *campaign.person_susceptibilities), np.float32),
        "link_susceptibility": by_link(levels_of(campaign)[0], len(persons), np.uint8),
        "susceptibility_step": int(len(campaign.susceptibilities) > 1),
        "post_creator": post_creator,
        "post_number": array((n for creator in creators for n in range(len(creator.posts))), np.int64),
        "day_cell_start": array(
            (sum(day < first for day, _, _ in shown) for first in range(campaign.n_days + 1)), np.int64
        ),
        "cell_post": array((post for _, post, _ in shown), np.int64),
        "cell_hazard": array((hazard for _, _, hazard in shown), np.float64),
        "cell_due": array(dues(campaign), np.float64),
        "response": np.array(campaign.response, np.float64).ravel(),
        "n_sources": len(campaign.response[0]),
        "n_exposures": len(campaign.response[0][0]),
        "repeat_matters": int((np.array(campaign.response) != 1.0).any()),
        "order_matters": int((np.array(campaign.response) != 1.0).any() or campaign.interference != (1.0, 1.0)),
        "creator_kind": array((creator.kind for creator in creators), np.uint8),
        "interference": array(campaign.interference, np.float64),
        "interferes": int(campaign.interference != (1.0, 1.0)),
        **friendships(campaign, follower),
    })  # fmt: skip
    return freeze(plan)  # type: ignore[no-any-return]


def play(campaign: Campaign, n_runs: int, first_run: int = 0) -> Outcome:
    """What the kernel makes of consecutive runs."""
    return Player(make(campaign)).play(first_run, n_runs)


# Invented campaigns

PERSONS = (*range(12), 2**31 - 1)
CURVES = {
    "independent": ((1.0,), (1.0,)),
    "threshold": ((1.0, 4.0, 4.0), (0.5, 2.0, 2.0)),
}
probabilities = st.sampled_from((0.0, 1.0)) | st.floats(0.0, 1.0)
odds = st.sampled_from((0.0, math.inf)) | st.floats(0.0, 4.0)
spreads = st.just(0.0) | st.floats(0.05, 1.5)
amounts = st.just(0.0) | st.floats(0.01, 1e4)  # nothing so small that a double of it is rounded
hazards = st.sampled_from((0.0, 30.0)) | st.floats(1e-3, 4.0)
factors = st.lists(st.sampled_from((0.0, 0.1, 0.7, 1.0, 1.3, 3.0)), min_size=1, max_size=5).map(tuple)


@st.composite
def responses(draw):
    """A curve over sources, or any table at all: [repeat][source][exposure]."""
    name = draw(st.sampled_from((*CURVES, "any")))
    if name != "any":
        return tuple(tuple((weight,) for weight in row) for row in CURVES[name])
    n_sources, n_exposures = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    row = st.tuples(*[st.floats(0.0, 4.0)] * n_exposures)
    return draw(st.tuples(*[st.tuples(*[row] * n_sources)] * 2))


def creators(n_days, persons, least=0):
    """Rosters with different keys whose members may share followers."""
    life = st.lists(st.tuples(st.integers(0, n_days - 1), hazards), max_size=3, unique_by=lambda cell: cell[0])
    creator = st.builds(
        Creator,
        key=st.integers(0, 2**64 - 1),
        followers=st.lists(st.sampled_from(persons), unique=True).map(tuple),
        posts=st.lists(life.map(tuple), max_size=3).map(tuple),
        no_show_prob=probabilities,
        engage_odds=odds,
        luck_sd=spreads,
        reach_sd=spreads,
        post_reach_sd=spreads,
        click_odds=odds,
        buy_prob=probabilities,
        fee_usd=amounts,
        fee_sd=spreads,
        fee_minimum_usd=amounts,
        gift_usd=amounts,
        kind=st.integers(0, 1),
        stays=st.integers(1, 3),
    )
    return st.lists(creator, min_size=least, max_size=5, unique_by=lambda each: each.key).map(tuple)


@st.composite
def circles(draw, n_people=10):
    """Who is friends with whom: any directed graph without loops and doubles, some of it dense; or nobody."""
    if draw(st.booleans()):
        return ()
    return tuple(
        tuple(sorted(draw(st.sets(st.integers(0, n_people - 1), max_size=n_people)) - {person}))
        for person in range(n_people)
    )


@st.composite
def campaigns(draw, **fixed):
    """Campaigns of a few creators, people and days."""
    n_days = draw(st.integers(1, 4))
    friends = draw(fixed.get("friends", circles()))
    fixed["friends"] = st.just(friends)
    parts = {
        "creators": creators(n_days, range(len(friends) + 3) if friends else PERSONS),
        "class_activity": st.sampled_from(((1.0,), (0.5, 1.5), (0.1, 0.9, 2.0))),
        "activity_step": st.sampled_from((0.0, 0.3)),
        "matches": factors,
        "susceptibilities": factors,
        "response": responses(),
        "seed": st.integers(0, 2**64 - 1),
        "draw": st.integers(0, 1000),
        "weight": st.sampled_from((1, 2, 100)),
        "dues": st.lists(st.sampled_from((0.0, 0.3, 2.0, 50.0, 400.0)), min_size=1, max_size=5).map(tuple),
        "momentum": st.sampled_from((0.0, 0.4, 1.0, 2.0)),
        "most_boost": st.sampled_from((1.0, 1.5, 10.0)),
        "quality_sd": spreads,
        "reach_correlation": st.sampled_from((-0.4, 0.0, 0.9)),
        "click_sd": spreads,
        "click_exponent": st.sampled_from((0.0, 0.3, 1.0)),
        "buy_sd": spreads,
        "impressions_per_view": st.sampled_from((1.0, 1.7)),
        "pay_no_shows": st.integers(0, 1),
        "management_hours": amounts,
        "hour_usd": amounts,
        "agency_share": st.sampled_from((0.0, 0.15, 1.0)),
        "agency_minimum_usd": amounts,
        "interference": st.just((1.0, 1.0)) | st.tuples(st.floats(0.0, 2.0), st.floats(0.0, 2.0)),
        "share_prob": probabilities,
        "friend_view_prob": probabilities,
        "friend_engage_odds": odds,
        "friend_click_odds": odds,
        "friend_buy_prob": probabilities,
        "delay_cumulative": st.sampled_from(((1.0,), (0.5, 0.75, 1.0))),
        "person_matches": factors,
        "person_susceptibilities": factors,
    }
    return Campaign(n_days=n_days, **{name: draw(part) for name, part in {**parts, **fixed}.items()})


@st.composite
def two_campaigns(draw):
    """Two campaigns that differ in their creators alone, none of whom share a follower or a key."""
    one_value = st.just((1.0,))  # by link, values would move with the number of links before
    whole = draw(campaigns(creators=st.just(()), matches=one_value, susceptibilities=one_value, friends=st.just(()),
                           impressions_per_view=st.just(1.0)))  # fmt: skip
    left = draw(creators(whole.n_days, PERSONS[:6], least=1))
    right = draw(creators(whole.n_days, PERSONS[6:], least=1))
    taken = {creator.key for creator in left}
    right = tuple(creator for creator in right if creator.key not in taken)
    return whole._replace(creators=left), whole._replace(creators=right)
