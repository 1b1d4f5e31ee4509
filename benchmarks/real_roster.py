"""Engagement by size in a real roster of 5,000 creators, as its description states it.

    python benchmarks/real_roster.py FOLDER

FOLDER holds `tiktok_tides/tiktok_roster.csv`: creators on TikTok, 1,000 from each of five tiers (TIDES, ICWSM 2024),
with followers, and likes and videos in total. Prints the median likes per video and follower of each tier, of creators
with at least 5 videos, read and described, and the notes of reading. Exits with 1 unless all medians are as described.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

from sim.tables import roster

FILE = "tiktok_tides/tiktok_roster.csv"
FEWEST_VIDEOS = 5
EDGES = (1e4, 1e5, 5e5, 1e6, 1e7)  # followers between tiers
DESCRIBED = {
    "below 10,000": 0.117,
    "10,000 to 100,000": 0.056,
    "100,000 to 500,000": 0.031,
    "500,000 to 1,000,000": 0.027,
    "1,000,000 to 10,000,000": 0.024,
    "10,000,000 and more": 0.026,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help=f"where {FILE} lies")
    path = parser.parse_args().folder / FILE
    if not path.exists():
        print(f"{path} is not there")
        return 1
    creators = roster.read(path)
    with path.open(encoding="utf-8", newline="") as file:
        videos = np.array([int(row["total_videos"]) for row in csv.DictReader(file)])
    tier = np.searchsorted(EDGES, creators.followers, side="right")
    print(f"{len(creators.handle):,} creators", *creators.notes, sep="\n")
    print(f"{'followers':<26} {'creators':>8} {'median':>7} {'described':>9}")
    is_fine = True
    for number, (name, described) in enumerate(DESCRIBED.items()):
        rates = creators.engagement_rate[(tier == number) & (videos >= FEWEST_VIDEOS)]
        print(f"{name:<26} {rates.size:>8,} {np.median(rates):>7.3f} {described:>9.3f}")
        is_fine &= round(float(np.median(rates)), 3) == described
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
