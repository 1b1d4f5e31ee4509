"""A scenario around a roster that comes without one."""

import math
from pathlib import Path

from sim.errors import FileProblem
from sim.scenario.keys import toml
from sim.world import roster as roster_file
from sim.world.textfile import clean

ROSTER_TEXT = """\
schema_version = 1
name = {name}
platform = {platform}

[world]
people = {people}
sample_one_in = {one_in}
{shared}
[posts]
per_creator = 1

[costs]
fee_per = "post"

[[creators]]
name = "roster"
roster = {roster}
"""
SHARED = "shared_audience = { share = 0.35, among = { creators = 1000, followers = 1000 } }\n"
LARGEST_SHARED = 1_000_000  # followers of the largest creator whom the shared audience of micros still holds
USUAL_PEOPLE = 10_000_000
MOST_STATES = 4_000_000, 200_000_000  # simulated followers in all; times worlds
MOST_PEOPLE = 2_000_000_000


def scenario_text(path: Path, platform: str, n_worlds: int) -> str:
    """A scenario around a roster: a fee buys a post; people enough for the largest creator, sampled to usual size."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise FileProblem(f"{str(path)!r}: a name that is not UTF-8; rename the file") from None
    read = roster_file.read(path)
    largest, slots = int(read.followers.max()), int(read.followers.sum())
    return ROSTER_TEXT.format(
        name=toml(clean(path.stem)),
        platform=toml(platform),
        people=toml(min(MOST_PEOPLE, max(USUAL_PEOPLE, 3 * largest))),
        one_in=max(1, math.ceil(slots / min(MOST_STATES[0], MOST_STATES[1] / n_worlds))),
        shared=SHARED if largest <= LARGEST_SHARED else "",
        roster=toml(path.name),
    )
