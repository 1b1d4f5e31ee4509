"""Registration from Python: used at once, named by results, and refused where it is no good."""

from functools import partial

import numpy as np
import pytest

import sim
from sim import extend, plugins
from sim.errors import InputError, MissingExtraError
from sim.measures.catalogue import MEASURES, Measure
from sim.mechanisms.curves import CURVES
from sim.mechanisms.feeds import FEEDS
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.scenario.base import Choice
from sim.scenario.fields import fields_of, is_model
from sim.scenario.load import loads
from sim.scenario.model import Scenario
from sim.scenario.plug_ins import GROUPS
from sim.world.people import FOLLOWINESS_LAWS
from tests.scenarios import BASE


@pytest.fixture
def forget():
    """Names that a test registers from Python are forgotten after it."""
    yield
    for registry in (*extend.FAMILIES, MEASURES):
        for name in ("mine", "other"):
            registry.unregister(name)


def flat(source):
    """Every source counts the same."""
    return np.ones_like(source)


def test_a_registered_curve_is_used_and_named(forget):
    plug_in = sim.register_curve("mine", flat)
    assert plug_in.package == f"python:{__name__}"
    assert plug_in.version.startswith("source-")
    result = sim.run(loads(BASE, ["run.runs=2", 'response.curve={name="mine"}']))
    assert plugins.recorded_in(result.attributes) == (plug_in,)
    CURVES.unregister("mine")
    with pytest.raises(MissingExtraError, match=r"which is not registered: call sim.register_curve"):
        plugins.refuse_missing(result.attributes, "a.h5")


def test_a_changed_function_is_another_version(forget):
    first = sim.register_curve("mine", flat)
    second = sim.register_curve("mine", lambda source: source / source)
    assert second.version != first.version
    assert sim.register_curve("mine", flat, version="7").version == "7"
    assert sim.register_measure("mine", Measure("A", "", 1, "clicks")).version != sim.register_measure(
        "mine", Measure("B", "", 1, "clicks")
    ).version  # fmt: skip


def test_every_kind_can_be_registered(forget):
    sim.register_feed("mine", lambda half_life_hours: sim.Feed(np.ones(1)))
    sim.register_engagement_law("mine", lambda followers, rate, exponent: rate / followers)
    sim.register_followiness_law("mine", flat)
    sim.register_measure("mine", sim.Measure("Mine", "", 1, "clicks", "posts"))
    for registry in (FEEDS, ENGAGEMENT_LAWS, FOLLOWINESS_LAWS, MEASURES):
        assert list(registry)[-1] == "mine"
        assert len(registry) == len(registry.built_in) + 1


def test_registering_refuses_what_is_taken_or_no_good(forget):
    with pytest.raises(InputError, match="the name is built in"):
        sim.register_curve("hill", flat)
    with pytest.raises(InputError, match='parameter "by" must have a number as its default'):
        sim.register_curve("mine", lambda source, *, by: source)
    with pytest.raises(InputError, match='curve "mine": its parameters cannot be read'):
        sim.register_curve("mine", max)
    with pytest.raises(InputError, match='"mine" has no source code that can be read: say its version'):
        sim.register_curve("mine", partial(flat))
    with pytest.raises(InputError, match='"click" is no column of the outcomes; did you mean "clicks"'):
        sim.register_measure("mine", Measure("Mine", "", 1, "click"))


def test_every_key_that_names_a_function_has_a_group():
    """Generators of networkx are named too, but not by a registry of ours."""
    named = {
        (table, name)
        for table, field in fields_of(Scenario).items()
        if isinstance(field.annotation, type) and is_model(field.annotation)
        for name, inner in fields_of(field.annotation).items()
        if inner.annotation is Choice
    }
    assert named - {("friends", "generator")} == set(GROUPS)
    assert {family.group for family in extend.FAMILIES} == set(GROUPS.values())
