"""Audiences that were fitted, given other numbers of creators per person: the fewest slots change hands.

People keep their rank: who follows most goes on to follow most. Those who follow too many give up some, those who
follow too few take them over, and nobody follows a creator twice. What pairs lose by it is left to swaps.
"""

import numpy as np

from sim.errors import InputError
from sim.world.overlap_fit.fit import Asked, Deal, Fitted, counts

TRIES = 30  # of what was given up, before everybody is asked
MOST_ASKED = 20_000


def regroup(fitted: Fitted, asked: Asked, tail: float, seed: int) -> Deal:
    """The fitted audiences with the numbers of creators per person of another tail. InputError where none is found."""
    people, wanted = creators_of_people(fitted), counts(asked, tail).tolist()
    random = np.random.default_rng([seed, 13])
    people += [[] for _ in range(len(wanted) - len(people))]
    wanted += [0] * (len(people) - len(wanted))
    given = []
    for followed, count in zip(people, wanted, strict=True):
        if len(followed) > count:
            random.shuffle(followed)
            given += followed[count:]
            del followed[count:]
    random.shuffle(given)
    for person, count in enumerate(wanted):
        while len(people[person]) < count:
            people[person].append(take(people, person, given, random))
    people = people[: wanted.index(0)] if 0 in wanted else people
    n_followed = np.array([len(followed) for followed in people], np.int64)
    return Deal(n_followed, np.array([one for followed in people for one in followed], np.int32))


def creators_of_people(fitted: Fitted) -> list[list[int]]:
    """The creators whom each person follows [person], those who follow most first."""
    n_links = np.diff(fitted.link_start)
    creator = np.repeat(np.arange(n_links.size), n_links)
    count = np.bincount(fitted.person, minlength=fitted.n_people)
    order = np.lexsort((fitted.person, -count[fitted.person]))
    ends = np.cumsum(np.sort(count)[::-1])
    creators = creator[order].tolist()
    return [creators[stop - n : stop] for stop, n in zip(ends.tolist(), np.sort(count)[::-1].tolist(), strict=True)]


def take(people: list[list[int]], person: int, given: list[int], random: np.random.Generator) -> int:
    """A creator whom the person does not follow yet: from what was given up, else by way of somebody else."""
    own = people[person]
    for _ in range(min(TRIES, len(given))):
        place = int(random.integers(len(given)))
        if given[place] not in own:
            given[place], given[-1] = given[-1], given[place]
            return given.pop()
    spare = given.pop()
    if spare not in own:
        return spare
    asked: list[int] = random.integers(len(people), size=MOST_ASKED).tolist()
    for other in asked:
        theirs = people[other]
        if other == person or spare in theirs:
            continue
        for place, creator in enumerate(theirs):
            if creator not in own:
                theirs[place] = spare
                return creator
    raise InputError("no people follow so many creators at once: the audiences are too uneven for these overlaps")
