"""Tables as the models want them: percent strings, whole floats and distributions, the rest untouched."""

import math

import pytest
from pydantic import ValidationError

from sim.scenario.load import loads
from sim.scenario.prepare import portable, prepare, validate
from tests.scenarios import BASE, changed, loaded


def group(**values):
    """What becomes of the keys of one group."""
    return prepare({"creators": [values]})


def value_of(key, value):
    return group(**{key: value}).tree["creators"][0][key]


@pytest.mark.parametrize(
    ("typed", "share"), [("3.5%", 0.035), (" 3 % ", 0.03), ("0%", 0.0), ("100%", 1.0), ("0.1%", 0.001)]
)
def test_percent_of_a_share(typed, share):
    assert value_of("breadth", typed) == share


@pytest.mark.parametrize("typed", ["101%", "-3%", "3,5%", "%", "3", ".5%", "1e1%", "3%%"])
def test_what_is_no_percentage_stays_as_it_was_typed(typed):
    assert value_of("breadth", typed) == typed


def test_percent_means_nothing_where_no_share_stands():
    assert value_of("quality", "3%") == "3%"


@pytest.mark.parametrize(("typed", "number"), [(3.0, 3), (3.5, 3.5), (2.0**63, 2.0**63), (-0.0, 0)])
def test_a_float_where_a_whole_number_belongs(typed, number):
    assert repr(value_of("count", typed)) == repr(number)


def test_a_whole_float_stays_a_float_where_one_belongs():
    assert repr(value_of("quality", 3.0)) == "3.0"


@pytest.mark.parametrize(
    ("value", "number"), [("1e3", 1000), ("0x10", 16), ("1_0", 10), ("2_000_000_000.0", 2 * 10**9)]
)
def test_whole_numbers_may_be_written_in_many_ways(value, number):
    people = loaded(changed("100_000", value)).scenario.world.people
    assert people == number
    assert isinstance(people, int)


def test_minus_zero_is_zero():
    assert str(loaded(BASE + "breadth = -0.0\n").scenario.creators[1].breadth) == "0.0"


def test_unknown_keys_are_left_to_the_models():
    assert prepare({"wrold": {"breadth": "5%"}}).tree == {"wrold": {"breadth": "5%"}}


# Distributions


UNIFORM = {"dist": "uniform", "low": "10%", "high": "30%"}


def test_a_distribution_is_noted_at_its_key():
    (noted,) = group(breadth=UNIFORM).uncertain.items()
    assert (noted[0], noted[1].table()) == (("creators", 0, "breadth"), {"dist": "uniform", "low": 0.1, "high": 0.3})


def test_the_spread_of_a_share_is_no_percentage():
    prepared = group(breadth={"dist": "normal", "mean": "50%", "sd": "1%"})
    assert [str(problem) for problem in prepared.problems] == [
        'creators.0.breadth.sd: must be a number above 0, not "1%"'
    ]


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"run": {"runs": UNIFORM}}, "run.runs: must be a plain number, not a distribution"),
        (
            {"funnel": {"click_prob": {"dist": "unifrm"}}},
            'funnel.click_prob.dist: must be one of "uniform", "loguniform", "lognormal", "normal", "triangular", '
            '"beta", "joint", not "unifrm"; did you mean "uniform"?',
        ),
        (
            {"funnel": {"click_prob": {"dist": "uniform", "low": 2, "high": 1}}},
            "funnel.click_prob: low = 2 must be below high = 1",
        ),
    ],
)
def test_a_bad_distribution_is_a_problem_at_its_key(tree, message):
    prepared = prepare(tree)
    assert [str(problem) for problem in prepared.problems] == [message]
    assert prepared.uncertain == {}


def test_a_table_without_dist_is_no_distribution():
    assert group(breadth={"low": 0.1, "high": 0.3}).uncertain == {}


# Values in place of distributions


TREE = loads(BASE).tree
COUNT, FOLLOWERS = ("creators", 0, "count"), ("creators", 0, "followers")


@pytest.mark.parametrize(("value", "count"), [(2.4, 2), (2.6, 3), (0.5, 0), (1.5, 2)])
def test_whole_numbers_are_rounded_half_to_even(value, count):
    assert validate(TREE, {COUNT: value}).creators[0].count == count


def test_other_numbers_have_twelve_digits():
    assert validate(TREE, {FOLLOWERS: 1.0000000000004}).creators[0].followers == 1.0
    assert validate(TREE, {FOLLOWERS: 1.00000000004}).creators[0].followers == 1.00000000004


@pytest.mark.parametrize("value", [math.inf, math.nan, -1.0])
def test_illegal_values_are_refused(value):
    with pytest.raises(ValidationError):
        validate(TREE, {COUNT: value})


def test_the_tree_is_not_changed():
    validate(TREE, {COUNT: 3.0})
    assert loads(BASE).tree == TREE


@pytest.mark.parametrize(
    ("value", "rounded"), [(1 / 3, 0.333333333333), (123456789.0123456, 123456789.012), (0.0, 0.0), (1e300, 1e300)]
)
def test_twelve_digits(value, rounded):
    assert portable(value) == rounded


@pytest.mark.parametrize("typed", ["50k", "$50,000", "50000", "50,000.00"])
def test_money_as_people_type_it(typed):
    assert prepare({"costs": {"budget_usd": typed}}).tree["costs"]["budget_usd"] == 50_000.0


def test_money_in_a_distribution():
    spread = {"dist": "lognormal", "low": "15k", "high": "$60,000"}
    prepared = prepare({"costs": {"budget_usd": spread}})
    assert prepared.tree["costs"]["budget_usd"] == {"dist": "lognormal", "low": 15_000.0, "high": 60_000.0}
    assert prepared.problems == []


@pytest.mark.parametrize("value", ["1.200", {"dist": "uniform", "low": 1, "high": "1.200"}])
def test_money_with_two_readings_is_a_problem(value):
    (problem,) = prepare({"costs": {"budget_usd": value}}).problems
    assert str(problem) == 'costs.budget_usd: "1.200" may be 1,200 or 1.2; write 1200 or 1.20'


def test_only_money_may_be_typed_so():
    assert value_of("quality", "50k") == "50k"
