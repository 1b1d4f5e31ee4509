"""What-ifs in memory give what a stored run gives, and prices do not make anybody play again."""

import numpy as np
import pytest

from sim.engine import session
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.errors import InputError, Interrupted
from sim.measures.columns import EXPECTED
from sim.scenario.load import loads
from sim.study.what_if import trials
from sim.study.what_if.trials import Means, Trials

SCENARIO = """\
schema_version = 1
name = "small"
platform = "instagram"

[run]
runs = 12
horizon_days = 10

[world]
people = 3_000
communities = { generator = "complete_graph", parameters = { n = 3 }, niches = ["food"] }

[posts]
per_creator = 2
window_days = 7

[[creators]]
name = "micro"
count = 12
followers = 150
fake_share = 0.26

[[creators]]
name = "mega"
followers = 900
fake_share = 0.26
"""
DRAWN = {"run.draws": 3, "funnel.click_prob": {"dist": "uniform", "low": 0.01, "high": 0.1}}
PRICES = {
    "costs.hour_usd": 35.0,
    "costs.fee_exponent": 0.7,
    "costs.agency_share": 0.2,
    "creators.micro.management_hours": 1.0,
    "creators.mega.gift_usd": 99.0,
    "costs.pay_no_shows": True,
    "funnel.order_usd": 10.0,
}


def question(changes=None):
    loaded = loads(SCENARIO)
    for key, value in (changes or {}).items():
        loaded = loaded.replace(key, value)
    return loaded


def trial(runs=12, threads=1) -> Trials:
    return Trials(Means(runs, threads, Silent(), Stop()))


@pytest.mark.parametrize("changes", [{}, DRAWN], ids=["medians", "drawn"])
def test_a_trial_is_the_run(tmp_path, changes):
    stored = session.run(Job(question(changes), tmp_path / "r.h5", 2, "new", "test"), Silent(), Stop())
    found = trial().columns(question(changes))
    assert set(found) == {name for name in stored.arrays if name.startswith("outcomes/")}
    for name, array in found.items():
        assert np.array_equal(array, stored.arrays[name]), name
    exact = trial().expected_columns(question(changes))
    for name in EXPECTED:
        told = stored.arrays[f"expected/{name}"]  # rounded, to be the same on every machine
        assert exact[f"outcomes/{name}"][:, 0] == pytest.approx(told, rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("price", PRICES)
def test_other_prices_are_only_billed(monkeypatch, price):
    """Bit for bit what playing again would give, without playing again."""
    once = trial()
    first = once.columns(question())
    monkeypatch.setattr(Trials, "_play", None)
    billed = once.columns(question({price: PRICES[price]}))
    monkeypatch.undo()
    played = trial().columns(question({price: PRICES[price]}))
    assert all(np.array_equal(billed[name], played[name]) for name in played)
    assert any(not np.array_equal(first[name], played[name]) for name in played)


def test_what_changes_behaviour_is_played(monkeypatch):
    once = trial()
    once.columns(question())
    monkeypatch.setattr(Trials, "_play", None)
    with pytest.raises(TypeError):
        once.columns(question({"funnel.click_prob": 0.5}))


def test_the_kept_outcomes_are_bounded(monkeypatch):
    monkeypatch.setattr(trials, "MOST_KEPT", 2)
    once = trial(runs=1)
    for prob in (0.1, 0.2, 0.3):
        once.columns(question({"funnel.click_prob": prob}))
    assert len(once._played) == 2


def test_figures_can_be_changed():
    """Strangers: nobody is reached by two creators, and everybody's luck but that stays."""
    plain, alone = trial(), trial()
    overlap = plain.expected_columns(question())
    apart = alone.expected_columns(question(), lambda draw: lambda figures: figures._replace(apart=True))
    assert overlap["outcomes/reach_2"] > 0.0 == apart["outcomes/reach_2"]
    assert apart["outcomes/impressions"] == overlap["outcomes/impressions"]
    assert apart["outcomes/reach"] > overlap["outcomes/reach"]
    played = alone.columns(question(), lambda draw: lambda figures: figures._replace(apart=True))
    assert played["outcomes/reach_2"].sum() == 0
    seen = plain.columns(question())["outcomes/impressions"]
    assert np.array_equal(played["outcomes/impressions"], seen)  # views belong to creators' links


def test_a_stopped_trial_keeps_nothing():
    means = Means(12, 1, Silent(), Stop())
    means.stop.set()
    with pytest.raises(Interrupted, match="interrupted; what was played for this answer is not kept"):
        Trials(means).columns(question())


def test_errors_have_their_place():
    loaded = question({"exposure.reach_1k": 0.9, "exposure.reach_exponent": 0.0})
    with pytest.raises(InputError, match=r"^--set exposure.reach_1k=0.9: .* would reach 0.900 of those listed"):
        trial().columns(loaded)
