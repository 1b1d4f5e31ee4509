"""Small scenarios that together switch everything on, and the columns of the program itself for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import sim
from tests.independent.play import Counts
from tests.independent.simulate import Amount, Setting, by_unit
from tests.independent.worlds import Network

HEAD = 'schema_version = 1\nname = "independent"\n'
ALONE = """
[world.communities]
generator = "complete_graph"
parameters = { n = 1 }
niches = ["all"]
"""
ALIKE = 'followiness = { name = "zipf", most = 1.0 }\n'
ON_NETWORK = 'network = "follows.csv"\nsusceptibility_sd = 0.0\nactivity_classes = 1\n'
EVERYBODY = "everybody"  # an account that all follow and nobody hires: so that all are people


class Case(NamedTuple):
    """A scenario by name: its text, the sizes of audiences where it has a network, its friendships, its roster."""

    text: str
    has_worlds: bool = False  # whether worlds, or days and leavers, are drawn anew in each
    sizes: tuple[int, ...] = ()
    people: int = 1500
    friendships: int = 0
    roster: str = ""
    draws: int = 1


def hired(sizes: tuple[int, ...]) -> str:
    return "network_handles = [" + ", ".join(f'"c{i}"' for i in range(len(sizes))) + "]\n"


MIXED = (60, 90, 120, 150, 200, 260, 340, 420)
CASES: dict[str, Case] = {
    "chronological": Case(
        f"""platform = "instagram"
[run]
horizon_days = 16
[world]
people = 2000
followiness = {{ name = "gamma", shape = 1.5 }}
{ALONE}
[exposure]
half_life_hours = 30
[[creators]]
name = "m"
count = 8
followers = 150
followers_sd = 0.6
""",
        has_worlds=True,
    ),
    "ranked with momentum": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "burst"
[exposure]
feed = {{ name = "ranked", momentum = 0.8, most_boost = 3 }}
half_life_hours = 40
[engagement]
rate_1k = 0.15
[[creators]]
name = "m"
{hired(MIXED)}
""",
        sizes=MIXED,
    ),
    "strangers": Case(
        f"""platform = "tiktok"
[run]
horizon_days = 14
[world]
people = 3000
{ALIKE}{ALONE}
[exposure]
outside_share = 0.7
outside_pool = 5
[engagement]
rate_1k = 0.05
[posts]
pattern = "together"
[[creators]]
name = "m"
count = 5
followers = 120
fake_share = 0.2
""",
        has_worlds=True,
    ),
    "strangers of a network, ranked": Case(
        f"""platform = "youtube"
[world]
{ON_NETWORK}
[posts]
pattern = "burst"
per_creator = 2
[exposure]
outside_share = 0.5
half_life_hours = 36
feed = {{ name = "ranked", momentum = 0.5, most_boost = 4 }}
[[creators]]
name = "m"
{hired(MIXED[:5])}
""",
        sizes=MIXED[:5],
        has_worlds=True,
    ),
    "own views and rates": Case(
        f"""platform = "tiktok"
[world]
people = 4000
{ALIKE}{ALONE}
[exposure]
outside_share = 0.5
[[creators]]
name = "r"
roster = "roster.csv"
fake_share = 0.1
""",
        has_worlds=True,
        roster="""handle,followers,engagement_rate,avg_views,fee_usd
a,200,5%,,10
b,300,12%,250,
c,150,,90,
d,400,2%,120,25
e,250,,,
f,180,30%,,
""",
    ),
    "limited attention": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK.replace("activity_classes = 1", "activity_classes = 3")}
[posts]
pattern = "together"
[exposure]
attention_exponent = 0.7
[[creators]]
name = "m"
{hired((*MIXED, *MIXED, 500))}
""",
        sizes=(*MIXED, *MIXED, 500),
        people=1000,
        has_worlds=True,
    ),
    "repeated exposure": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "burst"
per_creator = 4
[exposure]
reach_1k = 0.5
[engagement]
rate_1k = 0.08
[response]
curve = {{ name = "hazard_power", beta = 1.6 }}
repeat_weight = 0.5
wear_out_start = 4
wear_out_factor = 0.8
[[creators]]
name = "m"
{hired((*MIXED, 500))}
""",
        sizes=(*MIXED, 500),
        people=800,
    ),
    "interference in bursts": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "burst"
[exposure]
reach_1k = 0.5
[response.interference]
big_followers = 300
after_big = 2.5
after_small = 0.3
[[creators]]
name = "big"
{hired((1,) * 2)}
[[creators]]
name = "small"
start_day = 1
network_handles = ["c2", "c3", "c4", "c5", "c6", "c7"]
""",
        sizes=(500, 400, 250, 200, 200, 150, 120, 300),
        people=800,
    ),
    "audience loss": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
per_creator = 5
[exposure]
feed = {{ name = "ranked", momentum = 0.5, most_boost = 4 }}
[[creators]]
name = "m"
audience_loss = 0.25
{hired(MIXED[2:])}
""",
        sizes=MIXED[2:],
        has_worlds=True,
    ),
    "word of mouth, real friends": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[friends]
network = "friends.csv"
[word_of_mouth]
share_prob = 0.6
friend_view_prob = 0.4
half_life_days = 1.5
[response]
curve = {{ name = "threshold", sources = 2, factor = 3 }}
[engagement]
rate_1k = 0.1
[posts]
pattern = "together"
[[creators]]
name = "m"
{hired(MIXED)}
""",
        sizes=MIXED,
        people=1200,
        friendships=6000,
    ),
    "word of mouth in circles": Case(
        f"""platform = "instagram"
[world]
people = 1000
{ALIKE}{ALONE}
[friends]
mean = 12
generator = {{ name = "circles", size = 40, inside = 0.7 }}
[word_of_mouth]
r0 = 0.4
[response]
repeat_weight = 0.7
curve = {{ name = "hazard_power", beta = 1.2 }}
[[creators]]
name = "m"
count = 5
followers = 100
fake_share = 0.0
""",
        has_worlds=True,
    ),
    "costs": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "together"
[costs]
fee_minimum_usd = 2.0
fee_exponent = 0.8
agency_share = 0.2
agency_minimum_usd = 6.0
congestion_creators = 3
congestion_exponent = 0.5
hour_usd = 1.5
fee_per = "post"
[[creators]]
name = "m"
no_show_prob = 0.35
gift_usd = 3
hours_per_post = 0.5
{hired(MIXED[:6])}
[[creators]]
name = "other"
network_handles = ["c6", "c7"]
fee_usd = 5
no_show_prob = 0.1
posts = 2
quality = 1.5
trust = 3
sponsored_share = 0.2
""",
        sizes=MIXED,
    ),
    "equal price, no-shows paid": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "together"
[costs]
fees = "equal_price"
budget_usd = 400
pay_no_shows = true
agency_share = 0.1
[[creators]]
name = "m"
no_show_prob = 0.35
{hired(MIXED[:6])}
[[creators]]
name = "other"
network_handles = ["c6", "c7"]
fee_usd = 50
no_show_prob = 0.1
""",
        sizes=MIXED,
    ),
    "susceptibility and niche": Case(
        """platform = "instagram"
[world]
people = 2400
susceptibility_sd = 1.5
followiness = { name = "zipf", most = 1.0 }
[world.communities]
generator = "complete_graph"
parameters = { n = 4 }
niches = ["beauty", "tech"]
[brand]
niche = "tech"
match_inside = 2.0
match_outside = 0.4
[engagement]
rate_1k = 0.15
[[creators]]
name = "t"
count = 3
followers = 200
niche = "tech"
breadth = 0.2
fake_share = 0.1
[[creators]]
name = "b"
count = 3
followers = 200
niche = "beauty"
breadth = 0.6
fake_share = 0.1
""",
        has_worlds=True,
    ),
    "draws": Case(
        f"""platform = "instagram"
[world]
{ON_NETWORK}
[posts]
pattern = "together"
[exposure]
reach_1k = {{ dist = "uniform", low = 0.2, high = 0.5 }}
[engagement]
rate_1k = {{ dist = "lognormal", low = 0.025, high = 0.15 }}
[costs]
fee_per_1k_usd = {{ dist = "loguniform", low = 20, high = 200 }}
[[creators]]
name = "m"
{hired(MIXED[3:])}
""",
        sizes=MIXED[3:],
        draws=1000,
    ),
    "posting: pulsed": Case("", sizes=MIXED[3:]),
    "posting: staggered": Case("", sizes=MIXED[3:], has_worlds=True),
    "posting: even": Case("", sizes=MIXED[3:], has_worlds=True),
    "everything at once": Case(
        """platform = "tiktok"
[world]
people = 1200
followiness = { name = "gamma", shape = 2.0 }
[world.communities]
generator = "complete_graph"
parameters = { n = 2 }
niches = ["beauty", "tech"]
[friends]
mean = 8
generator = { name = "circles", size = 30, inside = 0.5 }
[word_of_mouth]
share_prob = 0.5
half_life_days = 0.8
[brand]
niche = "tech"
match_inside = 1.5
match_outside = 0.6
[posts]
pattern = "pulsed"
pulses = 2
per_creator = 4
[exposure]
outside_share = 0.4
outside_pool = 4
attention_exponent = 0.5
feed = { name = "ranked", momentum = 0.6, most_boost = 3 }
[response]
curve = { name = "hazard_power", beta = 1.4 }
repeat_weight = 0.6
wear_out_start = 3
wear_out_factor = 0.7
[response.interference]
big_followers = 250
after_big = 1.8
after_small = 0.5
[costs]
fee_minimum_usd = 1.0
agency_share = 0.15
[[creators]]
name = "big"
count = 2
followers = 300
niche = "tech"
breadth = 0.5
audience_loss = 0.1
[[creators]]
name = "small"
count = 8
followers = 100
followers_sd = 0.4
audience_loss = 0.05
no_show_prob = 0.2
start_day = 2
""",
        has_worlds=True,
    ),
    "one person in ten, ranked": Case(
        f"""platform = "instagram"
[world]
people = 20_000
sample_one_in = 10
{ALIKE}{ALONE}
[posts]
pattern = "burst"
[exposure]
outside_share = 0.3
feed = {{ name = "ranked", momentum = 0.8, most_boost = 4 }}
[engagement]
rate_1k = 0.1
[[creators]]
name = "m"
count = 4
followers = 2000
fake_share = 0.0
""",
        has_worlds=True,
    ),
    "one person in ten": Case(
        f"""platform = "instagram"
[world]
people = 20_000
sample_one_in = 10
{ALIKE}{ALONE}
[response]
curve = {{ name = "hazard_power", beta = 1.5 }}
[[creators]]
name = "m"
count = 6
followers = 3000
fake_share = 0.0
""",
        has_worlds=True,
    ),
}
for kind, row in (("views", ",600"), ("rate", "10%,")):
    CASES[f"own {kind} alone"] = Case(
        f"""platform = "instagram"
[world]
people = 4000
activity_classes = 1
susceptibility_sd = 0.0
{ALIKE}{ALONE}
[posts]
pattern = "together"
per_creator = 2
[exposure]
post_reach_sd = 0.2
repeat_reach_sd = {0.3 if kind == "views" else 1.0}
[engagement]
quality_sd = 0.2
rate_1k = 0.1
[[creators]]
name = "r"
roster = "roster.csv"
fake_share = 0.1
audience_loss = 0.0
no_show_prob = 0.0
""",
        roster=f"handle,followers,engagement_rate,avg_views\na,1500,{row}\n",
    )
for pattern in ("pulsed", "staggered", "even"):
    posting = f"""platform = "instagram"
[run]
horizon_days = 15
[world]
{ON_NETWORK}
[posts]
pattern = "{pattern}"
pulses = 2
per_creator = 5
window_days = 13
[exposure]
half_life_hours = 96
[response]
curve = {{ name = "hazard_power", beta = 1.5 }}
[[creators]]
name = "m"
{hired(MIXED[3:])}
start_day = 2
"""
    CASES[f"posting: {pattern}"] = CASES[f"posting: {pattern}"]._replace(text=posting)


def network_of(case: Case) -> Network:
    """A follower graph of these sizes, and friendships; drawn here, and read from files by the program."""
    rng = np.random.default_rng(case.people + sum(case.sizes))
    weight = rng.gamma(1.5, size=case.people)
    weight /= weight.sum()
    audiences = {f"c{i}": rng.choice(case.people, n, replace=False, p=weight) for i, n in enumerate(case.sizes)}
    ends = rng.integers(0, case.people, (case.friendships, 2))
    pairs = {(int(a), int(b)) for a, b in ends if a != b}
    friends: list[list[int]] = [[] for _ in range(case.people)]
    for follower, sharer in sorted(pairs):
        friends[sharer].append(follower)
    return Network(case.people, audiences, [np.array(f, int) for f in friends])


def write(case: Case, folder: Path) -> Path:
    """Put a case's files into a folder; returns its scenario."""
    (folder / "scenario.toml").write_text(HEAD + case.text, "utf-8")
    (folder / "roster.csv").write_text(case.roster, "utf-8")
    if case.sizes:
        network = network_of(case)
        rows = [f"p{p},{handle}" for handle, audience in network.audiences.items() for p in audience]
        rows += [f"p{p},{EVERYBODY}" for p in range(case.people)]
        (folder / "follows.csv").write_text("\n".join(["follower,creator", *rows, ""]), "utf-8")
        talks = [
            f"p{follower},p{sharer}" for sharer, friends in enumerate(network.friends or ()) for follower in friends
        ]
        (folder / "friends.csv").write_text("\n".join(["follower,creator", *talks, ""]), "utf-8")
    return folder / "scenario.toml"


def setting_of(case: Case, folder: Path) -> Setting:
    """A case as the independent simulator reads it: the values that the program found in its file."""
    loaded = sim.load(str(write(case, folder)))
    uncertain = {key: law.model_dump() for key, law in loaded.uncertain.items()}
    return Setting(loaded.scenario.model_dump(), uncertain, folder, network_of(case) if case.sizes else None)


def amount_of(case: Case, runs: int) -> Amount:
    """How to share out so many runs."""
    if case.draws > 1:
        draws = max(20, min(case.draws, runs // 30 * 10))
        return Amount(1, draws, max(1, runs // draws))
    worlds = max(2, runs // 30) if case.has_worlds else 1
    return Amount(worlds, 1, runs // worlds)


def play_program(path: Path, amount: Amount, columns: list[str], seed: int) -> Counts:
    """The same columns by the program, each world from a seed of its own, from this one on."""
    run: Callable[..., Any] = sim.run
    parts = []
    for world in range(amount.worlds):
        changes = {"run.seed": seed + world, "run.runs": amount.runs, "run.draws": amount.draws}
        result = run(sim.load(str(path), changes), quiet=True)
        parts.append({name: np.array(result[f"outcomes/{name}"], float) for name in columns})
    if amount.draws > 1:
        return {name: parts[0][name].reshape(amount.draws // 10, -1) for name in columns}
    return {name: by_unit(np.concatenate([part[name] for part in parts])) for name in columns}
