"""Addressed draws: the published generator, purposes numbered for ever, uniform whatever part of it moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.core import address
from sim.core.jit import jit
from tests import oracle

FALSE_ALARM = 1e-6  # of all uniformity tests together
PURPOSES = {
    "TRAITS": 1,
    "AUDIENCE": 2,
    "CREATOR_LUCK": 3,
    "NO_SHOW": 4,
    "QUALITY": 5,
    "SEE": 6,
    "ENGAGE": 7,
    "BUY": 8,
    "SHARE": 9,
    "FRIEND_SEES": 10,
    "FEE": 11,
    "PARAMETER": 12,
    "POST_DAY": 13,
    "HOME": 15,
    "SLOTS": 16,
    "BOOTSTRAP": 17,
    "ORDER": 18,
    "FRIENDS": 19,
    "SPREAD": 20,
    "RENEW": 21,
    "STRANGERS": 22,
    "FRIEND_DAY": 23,
    "LEAVE": 24,
    "MOMENT": 25,
    "REACH_LUCK": 26,
    "FAKES": 27,
    "LEVEL": 28,
    "BUY_LUCK": 29,
}
ONES = 2**64 - 1
words64 = st.integers(0, ONES)


@jit
def threefries(inputs):
    """Two words [n, 2] for key 0, key 1, counter 0, counter 1 [n, 4]."""
    out = np.empty((inputs.shape[0], 2), np.uint64)
    for index in range(inputs.shape[0]):
        out[index, 0], out[index, 1] = address.threefry(
            inputs[index, 0], inputs[index, 1], inputs[index, 2], inputs[index, 3]
        )
    return out


@jit
def words_at(places):
    """Two words [n, 2] at seed, purpose, draw, run, who, which [n, 6]."""
    out = np.empty((places.shape[0], 2), np.uint64)
    for index in range(places.shape[0]):
        seed, purpose, draw, run, who, which = places[index]
        key = address.purpose_key(seed, purpose, draw, run)
        out[index, 0], out[index, 1] = address.threefry(key[0], key[1], who, which)
    return out


@jit
def units(words):
    out = np.empty(words.size)
    for index in range(words.size):
        out[index] = address.unit(words[index])
    return out


@jit
def uniforms_at(places):
    """The uniform at each address [n, 6]."""
    out = np.empty(places.shape[0])
    for index in range(places.shape[0]):
        seed, purpose, draw, run, who, which = places[index]
        out[index] = address.uniform(address.purpose_key(seed, purpose, draw, run), who, which)
    return out


# The generator


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ((0, 0, 0, 0), (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)),
        ((ONES, ONES, ONES, ONES), (0xE02CB7C4D95D277A, 0xD06633D0893B8B68)),
        (
            (0xA4093822299F31D0, 0x082EFA98EC4E6C89, 0x243F6A8885A308D3, 0x13198A2E03707344),
            (0x263C7D30BB0F0AF1, 0x56BE8361D3311526),
        ),
    ],
)
def test_threefry_gives_the_known_answers_of_random123(inputs, words):
    assert threefries(np.array([inputs], np.uint64)).tolist() == [list(words)]
    assert oracle.threefry(inputs[:2], inputs[2:]) == words


@given(st.lists(st.tuples(words64, words64, words64, words64), min_size=1, max_size=20))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_threefry_is_that_of_the_oracle(inputs):
    twin = [list(oracle.threefry(each[:2], each[2:])) for each in inputs]
    assert threefries(np.array(inputs, np.uint64)).tolist() == twin


@given(st.tuples(words64, st.sampled_from(sorted(PURPOSES.values())), words64, words64, words64, words64))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_addresses_are_those_of_the_oracle(place):
    seed, purpose, draw, run, who, which = place
    luck = oracle.Luck(seed, draw, run)
    assert words_at(np.array([place], np.uint64)).tolist() == [list(luck.words(purpose, who, which))]
    assert uniforms_at(np.array([place], np.uint64)).tolist() == [luck.uniform(purpose, who, which)]


# Purposes


def test_purposes_are_numbered_for_ever():
    """A number that moves gives every stored seed another outcome; a new purpose takes the next one."""
    named = {
        name: value
        for name, value in vars(address).items()
        if name.isupper() and type(value) is int and name != "BLOCK"
    }
    assert named == PURPOSES


def test_purposes_are_unique():
    assert len(set(PURPOSES.values())) == len(PURPOSES)


# Uniforms


def test_unit_is_the_upper_52_bits_as_a_fraction():
    words = [0, 1, 2**12 - 1, 2**12, 2**63 - 1, 2**63, ONES - 2**12, ONES]
    assert units(np.array(words, np.uint64)).tolist() == [(word >> 12) / 2**52 for word in words]


def test_unit_can_be_zero_and_never_one():
    """So that `unit(w) < p` never happens for p = 0 and always for p = 1."""
    lowest, highest = units(np.array([0, ONES], np.uint64))
    assert (lowest, highest) == (0.0, 1.0 - 2.0**-52)


def test_uniforms_stand_at_draw_0_run_0_which_0():
    who = np.array([0, 1, 5, 2**63, ONES], np.uint64)
    luck = oracle.Luck(7, 0, 0)
    twin = [luck.uniform(address.POST_DAY, each, 0) for each in who.tolist()]
    assert address.uniforms(np.uint64(7), address.POST_DAY, who).tolist() == twin


def test_even_uniforms_have_one_draw_of_a_block_in_each_part():
    """For every identity, in an order of its own."""
    who = np.array([0, 1, 5, 2**63, ONES], np.uint64)
    for block in (0, 3):
        draws = range(block * address.BLOCK, (block + 1) * address.BLOCK)
        each = np.array([address.even_uniforms(np.uint64(7), address.PARAMETER, draw, who, 0) for draw in draws])
        parts = np.floor(each * address.BLOCK).astype(int)
        assert np.array_equal(np.sort(parts, axis=0), np.tile(np.arange(address.BLOCK)[:, None], who.size))
        assert len({tuple(order) for order in parts.T}) == who.size


def test_even_uniforms_depend_on_seed_purpose_draw_identity_and_number():
    who = np.array([1, 5], np.uint64)
    seen = [
        tuple(address.even_uniforms(np.uint64(seed), purpose, draw, who, number))
        for seed in (7, 8)
        for purpose in (address.PARAMETER, address.LEVEL)
        for draw in (0, 1, 10)
        for number in (0, 1)
    ]
    assert len(set(np.ravel(seen))) == 2 * len(seen)


def test_even_uniforms_are_uniform_within_their_parts():
    """2,000 identities, within five standard errors: one false alarm in a million."""
    who = np.arange(2000, dtype=np.uint64)
    each = address.even_uniforms(np.uint64(7), address.LEVEL, 4, who, 1)
    within = each * address.BLOCK % 1.0
    assert within.mean() == pytest.approx(0.5, abs=5.0 / np.sqrt(12 * who.size))
    assert each.mean() == pytest.approx(0.5, abs=5.0 / np.sqrt(12 * who.size))


N_DRAWS = 2**16
PARTS = ("seed", "purpose", "draw", "run", "who", "which")
VIEWS = {  # cells 0 to 255 of draws [n, 2]
    "first": lambda words: words[:, 0] >> 56,
    "second": lambda words: words[:, 1] >> 56,
    "lower half": lambda words: words[:, 0] >> 24 & 255,  # half a word makes a gap between views
    "both": lambda words: words[:, 0] >> 60 << 4 | words[:, 1] >> 60,  # engagement and click
    "neighbours": lambda words: words[::2, 0] >> 60 << 4 | words[1::2, 0] >> 60,
}


@pytest.fixture(scope="module")
def moving():
    """Draws at adjacent addresses [n, 2], for each part of the address that moves."""
    here = np.array([11, address.SEE, 2, 3, 0x9E3779B97F4A7C15, 5], np.uint64)
    steps = np.arange(N_DRAWS, dtype=np.uint64)[:, None]
    return {part: words_at(here + steps * np.eye(6, dtype=np.uint64)[n]) for n, part in enumerate(PARTS)}


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("part", PARTS)
def test_adjacent_addresses_are_uniform(moving, part, view):
    cells = VIEWS[view](moving[part]).astype(np.int64)
    seen = np.bincount(cells, minlength=256)
    assert seen.size == 256
    chi2 = np.sum((seen - cells.size / 256) ** 2) / (cells.size / 256)
    each = FALSE_ALARM / (len(PARTS) * len(VIEWS))
    low, high = stats.chi2.ppf(each / 2.0, 255), stats.chi2.isf(each / 2.0, 255)
    assert low < chi2 < high
