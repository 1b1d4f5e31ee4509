"""Programmes of campaigns: neutral they are independent campaigns, and each effect moves what it says."""

import threading

import numpy as np
import pytest

from sim.engine.play import Player
from sim.engine.progress import Silent, Stop
from sim.errors import InputError
from sim.measures.columns import TOTALS, rows
from sim.plan import make as planning
from sim.report.text import ambassadors as report
from sim.scenario.load import loads
from sim.study.programme.ambassadors import play
from sim.study.what_if.trials import Means
from sim.world import build

FAR = 5.64
TEXT = """\
schema_version = 1
name = "programme"
platform = "instagram"

[run]
horizon_days = 10

[world]
people = 4_000
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food", "tech"] }

[posts]
per_creator = 2
window_days = 7

[[creators]]
name = "micro"
count = 12
followers = 100
fake_share = 0.26

[[creators]]
name = "mega"
followers = 1000
fake_share = 0.26
"""


def programme(paths=6, threads=1, text=TEXT, **rule):
    lines = "\n".join(f"{key} = {value}" for key, value in {"waves": 3, **rule}.items())
    loaded = loads(f"{text}\n[ambassadors]\n{lines}\n")
    return play(loaded, paths, Means(1, threads, Silent(), Stop()))


LOYAL = TEXT.replace("followers = 1", "audience_loss = 0.0\nfollowers = 1")  # a post costs nobody any followers


def plain(n_runs):
    """The same campaign, run after run."""
    scenario = loads(LOYAL).scenario
    plan = planning.make(scenario, build.build(scenario, None), 0)
    outcome = Player(plan).play(0, n_runs)
    return {name: rows(outcome, scenario.funnel.order_usd)[f"outcomes/{name}"] for name in TOTALS}


@pytest.mark.parametrize("reserve", [0, 5])
def test_a_neutral_programme_is_independent_campaigns_bit_for_bit(reserve):
    paths, waves = 4, 3
    found, due = programme(paths, text=LOYAL, waves=waves, reserve=reserve), plain(paths * waves)
    for name in TOTALS:
        assert (found.totals[name][0] == due[name].reshape(waves, paths).T).all(), name
    assert (found.recruited[..., 1:] == 0).all()
    assert (found.hired == 13).all()


def test_threads_move_no_bit():
    rule = {"renewal_prob": 0.6, "renewal_effect": 3.0, "pay_effect": 0.2, "reserve": 6, "trust_effect": 1.0}
    one, other = programme(8, 1, **rule), programme(8, 3, **rule)
    for a, b in zip((*one.totals.values(), one.profit), (*other.totals.values(), other.profit), strict=True):
        assert (a == b).all()


def test_recruits_are_those_who_left():
    """Traackr: (1 - retention) n a wave; at 75% a third of those at 25%, within Monte Carlo error of coins."""
    waves, paths, n = 6, 60, 13
    found = {p: programme(paths, waves=waves, renewal_prob=p, reserve=13) for p in (0.75, 0.25)}
    for p, one in found.items():
        coins = (waves - 1) * paths * n
        new = one.recruited[..., 1:].sum()
        assert abs(new - (1 - p) * coins) <= FAR * np.sqrt(coins * p * (1 - p))
        assert (one.hired == n).all()


def test_without_a_reserve_those_who_left_come_back_as_strangers_or_seats_stay_empty():
    found = programme(20, waves=4, renewal_prob=0.5)
    assert (found.hired[..., 1:] <= 13).all()
    assert found.hired[..., 1].min() < 13
    assert (found.totals["posts"] + 2 * found.totals["no_shows"] == 2 * found.hired).all()


def test_a_programme_against_itself_is_exactly_zero():
    one = programme(5, renewal_prob=0.5, reserve=3)
    assert (one.npv - programme(5, renewal_prob=0.5, reserve=3).npv == 0.0).all()
    assert "not decided" in report.versus(one, one)


def test_better_pay_keeps_more_on_the_same_luck():
    rule = {"renewal_prob": 0.5, "renewal_effect": 6.0, "pay_effect": 0.3, "waves": 5, "reserve": 13}
    poor = programme(10, text=TEXT + "\n[costs]\nfees = 'equal_price'\nbudget_usd = 10.0\n", **rule)
    rich = programme(10, text=TEXT + "\n[costs]\nfees = 'equal_price'\nbudget_usd = 300.0\n", **rule)
    assert (rich.recruited[..., 1:].sum(axis=-1) <= poor.recruited[..., 1:].sum(axis=-1)).all()
    assert rich.strength[..., 2:].mean() > poor.strength[..., 2:].mean()


def test_worth_of_two_waves_by_hand():
    found = programme(3, waves=2, days_between=365, discount_rate=0.25)
    revenue, cost = found.totals["revenue_usd"], found.totals["cost_usd"]
    due = (revenue - cost)[..., 0] + (revenue - cost)[..., 1] / 1.25
    assert found.npv == pytest.approx(due, rel=1e-12)


def test_hours_fall_for_those_who_know_the_work_and_rise_for_finding_others():
    found = programme(2, waves=2, repeat_hours=0.5, recruiting_hours=3.0)
    assert found.totals["hours"][0].tolist() == [[13 * 4 + 13 * 3.0, 13 * 2.0]] * 2


def test_audiences_shrink_over_waves():
    lost = TEXT.replace("followers = 100\n", "followers = 100\naudience_loss = 0.2\n")
    found = programme(40, text=lost, waves=3)
    reach = found.totals["reach"].mean(axis=(0, 1))
    assert reach[0] > 1.1 * reach[1] > 1.1 * 1.05 * reach[2]


def test_tired_audiences_respond_less():
    rare = TEXT + "\n[engagement]\nrate_1k = 0.01\n"  # so that odds are nearly chances
    fresh, tired = programme(40, text=rare), programme(40, text=rare, fatigue=0.5)
    assert (tired.totals["engagements"][..., 0] == fresh.totals["engagements"][..., 0]).all()
    assert (tired.totals["engagements"][..., 1:] <= fresh.totals["engagements"][..., 1:]).all()
    ratio = tired.totals["engagements"][..., 2].mean() / fresh.totals["engagements"][..., 2].mean()
    assert 0.2 < ratio < 0.3


def test_stopping_is_told():
    stop = Stop()
    stop.set()
    from sim.errors import Interrupted

    with pytest.raises(Interrupted):
        play(loads(TEXT), 3, Means(1, 1, Silent(), stop))
    assert isinstance(stop, threading.Event)


# Border


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("renewal_prob", 1.5, "ambassadors.renewal_prob: must be a number from 0 to 1, not 1.5"),
        ("waves", 0, "ambassadors.waves: must be a whole number from 1 to 104, not 0"),
        ("renewl_prob", 0.5, 'did you mean "renewal_prob"'),
    ],
)
def test_bad_rules_are_refused(key, value, told):
    with pytest.raises(InputError) as caught:
        programme(1, **{key: value})
    assert told in str(caught.value)


def test_a_roster_has_no_reserve(tmp_path):
    (tmp_path / "r.csv").write_text("handle,followers\nann,100\nben,90\n")
    text = TEXT[: TEXT.index("[[creators]]")] + '[[creators]]\nname = "r"\nroster = "r.csv"\n'
    path = tmp_path / "s.toml"
    path.write_text(text + "\n[ambassadors]\nreserve = 2\n")
    from sim.scenario.load import load

    with pytest.raises(InputError, match="must be 0, not 2: the creators of group r come from a file"):
        play(load(path), 2, Means(1, 1, Silent(), Stop()))


def test_tables_have_a_row_for_each_wave_and_the_worth():
    found = programme(4, waves=3)
    for form in ("table", "csv", "json"):
        assert report.text([found], form, wide=False)
    told = report.text([found, found], "table", wide=True)
    assert "net present value of programme" in told
    assert told.count("3 waves, 4 paths") == 2
