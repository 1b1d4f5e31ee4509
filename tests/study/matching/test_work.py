"""The same campaigns with the work done by somebody else: what the engine bills, to the cent."""

import numpy as np
import pytest

from sim.study.comparison import compare
from sim.study.comparison.strategies import Place, enter
from sim.study.matching.work import USUAL_AGENCY_SHARE, bill_by_work, work_prices

BILL = ("fees_usd", "gifts_usd", "hours", "overhead_usd", "agency_usd", "cost_usd")


@pytest.mark.parametrize("work", ["own_hours", "agency", "left_out"])
def test_a_bill_is_the_one_that_is_played(work, played, place, tmp_path):
    terms = ["costs.agency_share=0.15", "costs.agency_minimum_usd=250"] if work == "agency" else []
    changes = [f"costs.work={work}", *terms]
    entrants = enter([place.folder / "many.toml", place.folder / "few.toml"], changes)
    again = compare.of_files(entrants, Place(tmp_path, 1, "test", place.reporter, place.stop), "cpe", 0.0)
    for before, after in zip(played.strategies, again.strategies, strict=True):
        billed = bill_by_work(before.columns, work_prices(after), work)
        for name in BILL:
            assert billed[f"outcomes/{name}"] == pytest.approx(after.columns[f"outcomes/{name}"], rel=1e-12)


def test_prices_that_were_drawn_are_taken_by_draws(place, tmp_path):
    changes = ["run.draws=3", "run.runs=4", 'costs.hour_usd={dist="uniform",low=40,high=80}']
    entrants = enter([place.folder / "many.toml", place.folder / "few.toml"], changes)
    drawn = compare.of_files(entrants, Place(tmp_path, 1, "test", place.reporter, place.stop), "cpe", 0.0)
    for strategy in drawn.strategies:
        prices = work_prices(strategy)
        assert len(np.unique(prices.hour_usd)) == 3
        billed = bill_by_work(strategy.columns, prices, "own_hours")
        overhead = strategy.columns["outcomes/overhead_usd"]
        assert billed["outcomes/overhead_usd"] == pytest.approx(overhead, rel=1e-12)


def test_an_agency_takes_the_usual_share_where_none_is_set(played):
    assert work_prices(played.strategies[0]) == (60.0, USUAL_AGENCY_SHARE, 0.0, USUAL_AGENCY_SHARE)
