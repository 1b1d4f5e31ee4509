"""The posterior by emcee's affine-invariant ensemble (Foreman-Mackey et al. 2013); here is the door to emcee."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.progress import Stop
from sim.errors import Interrupted, MissingExtraError
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.mode import find_mode
from sim.study.calibration.unknowns import NODES

WALKERS, THIN = 48, 5
STRIDE = 20  # steps between two looks at who may want to stop
MOST_TRIES = 30  # of walkers to begin where something is possible
N_MODES = 4
SHORTER = (0.5, 0.5, 0.2, 0.1, 1.0)  # tries to begin near the likeliest setting
NEAR = (0.1, 0.01, 0.0)  # how near to another walker a lost one begins again, until that is possible
LOST = 3.0  # below the best, in ln density per unknown
ENOUGH = 20  # autocorrelation times of kept steps


class Length(NamedTuple):
    """Length of a sampling, in steps of each walker."""

    burn: int
    keep: int
    most: int = 0  # times that the kept steps may be made again, until the walkers have settled


USUAL, SHORT, BEGUN = Length(300, 1100, most=3), Length(200, 300), Length(120, 300)


class SamplerWatch(NamedTuple):
    """Ties of a running sampler to its caller: a wish to stop, and progress."""

    stop: Stop
    tell: Callable[[int], None]  # how many more steps were made


class Posterior(NamedTuple):
    """Standard normals [draw, unknown], each an equally likely setting."""

    z: F64
    autocorrelation: float  # steps of the slowest unknown
    steps: int  # steps of each walker

    @property
    def is_settled(self) -> bool:
        """Whether the walkers ran long enough for their slowest unknown."""
        return self.steps >= ENOUGH * self.autocorrelation


def sample(
    likelihood: Likelihood, seed: int, length: Length, watch: SamplerWatch, begin: F64 | None = None
) -> Posterior:
    """Draws from the posterior; from the prior, of unknowns on which no column depends. Raises Interrupted.

    begin: settings of a posterior that is much alike [draw, unknown], where walkers begin; else around its modes.
    """
    try:
        import emcee  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError('sim calibrate needs: pip install "influence-sim[calibrate]"') from error
    told = likelihood.are_told
    n = int(told.sum())
    rng = np.random.RandomState(np.random.SeedSequence([seed, 11]).generate_state(4))
    log_posterior = density_of(likelihood, told)
    if begin is None:
        start = begin_around_modes(log_posterior, begin_where_possible(log_posterior, n, rng), rng)
    else:
        spaced = np.linspace(0, len(begin) - 1, WALKERS).astype(int)
        start = gather_lost(begin[spaced][:, told], log_posterior, rng)
    best = start[[np.argmax(log_posterior(start))]]
    log_posterior = density_of(likelihood.begin_near(place(best, told)), told)
    # Not DESnookerMove, which is often mixed in: of emcee 3.1.6 it gives three quarters of the true standard deviation.
    moves = [(emcee.moves.DEMove(), 0.9), (emcee.moves.DEMove(gamma0=1.0), 0.1)]
    sampler = emcee.EnsembleSampler(WALKERS, n, log_posterior, vectorize=True, moves=moves)
    sampler.random_state = rng.get_state()
    begun = walk(sampler, start, length.burn // 2, False, watch)
    together = gather_lost(begun.coords, log_posterior, rng)
    state = walk(sampler, together, length.burn - length.burn // 2, False, watch)
    state = walk(sampler, state, length.keep, True, watch)
    slowest, kept = autocorrelation(sampler), length.keep
    while kept < ENOUGH * slowest and kept < length.keep * (1 + length.most):
        state = walk(sampler, state, length.keep, True, watch)
        slowest, kept = autocorrelation(sampler), kept + length.keep
    z: F64 = place(sampler.get_chain(flat=True, thin=THIN), told)
    z[:, ~told] = rng.normal(size=(len(z), told.size - n))
    return Posterior(z, slowest, kept)


def density_of(likelihood: Likelihood, told: np.ndarray) -> Callable[[F64], F64]:
    """ln density of the posterior, up to a constant, as a function of the unknowns of which data tell something."""

    def log_posterior(z: F64) -> F64:
        inside = (abs(z) < NODES[-1]).all(axis=1)
        density = np.full(len(z), -np.inf)
        if inside.any():
            density[inside] = likelihood.of(place(z[inside], told)) - 0.5 * (z[inside] ** 2).sum(axis=1)
        return np.where(np.isnan(density), -np.inf, density)

    return log_posterior


def autocorrelation(sampler: Any) -> float:
    """Steps of the slowest unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):  # of walkers that never moved
        return float(np.max(np.nan_to_num(sampler.get_autocorr_time(tol=0, quiet=True), nan=np.inf)))


def place(z: F64, told: np.ndarray) -> F64:
    """Settings of all unknowns [sample, unknown], in the middle of the prior where nothing tells."""
    whole = np.zeros((len(z), told.size))
    whole[:, told] = z
    return whole


def gather_lost(z: F64, log_posterior: Callable[[F64], F64], rng: Any) -> F64:
    """Walkers in places that are hopelessly less likely than the best begin again near others.

    z [walker, unknown]. A walker of n unknowns is about n / 2 below the best; those are lost that are 3 n below.
    """
    n, log_density = z.shape[1], log_posterior(z)
    lost = log_density < log_density.max() - LOST * n
    others, gathered = z[~lost][rng.randint(0, (~lost).sum(), len(z))], z.copy()
    for near in NEAR:
        gathered[lost] = (others + near * z[~lost].std() * rng.normal(size=z.shape))[lost]
        lost &= ~np.isfinite(log_posterior(gathered))
    return gathered


def begin_around_modes(log_posterior: Callable[[F64], F64], start: F64, rng: Any) -> F64:
    """Let walkers begin around the likeliest settings that are found from some of their places [walker, unknown].

    They lie as density is curved there; nearer to it where nothing is possible. Several places, since data that say
    little of reach are likely in more than one way.
    """
    best = np.argsort(-log_posterior(start), kind="stable")[:N_MODES]
    modes = [find_mode(log_posterior, start[place]) for place in best]
    middle = np.array([modes[walker % N_MODES].z for walker in range(len(start))])
    around = np.array([modes[walker % N_MODES].root @ rng.normal(size=start.shape[1]) for walker in range(len(start))])
    for shorter in SHORTER:
        lost = ~np.isfinite(log_posterior(middle + around))
        around[lost] *= shorter
    return np.where(lost[:, None], start, middle + around)


def begin_where_possible(log_posterior: Callable[[F64], F64], n: int, rng: Any) -> F64:
    """Let each walker begin where something is possible, as far from the middle of the prior as may be."""
    start: F64 = rng.normal(0.0, 0.5, (WALKERS, n))
    for _ in range(MOST_TRIES):
        lost = ~np.isfinite(log_posterior(start))
        if not lost.any():
            break
        start[lost] = 0.8 * start[lost]
    return start


def walk(sampler: Any, state: Any, n: int, store: bool, watch: SamplerWatch) -> Any:
    """Make so many steps from a state. Returns the state after them. Raises Interrupted."""
    for first in range(0, n, STRIDE):
        if watch.stop.is_set():
            raise Interrupted("interrupted; nothing was written")
        steps = min(STRIDE, n - first)
        state = sampler.run_mcmc(state, steps, store=store, skip_initial_state_check=first > 0)
        watch.tell(steps)
    return state
