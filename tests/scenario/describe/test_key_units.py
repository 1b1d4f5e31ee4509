"""Units of keys: a name says its unit, else its ending, else it is a plain number."""

import pytest

from sim.scenario.describe import key_units
from sim.scenario.describe.key_units import ENDINGS, NAMED, unit_of_key


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("creators.micro.count", "creators"),
        ("world.people", "people"),
        ("posts.window_days", "days"),
        ("outside.start_day", "day"),
        ("creator.no_show_prob", "probability"),
        ("costs.fee_sd", "sd of ln"),
        ("world.shared_audience.share", "share"),
    ],
)
def test_the_last_word_of_a_key_says_its_unit(path: str, unit: str) -> None:
    assert unit_of_key(path) == unit


@pytest.mark.parametrize("path", ["engagement.exponent", "share.exponent", "mydays", "exposure.feed"])
def test_words_before_the_last_say_nothing(path: str) -> None:
    assert unit_of_key(path) == key_units.PURE


def test_a_name_goes_before_its_ending() -> None:
    assert unit_of_key("exposure.repeat_hours") == key_units.PURE
    assert unit_of_key("exposure.half_life_hours") == "hours"


def test_no_name_repeats_what_its_ending_says() -> None:
    assert [name for name, unit in NAMED.items() if ENDINGS.get(name.rpartition("_")[2]) == unit] == []
