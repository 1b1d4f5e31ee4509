"""People won by the chosen creators, for each kind of people and each world.

Where creators act on a person independently of one another, a plan wins a person with probability 1 - prod(1 - p).
What is won is held, not what is left: chances may be a millionth, which 1 - p would round away.
"""

import numpy as np

from sim.core.jit import jit
from sim.core.maths import exp


@jit
def row_sums(person, start, won, out):
    """Sums of `won` over the people of each segment: out [segment, world]. start: [segment + 1]."""
    if won.shape[1] == 1:  # the same without a loop of one turn for each link
        only = won[:, 0]
        for segment in range(start.size - 1):
            total = 0.0
            for link in range(start[segment], start[segment + 1]):
                total += only[person[link]]
            out[segment, 0] = total
        return
    for segment in range(start.size - 1):
        into, first, stop = out[segment], start[segment], start[segment + 1]
        into[:] = 0.0
        rest = first + (stop - first) // 4 * 4
        for link in range(first, rest, 4):  # four at a time, one after another: the sums are read and written once
            a, b, c, d = won[person[link]], won[person[link + 1]], won[person[link + 2]], won[person[link + 3]]
            for world in range(into.size):
                into[world] = into[world] + a[world] + b[world] + c[world] + d[world]
        for link in range(rest, stop):
            row = won[person[link]]
            for world in range(row.size):
                into[world] += row[world]


@jit
def column_sums(won):
    """Sums of `won` over all people [world]."""
    out = np.zeros(won.shape[1])
    if won.shape[1] == 1:
        total = 0.0
        for person in range(won.shape[0]):
            total += won[person, 0]
        out[0] = total
        return out
    for person in range(won.shape[0]):
        row = won[person]
        for world in range(row.size):
            out[world] += row[world]
    return out


@jit
def win(person, start, share, weight, won):
    """Win a share [segment, world] of those of each segment who are left; below 0, of those who are won some go.

    weight: [person] how many there are; won: [person, world] of them.
    """
    if won.shape[1] == 1:
        only = won[:, 0]
        for segment in range(start.size - 1):
            of_left = share[segment, 0]
            for link in range(start[segment], start[segment + 1]):
                who = person[link]
                only[who] += (weight[who] - only[who]) * of_left
        return
    for segment in range(start.size - 1):
        part = share[segment]
        for link in range(start[segment], start[segment + 1]):
            row, there = won[person[link]], weight[person[link]]
            for world in range(row.size):
                row[world] += (there - row[world]) * part[world]


@jit
def play_creator(cells, activity, odds, posts, after):
    """One creator's posts before each kind of person: chance that none wins them, and answers [kind, world].

    cells: hazard [cell] and first cell of each post [post + 1]; activity: [kind]; odds: [kind] that a view is answered;
    posts: factors on odds and on reach [post, world], and the share of the audience that is left [post]; after: the
    chance that an answer counts.
    """
    hazard, post_start = cells
    factor, reach, left = posts
    miss_prob = np.ones((activity.size, factor.shape[1]))
    events = np.zeros(miss_prob.shape)
    for kind in range(activity.size):
        for post in range(post_start.size - 1):
            for world in range(factor.shape[1]):
                per_odds = 1.0 / (odds[kind] * factor[post, world])
                answered = after / (1.0 + per_odds)
                missed = 1.0
                for cell in range(post_start[post], post_start[post + 1]):
                    wins = answered * (1.0 - exp(-hazard[cell] * reach[post, world] * activity[kind]))
                    missed *= 1.0 - wins
                    events[kind, world] += left[post] * wins
                miss_prob[kind, world] *= 1.0 - left[post] * (1.0 - missed)
    return miss_prob, events


@jit
def meet(person, start, seen, wins, state, won):
    """Let the people of each segment see one more source with probability `seen`.

    state: [person, world, k] who is not won yet and has seen k sources, the last k or more; seen: [segment, world];
    wins: [segment, world, k] chance that a source seen after k others wins; won: [person, world] grows by who is won.
    """
    last = state.shape[2] - 1
    for segment in range(start.size - 1):
        for link in range(start[segment], start[segment + 1]):
            for world in range(seen.shape[1]):
                chance, row, each = seen[segment, world], state[person[link], world], wins[segment, world]
                gone = 0.0
                for k in range(last, -1, -1):
                    taken = row[k] * chance * each[k]
                    gone += taken
                    if k == last:
                        row[k] -= taken
                    else:
                        row[k + 1] += row[k] * chance - taken
                        row[k] -= row[k] * chance
                won[person[link], world] += gone


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
