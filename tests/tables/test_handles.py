"""Accounts: handles come out of what people write, and rows of totals are none."""

import pytest

from sim.tables.handles import identity, is_total, mixes_scripts, plain_text, read_handle, same_creator, wrong_handle


@pytest.mark.parametrize(
    ("cell", "handle"),
    [
        ("@ann", "ann"),
        ("https://www.instagram.com/ann.b/", "ann.b"),
        ("http://instagram.com/ann?hl=de", "ann"),
        ("tiktok.com/@ann", "ann"),
        ("https://www.youtube.com/channel/UCabc", "UCabc"),
        ("https://x.com/ann", "ann"),
        ("https://example.com/ann", "https://example.com/ann"),
        ("Ann \u200bB", "Ann B"),
        ("\U0001f469\u200d\U0001f373", "\U0001f469\u200d\U0001f373"),
    ],
)
def test_handles(cell, handle):
    assert read_handle(cell) == handle


def test_one_creator_has_one_identity():
    assert identity("@Ann") == identity("ann ") != identity("anna")
    assert same_creator("Zoe\u0308") == same_creator("zo\u00eb")


@pytest.mark.parametrize("name", ["Total", "TOTAL:", "Summe", "Durchschnitt", "\u5408\u8ba1", "Grand Total", "\u00d8"])
def test_rows_that_sum_up(name):
    assert is_total(name)


@pytest.mark.parametrize(
    "name", ["TOTAL (5)", "Average of all", "Gesamtergebnis", "suma total", "Total geral", "Totaal"]
)
def test_rows_that_sum_up_have_further_words(name):
    assert is_total(name)
    assert not is_total(name + " anna")


def test_creators_are_no_totals():
    assert not any(map(is_total, ("total_girl", "Ann", "Summer", "")))


def test_faults_of_handles():
    assert wrong_handle("", "") == "empty; every creator needs a handle"
    assert wrong_handle("a" * 257, "a" * 257) == "has 257 characters; at most 256"
    assert wrong_handle("a\x07", "a\x07") == "holds a control character"
    assert wrong_handle("ann", "@ann") == ""


def test_letters_that_look_alike():
    assert mixes_scripts("ann\u0430")
    assert not mixes_scripts("\u0430\u043d\u043d\u0430")


def test_what_changes_nothing_is_dropped():
    assert plain_text("\u202ea\u200bb\ufeff") == "ab"
