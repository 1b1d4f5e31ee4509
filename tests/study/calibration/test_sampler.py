"""The sampler: the truth is found again, the prior stays without data, and who wants to stop is heard."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.errors import Interrupted
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.sampler import (
    STRIDE,
    Length,
    Posterior,
    SamplerWatch,
    begin_around_modes,
    begin_where_possible,
    gather_lost,
    place,
    sample,
    walk,
)
from sim.study.calibration.unknowns import unknowns
from sim.tables.campaigns import Campaigns
from tests.past import made

BRIEF = Length(150, 300)
QUIET = SamplerWatch(Stop(), Silent().advance)


def test_many_campaigns_give_the_truth_back(loaded):
    """With 120 campaigns each unknown lies within 4.5 sd of its posterior: false alarm below 1e-4 over all thirteen."""
    likelihood, truth = made(loaded, 120, 2, missing=0.0)
    posterior = sample(likelihood, 3, Length(200, 200), QUIET)
    assert (abs(posterior.z.mean(axis=0) - truth) < 4.5 * posterior.z.std(axis=0)).all()
    assert (posterior.z.std(axis=0)[:2] < 0.55).all()
    assert posterior.z.std(axis=0)[4] < 0.25


def test_the_same_seed_gives_the_same_draws(loaded):
    likelihood, _ = made(loaded, 8, 4)
    one, two, other = (sample(likelihood, seed, Length(20, 30), QUIET).z for seed in (1, 1, 2))
    assert (one == two).all()
    assert not (one == other).all()


def test_without_data_the_prior_stays(loaded):
    campaigns = Campaigns(["a"], np.array([5_000.0]), np.array([1.0]), {"sales": np.array([np.nan])})
    likelihood = Likelihood(loaded, unknowns(loaded, 5_000.0), campaigns)
    z = sample(likelihood, 1, Length(150, 500), QUIET).z
    assert likelihood.is_possible(likelihood.numbers(z)).all()  # of reach, no more than all of a thousand followers
    assert abs(z.mean(axis=0))[2:].max() < 0.25
    assert abs(z.std(axis=0) - 1.0)[2:].max() < 0.2


def test_walkers_in_hopeless_places_begin_again_near_others():
    z = np.vstack([np.random.default_rng(1).normal(size=(40, 3)), np.full((8, 3), 50.0)])
    gathered = gather_lost(z, lambda at: -0.5 * (at**2).sum(axis=1), np.random.RandomState(2))
    assert (gathered[:40] == z[:40]).all()
    assert abs(gathered).max() < 5.0


def test_walkers_begin_where_something_is_possible():
    """Four in ten of the places of a normal with a spread of 0.5 are beyond 0.1."""

    def log_posterior(z):
        return np.where(z[:, 0] < 0.1, 0.0, -np.inf)

    assert np.isfinite(log_posterior(begin_where_possible(log_posterior, 3, np.random.RandomState(1)))).all()


def test_an_interruption_is_told(loaded):
    stop = Stop()
    stop.set()
    likelihood, _ = made(loaded, 5, 7)
    with pytest.raises(Interrupted):
        sample(likelihood, 1, BRIEF, SamplerWatch(stop, Silent().advance))


@pytest.mark.parametrize(("autocorrelation", "is_settled"), [(5.0, True), (5.1, False), (float("inf"), False)])
def test_a_posterior_needs_twenty_times_its_autocorrelation(autocorrelation, is_settled):
    assert Posterior(np.zeros((1, 1)), autocorrelation, 100).is_settled is is_settled


def test_steps_are_made_in_strides_and_told():
    made_steps, told_steps = [], []

    def run_mcmc(state, steps, store, skip_initial_state_check):
        made_steps.append((steps, skip_initial_state_check))
        return state + steps

    watch = SamplerWatch(Stop(), told_steps.append)
    assert walk(SimpleNamespace(run_mcmc=run_mcmc), 0, 2 * STRIDE + 5, True, watch) == 2 * STRIDE + 5
    assert made_steps == [(STRIDE, False), (STRIDE, True), (5, True)]
    assert told_steps == [STRIDE, STRIDE, 5]


def test_walkers_that_have_not_settled_go_on(loaded):
    likelihood, _ = made(loaded, 5, 7)
    assert [sample(likelihood, 1, Length(20, 30, most=most), QUIET).steps for most in (0, 2)] == [30, 90]


def test_walkers_begin_around_the_likeliest_settings():
    """Two tops: all walkers lie within five of their standard deviations of one, and each top has some."""

    def two_tops(z):
        return np.logaddexp(*(-50.0 * ((z - top) ** 2).sum(axis=1) for top in (-1.0, 1.0)))

    start = np.random.default_rng(3).normal(0.0, 0.5, (48, 2))
    begun = begin_around_modes(two_tops, start, np.random.RandomState(4))
    apart = np.stack([np.hypot(*(begun - top).T) for top in (-1.0, 1.0)])
    assert apart.min(axis=0).max() < 0.5
    assert set(apart.argmin(axis=0)) == {0, 1}


def test_what_nothing_tells_is_drawn_from_the_prior(loaded):
    """Without clicks and sales; 5 standard errors of 400 independent draws."""
    likelihood, _ = made(loaded, 8, 4)
    only = {"reach": np.minimum(likelihood.campaigns.measured["reach"], likelihood.campaigns.followers)}
    blind = likelihood.with_columns(only)
    z = sample(blind, 1, Length(20, 50), QUIET).z[:400]
    silent = z[:, ~blind.are_told]
    assert silent.shape[1] == 5
    assert abs(silent.mean(axis=0)).max() < 5.0 / 20.0
    assert abs(silent.std(axis=0) - 1.0).max() < 5.0 / np.sqrt(800.0)


def test_settings_are_placed_among_all_unknowns():
    whole = place(np.array([[1.0, 2.0]]), np.array([True, False, True]))
    assert whole.tolist() == [[1.0, 0.0, 2.0]]
