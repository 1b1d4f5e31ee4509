"""Words of messages: what is shown is on one line, and different names stay different."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import text
from sim.text import (
    escape,
    join_words,
    list_names,
    nearest,
    one_line,
    printable,
    quote,
    quote_all,
    shorten,
    suggest,
    suggest_or_list,
    visible,
)


def test_examples_run():
    assert doctest.testmod(text).failed == 0


def test_shorten_keeps_what_fits():
    assert shorten("x" * 60) == "x" * 60
    assert shorten("x" * 61) == "x" * 57 + "..."


@given(st.text())
def test_messages_are_on_one_line(value):
    assert quote(value).isprintable()
    assert one_line(value).isprintable()
    assert list_names([value, value]).isprintable()


@given(st.text(), st.text())
def test_visible_names_stay_different(one, other):
    assert (visible(one) == visible(other)) == (one == other)


def test_escape_also_escapes_what_it_is_asked_to():
    assert escape("a\\b") == "a\\b"
    assert escape("a\\b", "\\") == "a\\\\b"


def test_printable_keeps_lines_and_tabs():
    assert printable("a\tb\nc\x07\u202e") == "a\tb\nc"


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_join_words(words, sentence):
    assert join_words(words) == sentence


def test_quote_all_counts_the_rest():
    assert quote_all(["a", "b"], 2) == '"a", "b"'
    assert quote_all(["a", "b", "c"], 1) == '"a" and 2 more'


def test_list_names_ends_in_dots():
    assert list_names("abc", 3) == "a, b, c"
    assert list_names("abcd", 3) == "a, b, c, ..."


def test_nearest_is_the_first_of_equally_near_names():
    assert nearest("betta", ["beta", "half"]) == "beta"
    assert nearest("xyz", ["beta", "half"]) is None


def test_a_suggestion_knows_when_nothing_is_near():
    assert suggest("xyz", ["beta"]) == ""
    assert suggest_or_list("xyz", ["beta", "half"]) == "; known: beta, half"
    assert suggest_or_list("xyz", []) == "; known: none"


def test_a_suggestion_compares_the_beginning_of_a_long_word():
    assert suggest("x" * 1_000_000, ["beta"]) == ""
