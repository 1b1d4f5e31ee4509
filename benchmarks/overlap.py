"""Unique audiences from sizes and pairs: whether the range that is told holds the truth, and how wide it is.

    python benchmarks/overlap.py FOLDER [--subsets 40] [--seed 1]

FOLDER holds the networks below, each a gzipped list of edges with a header; those that are not there are named.

higgs_follow_sample/follows.csv.gz: whom 5,394 people of one interest follow on Twitter; meetup_nashville/
member_group.csv.gz: members of many small Meetup groups; twitch_overlap_2021_03_04/: channels and the viewers that
pairs of them share, if more than 300: there the union is only known to lie between proven bounds.

Subsets are the 10, 100 and 1,000 largest accounts, accounts at random, and an account with those that share most of
its audience (a niche). Of each, sizes and pairs alone are given. Printed: how often the range of 90% holds the true
union over the sum of sizes and the true share of people with one creator, and how wide it is in the mean; how far the
centre for the 100 largest is off once the union of the 10 largest is known; the same for pairs above a threshold
alone; and how long a fit to 1,000 accounts and all of their pairs takes, at all shapes that are written.
"""

import argparse
import csv
import gzip
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_matrix

from sim.core.arrays import F64, I64
from sim.tables.group_table import GroupFigure
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world.overlap_fit import fit, shapes, unique_audience
from sim.world.overlap_fit.known_figures import KnownFigures, KnownUnion
from sim.world.overlap_fit.unique_audience import LeftOpen

GRAPHS = ("higgs_follow_sample/follows.csv.gz", "meetup_nashville/member_group.csv.gz")
CHANNELS, VIEWERS = "twitch_overlap_2021_03_04/channels.csv", "twitch_overlap_2021_03_04/overlaps.csv.gz"
LEAST = 30  # followers of accounts that are drawn
TOPS, DRAWN, NICHES = (10, 35, 100, 1_000), (10, 30, 100), (10, 30, 100)
TIMED = 1_000


class Truth(NamedTuple):
    """Audiences of some accounts: what is given, and what is true of them."""

    name: str
    sizes: F64
    shared: F64  # [account, account]
    unique: float
    singles: float  # share of people


class Told(NamedTuple):
    """Whether the ranges hold the truth, how wide they are, and by how much the centre is off."""

    holds_unique: bool
    width: float
    holds_singles: bool
    width_of_singles: float
    off: float


def rows_of(path: Path) -> list[list[str]]:
    """Rows of a file without its header."""
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        return list(csv.reader(file))[1:]


def follows_of(path: Path) -> csc_matrix:
    """Who follows whom [person, account], the largest account first."""
    person, account = (np.unique(column, return_inverse=True)[1] for column in np.array(rows_of(path))[:, :2].T)
    follows = csc_matrix((np.ones(person.size), (person, account)))
    follows.data[:] = 1.0
    return follows[:, np.argsort(-np.asarray(follows.sum(axis=0)).ravel(), kind="stable")]


def truth_of(name: str, follows: csc_matrix, accounts: I64) -> Truth:
    """The audiences of some accounts, counted."""
    part = follows[:, accounts]
    shared = (part.T @ part).toarray()
    sizes = np.diag(shared).copy()
    np.fill_diagonal(shared, 0.0)
    followed = np.asarray(part.sum(axis=1)).ravel()
    unique = int((followed > 0).sum())
    return Truth(name, sizes, shared, unique, int((followed == 1).sum()) / unique)


def subsets(follows: csc_matrix, count: int, seed: int) -> Iterator[tuple[str, I64]]:
    """The largest accounts, accounts at random, and niches, so many in all."""
    sizes = np.asarray(follows.sum(axis=0)).ravel()
    drawn, random = np.flatnonzero(sizes >= LEAST), np.random.default_rng(seed)
    tops = [top for top in TOPS if top <= sizes.size]
    for top in tops:
        yield f"top {top}", np.arange(top)
    for n in range(count - len(tops)):
        some = DRAWN[n // 2 % len(DRAWN)]
        if n % 2:
            centre = int(random.choice(drawn))
            both = np.asarray((follows[:, drawn].T @ follows[:, [centre]]).todense()).ravel()
            near = both / np.minimum(sizes[drawn], sizes[centre]) + (drawn == centre)
            yield f"niche of {some}", drawn[np.argsort(-near, kind="stable")[:some]]
        else:
            yield f"random {some}", np.sort(random.choice(drawn, some, replace=False))


def roster_of(sizes: F64) -> Roster:
    """A roster of nothing but sizes."""
    n, nothing = sizes.size, np.full(sizes.size, np.nan)
    handles = [str(place) for place in range(n)]
    return Roster(handles, sizes.astype(np.int64), nothing, nothing, [None] * n, nothing, np.arange(n), [], {})


def tell(truth: Truth, known: KnownFigures, threshold: float = -1.0) -> tuple[fit.Asked, LeftOpen]:
    """What is told of the audiences from sizes and the pairs above a threshold."""
    first, second = np.triu_indices(truth.sizes.size, 1)
    shared = truth.shared[first, second]
    listed = shared > threshold
    pairs = Pairs(first[listed], second[listed], shared[listed])
    asked = fit.asked_of(roster_of(truth.sizes), pairs, 1)
    return asked, unique_audience.leave_open(asked, known)


def judge(truth: Truth, told: LeftOpen) -> Told:
    """What is told against what is true."""
    slots = truth.sizes.sum()
    return Told(
        told.unique.low <= truth.unique <= told.unique.high,
        told.unique.width / slots,
        told.singles.low <= truth.singles <= told.singles.high,
        told.singles.width,
        (told.unique.centre - truth.unique) / slots,
    )


def print_row(truth: Truth, told: LeftOpen, found: Told) -> None:
    """Print a subset in a line, in shares of its followers."""
    slots = truth.sizes.sum()
    low, centre, high = (end / slots for end in told.unique)
    print(
        f"  {truth.name:32} union {truth.unique / slots:.3f} told {low:.3f} {centre:.3f} {high:.3f}"
        f"{' ' if found.holds_unique else '*'} singles {truth.singles:.3f} told {told.singles.low:.3f} "
        f"{told.singles.centre:.3f} {told.singles.high:.3f}{' ' if found.holds_singles else '*'}"
    )


def print_summary(name: str, found: list[Told]) -> None:
    """Print how often ranges hold the truth, their mean width, and the mean miss of the centre."""
    columns = np.array(found, float)
    held, width, singles, width_of_singles, _ = columns.mean(axis=0)
    print(
        f"{name}: {len(found)} subsets; union/sum in its range {held:.0%}, mean width {width:.3f}; singles "
        f"{singles:.0%}, {width_of_singles:.3f}; centre off by {np.abs(columns[:, 4]).mean():.3f} in the mean"
    )


def measure_graphs(folder: Path, count: int, seed: int) -> None:
    """Ranges of subsets of networks whose unions are known."""
    found, cut = [], []
    paths = [folder / name for name in GRAPHS if (folder / name).is_file()]
    for path in paths:
        follows = follows_of(path)
        print(path.parent.name)
        for name, accounts in subsets(follows, count // len(paths), seed):
            truth = truth_of(name, follows, accounts)
            told = tell(truth, KnownFigures())[1]
            found.append(judge(truth, told))
            print_row(truth, told, found[-1])
            listed = truth.shared[np.triu_indices(truth.sizes.size, 1)]
            cut.append(judge(truth, tell(truth, KnownFigures(), float(np.quantile(listed, 0.8)))[1]))
        measure_top(follows)
    if found:
        print_summary("all pairs", found)
        print_summary("the largest fifth of the pairs", cut)


def tens(follows: csc_matrix) -> Iterator[GroupFigure]:
    """The unions of ten groups of ten accounts among the 100 largest."""
    for start in range(10):
        who = np.arange(start, 100, 10)
        unique = truth_of("", follows, who).unique
        yield GroupFigure("", f"ten from {start}", tuple(who.tolist()), (), "unique", unique)


def shared_by_fifties(follows: csc_matrix) -> GroupFigure:
    """The people whom two halves of the 100 largest accounts share."""
    halves = [np.arange(start, 100, 2) for start in (0, 1)]
    each, both = (truth_of("", follows, who).unique for who in halves), truth_of("", follows, np.arange(100)).unique
    first, second = (tuple(who.tolist()) for who in halves)
    return GroupFigure("", "halves", first, second, "shared", float(sum(each) - both))


def measure_top(follows: csc_matrix) -> None:
    """The 100 largest accounts, with unions, shared people, exclusive followers or the union of all known."""
    ten, hundred = (truth_of(f"top {top}", follows, np.arange(top)) for top in (10, 100))
    part = follows[:, np.arange(100)]
    alone = part.multiply(np.asarray(part.sum(axis=1) == 1))
    figures = {
        "with the union of the 10": KnownFigures(tops=(KnownUnion(10, ten.unique),)),
        "with unions of ten tens": KnownFigures(groups=tuple(tens(follows))),
        "with people shared by fifties": KnownFigures(groups=(shared_by_fifties(follows),)),
        "with exclusive followers": KnownFigures(exclusive=np.asarray(alone.sum(axis=0)).ravel()),
        "with the union": KnownFigures(unique=hundred.unique),
    }
    for name, known in figures.items():
        told = tell(hundred, known)[1]
        found = judge(hundred, told)
        print_row(hundred._replace(name=f"top 100 {name}"), told, found)
        print(f"    centre off by {found.off:+.3f} of the sum; width {found.width:.3f}")


def measure_channels(folder: Path) -> None:
    """Channels of which only pairs above a threshold are listed: the range against proven bounds."""
    viewers = {row[0]: float(row[1]) for row in rows_of(folder / CHANNELS)}
    names = sorted(viewers, key=lambda name: -viewers[name])
    place = {name: n for n, name in enumerate(names)}
    rows = [(place[one], place[other], float(both)) for one, other, both in (r[:3] for r in rows_of(folder / VIEWERS))]
    sizes = np.array([viewers[name] for name in names])
    for top in (10, 100, 1_000):
        kept = [(min(a, b), max(a, b), v) for a, b, v in rows if max(a, b) < top]
        first, second, shared = (np.array(column) for column in zip(*sorted(kept), strict=True))
        asked = fit.asked_of(roster_of(sizes[:top]), Pairs(first, second, shared), 1)
        told, slots = unique_audience.leave_open(asked, KnownFigures()), sizes[:top].sum()
        low, centre, high = (end / slots for end in told.unique)
        print(
            f"twitch top {top}: {len(kept):,} pairs; union told {low:.3f} {centre:.3f} {high:.3f}; "
            f"proven {told.proven_low / slots:.3f} to {told.proven_high / slots:.3f}"
        )


def measure_speed(follows: csc_matrix) -> None:
    """Seconds of a whole fit, at all shapes of the range, to many accounts and all of their pairs."""
    truth = truth_of("timed", follows, np.arange(TIMED))
    start, used = time.perf_counter(), time.process_time()
    asked, told = tell(truth, KnownFigures())
    range_used = time.process_time() - used
    centre = unique_audience.fit_centre(asked, told, KnownFigures(), 1)
    centre_used = time.process_time() - used
    found = shapes.fit_range(told, centre, shapes.USUAL, 1)
    used_in_all = time.process_time() - used
    print(
        f"{TIMED:,} accounts, {int(truth.sizes.sum()):,} slots, all pairs: {time.perf_counter() - start:.0f} s, of the "
        f"processor {used_in_all:.0f} s: {range_used:.1f} for the range, {centre_used - range_used:.1f} for the centre,"
        f" the rest for {len(found) - 1} other shapes"
    )


def main() -> int:
    """Print it all."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--subsets", type=int, default=40)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    missing = [name for name in (*GRAPHS, CHANNELS, VIEWERS) if not (asked.folder / name).is_file()]
    for name in missing:
        print(f"{asked.folder / name}: not there", file=sys.stderr)
    measure_graphs(asked.folder, asked.subsets, asked.seed)
    if CHANNELS not in missing and VIEWERS not in missing:
        measure_channels(asked.folder)
    if GRAPHS[0] not in missing:
        measure_speed(follows_of(asked.folder / GRAPHS[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
