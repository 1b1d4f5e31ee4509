"""A small valid scenario as TOML text, and what the loader says about changed ones."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import Loaded, loads

ROOT = Path(__file__).parents[1]
FILE = Path("s.toml")
BASE = """\
schema_version = 1
name = "test"
platform = "instagram"

[run]
runs = 100

[world]
people = 100_000

[[creators]]
name = "micro"
count = 10
followers = 1000

[[creators]]
name = "mega"
followers = 10_000
"""
AFTER = BASE.count("\n") + 1
"""The line of what is added after BASE: keys of its last group."""


def changed(old: str, new: str) -> str:
    """BASE with one place replaced."""
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)


def loaded(text: str = BASE, sets: Iterable[str] = ()) -> Loaded:
    return loads(text, sets, FILE)


def refusal(text: str = BASE, *sets: str) -> str:
    """The message about a scenario that must not load."""
    with pytest.raises(InputError) as caught:
        loaded(text, sets)
    return str(caught.value)
