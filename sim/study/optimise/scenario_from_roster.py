"""A scenario around a roster that comes without one."""

import math
import os
from pathlib import Path

from sim.errors import FileProblem
from sim.scenario.toml.keys import toml
from sim.tables import roster as roster_file
from sim.tables.textfile import clean
from sim.world import follows

ROSTER_TEXT = """\
schema_version = 1
name = {name}
platform = {platform}

[world]
{world}
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


def scenario_text(path: Path, platform: str, n_worlds: int, network: Path | None = None) -> str:
    """A scenario around a roster; a fee buys a post. network: who follows whom, else people are made up.

    Raises InputError, FileProblem.
    """
    if not is_utf8(path):
        raise FileProblem(f"{str(path)!r}: a name that is not UTF-8; rename the file")
    world = people(path, n_worlds) if network is None else as_it_is(path, network)
    return ROSTER_TEXT.format(name=toml(clean(path.stem)), platform=toml(platform), world=world, roster=toml(path.name))


def is_utf8(path: Path) -> bool:
    try:
        return bool(str(path).encode())
    except UnicodeEncodeError:
        return False


def people(path: Path, n_worlds: int) -> str:
    """People enough for the largest creator, sampled to usual size."""
    read = roster_file.read(path)
    largest, slots = int(read.followers.max()), int(read.followers.sum())
    there = min(MOST_PEOPLE, max(USUAL_PEOPLE, 3 * largest))
    one_in = max(1, math.ceil(slots / min(MOST_STATES[0], MOST_STATES[1] / n_worlds)))
    return f"people = {toml(there)}\nsample_one_in = {toml(one_in)}\n" + (SHARED if largest <= LARGEST_SHARED else "")


def as_it_is(path: Path, network: Path) -> str:
    """The people of a network, which says itself of how many it is a sample."""
    if not is_utf8(network):
        raise FileProblem(f"{str(network)!r}: a name that is not UTF-8; rename the file")
    named = os.path.relpath(network.absolute(), path.absolute().parent)
    return f"network = {toml(named)}\nsample_one_in = {toml(follows.read(network).one_in)}\n"
