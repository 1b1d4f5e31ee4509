"""Every coin toss has an address: u = hash(seed, purpose, draw, run, who, which), by Threefry2x64-20.

There is no state, so results do not depend on threads, batches, workers or resumption, and two strategies meet the
same people with the same luck. Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
"""

import numpy as np

from sim.core.jit import jit, leaf, lean

# Purposes are numbered for ever: a new mechanism gets a new number and disturbs no old draw.
TRAITS = 1
AUDIENCE = 2
CREATOR_LUCK = 3
NO_SHOW = 4
QUALITY = 5
SEE = 6
ENGAGE = 7  # its second word decides the click of the same exposure
BUY = 8
SHARE = 9
FRIEND_SEES = 10
FEE = 11
PARAMETER = 12
POST_DAY = 13
# 14 made sizes of creators, which are now evenly spread
HOME = 15
SLOTS = 16
BOOTSTRAP = 17
ORDER = 18
FRIENDS = 19
SPREAD = 20
RENEW = 21
STRANGERS = 22
FRIEND_DAY = 23
LEAVE = 24
MOMENT = 25
REACH_LUCK = 26
FAKES = 27
LEVEL = 28
BUY_LUCK = 29

U64 = np.uint64
PARITY = np.uint64(0x1BD11BDAA9FC1A22)
ONE_BITS = np.uint64(0x3FF0000000000000)
LOW_32 = np.uint64(0xFFFFFFFF)
BLOCK = 5  # draws in a row whose uncertain numbers are spread evenly


@leaf
def turn(a, b, bits):
    """One round: add, rotate, exclusive or."""
    a = a + b
    return a, ((b << bits) | (b >> (U64(64) - bits))) ^ a


@leaf
def four_even(a, b):
    """Four rounds with the first four rotations."""
    a, b = turn(a, b, U64(16))
    a, b = turn(a, b, U64(42))
    a, b = turn(a, b, U64(12))
    return turn(a, b, U64(31))


@leaf
def four_odd(a, b):
    """Four rounds with the last four rotations."""
    a, b = turn(a, b, U64(16))
    a, b = turn(a, b, U64(32))
    a, b = turn(a, b, U64(24))
    return turn(a, b, U64(21))


@leaf
def threefry(key0, key1, counter0, counter1):
    """Two 64-bit words for a 128-bit key and a 128-bit counter (all uint64)."""
    key2 = PARITY ^ key0 ^ key1
    a, b = four_even(counter0 + key0, counter1 + key1)
    a, b = four_odd(a + key1, b + key2 + U64(1))
    a, b = four_even(a + key2, b + key0 + U64(2))
    a, b = four_odd(a + key0, b + key1 + U64(3))
    a, b = four_even(a + key1, b + key2 + U64(4))
    return a + key2, b + key0 + U64(5)


@lean
def purpose_key(seed, purpose, draw, run):
    """The key under which all draws of one purpose in one run stand."""
    return threefry(U64(seed), U64(purpose), U64(draw), U64(run))


@lean
def unit(word):
    """A uniform in [0, 1) of 52 bits: `unit(w) < p` never happens for p = 0 and always for p = 1."""
    return U64((word >> U64(12)) | ONE_BITS).view(np.float64) - 1.0


@lean
def uniform(key, who, which):
    """The uniform at one address."""
    word, _ = threefry(key[0], key[1], U64(who), U64(which))
    return unit(word)


@jit
def uniforms(seed, purpose, who):
    """One uniform for each identity [who], of a purpose that depends on neither draw nor run."""
    key = purpose_key(U64(seed), purpose, 0, 0)
    out = np.empty(who.size)
    for index in range(who.size):
        out[index] = uniform(key, who[index], 0)
    return out


@jit
def even_uniforms(seed, purpose, draw, who, which):
    """One uniform for each identity [who] and number `which` in a draw; any block of draws has one in each part.

    Within a block every identity walks the parts in a random order of its own (McKay et al. 1979, Latin hypercubes).
    """
    key = purpose_key(U64(seed), purpose, draw // BLOCK, 0)
    first = U64(which * BLOCK)
    out = np.empty(who.size)
    for index in range(who.size):
        own, within = threefry(key[0], key[1], who[index], first + U64(draw % BLOCK))
        part = 0
        for other in range(BLOCK):
            word, _ = threefry(key[0], key[1], who[index], first + U64(other))
            part += word < own
        out[index] = (part + unit(within)) / BLOCK
    return out


@jit
def uniforms_of_run(seed, purpose, moment, who, which):
    """One uniform for each identity [who] and number `which`, in a draw and run. moment: (draw, run)."""
    key = purpose_key(U64(seed), purpose, moment[0], moment[1])
    out = np.empty(who.size)
    for index in range(who.size):
        out[index] = uniform(key, who[index], which)
    return out
