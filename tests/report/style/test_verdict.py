"""The verdict's words, each case once."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom

from sim.measures.contrast import Contrast, contrast
from sim.measures.looks import Looks
from sim.measures.wins import Win
from sim.report.style.verdict import answer, describe_ratio, sentence, share
from sim.statistics.intervals import Interval
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.health_check import HealthCheck
from tests.verdicts import FALSE_ALARM

CLEAR = Contrast(
    name="cpe", a=Interval(1.9, 1.88, 1.92), b=Interval(0.25, 0.24, 0.26), difference=Interval(1.65, 1.6, 1.7),
    ratio=Interval(7.6, 7.5, 7.7), win=Win(Interval(0.04, 0.03, 0.05), 0.0, Interval(0.96, 0.95, 0.97), math.nan),
    variance_removed=1.1, paired=True,
)  # fmt: skip


def strategy(label: str, title: str) -> Strategy:
    stored = SimpleNamespace(resolved_json="{}")
    return Strategy(label, title, stored, {"outcomes/fees_usd": np.zeros((1, 1))}, None)


def two(one: Contrast, smallest: float = 0.0) -> Comparison:
    strategies = (strategy("A", "many"), strategy("B", "one"))
    return Comparison(strategies, one.name, smallest, True, (), {(0, 1): {one.name: one}}, np.eye(2))


def test_the_better_side_is_named_first():
    told = sentence(two(CLEAR))
    assert told == (
        "CPE (our own hours): one (B) beats many (A) with 0.250 USD against 1.900 USD, 7.6 times lower "
        "(95%: 7.5 to 7.7); better in 96.0% (95%: 95.0% to 97.0%) of campaigns."
    )


def test_ties_are_said() -> None:
    win = Win(Interval(0.201, 0.19, 0.21), 0.516, Interval(0.283, 0.27, 0.3), math.nan)
    assert sentence(two(CLEAR._replace(win=win))).endswith(
        "better in 28.3% (95%: 27.0% to 30.0%) of campaigns, worse in 20.1%, equal in 51.6%."
    )


def test_ties_that_would_print_as_none_are_left_out() -> None:
    assert sentence(two(CLEAR._replace(win=CLEAR.win._replace(ties=0.0004)))).endswith("of campaigns.")


def test_ties_within_what_matters_are_not_called_equal() -> None:
    win = CLEAR.win._replace(ties=0.1)
    told = sentence(two(CLEAR._replace(win=win), smallest=0.5))
    assert told.endswith("worse in 4.0%, about equal (within what matters) in 10.0%.")


def test_looks_are_said_where_the_level_is() -> None:
    told = sentence(two(CLEAR)._replace(looks=Looks(400, 0.01, 1)))
    assert "(99% at all looks: 95.0% to 97.0%)" in told


def test_looks_at_true_ties_name_few_winners() -> None:
    """200 ties, five looks each: more than 28 wrong winners have a probability below 1e-6 at an error rate of 5%.

    By the fixed interval at each look there would be some 40.
    """
    random = np.random.default_rng(20261)
    n_wrong = 0
    for _ in range(200):
        a, b = ({"outcomes/reach": random.lognormal(4.0, 0.5, (1, 1600))} for _ in range(2))
        n_wrong += any(" beats " in look_at_tie(a, b, n) for n in (100, 200, 400, 800, 1600))
    assert n_wrong <= binom.isf(FALSE_ALARM, 200, 0.05)


def look_at_tie(a, b, n: int) -> str:
    """The sentence after so many runs."""
    looks = Looks(n, 0.05, 1)
    first, second = ({name: array[:, :n] for name, array in side.items()} for side in (a, b))
    return sentence(two(contrast("reach", first, second, quantile=looks.quantile))._replace(looks=looks))


def test_draws_are_told():
    win = CLEAR.win._replace(in_draws=0.17)
    assert sentence(two(CLEAR._replace(win=win))).endswith(
        "of campaigns, and on average in 83.0% of the draws of what we do not know."
    )


def test_more_can_be_better():
    one = CLEAR._replace(name="reach", a=Interval(105.0, 104.0, 106.0), b=Interval(100.0, 99.0, 101.0))
    one = one._replace(difference=Interval(5.0, 4.0, 6.0), ratio=Interval(1.05, 1.04, 1.06))
    assert sentence(two(one)) == (
        "Reach: many (A) beats one (B) with 105 people against 100 people, +5.0% (95%: +4.0% to +6.0%); "
        "better in 4.0% (95%: 3.0% to 5.0%) of campaigns."
    )


def test_what_is_not_decided_is_said_to_be_open():
    one = CLEAR._replace(difference=Interval(1.65, -0.1, 3.4))
    assert sentence(two(one)).startswith(
        "CPE (our own hours): no clear winner between many (A) and one (B); one (B) is ahead with 0.250 USD against"
    )


def test_a_difference_that_does_not_matter_decides_nothing():
    """1.65 ± 0.05 is more than half of the mean of both, 1.075; it may or may not be more than 150% of it; not 160%."""
    assert sentence(two(CLEAR, smallest=0.5)).startswith("CPE (our own hours): one (B) beats")
    assert "it is not clear whether by more than what matters (1.5 of" in sentence(two(CLEAR, smallest=1.5))
    assert "differ by less than what matters (1.6 of the mean of both)" in sentence(two(CLEAR, smallest=1.6))


def test_equal_sides():
    same = CLEAR._replace(b=CLEAR.a, difference=Interval(0.0, 0.0, 0.0), ratio=Interval(1.0, 1.0, 1.0))
    assert sentence(two(same)) == "CPE (our own hours): many (A) and one (B) are equal."


def test_undefined_sides():
    nothing = Interval(math.nan, math.nan, math.nan)
    one = CLEAR._replace(name="cpa", b=nothing, difference=nothing, ratio=nothing)
    told = (
        "Cost per purchase (our own hours): no verdict between many (A) and one (B), it is undefined for one of them."
    )
    assert sentence(two(one)) == told


def test_one_run_gives_no_interval():
    bare = CLEAR._replace(
        difference=Interval(1.65, math.nan, math.nan), ratio=Interval(7.6, math.nan, math.nan),
        win=Win(Interval(0.0, math.nan, math.nan), 0.0, Interval(1.0, math.nan, math.nan), math.nan),
    )  # fmt: skip
    told = sentence(two(bare))
    assert told.startswith("CPE (our own hours): no clear winner")
    assert told.endswith("7.6 times lower (no interval); better in 100.0% (no interval) of campaigns.")


def test_names_cannot_steer_the_terminal():
    comparison = two(CLEAR)
    evil = comparison.strategies[0]._replace(title="\x1b[31mred\u202e")
    told = sentence(comparison._replace(strategies=(evil, comparison.strategies[1])))
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_several_strategies():
    third = {"cpe": CLEAR._replace(a=CLEAR.b, b=Interval(0.26, 0.2, 0.3), difference=Interval(-0.01, -0.1, 0.08))}
    outer = {"cpe": CLEAR._replace(b=Interval(0.26, 0.2, 0.3))}
    strategies = (strategy("A", "many"), strategy("B", "one"), strategy("C", "ten"))
    contrasts = {(0, 1): {"cpe": CLEAR}, (0, 2): outer, (1, 2): third}
    places = np.array([[0.0, 0.1, 0.9], [0.6, 0.4, 0.0], [0.4, 0.5, 0.1]])
    assert sentence(Comparison(strategies, "cpe", 0.0, True, (), contrasts, places)) == (
        "CPE (our own hours): one (B) is best with 0.250 USD, first in 60.0% of campaigns; it beats many (A); "
        "it is not clearly different from ten (C)."
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0.0%"), (1.0, "100.0%"), (0.99999, "more than 99.9%"), (1e-6, "less than 0.1%"), (0.5, "50.0%")],
)
def test_a_share_is_never_rounded_to_certainty(value, told):
    assert share(value) == told


@pytest.mark.parametrize(
    ("ratio", "told"),
    [
        (Interval(2.0, 1.8, 2.2), "2 times higher (95%: 1.8 to 2.2)"),
        (Interval(0.5, 0.4, 0.625), "2 times lower (95%: 1.6 to 2.5)"),
        (Interval(1.01, 0.98, 1.04), "+1.0% (95%: -2.0% to +4.0%)"),
        (Interval(2.0, -math.inf, math.inf), "2 times higher (the interval has no bounds)"),
        (Interval(math.inf, math.nan, math.nan), "with no ratio to give"),
    ],
)
def test_ratios_in_words(ratio, told):
    assert describe_ratio(ratio) == told


DEAR = HealthCheck("fees", "FAIL", "A: fees 9 USD, more than ten times outside.", "costs.budget_usd = 5", ("A",))
DOUBT = HealthCheck("pairing", "REVIEW", "Runs are not paired.")


def test_a_failed_check_withholds_the_verdict() -> None:
    assert answer(two(CLEAR), [DEAR, DOUBT]) == (
        "CPE: no verdict, for the health check fails (many (A): fees). "
        "many (A): A: fees 9 USD, more than ten times outside. To mend it: costs.budget_usd = 5. "
        "To see who would win all the same: --despite-health (Python: despite_health=True)."
    )


def test_a_failure_of_the_whole_comparison_is_in_all_scenarios() -> None:
    single = HealthCheck("runs", "FAIL", "One single run.", "run.runs = 100")
    assert "fails (many (A) and one (B): runs)" in answer(two(CLEAR), [single])


def test_despite_a_failed_check_the_verdict_follows_it() -> None:
    told = answer(two(CLEAR), [DEAR], despite_health=True)
    assert told == f"Despite a failed health check (many (A): fees): {sentence(two(CLEAR))}"


@pytest.mark.parametrize("despite_health", [True, False])
def test_a_check_that_asks_for_a_look_withholds_nothing(despite_health: bool) -> None:
    assert answer(two(CLEAR), [DOUBT], despite_health) == sentence(two(CLEAR))
