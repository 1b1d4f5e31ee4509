"""Followers talk where somebody shares and a friend sees it."""

import pytest

from sim.scenario.talks import talks
from tests.scenarios import BASE, loaded


@pytest.mark.parametrize(
    ("rule", "is_heard"),
    [
        ("", False),
        ("share_prob = 0.3", True),
        ("r0 = 0.15", True),
        ("share_prob = 0.0", False),
        ("r0 = 0.0", False),
        ("share_prob = 0.3\nfriend_view_prob = 0.0", False),
        ("friend_view_prob = 1.0", False),
    ],
)
def test_who_talks(rule, is_heard):
    assert talks(loaded(f"{BASE}[word_of_mouth]\n{rule}\n").scenario) is is_heard
