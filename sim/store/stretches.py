"""Stretches of finished runs, and the gaps between them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

NUMBER = "(0|[1-9][0-9]*)"  # one way to write a number, so that a name and its stretch belong together
NAME = re.compile(rf"draw{NUMBER}_runs_{NUMBER}-{NUMBER}\.h5")


class Stretch(NamedTuple):
    """Runs [start, stop) of one draw."""

    draw: int
    start: int
    stop: int

    @property
    def file_name(self) -> str:
        """Name of the file that holds the stretch."""
        return f"draw{self.draw}_runs_{self.start}-{self.stop}.h5"

    @classmethod
    def of_file(cls, name: str) -> Self | None:
        """The stretch that a file of this name holds; None for other files."""
        match = NAME.fullmatch(name)
        return cls(*(int(number) for number in match.groups())) if match else None


def gaps(finished: Iterable[Stretch], draw: int, runs: int) -> Iterator[Stretch]:
    """The longest stretches of runs [0, runs) of a draw that hold nothing finished; stretches may overlap."""
    done = 0
    for stretch in sorted(stretch for stretch in finished if stretch.draw == draw):
        if done < min(stretch.start, runs):
            yield Stretch(draw, done, min(stretch.start, runs))
        done = max(done, stretch.stop)
    if done < runs:
        yield Stretch(draw, done, runs)
