"""Who is still to be won: for each person and world, the chance that no chosen creator has won them yet.

Where creators act on a person independently of one another, a plan wins a person with probability 1 - prod(1 - p).
`alive` holds those products; adding, changing or dropping a creator multiplies rows of it.
"""

import numpy as np

from sim.core.jit import jit
from sim.core.maths import exp


@jit
def row_sums(person, start, alive, out):
    """Sums of `alive` over the people of each segment: out [segment, world]. start: [segment + 1]."""
    for segment in range(start.size - 1):
        into = out[segment]
        into[:] = 0.0
        for link in range(start[segment], start[segment + 1]):
            row = alive[person[link]]
            for world in range(row.size):
                into[world] += row[world]


@jit
def column_sums(alive):
    """Sums of `alive` over all people [world]."""
    out = np.zeros(alive.shape[1])
    for person in range(alive.shape[0]):
        row = alive[person]
        for world in range(row.size):
            out[world] += row[world]
    return out


@jit
def multiply(person, start, factor, alive):
    """Multiply the rows of the people of each segment by factor [segment, world]. start: [segment + 1]."""
    for segment in range(start.size - 1):
        times = factor[segment]
        for link in range(start[segment], start[segment + 1]):
            row = alive[person[link]]
            for world in range(row.size):
                row[world] *= times[world]


@jit
def played(hazard, post_start, activity, answer, quality):
    """One creator's posts before each kind of person: chance that none wins them, and answers [kind, world].

    hazard: [cell] of the posts; post_start: [post + 1] first cell of each; activity: [kind]; answer: [kind, world]
    chance that a view is answered by a post of quality 1; quality: [post, world].
    """
    kept = np.ones(answer.shape)
    events = np.zeros(answer.shape)
    for kind in range(activity.size):
        for post in range(post_start.size - 1):
            for cell in range(post_start[post], post_start[post + 1]):
                view = 1.0 - exp(-hazard[cell] * activity[kind])
                for world in range(answer.shape[1]):
                    wins = view * min(1.0, answer[kind, world] * quality[post, world])
                    kept[kind, world] *= 1.0 - wins
                    events[kind, world] += wins
    return kept, events


@jit
def meet(person, start, seen, missed, state):
    """Let the people of each segment see one more source with probability `seen`.

    state: [person, world, k] who is not won yet and has seen k sources, the last k or more; seen: [segment, world];
    missed: [segment, world, k] chance that a source seen after k others does not win.
    """
    last = state.shape[2] - 1
    for segment in range(start.size - 1):
        for link in range(start[segment], start[segment + 1]):
            for world in range(seen.shape[1]):
                chance, row, miss = seen[segment, world], state[person[link], world], missed[segment, world]
                row[last] *= 1.0 - chance + chance * miss[last]
                for k in range(last, 0, -1):
                    row[k] += row[k - 1] * chance * miss[k - 1]
                    row[k - 1] *= 1.0 - chance


@jit
def state_sums(person, start, state, out):
    """Sums of the states of the people of each segment: out [segment, world, k]."""
    for segment in range(start.size - 1):
        into = out[segment]
        into[:] = 0.0
        for link in range(start[segment], start[segment + 1]):
            row = state[person[link]]
            for world in range(row.shape[0]):
                for k in range(row.shape[1]):
                    into[world, k] += row[world, k]
