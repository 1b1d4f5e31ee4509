"""When it flips: paths, roots of noisy curves, break-even values and maps."""

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.text.comparison import flip as report
from sim.study.comparison.strategies import Labels
from sim.study.what_if.flip import ComparisonQuestion, MapAxis, Range, flip, flip_map
from sim.study.what_if.parameters import ParameterRange
from tests.sides import HOURS, MEGA, MICROS, scenario, trials


def question(measure="cpe", a=None, b=None):
    return ComparisonQuestion(a or scenario(MICROS), b or scenario(MEGA), Labels("micros", "mega"), measure, 0.0)


def axis(path, between=None, points=3):
    return MapAxis(path, Range(between, points))


def flipped(path, between=None, points=5, asked=None, runs=60):
    return flip(asked or question(), path, Range(between, points), trials(runs))


def test_ranges_that_cannot_be():
    with pytest.raises(InputError, match="must be a number from 0 to 1"):
        flipped("creators.micro.no_show_prob", (0.5, 1.5))


# Flips


def test_break_even_of_a_cost_is_its_arithmetic():
    """Ten micros cost 10 USD and 600 USD for an hour each, the mega 1,210 USD: they tie at two hours."""
    asked = question("cost", scenario(MICROS, creators__micro__no_show_prob=0.0))
    found = flipped(HOURS, (0.1, 10.0), asked=asked)
    assert [tuple(root) for root in found.roots] == [pytest.approx((2.0, 2.0, 2.0), rel=1e-4)]
    assert found.today == (4.0, None)
    assert report.sentence(found) == (
        f"Total cost over {HOURS}: break-even of the means at 2 (95%: 2 to 2); micros is ahead below, mega above."
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


def test_a_tie_at_an_end_is_no_break_even():
    """At no hours at all neither pays overhead: equal there, and nowhere does the order change."""
    found = flipped("creator.management_hours", (0.0, 5.0), 3, question("overhead"))
    assert found.roots == ()
    assert found.notes[0].endswith("is ahead throughout (equal at 0)")


def test_a_single_run_has_no_interval():
    found = flipped(HOURS, (0.1, 10.0), 5, question("cpe"), runs=1)
    assert all(math.isnan(root.low) for root in found.roots)


def test_a_map_needs_two_different_numbers():
    with pytest.raises(InputError, match="turn the same number"):
        flip_map(question(), axis(HOURS), axis("creator.management_hours"), trials())


@pytest.mark.parametrize("between", [(1.0, math.inf), (-math.inf, 1.0), (0.2, 0.9)])
def test_ranges_that_cannot_be_walked_are_refused(between):
    with pytest.raises(InputError, match=r"both finite|there are not two"):
        flipped("creators.micro.count", between)
