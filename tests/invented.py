"""The invented data of `tests/data`, read in plain Python: what the package reads is counted against it."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data"
ONE_INTEREST = DATA / "one_interest.csv.gz"  # dense audiences with heavy tails
LOCAL_GROUPS = DATA / "local_groups.csv.gz"  # sparse audiences, many small communities
VIDEO_CREATORS = DATA / "video_creators.csv"  # a roster with likes and videos in total


def links_of(path: Path) -> list[list[str]]:
    """Person and account of each line of an edge list."""
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.reader(file))[1:]


def audiences_of(path: Path) -> dict[str, set[str]]:
    """Account -> its followers, most followed first, of equals the lower number. Nobody follows themselves."""
    audiences = defaultdict(set)
    for person, account in links_of(path):
        if person != account or path == LOCAL_GROUPS:  # a member may have the number of their group
            audiences[account].add(person)
    return dict(sorted(audiences.items(), key=lambda audience: (-len(audience[1]), int(audience[0]))))
