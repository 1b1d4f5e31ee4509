"""Audiences of real networks, as their descriptions state them and as pairs and the number of people give them.

    python benchmarks/real_networks.py FOLDER

FOLDER holds the networks below, each a gzipped list of edges with a header; those that are not there are named.

higgs_follow_sample/follows.csv.gz: the head of the SNAP Higgs network of Twitter (De Domenico et al. 2013), 5,394
people and whom they follow: one large community of interest. meetup_nashville/member_group.csv.gz: members of Meetup
groups in Nashville: many small communities.

Prints for the most followed accounts of each: followers in all and unique ones, read and described, the mean and the
median Jaccard index of pairs, and how far audiences that are fitted to the pairs and to the unique audience miss it (a
share of all followers, within 0.05), the people who follow a single account (a share, within 0.05), and the pairs (the
median share of the smaller audience, below 0.01). Exits with 1 unless all of it is so for every network.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F32
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world import audience_overlap, follows
from sim.world.follows import Follows
from sim.world.overlap_fit import fit, unique_audience
from sim.world.overlap_fit.known_figures import KnownFigures

SHARE_TOLERANCE, PAIR_TOLERANCE = 0.05, 0.01
FITTED = (10, 100)  # most followed accounts whose audiences are fitted


class Audience(NamedTuple):
    """The audience of the most followed accounts."""

    followers: int  # of all accounts together
    unique: int


class Network(NamedTuple):
    """A network and its description."""

    file: str
    links: int
    top: Mapping[int, Audience]  # by number of accounts


class Misses(NamedTuple):
    """Fitted audiences less real ones."""

    unique: float  # share of all followers
    singles: float  # share of the people
    pairs: float  # median over pairs of the absolute miss, share of the smaller audience


NETWORKS = (
    # The description has one follower more among 1,000 accounts: an account that follows itself, which is dropped.
    Network(
        "higgs_follow_sample/follows.csv.gz",
        355_037,
        {10: Audience(8_026, 3_276), 100: Audience(39_889, 4_547), 1_000: Audience(111_902, 5_155)},
    ),
    Network(
        "meetup_nashville/member_group.csv.gz", 45_583, {10: Audience(6_992, 5_890), 100: Audience(30_696, 18_785)}
    ),
)


def membership(network: Follows, k: int) -> F32:
    """Whether each person follows each of the k most followed accounts [person, account], people with any."""
    top = follows.top(network, k)
    is_in = np.zeros((len(network.people), k), np.float32)
    for place, account in enumerate(top.tolist()):
        is_in[network.follower[slice(*network.account_start[account : account + 2])], place] = 1.0
    return is_in[is_in.any(axis=1)]


def roster_of(sizes: F32) -> Roster:
    """A roster of creators with so many followers, about whom nothing else is known."""
    unknown = np.full(sizes.size, np.nan)
    handles = [f"creator{place}" for place in range(sizes.size)]
    return Roster(
        handles, sizes.astype(np.int64), unknown, unknown, [None] * sizes.size, unknown, np.arange(sizes.size), [], {}
    )


def fit_pairs(is_in: F32) -> Misses:
    """Fit audiences to the sizes, the pairs and the number of people, and to nothing else."""
    shared = is_in.T @ is_in
    sizes = np.diag(shared)
    first, second = np.triu_indices(sizes.size, 1)
    pairs = Pairs(first, second, shared[first, second].astype(np.float64))
    asked = fit.asked_of(roster_of(sizes), pairs, 1)
    known = KnownFigures(unique=float(len(is_in)))
    left_open = unique_audience.leave_open(asked, known)
    fitted = unique_audience.fit_centre(asked, left_open, known, 1)
    followed = np.bincount(fitted.person)
    miss = np.abs(fitted.shared - shared)[first, second] / np.minimum(sizes[first], sizes[second])
    return Misses(
        float((fitted.n_people - len(is_in)) / sizes.sum()),
        float((followed == 1).mean() - (is_in.sum(axis=1) == 1).mean()),
        float(np.median(miss)),
    )


def check_audience(network: Follows, k: int, described: Audience) -> bool:
    """Print the audience of the k most followed accounts; whether it is the one that is described."""
    is_in = membership(network, k)
    person = np.concatenate([np.flatnonzero(column) for column in is_in.T])
    start = np.concatenate([[0], np.cumsum(is_in.sum(axis=0).astype(np.int64))])
    measured = audience_overlap.measure(start, person.astype(np.int32), len(is_in))
    times = ", ".join(f"{share:.1%}" for share in measured.multiplicity[:3] / measured.n_unique)
    print(f"top {k:>5,}: {measured.n_links:>9,} followers ({described.followers:,} described), "
          f"{measured.n_unique:>7,} unique ({described.unique:,}), Jaccard mean {measured.jaccard.mean():.4f}, "
          f"median {np.median(measured.jaccard):.4f}; "
          f"{times} follow 1, 2, 3")  # fmt: skip
    return Audience(measured.n_links, measured.n_unique) == described


def check_fit(network: Follows, k: int) -> bool:
    """Print the misses of audiences fitted to the pairs of k accounts; whether all are within their tolerances."""
    misses = fit_pairs(membership(network, k))
    print(f"top {k:>5,}: fitted to pairs and people: unique audience {misses.unique:+.4f} of the followers, "
          f"followers of one account {misses.singles:+.4f} of the people, median pair {misses.pairs:.4f}")  # fmt: skip
    return max(abs(misses.unique), abs(misses.singles)) <= SHARE_TOLERANCE and misses.pairs < PAIR_TOLERANCE


def check(folder: Path, described: Network) -> bool:
    """Print all figures of a network; whether they are as they should be."""
    path = folder / described.file
    print(f"\n{described.file}")
    if not path.exists():
        print("is not there")
        return False
    network = follows.read(path)
    print(f"{len(network.accounts):,} accounts, {len(network.people):,} people, {len(network.follower):,} links "
          f"({described.links:,} described)")  # fmt: skip
    return all(
        [
            len(network.follower) == described.links,
            *(check_audience(network, k, audience) for k, audience in described.top.items()),
            *(check_fit(network, k) for k in FITTED),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the networks lie")
    folder = parser.parse_args().folder
    checks = [check(folder, network) for network in NETWORKS]  # all are printed, whatever comes of the first
    is_fine = all(checks)
    print("\nas described, and within the tolerances" if is_fine else "\nNOT as described, or outside the tolerances")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
