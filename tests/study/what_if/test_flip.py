"""When it flips: paths, roots of noisy curves, break-even values and maps."""

import math

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.errors import InputError
from sim.report.text import flip as report
from sim.scenario.load import loads
from sim.study.comparison.strategies import Labels
from sim.study.what_if import parameters
from sim.study.what_if.flip import ComparisonQuestion, MapAxis, Range, flip, flip_map
from sim.study.what_if.overlap import bracket, certainly_worse, optimum, overlap_curve, shape
from sim.study.what_if.parameters import ParameterRange
from sim.study.what_if.trials import Means, Trials

HEAD = """\
schema_version = 1
name = "side"
platform = "instagram"

[run]
runs = 10
horizon_days = 10

[world]
people = 4_000
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food"] }
followiness = { name = "zipf", exponent = 3.0, most = 20.0 }

[posts]
per_creator = 2
window_days = 7

[costs]
hour_usd = 60
"""
MICROS = '[[creators]]\nname = "micro"\ncount = 10\nfollowers = 100\nfee_usd = 1\n'
MEGA = '[[creators]]\nname = "mega"\nfollowers = 1000\nfee_usd = 10\nmanagement_hours = 20\nno_show_prob = 0\n'
HOURS = "creators.micro.management_hours"


def scenario(creators, **changes):
    loaded = loads(HEAD + creators)
    for key, value in changes.items():
        loaded = loaded.replace(key.replace("__", "."), value)
    return loaded


def question(measure="cpe", a=None, b=None):
    return ComparisonQuestion(a or scenario(MICROS), b or scenario(MEGA), Labels("micros", "mega"), measure, 0.0)


def trials(runs=60):
    return Trials(Means(runs, 1, Silent(), Stop()))


def axis(path, between=None, points=3):
    return MapAxis(path, Range(between, points))


def flipped(path, between=None, points=5, asked=None, runs=60):
    return flip(asked or question(), path, Range(between, points), trials(runs))


# Paths


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


def test_ranges_that_cannot_be():
    with pytest.raises(InputError, match="between 2 and 1: the first must be lower"):
        span_of(HOURS, between=(2.0, 1.0))
    with pytest.raises(InputError, match="has no value from which to start; say --between LOW HIGH"):
        span_of("creators.micro.hours_per_post")
    with pytest.raises(InputError, match="must be a number from 0 to 1"):
        flipped("creators.micro.no_show_prob", (0.5, 1.5))


def test_whole_numbers_stay_whole():
    loaded = scenario(MICROS)
    knob = parameters.knob((loaded, loaded), "creators.micro.count")
    assert parameters.points(knob, 1.0, 10.0, 4).tolist() == [1.0, 2.0, 5.0, 10.0]
    assert parameters.points(knob, 1.0, 3.0, 9).tolist() == [1.0, 2.0, 3.0]


# Flips


def test_break_even_of_a_cost_is_its_arithmetic():
    """Ten micros cost 10 USD and 600 USD for an hour each, the mega 1,210 USD: they tie at two hours."""
    asked = question("cost", scenario(MICROS, creators__micro__no_show_prob=0.0))
    found = flipped(HOURS, (0.1, 10.0), asked=asked)
    assert [tuple(root) for root in found.roots] == [pytest.approx((2.0, 2.0, 2.0), rel=1e-4)]
    assert found.today == (4.0, None)
    assert report.sentence(found) == (
        f"Total cost over {HOURS}: break-even at 2 (95%: 2 to 2); micros is ahead below, mega above."
    )


def test_break_even_hours_of_the_cost_example():
    """Replication target 27, scaled down: 1,000 micros at $10 together, a mega at $10 and 20 hours, three times the
    engagement per follower on the side of the micros: (10000 + 60000 h) / 3 = 11200 at h = 0.393."""
    head = {
        "engagement__exponent": math.log(3.0) / math.log(1000.0), "engagement__residual_sd": 0.0,
        "engagement__quality_sd": 0.0, "engagement__load_penalty": 0.0, "world__people": 10_000_000,
        "world__sample_one_in": 100, "exposure__reach_1k": 0.5, "exposure__reach_exponent": 0.0,
        "engagement__rate_1k": 0.3, "world__activity_classes": 1, "run__horizon_days": 21,
    }  # fmt: skip
    same = {"fake_share": 0, "no_show_prob": 0, "audience_loss": 0, "breadth": 1}
    rest = "".join(f"{key} = {value}\n" for key, value in same.items())
    micros = f'[[creators]]\nname = "micro"\ncount = 1000\nfollowers = 1000\nfee_usd = 10\n{rest}'
    mega = f'[[creators]]\nname = "mega"\nfollowers = 1000000\nfee_usd = 10000\nmanagement_hours = 20\n{rest}'
    asked = question("cpe", scenario(micros, **head), scenario(mega, **head))
    found = flipped(HOURS, (0.05, 5.0), asked=asked, runs=200)
    (root,) = found.roots
    assert root.low < (3 * 11_200 - 10_000) / 60_000 < root.high
    assert root.value == pytest.approx(0.3933, rel=0.02)


def test_no_break_even_is_said():
    found = flipped("costs.hour_usd", (30.0, 60.0), asked=question("reach"))
    assert found.roots == ()
    ahead = "micros" if found.a[0] > found.b[0] else "mega"
    assert found.notes == (f"no break-even from 30 to 60: {ahead} is ahead throughout",)


def test_a_side_against_itself_is_equal_throughout():
    found = flipped(HOURS, (1.0, 2.0), asked=question("cpe", scenario(MICROS), scenario(MICROS)))
    assert found.notes == ("no break-even: both are equal from 1 to 2",)


def test_whole_numbers_break_even_between_two():
    """Three micros reach fewer than 1,000 people's mega, ten more."""
    mega = scenario(MEGA.replace("1000", "500"))
    found = flipped("creators.micro.count", (1.0, 10.0), 4, question("impressions", scenario(MICROS), mega))
    (root,) = found.roots
    assert root.value == round(root.value)
    assert 3 <= root.value <= 7
    assert found.notes == ("a whole number: the break-even is the first one at which the order has changed",)


def test_undefined_values_are_told():
    asked = question("cpe")
    found = flipped("engagement.rate_1k", (0.0, 0.1), 3, asked)
    assert found.notes[0] == "undefined at 1 of 3 values, which are left out"
    assert math.isnan(found.a[0])
    assert found.a[1] > 0.0


def test_settings_that_cannot_be_had_are_left_out_and_said():
    """Of 4,000 people, at most so many follow a creator."""
    found = flipped("creators.micro.followers", (100.0, 9_000.0), 3, question("reach"))
    assert np.isnan(found.a).tolist() == [False, False, True]
    assert found.notes[0].startswith("1 of 3 settings are impossible, and left out: ")
    assert "real followers, but only" in found.notes[0]
    assert report.rows(found)[2][1:] == ("-", "-", "-", "-", "-", "people")
    with pytest.raises(InputError, match="real followers, but only"):
        flipped("creators.micro.followers", (8_000.0, 9_000.0), 3, question("reach"))


def test_sides_need_as_many_draws():
    asked = question("cpe", scenario(MICROS, run__draws=2))
    with pytest.raises(InputError, match="both sides need as many draws"):
        flipped(HOURS, asked=asked)


def test_a_map_over_two_parameters():
    hours, usd = ParameterRange(0.1, 10.0), ParameterRange(1.0, 100.0)
    found = flip_map(question(), axis(HOURS, hours, 3), axis("costs.hour_usd", usd, 4), trials())
    assert found.wins.shape == found.ratio.shape == (3, 4)
    assert ((found.wins >= 0.0) & (found.wins <= 1.0)).all()
    assert (np.diff(found.wins, axis=0) <= 0.0).all()  # more hours never help the micros, run by run
    single = flipped(HOURS, (0.1, 10.0), 3, question(b=scenario(MEGA), a=scenario(MICROS, costs__hour_usd=100.0)))
    assert found.ratio[1, 0] < found.ratio[2, 3]
    assert single.values.tolist() == found.values[0].tolist()
    assert "break-even of the means" in report.text(found, "table", wide=True)
    with pytest.raises(InputError, match="is named twice; a map needs two parameters"):
        flip_map(question(), axis(HOURS), axis(HOURS), trials())


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_flips_are_printed(form):
    text = report.text(flipped(HOURS, (0.1, 10.0), 3), form, wide=False)
    assert text
    assert not any(letter in text for letter in "\x1b\r")
    if form == "json":
        import json

        assert json.loads(text)["path"] == HOURS


# Overlap


def test_the_parabola_has_its_top():
    shares = np.array([0.1, 0.2, 0.4, 0.7])
    assert optimum(shares, -((shares - 0.31) ** 2)) == pytest.approx(0.31)
    assert optimum(shares, shares) == 0.7
    assert optimum(shares, -shares) == 0.1


def test_overlap_takes_reach_and_gives_repetition():
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    found = overlap_curve(scenario(MICROS, **shared), Range((0.35, 0.8), 4), trials(30))
    assert found.shares == pytest.approx([0.35, 0.5, 0.65, 0.8])
    assert found.achieved == pytest.approx(found.shares, abs=0.02)
    shapes = {goal.measure: goal.shape for goal in found.goals}
    assert shapes["reach"] == "low"
    assert shapes["reach_2"] == "high"
    reach = found.goals[0]
    assert [value.value for value in reach.values] == sorted((value.value for value in reach.values), reverse=True)
    assert found.notes[0].startswith("the response curve is independent (beta 1)")
    assert "Reach: the less overlap the better within this range" in report.text(found, "table", wide=True)


def test_noise_is_no_optimum():
    """A single creator shares with nobody: nothing repeats, and what differs is luck."""
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    alone = MICROS.replace("count = 10", "count = 1")
    found = overlap_curve(scenario(alone, **shared), Range((0.35, 0.8), 4), trials(8))
    told = report.text(found, "table", wide=True)
    assert "Reach by 2+ sources: the same at every overlap" in told
    assert {goal.measure: goal.shape for goal in found.goals}["purchases"] in ("unclear", "same")


def test_an_optimum_lies_between_what_is_certainly_worse():
    """40 runs of a curve with its top at 0.5: the bracket holds it, and the ends are out."""
    shares = np.linspace(0.1, 0.9, 9)
    luck = np.random.default_rng(4).normal(0.0, 0.02, (9, 40))
    each = -((shares - 0.5) ** 2)[:, None] + luck
    top = int(np.argmax(each.mean(axis=1)))
    worse = certainly_worse(each, top)
    low, high = bracket(shares, worse, top)
    assert shape(each, worse, top) == "inside"
    assert low < 0.5 < high
    assert low > 0.1
    assert high < 0.9
    flat = np.random.default_rng(5).normal(0.0, 1.0, (9, 40))
    assert shape(flat, certainly_worse(flat, int(np.argmax(flat.mean(axis=1)))), 0) == "unclear"


def test_a_tie_at_an_end_is_no_break_even():
    """At no hours at all neither pays overhead: equal there, and nowhere does the order change."""
    found = flipped("creator.management_hours", (0.0, 5.0), 3, question("overhead"))
    assert found.roots == ()
    assert found.notes[0].endswith("is ahead throughout (equal at 0)")


def test_a_single_run_has_no_interval():
    found = flipped(HOURS, (0.1, 10.0), 5, question("cpe"), runs=1)
    assert all(math.isnan(root.low) for root in found.roots)


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


def test_a_map_needs_two_different_numbers():
    with pytest.raises(InputError, match="turn the same number"):
        flip_map(question(), axis(HOURS), axis("creator.management_hours"), trials())


@pytest.mark.parametrize("between", [(1.0, math.inf), (-math.inf, 1.0), (0.2, 0.9)])
def test_ranges_that_cannot_be_walked_are_refused(between):
    with pytest.raises(InputError, match=r"both finite|there are not two"):
        flipped("creators.micro.count", between)


def test_what_overlap_cannot_be_had_is_told():
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    found = overlap_curve(scenario(MICROS, **shared), Range((0.02, 0.8), 5), trials(5))
    assert found.shares.size < 5
    assert found.notes[-1].startswith("unreachable in this world, and left out: 0.02")
