"""Unique audiences of the largest creators, as an option says them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim.errors import InputError, option

if TYPE_CHECKING:
    from sim.world.overlap_fit.known_figures import KnownUnion


def union_of_top(text: str, n_creators: int) -> KnownUnion:
    """The unique audience of so many of the largest creators, from K=N. InputError.

    >>> union_of_top("10=250,000", 100)
    KnownUnion(n_creators=10, unique=250000.0)
    """
    from sim.numerals import read_numeral
    from sim.text import quote
    from sim.world.overlap_fit.known_figures import KnownUnion

    count, _, people = (part.strip() for part in text.partition("="))
    numeral = read_numeral(people)
    number = Decimal(-1) if numeral is None else numeral.readings.get(".", Decimal(-1))
    is_count = count.isascii() and count.isdigit() and len(count) <= 9
    if not is_count or number < 0 or number != int(number):
        raise InputError(f"{quote(text)} must be K=N, say 10=250000", path=(option("unique_top"),))
    if not 1 < int(count) <= n_creators:
        raise InputError(f"{int(count):,} creators; 2 to {n_creators:,}", path=(option("unique_top"),))
    return KnownUnion(int(count), float(number))
