"""The plug-ins of a scenario: those of the keys that name a function, each once."""

import pytest

from sim import plugins
from sim.plugins import PlugIn
from sim.scenario.fields import find
from sim.scenario.plug_ins import FOLLOWINESS, GROUPS, SOCIABILITY, plug_ins_of
from tests.scenarios import BASE, loaded

LAWS = "influence_sim.followiness_laws"


@pytest.fixture
def mine():
    """A law that a session registered."""
    yield plugins.register(LAWS, "mine", len, version="1")
    plugins.unregister(LAWS, "mine")


def scenario(*sets):
    return loaded(BASE, sets).scenario


def test_built_in_functions_are_no_plug_ins():
    assert plug_ins_of(scenario()) == ()


def test_a_plug_in_that_two_keys_name_is_there_once(mine):
    used = scenario("world.followiness={name='mine'}", "friends.sociability={name='mine'}")
    assert plug_ins_of(used) == (PlugIn(LAWS, "mine", "python:builtins", "1"),)


def test_only_the_keys_asked_for(mine):
    used = scenario("friends.sociability={name='mine'}")
    assert plug_ins_of(used, [FOLLOWINESS]) == ()
    assert plug_ins_of(used, [SOCIABILITY]) == (mine,)


def test_a_name_counts_in_its_own_group_only(mine):
    assert plug_ins_of(scenario("response.curve={name='mine'}")) == ()


@pytest.mark.parametrize("key", GROUPS)
def test_every_key_names_a_function(key):
    assert find((*key, "name")).type is str
