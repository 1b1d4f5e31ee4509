"""Two strategies made equal in one respect before they are compared or explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InputError, UsageProblem, option

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.study.comparison.strategies import Entrant, Place
    from sim.study.matching.match import Match
    from sim.tasks.request import Conduct

MOST_NAME = 100  # characters of a scenario's name


class EqualEntrants(NamedTuple):
    """Strategies that are equal in one respect, and what was scaled for it."""

    entrants: tuple[Entrant, ...]
    words: str  # empty: nothing was asked for


def equalise(entrants: Sequence[Entrant], equal: str | None, where: Place) -> EqualEntrants:
    """Make two strategies equal in one respect; None: leave them. Raises UsageProblem, InputError, Interrupted.

    >>> from pathlib import Path
    >>> from sim.engine.progress import Silent, Stop
    >>> from sim.study.comparison.strategies import Entrant, Place
    >>> equalise([Entrant(Path("a.h5"), None)] * 2, "reach", Place(Path(), 1, "", Silent(), Stop()))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is a result, which cannot be scaled; give its scenario
    """
    if equal is None:
        return EqualEntrants(tuple(entrants), "")
    if len(entrants) != 2:
        raise UsageProblem(f"{option('equal')} needs two strategies, not {len(entrants)}")
    sides = [scenario_of(entrant) for entrant in entrants]
    found = make_equal(sides, equal, where)
    scaled = [entrant._replace(loaded=loaded) for entrant, loaded in zip(entrants, found.sides, strict=True)]
    return EqualEntrants(tuple(scaled), say(found))


def equalise_pair(sides: Sequence[Loaded], equal: str | None, request: Conduct, threads: int | None) -> list[Loaded]:
    """The scenarios of a what-if, equal in one respect, which is told; None: as they are. Raises as `equalise` does.

    >>> from sim.tasks.request import Conduct
    >>> equalise_pair([], None, Conduct(), 1)
    []
    """
    from sim.tasks.conduct import place

    if equal is None:
        return list(sides)
    with place(request, threads=threads) as where:
        found = make_equal(sides, equal, where)
        where.reporter.note(say(found))
    return list(found.sides)


def scenario_of(entrant: Entrant) -> Loaded:
    """The scenario of a strategy. Raises InputError for a result.

    >>> from pathlib import Path
    >>> from sim.study.comparison.strategies import Entrant
    >>> scenario_of(Entrant(Path("a.h5"), None))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is a result, which cannot be scaled; give its scenario
    """
    if entrant.loaded is None:
        raise InputError("is a result, which cannot be scaled; give its scenario", file=entrant.path)
    return entrant.loaded


def make_equal(sides: Sequence[Loaded], equal: str, where: Place) -> Match:
    """The match of two scenarios, the scaled one named after what it is now. Raises InputError.

    >>> from pathlib import Path
    >>> from sim.engine.progress import Silent, Stop
    >>> from sim.scenario.load import EXAMPLE, loads
    >>> from sim.study.comparison.strategies import Place
    >>> sides = [loads(EXAMPLE, ["run.runs=9", *change]) for change in ([], ["creators.micro.count=4"])]
    >>> found = make_equal(sides, "followers", Place(Path(), 1, "", Silent(), Stop()))
    >>> found.setting, found.sides[0].scenario.name
    (4, 'ten micros, scaled to 4 micro')
    """
    from sim.study.matching.match import SidePair, match, put, solving_trials

    found = match(SidePair((sides[0], sides[1])), equal, solving_trials(where))
    if found.setting == found.lever.now and found.lever.kind == "count":
        return found
    changed = found.sides[found.side]
    what = f"{found.setting:,.0f} {found.lever.group}" if found.lever.kind == "count" else f"fees x {found.setting:.3g}"
    renamed = changed.replace("name", f"{changed.scenario.name}, scaled to {what}"[:MOST_NAME])
    return found._replace(sides=put(found.sides, found.side, renamed))


def say(found: Match) -> str:
    """The match in one line: what is equal, what was scaled, and how near it comes.

    >>> from sim.study.matching.levers import Lever
    >>> from sim.study.matching.match import Match
    >>> say(Match("reach", (), 0, Lever("count", "micro", 0, 1000), 757, 295_000.0, 296_000.0))
    'same reach: A: 757 micro, not 1,000; expected: 296,000 against 295,000 people'
    """
    from sim.study.comparison.wording import digits
    from sim.study.matching.equalities import EQUALITIES

    equality = EQUALITIES[found.equal]
    both = f"{digits(found.value)} against {digits(found.target)} {equality.unit}"
    return f"{equality.words}: {found.words}; expected: {both}"
