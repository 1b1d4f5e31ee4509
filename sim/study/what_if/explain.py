"""Why A differs from B: the difference in a measure, attributed to the mechanisms by Shapley values."""

import math
from collections.abc import Callable
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
from sim.statistics.intervals import Interval, t_quantile
from sim.statistics.shapley import Players, Shares
from sim.study.comparison.answers import Explanation, MechanismPart
from sim.study.what_if import neutral
from sim.study.what_if.neutral import FAKES, MECHANISMS, Both
from sim.study.what_if.trials import Trials

MOST_BLOCKS = 20
MOST_EXACT = {True: 9, False: 7}  # mechanisms of which all sets are tried: in closed form, by playing
ORDER_PAIRS = 16
SAME_FAKES = 1e-12


class Side(NamedTuple):
    """One strategy with what it takes to make its mechanisms neutral."""

    loaded: Loaded
    fakes: Loaded  # the same with the pooled fake share
    figures: list[Figures]  # [draw]
    active: frozenset[str]  # mechanisms that are not neutral as they are


class ExplainSetting(NamedTuple):
    """What is asked of both sides."""

    measure: Measure
    trials: Trials
    both: list[Both]  # [draw]


def explain(a: Loaded, b: Loaded, labels: tuple[str, str], measure: str, trials: Trials) -> Explanation:
    """Attribute the difference A - B in a measure to the mechanisms in which the two differ.

    Raises InputError (the measure is undefined somewhere on the way), FileProblem, Interrupted.
    """
    if a.scenario.run.draws != b.scenario.run.draws:
        told = f"{a.scenario.run.draws} and {b.scenario.run.draws}: both sides need as many draws; set run.draws"
        raise InputError(told, path=("run", "draws"))
    figures = (trials.figures(a), trials.figures(b))
    setting = ExplainSetting(MEASURES[measure], trials, [Both(*pair) for pair in zip(*figures, strict=True)])
    sides = side_of(a, figures[0], figures, setting), side_of(b, figures[1], figures, setting)
    players = [one.name for one in MECHANISMS if one.name in sides[0].active | sides[1].active]
    is_closed = has_closed_form(sides, setting, players)
    read = trials.expected_columns if is_closed else trials.columns
    cells = tuple(MechanismCells(side, setting, read) for side in sides)

    def worth(acting: Players) -> F64:
        trials.means.reporter.advance(1)
        return cells[0].value(acting, players) - cells[1].value(acting, players)

    exact = len(players) <= MOST_EXACT[is_closed]
    trials.means.reporter.start(n_worths(len(players), exact), 0, "combinations")
    shares = shapley.exact(players, worth) if exact else shapley.sample_orders(players, worth, ORDER_PAIRS)
    everything, nothing = frozenset(players), frozenset[str]()
    return Explanation(
        labels=labels,
        measure=measure,
        a=float(cells[0].value(everything, players)[0]),
        b=float(cells[1].value(everything, players)[0]),
        parts=parts_of(players, shares, is_closed),
        rest=interval_of(cells[0].value(nothing, players) - cells[1].value(nothing, players), 0.0, is_closed),
        inert=tuple(f"{one.name} {one.label}" for one in MECHANISMS if one.name not in players),
        n_orders=0 if exact else 2 * ORDER_PAIRS,
        n_runs=0 if is_closed else trials.means.runs,
        notes=tuple(notes(a, b)),
    )


def n_worths(n: int, exact: bool) -> int:
    """How often the difference is asked for."""
    return 2**n if exact else ORDER_PAIRS * 2 * (n + 1)


def side_of(loaded: Loaded, own: list[Figures], both: tuple[list[Figures], ...], setting: ExplainSetting) -> Side:
    share = neutral.pooled_fakes(both)
    unlike = any((np.abs(figures.fake_share - share) > SAME_FAKES).any() for figures in own)
    unlike = unlike and has_fakes(loaded.scenario)
    active = {one.name for one in MECHANISMS if not neutral.is_inert(one, own, setting.both) and one.neutral}
    if setting.trials.has_no_overlap(loaded):
        active -= {"H1"}
    if unlike:
        active |= {FAKES}
    return Side(loaded, neutral.with_fakes(loaded, share) if unlike else loaded, own, frozenset(active))


def has_closed_form(sides: tuple[Side, Side], setting: ExplainSetting, players: list[str]) -> bool:
    """Whether the measure is known exactly however the mechanisms stand: repetition is what may stand in the way."""
    if not {setting.measure.top, setting.measure.bottom or setting.measure.top} <= set(EXPECTED):
        return False
    for side in sides:
        for acting in (frozenset(players), frozenset[str]()):
            value = MechanismCells(side, setting, setting.trials.expected_columns, known=False).value(acting, players)
            if math.isnan(value[0]):
                return False
    return True


class MechanismCells:
    """The measure of one side for sets of acting mechanisms, each looked up or played once."""

    def __init__(self, side: Side, setting: ExplainSetting, read: Callable[..., Columns], known: bool = True) -> None:
        self._side, self._setting, self._read, self._known = side, setting, read, known
        self._values: dict[Players, F64] = {}

    def value(self, acting: Players, players: list[str]) -> F64:
        """The measure [1 + block]: of everything, then with each block of runs or draws left out."""
        off = self._side.active & (frozenset(players) - acting)
        if off not in self._values:
            loaded = self._side.fakes if FAKES in off else self._side.loaded
            found = replicates(self._setting.measure, self._read(loaded, self._change(off)))
            if self._known and not np.isfinite(found).all():
                where = (
                    f"where {list_mechanisms(off)} neutral"
                    if off
                    else f"for {self._side.loaded.scenario.name} as it stands"
                )
                told = f"{self._setting.measure.label} is undefined {where}; choose another measure"
                raise InputError(told)
            self._values[off] = found
        return self._values[off]

    def _change(self, off: frozenset[str]) -> Callable[[int], Change]:
        def of_draw(draw: int) -> Change:
            return lambda figures: neutral.neutralise(figures, self._setting.both[draw], off)

        return of_draw


def list_mechanisms(names: frozenset[str]) -> str:
    return f"{', '.join(sorted(names))} are" if names else "nothing is"


def replicates(measure: Measure, columns: Columns) -> F64:
    """The measure of all units, and without each of at most MOST_BLOCKS blocks of them [1 + block]."""
    names = [name for name in (measure.top, measure.bottom) if name]
    sums = np.array([unit_sums(column(columns, name)) for name in names])
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


def unit_sums(values: F64) -> F64:
    """The mean of each independent unit: a draw if there are several, else a run."""
    return np.asarray(values.mean(axis=1) if values.shape[0] > 1 else values[0])


def interval_of(values: F64, sampling_variance: float, is_closed: bool) -> Interval:
    """Estimate and jackknife interval over the blocks [1 + block], sampling error of orders included.

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
    """A part for each mechanism, largest first."""
    label = {one.name: one.label for one in MECHANISMS}
    found = [
        MechanismPart(name, label[name], interval_of(values, float(variance), is_closed))
        for name, values, variance in zip(players, shares.values, shares.sampling_variance, strict=True)
    ]
    return tuple(sorted(found, key=lambda part: -abs(part.value.value)))


def notes(a: Loaded, b: Loaded) -> list[str]:
    """What else differs, and so is in the rest."""
    told = []
    if a.scenario.run.seed != b.scenario.run.seed:
        told.append("seeds differ: the two sides do not meet the same luck")
    for name in ("platform", "world", "posts"):
        if getattr(a.scenario, name) != getattr(b.scenario, name):
            told.append(f"{name} differs between the two: what it does is in the rest")
    return told
