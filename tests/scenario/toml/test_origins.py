"""The origin of every value, and the file and line of every error."""

import pytest

from sim.errors import InputError, InputErrors
from sim.scenario.load import loads
from sim.scenario.toml.origins import Origin
from tests.scenarios import BASE, loaded


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin("default"), "default"),
        (Origin("default", source="a survey", reliability="M"), "default (a survey, M)"),
        (Origin("preset", "tiktok", "a survey", "H"), "preset tiktok (a survey, H)"),
        (Origin("file", "s.toml:3"), "s.toml:3"),
        (Origin("set", "--set run.runs=3"), "--set run.runs=3"),
    ],
)
def test_an_origin_in_words(origin, words):
    assert str(origin) == words


def test_origins_of_defaults_name_their_source():
    places = loaded().places
    assert str(places.origin(("run", "seed"))) == "default"
    assert str(places.origin(("creators", 1, "fake_share"))) == (
        "default (SRF Data 2017: 115 accounts, quartiles 10, 16 and 50%, mean 28%, no relation to size, H)"
    )
    assert str(places.origin(("creators", 1, "followers"))) == "s.toml:18"
    assert str(places.origin(("creators", 0, "name"))) == "s.toml:12"


def test_origin_inside_a_table_that_was_set_whole():
    places = loaded(sets=("world={people=5}", "creators.micro.count=3")).places
    assert str(places.origin(("world", "people"))) == "--set world={ people = 5 }"
    assert str(places.origin(("world", "communities", "restart"))) == "--set world={ people = 5 }"
    assert str(places.origin(("creators", 0, "count"))) == "--set creators.micro.count=3"
    assert str(places.origin(("creators", 0, "name"))) == "s.toml:12"


def test_origin_in_a_text_without_a_file():
    assert str(loads(BASE).places.origin(("world", "people"))) == "line:9"


def test_locate_gives_a_later_error_its_line():
    scenario = loaded(sets=("world.people=7",))
    located = scenario.locate(InputError("too many", path=("creators", 1, "followers")))
    assert str(located) == "s.toml:18: creators.1.followers: too many"
    assert str(scenario.locate(InputError("too few", path=("world", "people")))) == "--set world.people=7: too few"
    assert str(scenario.locate(InputError("bad", path=("exposure", "reach_1k")))) == "s.toml: exposure.reach_1k: bad"
    elsewhere = InputError("bad", file="r.csv", line=3)
    assert scenario.locate(elsewhere) is elsewhere
    several = scenario.locate(InputErrors([InputError("bad", path=("run", "runs")), elsewhere]))
    assert str(several) == "s.toml:6: run.runs: bad\nr.csv:3: bad"


def test_the_last_override_of_a_key_is_its_origin():
    places = loaded(sets=("world.people=5", "world={people=6}")).places
    assert str(places.origin(("world", "people"))) == "--set world={ people = 6 }"


def test_an_error_about_a_table_of_the_preset_has_no_line():
    error = loaded().locate(InputError("bad", path=("exposure",)))
    assert error.line is None


def test_an_error_inside_an_override_names_the_rest_of_its_key():
    scenario = loaded(sets=("world={people=5}",))
    assert str(scenario.locate(InputError("bad", path=("world", "people")))) == "--set world={people=5}: people: bad"
