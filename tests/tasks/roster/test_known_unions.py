"""Unique audiences of the largest creators, as an option says them."""

import pytest

from sim.errors import InputError
from sim.tasks.roster.known_unions import union_of_top
from sim.world.overlap_fit.known_figures import KnownUnion


def test_a_number_of_people_may_be_rounded():
    assert union_of_top("2=1.2k", 5) == KnownUnion(2, 1200.0)


@pytest.mark.parametrize("text", ["", "10", "=5", "x=5", "2=", "2=1.5", "-2=9", "2=9=3", "٣=9"])
def test_a_union_is_a_number_of_creators_and_of_people(text: str) -> None:
    with pytest.raises(InputError, match=r"^--unique-top: .* must be K=N, say 10=250000$"):
        union_of_top(text, 5)


@pytest.mark.parametrize("count", [0, 1, 6])
def test_a_union_is_of_some_of_the_creators(count: int) -> None:
    with pytest.raises(InputError, match=rf"^--unique-top: {count} creators; 2 to 5$"):
        union_of_top(f"{count}=9", 5)
