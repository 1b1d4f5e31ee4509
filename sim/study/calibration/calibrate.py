"""Calibration of a scenario's numbers by past campaigns, with checks of whether the result can be trusted."""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.progress import Reporter, Stop
from sim.errors import InputError
from sim.scenario.load import Loaded
from sim.study.calibration import predict
from sim.study.calibration.likelihood import Likelihood, refuse_strangers
from sim.study.calibration.sampler import BEGUN, SHORT, USUAL, Posterior, SamplerWatch, sample
from sim.study.calibration.spreads import REACH, SHOWN, SPREADS, WALKS
from sim.study.calibration.unknowns import BEND, KEYS, LAWS, Unknown, unknowns_of, walk_prior
from sim.study.calibration.wandering import go_ahead
from sim.tables.campaigns import Campaigns

INFORMED = 0.15  # variance explained from which data are said to tell something
WALL = 2.3  # sd of the prior, beyond which 2% of it lie; its tails are cut at 3.09
LEVEL = 0.9
FOLDS, LEAST_HELD = 5, 5
PREDICTED = 400  # settings by which data are predicted
N_JOINT = 200  # settings that a scenario plays
AHEAD = 91.0  # days, a quarter of a year


class Quantiles(NamedTuple):
    """Three quantiles of a distribution."""

    low: float  # 5%
    median: float
    high: float  # 95%


class Learned(NamedTuple):
    """One unknown before and after the campaigns."""

    name: str
    prior: Quantiles
    posterior: Quantiles
    variance_explained: float  # share of the prior's variance that data took away, where the prior is normal
    is_spread: bool  # of the campaigns around what is expected


class PosteriorCheck(NamedTuple):
    """A measured column beside the posterior's prediction of it."""

    column: str
    n: int
    mean_prob: float  # share of predicted data sets whose mean of ln(x + 1) is below the measured one
    sd_prob: float  # likewise their standard deviation
    held: float  # share of held-out campaigns inside 90% intervals that did not know them; nan: too few
    n_held: int


class CorrelatedPair(NamedTuple):
    """Two unknowns whose posteriors go together."""

    first: str
    second: str
    correlation: float


class Recovery(NamedTuple):
    """Unknowns whose 90% interval holds the truth, for data made from a known setting, and those where it does not."""

    recovered: list[str]
    missed: list[str]


class Calibration(NamedTuple):
    """The result of a calibration: the posterior, its checks and doubts about it."""

    campaigns: Campaigns
    learned: list[Learned]
    checks: list[PosteriorCheck]
    recovered: list[str]  # unknowns whose 90% interval holds the truth, for data made from the posterior's middle
    missed: list[str]
    posterior: Posterior
    known: dict[str, dict[str, Any]]  # distributions of a scenario's numbers by key: joint draws, or their prior
    correlated: list[CorrelatedPair]  # that campaigns cannot tell apart
    notes: list[str]


def calibrate(
    loaded: Loaded, campaigns: Campaigns, stop: Stop, reporter: Reporter, ahead: float = AHEAD
) -> Calibration:
    """Calibrate a scenario by campaigns. Raises InputError, Interrupted, MissingExtraError.

    ahead: days after the last campaign on which levels are to hold, see `wandering`.
    """
    asked = unknowns_of(loaded, campaigns)
    if not any(path in loaded.uncertain for path in KEYS.values()):
        raise InputError("nothing is uncertain that campaigns could tell: give ranges, or set platform_uncertainty",
                         file=loaded.file, path=("platform_uncertainty",))  # fmt: skip
    refuse_strangers(loaded.scenario, campaigns)
    seed = loaded.scenario.run.seed
    likelihood = Likelihood(loaded, asked, campaigns)
    n_folds = FOLDS if campaigns.size >= 2 * LEAST_HELD else 0
    watch = SamplerWatch(stop, reporter.advance)
    reporter.start(sum(USUAL[:2]) + sum(SHORT[:2]) + n_folds * sum(BEGUN[:2]), 0, "steps")
    posterior = sample(likelihood, seed, USUAL, watch)
    recovered, missed = recovery(likelihood, posterior, seed, watch)
    held = held_out(likelihood, posterior.z, n_folds, watch) if n_folds else {}
    learned = learn(likelihood, posterior)
    return Calibration(
        campaigns=campaigns,
        learned=learned,
        checks=checks(likelihood, posterior, held),
        recovered=recovered,
        missed=missed,
        posterior=posterior,
        known=write_joint(likelihood, learned, posterior, ahead),
        correlated=correlated_pairs(asked, posterior.z),
        notes=[*campaigns.notes, *doubts(asked, posterior), say_when(ahead)],
    )


def say_when(ahead: float) -> str:
    """For which time levels of the posterior are.

    >>> say_when(0.0)
    "Levels of the posterior are those of the campaigns' own time (--ahead 0)."
    """
    if ahead == 0.0:
        return "Levels of the posterior are those of the campaigns' own time (--ahead 0)."
    return (
        f"Levels of the posterior are those {ahead:,.0f} days after the last campaign (--ahead): they wander, and how "
        "far is in its spread; the table has those of the last campaign's day."
    )


def doubts(asked: list[Unknown], posterior: Posterior) -> list[str]:
    """Reasons why the intervals cannot be trusted."""
    reasons = [] if posterior.is_settled else ["The sampler has not settled: take the intervals as too narrow."]
    walled = [unknown.name for place, unknown in enumerate(asked) if at_wall(posterior.z[:, place])]
    if walled:
        reasons.append(
            f"{', '.join(walled)}: the campaigns push to the edge of what was thought possible; they may be worth more "
            "than is said here: widen the prior, or ask whether the platform is right."
        )
    return reasons


def at_wall(z: F64) -> bool:
    """Whether a posterior lies in the tail of its prior."""
    return abs(float(np.median(z))) > WALL


def learn(likelihood: Likelihood, posterior: Posterior) -> list[Learned]:
    """Compare every unknown before and after the campaigns."""
    unsure = np.random.default_rng([likelihood.scenario.run.seed, 23]).standard_normal(posterior.z.shape)
    before, after = likelihood.numbers(unsure), likelihood.numbers(posterior.z)
    explained = np.maximum(0.0, 1.0 - posterior.z.var(axis=0)).tolist()
    return [
        Learned(name, take_quantiles(before[name]), take_quantiles(after[name]), share, name not in KEYS)
        for name, share in zip((unknown.name for unknown in likelihood.unknowns), explained, strict=True)
    ]


def take_quantiles(values: F64) -> Quantiles:
    """The median and the ends of the 90% interval."""
    return Quantiles(*map(float, np.quantile(values, [0.05, 0.5, 0.95])))


def write_joint(
    likelihood: Likelihood, learned: list[Learned], posterior: Posterior, ahead: float = 0.0
) -> dict[str, dict[str, Any]]:
    """Write what a scenario is told so many days ahead: joint draws of what campaigns speak of; the other priors."""
    chosen = posterior.z[evenly_spread(posterior.z)]
    numbers = levels_ahead(likelihood, likelihood.numbers(chosen), ahead)
    told = {each.name for each in learned if each.variance_explained >= INFORMED}
    for law in LAWS.items():  # level and slope go together
        told |= set(law) if told & set(law) else set()
    if "engagement.exponent" in told:  # which is that at 1,000 followers by the bend
        told.add(BEND)
    told &= {each.name for each in learned}
    values = {name: numbers[name] for name in told if name in KEYS or name in (SHOWN, BEND)}
    if told & set(SPREADS):
        values |= likelihood.scenario_spreads(numbers)
    uncertain = likelihood.loaded.uncertain
    silent = {name: uncertain[path].table() for name, path in KEYS.items() if path in uncertain and name not in values}
    joint = {name: {"dist": "joint", "values": list(map(round_four, each))} for name, each in values.items()}
    return {**joint, **silent}


def levels_ahead(likelihood: Likelihood, numbers: dict[str, F64], days: float) -> dict[str, F64]:
    """Numbers so many days after the last campaign; how levels wander is as before where dates do not tell [sample]."""
    rng = np.random.default_rng([likelihood.scenario.run.seed, 29])
    if not likelihood.has_walks:
        unsure = rng.standard_normal((2, *numbers[REACH].shape))
        numbers = numbers | dict(zip(WALKS, walk_prior().at(unsure), strict=True))
    return go_ahead(numbers, days, rng)


def evenly_spread(z: F64) -> np.ndarray:
    """N_JOINT of the settings, in the order of their main direction: draws that are spread evenly go along it."""
    thinned = np.linspace(0, len(z) - 1, N_JOINT).astype(int)
    centred = z[thinned] - z[thinned].mean(axis=0)
    main = np.linalg.svd(centred, full_matrices=False)[2][0]
    return np.asarray(thinned[np.argsort(centred @ main, kind="stable")])


def round_four(value: float) -> float:
    """Four digits: more are not known."""
    return float(f"{value:.4g}")


def correlated_pairs(asked: list[Unknown], z: F64) -> list[CorrelatedPair]:
    """Pairs of a scenario's numbers whose posteriors go together by more than 0.5."""
    with np.errstate(invalid="ignore"):  # of what never moved nothing is known
        among: F64 = np.atleast_2d(np.corrcoef(z.T))
    return [
        CorrelatedPair(asked[first].name, asked[second].name, float(among[first, second]))
        for first in range(len(asked))
        for second in range(first + 1, len(asked))
        if abs(among[first, second]) > 0.5 and {asked[first].name, asked[second].name} <= KEYS.keys()
    ]


def recovery(likelihood: Likelihood, posterior: Posterior, seed: int, watch: SamplerWatch) -> Recovery:
    """Fit data like these that were made from a known setting, and look whether its unknowns are recovered."""
    rng = np.random.default_rng([seed, 13])
    truth = np.median(posterior.z, axis=0)
    measured = predict.data_set(likelihood, truth, rng)
    again = likelihood.with_columns(measured)
    z = sample(again, seed + 1, SHORT, watch).z
    low, high = np.quantile(z, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    inside = (low <= truth) & (truth <= high)
    names = [unknown.name for unknown in likelihood.unknowns]
    return Recovery([name for name, is_inside in zip(names, inside, strict=True) if is_inside],
                    [name for name, is_inside in zip(names, inside, strict=True) if not is_inside])  # fmt: skip


def held_out(likelihood: Likelihood, begin: F64, n_folds: int, watch: SamplerWatch) -> dict[str, list[bool]]:
    """Whether each measured cell lies in the 90% interval of a fit that did not know its campaign, by column.

    begin: settings by all campaigns, see `sample`.
    """
    campaigns, seed = likelihood.campaigns, likelihood.scenario.run.seed
    rng = np.random.default_rng([seed, 17])
    fold = rng.permutation(campaigns.size) % n_folds
    inside: dict[str, list[bool]] = {name: [] for name in campaigns.measured}
    for out in range(n_folds):
        known = Likelihood(likelihood.loaded, likelihood.unknowns, campaigns.some(fold != out))
        z = thin_settings(sample(known, seed + 2 + out, BEGUN, watch, begin).z)
        unseen = Likelihood(likelihood.loaded, likelihood.unknowns, campaigns.some(fold == out))
        for name, drawn in predict.columns(unseen, z, rng).items():
            values = unseen.measurements(name)
            low, high = np.quantile(drawn, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
            there = np.isfinite(values)
            if name in inside:
                inside[name] += ((low <= values) & (values <= high))[there].tolist()
    return inside


def thin_settings(z: F64) -> F64:
    """PREDICTED of the settings, evenly spaced."""
    return np.asarray(z[np.linspace(0, len(z) - 1, PREDICTED).astype(int)])


def checks(likelihood: Likelihood, posterior: Posterior, held: dict[str, list[bool]]) -> list[PosteriorCheck]:
    """Every measured column beside what the posterior predicts for the same campaigns."""
    rng = np.random.default_rng([likelihood.scenario.run.seed, 19])
    drawn = predict.columns(likelihood, thin_settings(posterior.z), rng)
    checked = []
    for name, values in likelihood.campaigns.measured.items():
        there = np.isfinite(values)
        if not there.any():
            continue
        own, other = np.log1p(values[there]), np.log1p(drawn[name][:, there])
        inside = held.get(name, [])
        checked.append(PosteriorCheck(
            name, int(there.sum()), float((other.mean(axis=1) < own.mean()).mean()),
            float((other.std(axis=1) < own.std()).mean()) if own.size > 1 else math.nan,
            float(np.mean(inside)) if inside else math.nan, len(inside),
        ))  # fmt: skip
    return checked
