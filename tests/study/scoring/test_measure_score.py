"""A measure of a campaign: its place among runs, and the promised intervals."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.scoring.measure_score import attributed_share, promised_sample, thin
from tests.promises import LADDER, ladder, result_of


def test_percentile_and_intervals_of_a_ladder():
    """1 to 99: the 63rd of 99 has 62 below it, and quantiles are whole numbers."""
    score = promised_sample("reach", ladder(), "a.h5").score(63.0)
    assert score.percentile.value == pytest.approx(62.5 / 99.0)
    assert (score.pit.low, score.pit.high) == (0.62, 0.64)
    assert score.median == 50.0
    assert [end for each in score.ranges for end in each[1:]] == pytest.approx([25, 75, 10, 90, 5, 95])


@pytest.mark.parametrize(("actual", "inside"), [(75, [True] * 3), (76, [False, True, True]), (96, [False] * 3)])
def test_ends_are_inside(actual, inside):
    score = promised_sample("reach", ladder(), "a.h5").score(float(actual))
    assert [score.is_inside(level) for level in (0.5, 0.8, 0.9)] == inside


def test_a_percentile_has_the_error_of_its_draws():
    score = promised_sample("cost", ladder(), "a.h5").score(50.0)
    assert score.percentile.low < 0.2
    assert score.percentile.high > 0.8


def test_few_runs_are_refused_by_file():
    with pytest.raises(InputError, match=r"^a\.h5: 19 runs in all draws; a 90% interval needs 20 or more"):
        promised_sample("reach", result_of({"reach": np.ones((1, 19))}), "a.h5")


def test_a_result_without_the_column_is_refused_by_file():
    with pytest.raises(InputError, match=r"^a\.h5: holds no outcomes/clicks, so clicks cannot be scored$"):
        promised_sample("clicks", result_of({"reach": LADDER}), "a.h5")


def test_links_and_codes_show_a_share_of_purchases():
    share = attributed_share(ladder())
    assert share.tolist() == [0.5] * 9
    shown = thin(np.full((9, 1000), 10.0), share)
    assert abs(shown.mean() - 5.0) < 0.1  # six standard errors: a false alarm in 1e9, had the seed been drawn
    assert thin(LADDER, np.ones(9)).tolist() == LADDER.tolist()


def test_all_purchases_are_compared_with_all():
    stored = ladder()
    assert promised_sample("all_purchases", stored, "a.h5").quantiles[0] == 50.0
    assert promised_sample("sales", stored, "a.h5").quantiles[0] < 30.0


def test_an_uncertain_share_is_that_of_its_draw():
    stored = ladder()
    stored.arrays["parameters/funnel.attributed_share"] = np.linspace(0.1, 0.9, 9)
    assert attributed_share(stored)[-1] == 0.9
