"""Attribution of a difference between A and B to mechanisms, by Shapley values."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES, Measure
from sim.measures.columns import EXPECTED
from sim.measures.contrast import Columns
from sim.measures.summary import column
from sim.plan.figures import Figures
from sim.plan.hired_creators import has_fakes
from sim.plan.make import Change
from sim.scenario.load import Loaded
from sim.statistics import shapley
from sim.statistics.intervals import Interval, t_quantile, units
from sim.statistics.shapley import Players, Shares
from sim.study.comparison.strategies import Labels
from sim.study.what_if import neutral
from sim.study.what_if.neutral import FAKE_FOLLOWERS, MECHANISMS, SHARED_AUDIENCE, Both
from sim.study.what_if.stored_runs import Scaling, SideValues
from sim.study.what_if.trials import Trials
from sim.text import join_words

MOST_BLOCKS = 20
MOST_EXACT = {True: 9, False: 7}  # mechanisms of which all sets are tried: in closed form, by playing
MOST_WORTHS = 512  # sets times draws; beyond, orders are sampled
ORDER_PAIRS, PAIRS_OVER_DRAWS = 16, 4  # with one draw; with several, whose own spread is the larger error
SAME_FAKES = 1e-12


class MechanismPart(NamedTuple):
    """The part of a difference that one mechanism makes."""

    mechanism: str  # its key: "feed_visibility"
    label: str  # its name: "feed visibility"
    value: Interval


class Explanation(NamedTuple):
    """A difference A - B, attributed to mechanisms by Shapley values; parts and rest add up to it."""

    labels: tuple[str, str]
    measure: str
    a: float
    b: float
    parts: tuple[MechanismPart, ...]  # every mechanism in which the two sides differ, largest first
    rest: Interval  # what is left of the difference when all of them are equal
    inert: tuple[str, ...]  # names of mechanisms in which the two sides do not differ: "feed visibility"
    n_orders: int  # 0: exact over all subsets, else so many sampled orders
    n_runs: int  # per draw and cell; 0: exact expected values, no Monte Carlo
    n_draws: int
    notes: tuple[str, ...]
    scaling: Scaling | None = None  # to the stored runs; None: there are none, values are of the runs played here

    @property
    def difference(self) -> float:
        """A - B, in the unit of the measure."""
        return self.a - self.b


class Side(NamedTuple):
    """One strategy with what it takes to make its mechanisms neutral."""

    loaded: Loaded
    pooled: Loaded  # the same with the fake share that both sides have together
    figures: list[Figures]  # [draw]
    active: frozenset[str]  # keys of mechanisms that are not neutral as they are


class ExplainSetting(NamedTuple):
    """The question and the means that both sides share."""

    measure: Measure
    trials: Trials
    both: list[Both]  # [draw]


def explain(a: Loaded, b: Loaded, labels: Labels, measure: str, trials: Trials) -> Explanation:
    """Attribute the difference A - B in a measure to the mechanisms in which the two differ.

    Raises InputError (the measure is undefined somewhere on the way), FileProblem, Interrupted.
    """
    check_draws(a, b)
    figures = (trials.figures(a), trials.figures(b))
    setting = ExplainSetting(MEASURES[measure], trials, [Both(*pair) for pair in zip(*figures, strict=True)])
    sides = tuple(side_of(loaded, own, figures, setting) for loaded, own in zip((a, b), figures, strict=True))
    players = [mechanism.key for mechanism in MECHANISMS if mechanism.key in sides[0].active | sides[1].active]
    is_closed = has_closed_form(sides, setting, players)
    read = trials.expected_columns if is_closed else trials.columns
    cells = tuple(MechanismCells(side, setting, read) for side in sides)
    everything, nothing = frozenset(players), frozenset[str]()
    as_they_are = SideValues(*(float(cell.value(everything, players)[0]) for cell in cells))
    scaling = scaling_of(measure, as_they_are, trials)
    factors = SideValues(1.0, 1.0) if scaling is None else scaling.factors

    def difference(acting: Players) -> F64:
        return factors.a * cells[0].value(acting, players) - factors.b * cells[1].value(acting, players)

    def worth(acting: Players) -> F64:
        trials.means.reporter.advance(1)
        return difference(acting)

    n_draws = a.scenario.run.draws
    is_exact = len(players) <= MOST_EXACT[is_closed] and 2 ** len(players) * n_draws <= MOST_WORTHS
    n_pairs = 0 if is_exact else ORDER_PAIRS if n_draws == 1 else PAIRS_OVER_DRAWS
    trials.means.reporter.start(n_worths(len(players), n_pairs), 0, "combinations")
    shares = shapley.exact(players, worth) if is_exact else shapley.sample_orders(players, worth, n_pairs)
    return Explanation(
        labels=(labels[0], labels[1]),
        measure=measure,
        a=factors.a * as_they_are.a,
        b=factors.b * as_they_are.b,
        parts=parts_of(players, shares, is_closed),
        rest=interval_of(difference(nothing), 0.0, is_closed),
        inert=tuple(mechanism.label for mechanism in MECHANISMS if mechanism.key not in players),
        n_orders=2 * n_pairs,
        n_runs=0 if is_closed else trials.means.runs,
        n_draws=n_draws,
        notes=tuple(notes(a, b)),
        scaling=scaling,
    )


def check_draws(a: Loaded, b: Loaded) -> None:
    """Raise InputError unless both sides have as many draws."""
    if a.scenario.run.draws != b.scenario.run.draws:
        why = f"{a.scenario.run.draws} and {b.scenario.run.draws}: both sides need as many draws; set run.draws"
        raise InputError(why, path=("run", "draws"))


def scaling_of(measure: str, played: SideValues, trials: Trials) -> Scaling | None:
    """The values of both sides as they are, stored and played; None where nothing is stored."""
    stored = trials.stored
    return None if stored is None else Scaling(stored.values(measure), played, stored.run_count)


def n_worths(n_players: int, n_pairs: int) -> int:
    """Return how often the difference is computed: for all sets of players, or along the sampled orders."""
    return n_pairs * 2 * (n_players + 1) if n_pairs else 2**n_players


def side_of(loaded: Loaded, own: list[Figures], both: tuple[list[Figures], ...], setting: ExplainSetting) -> Side:
    """Return one side with its active mechanisms. own, both: figures [draw] of this side, and of either side."""
    share = neutral.pooled_fakes(both)
    differs = any((np.abs(figures.fake_share - share) > SAME_FAKES).any() for figures in own)
    differs = differs and has_fakes(loaded.scenario)
    active = {
        mechanism.key
        for mechanism in MECHANISMS
        if not neutral.is_inert(mechanism, own, setting.both) and mechanism.neutral
    }
    if setting.trials.has_no_overlap(loaded):
        active -= {SHARED_AUDIENCE}
    if differs:
        active |= {FAKE_FOLLOWERS}
    return Side(loaded, neutral.with_fakes(loaded, share) if differs else loaded, own, frozenset(active))


def has_closed_form(sides: Sequence[Side], setting: ExplainSetting, players: list[str]) -> bool:
    """Return whether the measure is known exactly however the mechanisms stand; repetition may stand in the way."""
    if not {setting.measure.top, setting.measure.bottom or setting.measure.top} <= set(EXPECTED):
        return False
    for side in sides:
        for acting in (frozenset(players), frozenset[str]()):
            cells = MechanismCells(side, setting, setting.trials.expected_columns, must_be_known=False)
            if math.isnan(cells.value(acting, players)[0]):
                return False
    return True


class MechanismCells:
    """The measure of one side for sets of acting mechanisms, each looked up or played once."""

    def __init__(
        self, side: Side, setting: ExplainSetting, read: Callable[..., Columns], must_be_known: bool = True
    ) -> None:
        self._side, self._setting, self._read, self._must_be_known = side, setting, read, must_be_known
        self._values: dict[Players, F64] = {}

    def value(self, acting: Players, players: list[str]) -> F64:
        """Return the measure [1 + block]: of everything, then with each block of runs or draws left out.

        Raises InputError where it has to be known and is not, FileProblem, Interrupted.
        """
        off = self._side.active & (frozenset(players) - acting)
        if off not in self._values:
            loaded = self._side.pooled if FAKE_FOLLOWERS in off else self._side.loaded
            values = replicates(self._setting.measure, self._read(loaded, self._change(off)))
            if self._must_be_known and not np.isfinite(values).all():
                raise InputError(self._undefined(off))
            self._values[off] = values
        return self._values[off]

    def _undefined(self, off: frozenset[str]) -> str:
        """Say where the measure is undefined."""
        where = f"where {list_mechanisms(off)}" if off else f"for {self._side.loaded.scenario.name} as it stands"
        return f"{self._setting.measure.label} is undefined {where}; choose another measure"

    def _change(self, off: frozenset[str]) -> Callable[[int], Change]:
        """Return, by draw, the change to the figures that makes these mechanisms neutral."""

        def of_draw(draw: int) -> Change:
            return lambda figures: neutral.neutralise(figures, self._setting.both[draw], off)

        return of_draw


def list_mechanisms(keys: frozenset[str]) -> str:
    """Say which mechanisms are neutral: "feed visibility and word of mouth are neutral"."""
    labels = [mechanism.label for mechanism in MECHANISMS if mechanism.key in keys]
    return f"{join_words(labels)} {'are' if len(labels) > 1 else 'is'} neutral"


def replicates(measure: Measure, columns: Columns) -> F64:
    """Return the measure of all units, and without each of at most MOST_BLOCKS blocks of them [1 + block]."""
    names = [name for name in (measure.top, measure.bottom) if name]
    sums = np.array([units(column(columns, name)) for name in names])
    whole = sums.sum(axis=1, keepdims=True)
    counts = np.full(1, float(sums.shape[1]))
    if sums.shape[1] > 1:
        blocks = np.array_split(np.arange(sums.shape[1]), min(MOST_BLOCKS, sums.shape[1]))
        without = np.stack([whole[:, 0] - sums[:, block].sum(axis=1) for block in blocks], axis=1)
        whole = np.concatenate([whole, without], axis=1)
        counts = np.concatenate([counts, [sums.shape[1] - block.size for block in blocks]])
    if not measure.bottom:
        return np.asarray(whole[0] / counts)
    ratio = np.divide(whole[0], whole[1], out=np.full(whole.shape[1], np.nan), where=whole[1] > 0.0)
    return np.asarray(measure.factor * ratio)


def interval_of(values: F64, sampling_variance: float, is_closed: bool) -> Interval:
    """Return an estimate with its jackknife interval over the blocks [1 + block], sampling error of orders included.

    Where luck is involved, a single run has no interval.
    """
    value = float(values[0])
    n = values.size - 1
    if n < 2 and not is_closed:
        return Interval(value, math.nan, math.nan)
    variance = sampling_variance
    if n > 1:
        variance += (n - 1) / n * float(((values[1:] - values[1:].mean()) ** 2).sum())
    half = t_quantile(n - 1 if n > 1 else ORDER_PAIRS - 1) * math.sqrt(variance)
    return Interval(value, value - half, value + half)


def parts_of(players: list[str], shares: Shares, is_closed: bool) -> tuple[MechanismPart, ...]:
    """Return a part for each mechanism that takes part, largest first."""
    labels = {mechanism.key: mechanism.label for mechanism in MECHANISMS}
    parts = [
        MechanismPart(key, labels[key], interval_of(values, float(variance), is_closed))
        for key, values, variance in zip(players, shares.values, shares.sampling_variance, strict=True)
    ]
    return tuple(sorted(parts, key=lambda part: -abs(part.value.value)))


def notes(a: Loaded, b: Loaded) -> list[str]:
    """Note what else differs between the two sides, and so is in the rest."""
    lines = []
    if a.scenario.run.seed != b.scenario.run.seed:
        lines.append("seeds differ: the two sides do not meet the same luck")
    for name in ("platform", "world", "posts"):
        if getattr(a.scenario, name) != getattr(b.scenario, name):
            lines.append(f"{name} differs between the two: what it does is in the rest")
    return lines
