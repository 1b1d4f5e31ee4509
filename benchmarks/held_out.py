"""Promises for campaigns that a calibration did not know, on real data.

    python benchmarks/held_out.py FOLDER [--case facebook] [--draws 200]

FOLDER holds `facebook_posts/facebook_posts.csv` (500 posts of one page, Moro et al. 2016), halved at random and by
date, and `tiktok_tides/tiktok_roster.csv` (5,000 accounts, TIDES 2024), halved at random. One half is learned by
`sim calibrate`; `sim run --set @posterior.toml` plays campaigns of a few sizes, and each held-out campaign is compared
with the promise for its size, which lies between those of the two nearest ones. Prints the coverage of 50% and 90%
intervals, the median promise over what came, and the skill by CRPS and gain of the mean log score over four naive
forecasts of the first half: mean and spread (normal) of campaigns, and of rates times followers; then all campaigns as
they are, and all their rates times followers.
"""

import argparse
import csv
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

import sim
from sim.core.arrays import F64
from sim.measures.stored_files import RESULT
from sim.statistics.scoring_rules import crps
from sim.store.result import load

MEASURES = ("reach", "impressions", "engagements", "clicks")
NORMAL = stats.norm.ppf((np.arange(200) + 0.5) / 200)
CASES = ("facebook", "facebook_by_date", "tiktok")
SEED = 20261
FEWEST_VIDEOS = 5
MONTHS_AHEAD = 5  # from July to December
SLOTS = 20_000  # followers that are simulated, each for several
SCENARIO = """\
schema_version = 1
name = "held out"
platform = "{platform}"
[run]
draws = {draws}
runs = 10
horizon_days = {days}
[world]
people = {people}
sample_one_in = {one_in}
[posts]
per_creator = 1
window_days = 1
[[creators]]
name = "one"
count = 1
followers = {followers}
no_show_prob = 0.0
"""


class Case(NamedTuple):
    """Campaigns of one post, and how to learn from them."""

    name: str
    platform: str
    changes: tuple[str, ...]
    days: int  # that are counted: the platform's posts are old by then
    n_sizes: int  # that are played
    followers: F64  # [campaign]
    measured: dict[str, F64]  # by column, [campaign]
    date: np.ndarray | None = None  # [campaign] texts
    ahead: float = 0.0  # days after the last campaign

    def some(self, which: np.ndarray) -> "Case":
        """The campaigns of a mask or an index."""
        return self._replace(
            followers=self.followers[which],
            measured={name: values[which] for name, values in self.measured.items()},
            date=None if self.date is None else self.date[which],
        )


def facebook(folder: Path) -> Case:
    """Posts of a page, the newest first; without those that reach more people than they have impressions."""
    with (folder / "facebook_posts/facebook_posts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = dict(zip(MEASURES, ("T_Reach", "T_Impression", "Engaged_Users", "Consumers"), strict=True))
    measured = {name: np.array([float(row[column]) for row in rows]) for name, column in columns.items()}
    case = Case("Facebook", "instagram", ("exposure.outside_share=0.35",), 21, 2,
                np.array([float(row["Page_T_Likes"]) for row in rows]), measured,
                np.array([f"2014-{int(row['Month']):02}-15" for row in rows]))  # fmt: skip
    return case.some(measured["reach"] <= measured["impressions"])


def tiktok(folder: Path) -> Case:
    """Accounts with likes per video as the engagements of one post: all that the data have of it."""
    with (folder / "tiktok_tides/tiktok_roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    followers, likes, videos = (
        np.array([float(row[name]) for row in rows]) for name in ("followers", "total_likes", "total_videos")
    )
    case = Case("TikTok", "tiktok", (), 60, 9, followers,
                {"engagements": np.round(likes / np.maximum(videos, 1.0))})  # fmt: skip
    return case.some(videos >= FEWEST_VIDEOS)


def learn(case: Case, folder: Path) -> Path:
    """What `sim calibrate` writes about these campaigns."""
    rows = [",".join(("date", "followers", "posts", *case.measured))]
    for row, size in enumerate(case.followers.tolist()):
        date = "" if case.date is None else case.date[row]
        rows.append(",".join([date, f"{size:.0f}", "1", *(f"{values[row]:.0f}" for values in case.measured.values())]))
    (folder / "past.csv").write_text("\n".join(rows) + "\n")
    posterior, began = folder / "posterior.toml", time.process_time()
    answer = sim.calibrate(
        folder / "past.csv", platform=case.platform, set=case.changes, out=posterior, ahead=case.ahead, force=True,
        quiet=True,
    )  # fmt: skip
    print(f"\n{case.name}: {case.followers.size} campaigns, {time.process_time() - began:.0f} s of processor time")
    for doubt in answer.calibration.notes:
        print(f"  {doubt}")
    for each in answer.calibration.learned:
        print(f"  {each.name:28} {each.posterior.low:10.4g} {each.posterior.median:10.4g} {each.posterior.high:10.4g}")
    return posterior


def play(case: Case, posterior: Path, followers: float, draws: int) -> dict[str, F64]:
    """A campaign of this size by `sim run` with the posterior: measures per follower [draw, run]."""
    one_in = max(1, round(followers / SLOTS))
    config, out = posterior.parent / "one.toml", posterior.parent / "one.h5"
    config.write_text(SCENARIO.format(
        platform=case.platform, draws=draws, days=case.days, people=int(60 * followers), one_in=one_in,
        followers=followers))  # fmt: skip
    sim.run(config, set=[f"@{posterior}", *case.changes], out=out, force=True, quiet=True)
    arrays = load(out, RESULT).arrays
    return {name: np.asarray(arrays[f"outcomes/{name}"], np.float64) / followers for name in case.measured}


class Promises(NamedTuple):
    """Played sizes, and measures per follower of each."""

    ln_sizes: F64  # [size]
    played: list[dict[str, F64]]  # of each size: [draw, run] by measure

    def at(self, name: str, followers: float) -> F64:
        """The promise for a size, between the two nearest ones [draw, run]."""
        place = np.interp(np.log(followers), self.ln_sizes, np.arange(self.ln_sizes.size))
        below = min(int(place), self.ln_sizes.size - 2)
        near, far = (self.played[below + step][name] for step in (0, 1))
        return (near + (place - below) * (far - near)) * followers


def promises(case: Case, held: F64, posterior: Path, draws: int) -> Promises:
    """Campaigns of sizes over the whole range that was held out."""
    sizes = np.round(np.geomspace(held.min(), held.max(), case.n_sizes))
    return Promises(np.log(sizes), [play(case, posterior, float(size), draws) for size in sizes])


def ln_density(sample: F64, actual: float) -> float:
    """Log score: ln density of ln(x + 1) where it came in, by a kernel estimate of the forecast's sample."""
    ln = np.log1p(np.maximum(sample.ravel(), 0.0))
    wide = 0.9 * min(ln.std(), stats.iqr(ln) / 1.34) * ln.size**-0.2
    return float(np.log(np.maximum(stats.norm.pdf(np.log1p(actual), ln, max(wide, 1e-3)).mean(), 1e-12)))


def naive_forecasts(past: F64, rates: F64, followers: float) -> list[F64]:
    """Samples of the naive forecasts of a campaign: means with a normal spread, and campaigns as they are."""
    return [
        past.mean() + past.std() * NORMAL,
        (rates.mean() + rates.std() * NORMAL) * followers,
        past,
        rates * followers,
    ]


def score(name: str, known: Case, held: Case, promised: Promises) -> None:
    """Print a line for a measure of held-out campaigns."""
    past, rates = known.measured[name], known.measured[name] / known.followers
    inside, half, ratio, scores, logs = [], [], [], [], []
    for followers, actual in zip(held.followers.tolist(), held.measured[name].tolist(), strict=True):
        sample = promised.at(name, followers)
        low, below, middle, above, high = np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95])
        inside.append(low <= actual <= high)
        half.append(below <= actual <= above)
        ratio.append((middle + 1.0) / (actual + 1.0))
        others = naive_forecasts(past, rates, followers)
        scores.append([crps(sample, actual).value, *(crps(other[None, :], actual).value for other in others)])
        logs.append([ln_density(each, actual) for each in (sample, *others)])
    mean, log = np.mean(scores, axis=0), np.mean(logs, axis=0)
    print(f"  {name:12} {len(half):5}  {np.mean(half):6.1%} {np.mean(inside):6.1%}  {np.median(ratio):6.2f}  ",
          *(f"{value:+.2f}" for value in 1.0 - mean[0] / mean[1:]), " ",
          *(f"{value:+.2f}" for value in log[0] - log[1:]))  # fmt: skip


HEAD = "  measure        n     50%    90%   ratio   CRPS skill                log score gain"


def check(case: Case, known: np.ndarray, draws: int, most: int) -> None:
    """Learn from one part, forecast the other and print how that went; by thirds of size where sizes differ much."""
    places = np.flatnonzero(known)
    among = np.sort(np.random.default_rng(SEED).permutation(places)[:most])  # files are sorted, by continent say
    first, second = case.some(among), case.some(~known)
    with tempfile.TemporaryDirectory() as name:
        promised = promises(case, second.followers, learn(first, Path(name)), draws)
    print(HEAD)
    edges = np.quantile(second.followers, [0.0, 1 / 3, 2 / 3, 1.0])
    parts = [second]
    if edges[-1] > 10.0 * edges[0]:
        third = np.clip(np.searchsorted(edges, second.followers, side="right"), 1, 3)
        parts += [second.some(third == number) for number in (1, 2, 3)]
    for part in parts:
        print(f"  {part.followers.min():,.0f} to {part.followers.max():,.0f} followers")
        for measure in case.measured:
            score(measure, first, part, promised)


def halves(n: int, seed: int) -> np.ndarray:
    """Half of so many at random, as a mask."""
    return np.random.default_rng(seed).permutation(n) < n // 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the data lie")
    parser.add_argument("--case", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--draws", type=int, default=200, help="draws of the posterior [200]")
    parser.add_argument("--most", type=int, default=10_000, help="campaigns of the first half to learn from [10000]")
    parser.add_argument("--seed", type=int, default=SEED, help="which half is learned")
    asked = parser.parse_args()
    if "facebook" in asked.case:
        case = facebook(asked.folder)
        check(case._replace(date=None), halves(case.followers.size, asked.seed), asked.draws, asked.most)
    if "facebook_by_date" in asked.case:
        case = facebook(asked.folder)
        older = np.arange(case.followers.size) >= case.followers.size // 2
        check(case._replace(ahead=MONTHS_AHEAD * 365.25 / 12.0), older, asked.draws, asked.most)
    if "tiktok" in asked.case:
        case = tiktok(asked.folder)
        known = halves(case.followers.size, asked.seed)
        check(case, known, asked.draws, asked.most)


if __name__ == "__main__":
    main()
