"""Is this fit to be shown? Each check passes, asks for a look, or fails, with a sentence that says why."""

import math
from collections.abc import Callable, Iterator, Sequence

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.measures.summary import column
from sim.measures.wins import margin_of
from sim.statistics.intervals import Interval
from sim.study.comparison import plausibility
from sim.study.comparison.answers import Comparison, HealthCheck, Strategy
from sim.study.comparison.values import drawn_keys, resolved_tables
from sim.study.comparison.wording import Status, in_unit, join_words, together, worst

KNOWN_WELL = 0.1  # half-width of the difference's interval, as a share of the difference
KNOWN_BADLY = 0.5
HELPS = 1.05  # factor on the variance; less is no more than noise
FEW_EVENTS = 30
FEW_RUNS, FEW_DRAWS = 100, 50
ONLY_LUCK = "so only luck is in the intervals"
EVENTS = {  # what is counted behind a column; money that is paid in any case is no event
    "impressions": "impressions", "reach": "people reached", "reach_2": "people reached by 2+ sources",
    "reach_3": "people reached by 3+ sources", "engagements": "engagements", "engagers": "engagers",
    "clicks": "clicks", "purchases": "purchases", "revenue_usd": "purchases", "no_shows": "no-shows",
}  # fmt: skip


def check(comparison: Comparison) -> tuple[HealthCheck, ...]:
    """All findings, the worst first."""
    found = [one for subject in CHECKS for one in subject(comparison)]
    return tuple(sorted(found, key=lambda one: ("FAIL", "REVIEW", "PASS").index(one.status)))


def deciding(comparison: Comparison) -> dict[str, Contrast]:
    """The contrasts that decide, by the labels of their pair: two strategies, or the best against each other one."""
    found = {pair: each[comparison.measure] for pair, each in comparison.contrasts.items()}
    best = leader(comparison)
    labels = [strategy.label for strategy in comparison.strategies]
    return {f"{labels[a]} against {labels[b]}": one for (a, b), one in found.items() if best in (a, b)}


def leader(comparison: Comparison) -> int:
    """The strategy with the best mean in the deciding measure; an undefined one only if all are."""
    values: dict[int, float] = {}
    for (first, second), each in comparison.contrasts.items():
        values |= {first: each[comparison.measure].a.value, second: each[comparison.measure].b.value}
    better = MEASURES[comparison.measure].better
    return max(sorted(values), key=lambda index: better * values[index] if math.isfinite(values[index]) else -math.inf)


def monte_carlo_error(comparison: Comparison) -> Iterator[HealthCheck]:
    """Is the difference larger than its own error? What is undefined or has no interval is told by other checks."""
    measure = MEASURES[comparison.measure]
    for pair, one in deciding(comparison).items():
        if not math.isfinite(one.difference.value) or math.isnan(one.difference.low):
            continue
        half = 0.5 * (one.difference.high - one.difference.low)
        margin = margin_of(one.a.value, one.b.value, comparison.smallest)
        found = f"{pair}: the difference in {measure.label} is {in_unit(one.difference.value, measure.unit)}"
        told = f"{found} ± {in_unit(half, measure.unit)} (95%)"
        yield HealthCheck("Monte Carlo error", *judge(one.difference, half, margin, told))


def judge(difference: Interval, half: float, margin: float, told: str) -> tuple[Status, str]:
    """What the error of a difference allows to be said."""
    if max(abs(difference.low), abs(difference.high)) <= margin:
        return "PASS", f"{told}: equal, for no difference that matters is left."
    if difference.low <= 0.0 <= difference.high:
        return "FAIL", f"{told}: a winner cannot be told; more runs are needed, or there is none."
    if difference.low <= margin and difference.high >= -margin:
        return "REVIEW", f"{told}: it is clear which is ahead, not that the difference is as large as matters."
    share = half / abs(difference.value)
    if share >= KNOWN_BADLY:
        return "REVIEW", f"{told}: it is clear which is ahead, but the error is {share:.0%} of the difference."
    size = "and its size is known" if share < KNOWN_WELL else "though its size is known only roughly"
    return "PASS", f"{told}: the order is clear, {size} (the error is {share:.2g} of the difference)."


def pairing(comparison: Comparison) -> Iterator[HealthCheck]:
    """Did the same luck on both sides make the difference surer?"""
    name = "pairing"
    if not comparison.paired:
        reasons = [note for note in comparison.notes if note.startswith("compared unpaired: ")]
        told = "; ".join(note.removeprefix("compared unpaired: ") for note in reasons) or "no reason is known"
        yield HealthCheck(
            name, "REVIEW", f"Runs are not paired: {told}; the interval is right, but wider than it need be."
        )
        return
    factors = {pair: one.variance_removed for pair, one in deciding(comparison).items()}
    known = {pair: factor for pair, factor in factors.items() if not math.isnan(factor)}
    label = MEASURES[comparison.measure].label
    for pair, factor in known.items():
        if factor < HELPS:
            told = f"the variance of the difference in {label} is {1.0 / factor:.3g} times what it would be without"
            yield HealthCheck(name, "REVIEW", f"{pair}: pairing did not help, {told}; the interval is still right.")
        elif math.isinf(factor):
            yield HealthCheck(name, "PASS", f"{pair}: pairing removed all variance of the difference in {label}.")
        else:
            yield HealthCheck(
                name, "PASS", f"{pair}: without pairing, {label} would need {factor:.3g} times as many runs."
            )


def events(comparison: Comparison) -> Iterator[HealthCheck]:
    """Is there enough of what the deciding measure counts?"""
    measure = MEASURES[comparison.measure]
    found: list[tuple[Status, str]] = []
    for strategy in comparison.strategies:
        for name in dict.fromkeys(part for part in (measure.top, measure.bottom) if part in EVENTS):
            found.append(rare(strategy, name, is_bottom=name == measure.bottom))
    if found:
        status = worst(one for one, _ in found)
        yield HealthCheck("events", status, f"{measure.label} rests on: {join_words(told for _, told in found)}.")


def rare(strategy: Strategy, name: str, is_bottom: bool) -> tuple[Status, str]:
    """How many events there are in all runs together; people who stand for others count once."""
    weight = resolved_tables(strategy).get("world", {}).get("sample_one_in", 1)
    total = float(column(strategy.columns, "purchases" if name == "revenue_usd" else name).sum()) / weight
    told = f"{strategy.label} {total:,.0f} {EVENTS[name]} in all runs"
    if total == 0.0 and is_bottom:
        return "FAIL", f"{told}, so it is undefined"
    return ("REVIEW", f"{told}, fewer than {FEW_EVENTS}") if total < FEW_EVENTS else ("PASS", told)


def runs(comparison: Comparison) -> Iterator[HealthCheck]:
    """Are there enough runs, or draws where numbers are drawn?"""
    sizes = {strategy.label: column(strategy.columns, "reach").shape for strategy in comparison.strategies}
    n_draws, n_runs = (min(axis) for axis in zip(*sizes.values(), strict=True))
    if n_draws == 1:
        yield HealthCheck("runs", *enough_runs(n_runs))
    elif n_draws < FEW_DRAWS:
        told = f"{n_draws:,} draws of the uncertain numbers; fewer than {FEW_DRAWS} do not show their extremes."
        yield HealthCheck("runs", "REVIEW", told)
    else:
        yield HealthCheck("runs", "PASS", f"{n_draws:,} draws x {n_runs:,} runs.")


def enough_runs(n_runs: int) -> tuple[Status, str]:
    if n_runs == 1:
        return "FAIL", "One single run: no interval can be given, so nothing is known."
    if n_runs < FEW_RUNS:
        return "REVIEW", f"{n_runs:,} runs; with fewer than {FEW_RUNS} intervals and risks are rough."
    return "PASS", f"{n_runs:,} runs."


def ignorance(comparison: Comparison) -> Iterator[HealthCheck]:
    """Is what we do not know in the intervals, or luck alone?"""
    yield HealthCheck("uncertain numbers", *together((one.label, *uncertain(one)) for one in comparison.strategies))


def uncertain(strategy: Strategy) -> tuple[Status, str]:
    n_keys, n_draws = len(drawn_keys(strategy)), column(strategy.columns, "reach").shape[0]
    numbers = f"{n_keys} uncertain number{'s' if n_keys > 1 else ''}"
    if not n_keys:
        return "REVIEW", f"no number is declared uncertain, {ONLY_LUCK} (platform_uncertainty = true, run.draws)"
    if n_draws == 1:
        return "REVIEW", f"{numbers} taken at the median, {ONLY_LUCK} (run.draws)"
    return "PASS", f"{numbers} drawn {n_draws:,} times, so that luck and ignorance are in the intervals"


CHECKS: Sequence[Callable[[Comparison], Iterator[HealthCheck]]] = (
    monte_carlo_error,
    events,
    runs,
    pairing,
    ignorance,
    *plausibility.CHECKS,
)
