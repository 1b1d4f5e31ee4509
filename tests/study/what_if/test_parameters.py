"""Numbers by their paths: which can be turned, where they stand, how far they can go."""

import pytest

from sim.errors import InputError
from sim.scenario.platforms import preset
from sim.study.what_if import parameters
from tests.sides import HOURS, MEGA, MICROS, scenario


def test_every_number_has_a_path():
    known = set(parameters.numeric_paths(scenario(MICROS)))
    assert {HOURS, "world.people", "response.curve.beta", "engagement.exponent", "creators.micro.count"} <= known
    assert not {"run.seed", "schema_version", "costs.pay_no_shows", "name"} & known


@pytest.mark.parametrize("path", sorted(parameters.numeric_paths(scenario(MICROS))))
def test_every_path_can_be_turned(path):
    """Each is set to the value that it has, or to a legal one where it has none."""
    loaded = scenario(MICROS)
    knob = parameters.knob((loaded, loaded), path)
    value = knob.today[0]
    if value is not None:
        again = loaded.replace_all(parameters.changes(knob, 0, value))
        assert parameters.value_of(again, knob.keys[0]) == value


def test_a_key_of_one_side_is_turned_there_only():
    knob = parameters.knob((scenario(MICROS), scenario(MEGA)), HOURS)
    assert knob.keys == ((("creators", 0, "management_hours"),), ())
    assert knob.today == (4.0, None)


@pytest.mark.parametrize("path", ["creator.management_hours", "creators.*.management_hours"])
def test_all_groups_of_both_sides_at_once(path):
    knob = parameters.knob((scenario(MICROS + MEGA), scenario(MEGA)), path)
    assert [len(keys) for keys in knob.keys] == [2, 1]
    assert knob.today == (None, 20.0)  # 4 and 20 hours are no single value
    both = scenario(MICROS + MEGA).replace_all(parameters.changes(knob, 0, 7.0))
    assert [group.management_hours for group in both.scenario.creators] == [7.0, 7.0]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("creators.micro.management_hour", 'no scenario has a key "creators.micro.management_hour"; '
         'did you mean "creators.micro.management_hours"?'),
        ("creators.nobody.count", 'no scenario has a key "creators.nobody.count"; did you mean'),
        ("costs.pay_no_shows", '"costs.pay_no_shows" is not a number that can be turned'),
        ("run.runs", '"run.runs" is not a number that can be turned'),
        ("name", '"name" is not a number that can be turned'),
        ("", '--set : "" is not a key such as world.people'),
    ],
)  # fmt: skip
def test_what_cannot_be_turned(path, told):
    with pytest.raises(InputError) as caught:
        parameters.knob((scenario(MICROS), scenario(MEGA)), path)
    assert str(caught.value).startswith(told)


def span_of(path, loaded=None, between=None):
    loaded = loaded or scenario(MICROS)
    return parameters.span(loaded, parameters.knob((loaded, loaded), path), between)


def test_ranges_come_from_what_is_known():
    assert span_of("engagement.exponent") == (0.0, 0.25)  # the preset's
    unknown = scenario(MICROS, costs__hour_usd={"dist": "uniform", "low": 20.0, "high": 120.0})
    assert span_of("costs.hour_usd", unknown) == pytest.approx((22.5, 117.5))
    assert span_of(HOURS) == (0.25, 28.0)  # the evidence's for small creators, and a factor of two beyond
    assert span_of("creators.micro.no_show_prob") == pytest.approx((0.01, 0.4))
    assert span_of("funnel.order_usd") == (2.5, 1000.0)  # nobody says: a twentieth to twenty times
    low, high = span_of("world.activity_shape", scenario(MICROS, world__activity_shape=1e5))
    assert low == 5e3
    assert high == 1e6  # no more is legal
    assert span_of(HOURS, between=(1.0, 2.0)) == (1.0, 2.0)


def test_whole_numbers_stay_whole():
    loaded = scenario(MICROS)
    knob = parameters.knob((loaded, loaded), "creators.micro.count")
    assert parameters.points(knob, 1.0, 10.0, 4).tolist() == [1.0, 2.0, 5.0, 10.0]
    assert parameters.points(knob, 1.0, 3.0, 9).tolist() == [1.0, 2.0, 3.0]


def test_groups_may_have_numbers_and_dots_for_names():
    """A group called "0" that comes second is not the first one."""
    two = scenario(MICROS.replace('"micro"', '"1"') + MEGA.replace('"mega"', '"0"'))
    knob = parameters.knob((two,), "creators.1.management_hours")
    assert knob.keys == ((("creators", 0, "management_hours"),),)
    before = [group.management_hours for group in two.scenario.creators]
    after = [group.management_hours for group in two.replace_all(parameters.changes(knob, 0, 9.0)).scenario.creators]
    assert after == [9.0, before[1]]
    dotted = scenario(MICROS.replace('"micro"', '"mi.cro"'))
    path = next(path for path in parameters.numeric_paths(dotted) if path.endswith("management_hours"))
    assert path == 'creators."mi.cro".management_hours'
    assert parameters.knob((dotted,), path).today == (4.0,)


def test_ranges_that_cannot_be_meant():
    with pytest.raises(InputError, match="between 2 and 1: the first must be lower"):
        span_of(HOURS, between=(2.0, 1.0))
    with pytest.raises(InputError, match="has no value from which to start; say --between LOW HIGH"):
        span_of("creators.micro.hours_per_post")


def knob_of(path):
    return parameters.knob((scenario(MICROS),), path)


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(0.5, 3.5, (1.0, 3.0)), (1.0, 2.0, (1.0, 2.0)), (-0.5, 1.2, (0.0, 1.0))]
)
def test_a_range_of_whole_numbers_lies_within(low, high, ends):
    assert parameters.within(knob_of("creators.micro.count"), low, high) == ends


def test_a_range_without_two_whole_numbers_is_refused():
    with pytest.raises(InputError, match=r"takes whole numbers; from 1\.2 to 2\.9 there are not two$"):
        parameters.within(knob_of("creators.micro.count"), 1.2, 2.9)


@pytest.mark.parametrize(
    ("path", "low", "high", "ends"),
    [
        ("creators.micro.breadth", -1.0, 2.0, (0.0, 1.0)),
        ("creators.micro.breadth", 0.2, 0.4, (0.2, 0.4)),
        ("creators.micro.fake_share", -1.0, 2.0, (0.0, 1.0 - 0.003)),
        ("creators.micro.quality", -10.0, 10.0, (0.02, 10.0)),
    ],
)
def test_a_range_is_cut_to_what_is_legal(path, low, high, ends):
    assert parameters.clip_range(knob_of(path), low, high) == pytest.approx(ends)


def test_wide_ranges_are_walked_by_even_factors():
    assert parameters.points(knob_of(HOURS), 0.1, 10.0, 3).tolist() == pytest.approx([0.1, 1.0, 10.0])
    assert parameters.points(knob_of(HOURS), 2.0, 10.0, 3).tolist() == pytest.approx([2.0, 6.0, 10.0])


def test_changes_of_a_whole_number_are_whole():
    changes = parameters.changes(knob_of("creators.micro.count"), 0, 3.0)
    assert repr(changes) == "{('creators', 0, 'count'): 3}"


def test_numbers_of_all_sides():
    knob = parameters.knob((scenario(MICROS), scenario(MEGA)), "creator.trust")
    assert knob.numbers == ((0, ("creators", 0, "trust")), (1, ("creators", 0, "trust")))


@pytest.mark.parametrize(("path", "followers"), [(HOURS, 100.0), ("costs.hour_usd", 0.0)])
def test_the_size_of_those_whom_a_number_is_about(path, followers):
    assert knob_of(path).followers == followers


def test_words_are_those_of_the_model():
    assert parameters.words(knob_of(HOURS)) == "hours per creator and campaign"
    assert parameters.words(knob_of("response.curve.beta")) == ""


def test_a_presets_range_is_a_distribution():
    entry = preset("instagram")["exposure", "reach_1k"]
    drawn = parameters.distribution_of(entry)
    assert drawn.median() == pytest.approx(entry.value)
    assert drawn.quantile(0.95) / drawn.quantile(0.05) == pytest.approx(entry.high / entry.low, rel=1e-3)
