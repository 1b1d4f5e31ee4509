"""The last few things by key: made once, dropped when others were used later."""

import pytest

from sim.recall import Recall


def test_a_thing_is_made_once():
    recall = Recall(2)
    assert [recall.of("a", lambda n=n: n) for n in range(3)] == [(0, True), (0, False), (0, False)]


def test_what_was_used_longest_ago_is_dropped():
    recall = Recall(2)
    assert [recall.of(key, str)[1] for key in "abacab"] == [True, True, False, True, False, True]


def test_what_is_forgotten_is_made_again():
    recall = Recall(2)
    recall.of("a", lambda: 1)
    recall.forget("a")
    assert recall.of("a", lambda: 2) == (2, True)


def test_what_was_put_need_not_be_made():
    recall = Recall(2)
    recall.put("a", 1)
    assert recall.of("a", lambda: 2) == (1, False)


def test_an_error_is_not_kept():
    recall = Recall(2)
    with pytest.raises(ZeroDivisionError):
        recall.of("a", lambda: 1 // 0)
    assert recall.of("a", lambda: 2) == (2, True)
