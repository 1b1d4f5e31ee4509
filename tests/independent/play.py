"""Runs of a campaign in whole arrays: a coin for each link, post and day, then a person's exposures one by one."""

from typing import NamedTuple

import numpy as np

from tests.independent.figures import (
    NORMAL,
    WEIGHT,
    Figures,
    FriendFigures,
    Values,
    buy_odds,
    chance,
    purchase_prob,
    response_table,
    shares_by_age,
)
from tests.independent.worlds import World

FRIEND = -1  # in place of a creator
EARLY = 10.0  # engagements that keep the first few people from deciding
Counts = dict[str, np.ndarray]


class Links(NamedTuple):
    """Everybody who may see a post: one row per post and follower or stranger."""

    person: np.ndarray
    post: np.ndarray
    intensity: np.ndarray


class Posts(NamedTuple):
    """All posts of all creators, creator by creator."""

    creator: np.ndarray
    day: np.ndarray


class Luck(NamedTuple):
    """Factors of one batch of runs, by run and post; 0 where a creator does not show up."""

    reach: np.ndarray
    engage: np.ndarray
    click: np.ndarray
    is_there: np.ndarray  # by run and creator
    buy: np.ndarray  # by run and creator: a click is a purchase


class Levels(NamedTuple):
    """Standard normal levels of creators in one draw."""

    reach: np.ndarray
    answer: np.ndarray


class Event(NamedTuple):
    """Exposures of different people, at most one each."""

    key: np.ndarray  # run * people + person
    creator: np.ndarray
    post: np.ndarray


def days_of(values: Values, figures: list[Figures], rng: np.random.Generator) -> Posts:
    """When each creator posts."""
    creators, days = [], []
    for group in values["creators"]:
        members = [i for i, f in enumerate(figures) if f.hire.group is group]
        rank = rng.permutation(len(members))
        for i, r in zip(members, rank, strict=True):
            own = group["start_day"] + days_of_creator(values, group, int(r), len(members), rng.random())
            creators += [i] * len(own)
            days += own.tolist()
    return Posts(np.array(creators), np.array(days))


def days_of_creator(values: Values, group: Values, rank: int, members: int, moment: float) -> np.ndarray:
    posts = values["posts"]
    n, d, pattern = (
        group["posts"] or posts["per_creator"],
        group["window_days"] or posts["window_days"],
        posts["pattern"],
    )
    k = np.arange(n)
    if pattern in ("even", "together"):
        return np.floor((k + (moment if pattern == "even" else 0.0)) * d / n).astype(int)
    if pattern == "burst":
        return k * min(n, d) // n
    if pattern == "staggered":
        first = rank * (d - min(n, d)) // (members - 1) if members > 1 else 0
        return first + k * min(n, d) // n
    assert pattern == "pulsed"
    pulses = posts["pulses"]
    burst = k * pulses // n
    begin, end = burst * d // pulses, (burst + 1) * d // pulses
    of_burst = np.bincount(burst, minlength=pulses)[burst]
    place = k - np.searchsorted(burst, burst)
    return begin + place * np.minimum(of_burst, end - begin) // of_burst


def attention_of(values: Values, world: World) -> list[np.ndarray]:
    """What each follower gives a creator: k^-a, the mean over followers of about one k."""
    a = values["exposure"]["attention_exponent"]
    follows = np.bincount(np.concatenate(world.audiences), minlength=world.people.activity.size)
    k = np.concatenate([follows[audience] for audience in world.audiences])
    edges = [1, 2, 3, 4]
    while edges[-1] <= k.max(initial=1):
        edges.append(edges[-1] + max(1, edges[-1] // 2))
    classes = np.searchsorted(edges, k, side="right")
    activity = np.concatenate([world.people.activity[audience] for audience in world.audiences])
    both = np.unique(np.stack([classes, activity]), axis=1, return_inverse=True)[1].ravel()
    share = (np.bincount(both, k**-a) / np.bincount(both))[both]
    return np.split(share, np.cumsum([audience.size for audience in world.audiences])[:-1])


def links_of(values: Values, world: World, figures: list[Figures], posts: Posts, rng: np.random.Generator) -> Links:
    """Rows of followers who have not left yet, and of strangers."""
    attention = attention_of(values, world)
    rows: list[list[np.ndarray]] = [[], [], []]
    for i, creator in enumerate(figures):
        audience, pool = world.audiences[i], world.pools[i]
        loss = creator.hire.group["audience_loss"]
        stays = rng.geometric(loss, audience.size) if loss > 0.0 else np.full(audience.size, 1 << 30)  # so many posts
        for k, post in enumerate(np.flatnonzero(posts.creator == i)):
            left = stays > k
            person = np.concatenate((audience[left], pool))
            use = np.concatenate(
                (creator.intensity * attention[i][left], np.full(pool.size, creator.stranger_intensity))
            )
            for row, part in zip(
                rows, (person, np.full(person.size, post), use * world.people.activity[person]), strict=True
            ):
                row.append(part)
    return Links(*(np.concatenate(row) for row in rows))


def correlated(rng: np.random.Generator, r: float, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    first, other = rng.standard_normal((2, *shape))
    return first, r * first + np.sqrt(1.0 - r * r) * other


def draw_luck(
    values: Values, figures: list[Figures], posts: Posts, runs: int, levels: Levels | None, rng: np.random.Generator
) -> Luck:
    """The luck of creators and posts in these runs."""
    spreads = [f.spreads for f in figures]
    of_creator = {name: np.array([getattr(s, name) for s in spreads]) for name in spreads[0]._fields}
    r = values["engagement"]["reach_correlation"]
    run_reach, run_answer = correlated(rng, r, (runs, len(figures)))
    post_reach, post_answer = correlated(rng, r, (runs, posts.creator.size))
    creator = posts.creator
    ln_reach = of_creator["reach_run"] * run_reach
    ln_answer = of_creator["answer_run"] * run_answer
    if levels is not None:
        ln_reach = ln_reach + of_creator["reach_level"] * levels.reach
        ln_answer = ln_answer + of_creator["answer_level"] * levels.answer
    mean = np.array([s.reach**2 for s in spreads]) / 2.0
    reach = np.exp((ln_reach - mean)[:, creator] + of_creator["reach_post"][creator] * post_reach)
    answer = ln_answer[:, creator] + of_creator["answer_post"][creator] * post_answer
    click = values["funnel"]["click_exponent"] * answer
    click += values["funnel"]["click_sd"] * rng.standard_normal(answer.shape)
    shows = rng.random((runs, len(figures))) >= np.array([f.hire.group["no_show_prob"] for f in figures])
    engage_odds = np.array([f.engage_odds for f in figures])[creator]
    click_odds = np.array([f.click_odds for f in figures])[creator]
    fall = values["funnel"]["trust_exponent"]
    trust = [f.hire.group["trust"] * (f.hire.followers / 1000.0) ** -fall for f in figures]
    ln_buy = np.log([buy_odds(values, each) for each in trust])
    ln_buy = ln_buy + values["funnel"]["conversion_sd"] * rng.standard_normal(shows.shape)
    return Luck(
        reach * shows[:, creator], engage_odds * np.exp(answer), click_odds * np.exp(click), shows, chance(ln_buy)
    )


class Campaign:
    """One batch of runs while it is played."""

    def __init__(self, values: Values, world: World, figures: list[Figures], friend: FriendFigures, runs: int) -> None:
        self.values, self.world, self.figures, self.friend, self.runs = values, world, figures, friend, runs
        self.n = world.people.activity.size
        cells = runs * self.n
        self.exposures, self.sources = np.zeros(cells, np.int32), np.zeros(cells, np.int32)
        self.seen = np.zeros((cells, len(figures)), bool)
        self.has_big, self.has_small, self.by_creator = (np.zeros(cells, bool) for _ in range(3))
        self.engaged, self.bought = np.zeros(cells, bool), np.zeros(cells, bool)
        self.totals = {name: np.zeros(runs) for name in ("impressions", "engagements", "clicks")}
        self.totals |= {name: np.zeros(runs) for name in ("shares", "earned_impressions", "earned_engagements")}
        self.table = response_table(values)
        limit = values["response"]["interference"]["big_followers"]
        self.big = np.array([f.hire.followers >= limit for f in figures])
        self.shared: list[np.ndarray] = []  # on a day, by whom
        self.answered: np.ndarray | None = None  # engagements by run and post

    def add(self, name: str, key: np.ndarray) -> None:
        self.totals[name] += np.bincount(key // self.n, minlength=self.runs)

    def weigh(self, event: Event) -> np.ndarray:
        """R of each exposure, which is now counted; and interference."""
        response = self.values["response"]
        key, friend = event.key, event.creator == FRIEND
        again = ~friend & self.seen[key, event.creator]
        self.exposures[key] += 1
        self.sources[key] += ~again
        k, n = np.minimum(self.sources[key], 32), np.minimum(self.exposures[key], 64)
        weight = self.table[k - 1, n - 1] * np.where(again, response["repeat_weight"], 1.0)
        if not friend.any():
            big, other = self.big[event.creator], response["interference"]
            weight = weight * np.where(~big & self.has_big[key], other["after_big"], 1.0)
            weight = weight * np.where(big & self.has_small[key], other["after_small"], 1.0)
            self.seen[key, event.creator] = True
            self.by_creator[key] = True
            self.has_big[key] |= big
            self.has_small[key] |= ~big
        return weight

    def expose(self, event: Event, luck: Luck, rng: np.random.Generator) -> None:
        """Let people see, engage, click and buy."""
        key, people = event.key, self.world.people
        run, person = key // self.n, key % self.n
        weight = self.weigh(event) * people.match[person]
        is_friend = bool(event.creator.size) and event.creator[0] == FRIEND
        if is_friend:
            engage, click = np.full(key.size, self.friend.engage_odds), np.full(key.size, self.friend.click_odds)
            buy = np.full(key.size, purchase_prob(self.values))
        else:
            engage, click = luck.engage[run, event.post], luck.click[run, event.post]
            buy = luck.buy[run, event.creator]
        engage, click = engage * weight * people.susceptibility[person], click * weight
        engages = rng.random(key.size) * (1.0 + engage) < engage
        clicks = rng.random(key.size) * (1.0 + click) < click
        buys = clicks & (rng.random(key.size) < buy)
        self.add("impressions", key)
        self.add("engagements", key[engages])
        self.add("clicks", key[clicks])
        self.bought[key[buys]] = True
        if is_friend:
            self.add("earned_impressions", key)
            self.add("earned_engagements", key[engages])
        elif self.answered is not None:
            np.add.at(self.answered, (run[engages], event.post[engages]), 1.0)
        first = key[engages & ~self.engaged[key]]
        self.engaged[first] = True
        sharers = first[rng.random(first.size) < self.friend.share_prob]
        self.add("shares", sharers)
        self.shared.append(sharers)

    def expose_in_turn(self, event: Event, luck: Luck, rng: np.random.Generator) -> None:
        """A day's exposures: each person has theirs one by one, in an order of their own."""
        order = np.lexsort((rng.random(event.key.size), event.key))
        key = event.key[order]
        turn = np.arange(key.size) - np.searchsorted(key, key)
        for t in range(turn.max(initial=-1) + 1):
            now = order[turn == t]
            self.expose(Event(event.key[now], event.creator[now], event.post[now]), luck, rng)


def due_by_day(world: World, figures: list[Figures], posts: Posts, links: Links, by_age: np.ndarray) -> np.ndarray:
    """Engagements expected of each post on each of its days, over the luck of reach, without boost."""
    out = np.zeros((posts.creator.size, by_age.size))
    for post, creator in enumerate(posts.creator):
        mine, figure = links.post == post, figures[creator]
        s, rate = figure.spreads.reach, links.intensity[mine]
        per_view = np.array([figure.rate_at[match] for match in world.people.match[links.person[mine]]])
        for z, weight in zip(NORMAL, WEIGHT, strict=True):
            luck = np.exp(s * z - s * s / 2.0)
            out[post] += weight * (per_view[:, None] * -np.expm1(-luck * rate[:, None] * by_age)).sum(axis=0)
    return out


def play(campaign: Campaign, posts: Posts, links: Links, luck: Luck, rng: np.random.Generator) -> Counts:
    """Play all days; totals by run, of people as simulated."""
    values, n, runs = campaign.values, campaign.n, campaign.runs
    by_age, horizon, feed = shares_by_age(values), values["run"]["horizon_days"], values["exposure"]["feed"]
    boosts, weight = feed["name"] == "ranked", values["world"]["sample_one_in"]
    if boosts:
        campaign.answered = np.zeros((runs, posts.creator.size))
        due = np.cumsum(due_by_day(campaign.world, campaign.figures, posts, links, by_age), axis=1)
    pending = [[np.zeros(0, int)] for _ in range(horizon)]
    for today in range(horizon):
        ages = today - posts.day[links.post]
        active = np.flatnonzero((ages >= 0) & (ages < by_age.size))
        age, post = ages[active], links.post[active]
        factor = luck.reach
        if boosts:
            before = today - posts.day - 1
            expected = np.where(before >= 0, due[np.arange(before.size), np.clip(before, 0, by_age.size - 1)], 0.0)
            boost = ((weight * campaign.answered + EARLY) / (weight * expected + EARLY)) ** feed["momentum"]
            factor = factor * np.clip(boost, 1.0 / feed["most_boost"], feed["most_boost"])
        rate = (links.intensity[active] * by_age[age]) * factor[:, post]
        run, row = np.nonzero(rng.standard_exponential(rate.shape) < rate)
        campaign.shared = []
        key = run * n + links.person[active][row]
        campaign.expose_in_turn(Event(key, posts.creator[post[row]], post[row]), luck, rng)
        shown = np.concatenate(pending[today])
        campaign.expose_in_turn(Event(shown, np.full(shown.size, FRIEND), np.zeros(shown.size, int)), luck, rng)
        pass_on(campaign, np.concatenate([*campaign.shared, np.zeros(0, int)]).astype(int), today, pending, rng)
    return counts_of(campaign, posts, luck, rng)


def pass_on(
    campaign: Campaign, sharers: np.ndarray, today: int, pending: list[list[np.ndarray]], rng: np.random.Generator
) -> None:
    """Decide which friends see what was shared today, and when."""
    talk, people = campaign.values["word_of_mouth"], campaign.world.people
    person = sharers % campaign.n
    count = people.friends_start[person + 1] - people.friends_start[person]
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    friend = people.friends[np.repeat(people.friends_start[person], count) + place]
    key = np.repeat(sharers - person, count) + friend
    key = key[rng.random(key.size) < talk["friend_view_prob"]]
    half = talk["half_life_days"]
    later = rng.geometric(1.0 - 0.5 ** (1.0 / half), key.size) if half > 0.0 else np.ones(key.size, int)
    for day in np.unique(today + later):
        if day < len(pending):
            pending[day].append(key[today + later == day])


def counts_of(campaign: Campaign, posts: Posts, luck: Luck, rng: np.random.Generator) -> Counts:
    """Totals of people, things and money by run."""
    weight = campaign.values["world"]["sample_one_in"]

    def people(cells: np.ndarray) -> np.ndarray:
        return cells.reshape(campaign.runs, campaign.n).sum(axis=1).astype(float)

    out = dict(campaign.totals)
    out |= {"reach": people(campaign.sources >= 1), "reach_2": people(campaign.sources >= 2)}
    out |= {"reach_3": people(campaign.sources >= 3), "engagers": people(campaign.engaged)}
    out |= {"purchases": people(campaign.bought)}
    out |= {"earned_reach": people((campaign.sources >= 1) & ~campaign.by_creator)}
    out = {name: weight * column for name, column in out.items()}
    return out | bills(campaign.values, campaign.figures, posts, luck, rng)


def bills(values: Values, figures: list[Figures], posts: Posts, luck: Luck, rng: np.random.Generator) -> Counts:
    """What the campaign costs."""
    costs, there = values["costs"], luck.is_there
    n_posts = np.bincount(posts.creator, minlength=len(figures))
    fees = np.zeros(there.shape)
    fixed = sum(f.hire.group["fee_usd"] or f.hire.fee or 0.0 for f in figures)
    rest = [f.hire.followers for f in figures if f.hire.group["fee_usd"] is None and f.hire.fee is None]
    for i, figure in enumerate(figures):
        group, hire = figure.hire.group, figure.hire
        own = group["fee_usd"] if group["fee_usd"] is not None else hire.fee
        times = n_posts[i] if costs["fee_per"] == "post" else 1
        if own is not None:
            fees[:, i] = own * times
        elif costs["fees"] == "equal_price":
            fees[:, i] = (costs["budget_usd"] - fixed) * hire.followers / sum(rest)
        else:
            law = costs["fee_per_1k_usd"] * (hire.followers / 1000.0) ** costs["fee_exponent"]
            luck_of_fee = np.exp(costs["fee_sd"] * rng.standard_normal(there.shape[0]))
            fees[:, i] = np.maximum(law * luck_of_fee, costs["fee_minimum_usd"]) * times
    paid = (fees if costs["pay_no_shows"] else fees * there).sum(axis=1)
    groups = [f.hire.group for f in figures]
    gifts = np.full(paid.size, float(sum(group["gift_usd"] for group in groups)))
    hours = sum(g["management_hours"] + g["hours_per_post"] * k for g, k in zip(groups, n_posts, strict=True))
    crowd = max(1.0, len(figures) / costs["congestion_creators"]) ** costs["congestion_exponent"]
    overhead = np.full(paid.size, hours * crowd * costs["hour_usd"])
    agency = np.maximum(costs["agency_share"] * paid, costs["agency_minimum_usd"])
    cost = paid + gifts + overhead + agency
    absent = (~there).sum(axis=1).astype(float)
    return {"posts": (there * n_posts).sum(axis=1).astype(float), "no_shows": absent, "fees_usd": paid,
            "gifts_usd": gifts, "overhead_usd": overhead, "agency_usd": agency, "cost_usd": cost}  # fmt: skip
