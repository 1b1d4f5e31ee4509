"""Write the invented data of this folder anew: `python tests/data/make.py`. Nobody in them exists; seeds are fixed.

`one_interest.csv.gz`: 2,000 people and the accounts that they follow, all of one subject. Audiences are dense and
heavy-tailed: some accounts are followed by a fifth of everybody, others by a few, and many people follow dozens.
Some accounts follow others, a few edges stand twice and a few people follow themselves.

`local_groups.csv.gz`: members of 200 groups in many small communities. Most people are in one group, some in ten.

`video_creators.csv`: a roster with the columns of a crawl: likes and videos in total, of six sizes of audience.
Likes per video and follower fall with size and spread widely; a few are above what one follower can give.
"""

import csv
import gzip
from pathlib import Path

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent
Floats = npt.NDArray[np.float64]
LEAST = (1_000, 10_000, 100_000, 500_000, 1_000_000, 10_000_000)  # followers, by tier
COLUMNS = (
    *("account", "continent", "region", "language", "tier", "verified", "commerceUser", "commerceCategory"),
    *("following", "followers", "total_likes", "total_videos"),
)


def normal(rng: np.random.Generator, n: int) -> Floats:
    """Normal variates by Box and Muller, of uniforms alone, whose stream numpy keeps from version to version."""
    return np.sqrt(-2.0 * np.log(1.0 - rng.random(n))) * np.cos(2.0 * np.pi * rng.random(n))


def draw_links(rng: np.random.Generator, activity: Floats, appeal: Floats, affinity: Floats) -> npt.NDArray[np.int64]:
    """Who follows whom [2, link], person and account, each link by its own chance.

    activity [person], appeal [account], affinity [person, account]: the rate of a link is their product.
    """
    rate = activity[:, None] * appeal * affinity
    return np.array(np.nonzero(rng.random(rate.shape) < -np.expm1(-rate)))


def write_links(name: str, header: str, links: npt.NDArray[np.int64]) -> None:
    text = header + "\n" + "".join(f"{person},{account}\n" for person, account in links.T.tolist())
    with gzip.GzipFile(HERE / name, "wb", mtime=0) as file:
        file.write(text.encode())


def one_interest() -> None:
    rng = np.random.default_rng(20261)
    n_people, n_accounts, n_circles = 2_000, 500, 5
    activity = np.exp(1.08 * normal(rng, n_people))
    appeal = 0.24 * np.exp(-((np.arange(n_accounts) / 120) ** 1.3)) * np.arange(1, n_accounts + 1) ** -0.15
    same = rng.integers(n_circles, size=n_people)[:, None] == rng.integers(n_circles, size=n_accounts)
    links = draw_links(rng, activity / activity.mean(), appeal, np.where(same, 2.0, 0.8))
    number = rng.permutation(n_people + n_accounts - 200)  # 200 are both a person and an account
    links = np.stack([number[links[0]], number[n_people - 200 + links[1]]])
    links = links[:, links[0] != links[1]]
    loops = np.repeat(links[:1, rng.integers(links.shape[1], size=12)], 2, axis=0)
    twice = links[:, rng.integers(links.shape[1], size=20)]
    everything = np.concatenate([links, loops, twice], axis=1)
    write_links("one_interest.csv.gz", "follower,followee", everything[:, np.lexsort(everything)])


def local_groups() -> None:
    rng = np.random.default_rng(20262)
    n_people, n_groups, n_places = 10_000, 200, 40
    activity = np.exp(1.4 * normal(rng, n_people))
    appeal = np.exp(0.55 * normal(rng, n_groups))
    same = rng.integers(n_places, size=n_people)[:, None] == rng.integers(n_places, size=n_groups)
    affinity = np.where(same, 5.0, 1.0) * appeal
    links = draw_links(rng, activity / activity.mean(), np.full(n_groups, 0.7 / affinity.sum(axis=1).mean()), affinity)
    write_links("local_groups.csv.gz", "member,group", links[:, np.lexsort(links)])


def video_creators() -> None:
    rng = np.random.default_rng(20263)
    niches = ("none", "Food, Drink", "Music & Dance", "Sports, Fitness & Outdoors")
    rows = []
    for number in range(300):
        tier = number % len(LEAST)
        followers = int(10.0 ** rng.uniform(np.log10(LEAST[tier]), np.log10(4.9 * LEAST[tier])))
        videos = int(5.0 + np.exp(4.5 + 0.9 * normal(rng, 1)[0]))
        rate = np.exp(0.2 - 0.27 * np.log(followers) + 1.23 * normal(rng, 1)[0]) * (40.0 if number % 50 == 0 else 1.0)
        niche = niches[int(rng.random() * len(niches))]
        words = ("Europe", "DE", "German", f"tier {tier}", tier == 5, niche != "none", niche)
        likes = int(np.ceil(rate * followers * videos))
        rows.append((f"@invented_{number:03}", *words, int(900 * rng.random()), followers, likes, videos))
    with (HERE / "video_creators.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    one_interest()
    local_groups()
    video_creators()
