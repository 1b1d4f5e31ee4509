"""Whether a comparison is fit to be shown: each check passes, asks for a look, or fails, and says why in a sentence."""

import math
from collections.abc import Callable, Iterator, Sequence

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.measures.summary import column
from sim.measures.wins import margin_of
from sim.statistics.intervals import Interval
from sim.study.comparison import plausibility
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.health_check import WORST_FIRST, Finding, HealthCheck, combine, worst
from sim.study.comparison.values import drawn_keys, resolved_tables
from sim.study.comparison.wording import in_unit
from sim.text import join_words

KNOWN_WELL = 0.1  # half-width of the difference's interval, as a share of the difference
KNOWN_BADLY = 0.5
HELPS = 1.05  # factor on the variance; less is no more than noise
FEW_EVENTS = 30
FEW_RUNS, FEW_DRAWS = 100, 50
ONLY_LUCK = "so only luck is in the intervals"
UNPAIRED = "compared unpaired: "  # how the notes of a comparison begin that say why
EVENTS = {  # what is counted behind a column; money that is paid in any case is no event
    "impressions": "impressions", "reach": "people reached", "reach_2": "people reached by 2+ sources",
    "reach_3": "people reached by 3+ sources", "engagements": "engagements", "engagers": "engagers",
    "clicks": "clicks", "purchases": "purchases", "revenue_usd": "purchases", "no_shows": "no-shows",
}  # fmt: skip


def check(comparison: Comparison) -> tuple[HealthCheck, ...]:
    """Run all health checks on a comparison; the worst results come first."""
    checks = [result for run in CHECKS for result in run(comparison)]
    return tuple(sorted(checks, key=lambda result: WORST_FIRST.index(result.status)))


def deciding(comparison: Comparison) -> dict[str, Contrast]:
    """Return the contrasts that decide, by "A against B": the pair of two, or the best strategy against each other."""
    best = leader(comparison)
    labels = [strategy.label for strategy in comparison.strategies]
    return {
        f"{labels[first]} against {labels[second]}": each[comparison.measure]
        for (first, second), each in comparison.contrasts.items()
        if best in (first, second)
    }


def leader(comparison: Comparison) -> int:
    """Return the number of the strategy with the best mean in the deciding measure.

    A strategy whose mean is undefined leads only if all means are.
    """
    values: dict[int, float] = {}
    for (first, second), each in comparison.contrasts.items():
        values |= {first: each[comparison.measure].a.value, second: each[comparison.measure].b.value}
    better = MEASURES[comparison.measure].better
    return max(sorted(values), key=lambda index: better * values[index] if math.isfinite(values[index]) else -math.inf)


def monte_carlo_error(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that the difference is larger than its own Monte Carlo error.

    Differences that are undefined or have no interval are left to other checks.
    """
    measure = MEASURES[comparison.measure]
    for pair, contrast in deciding(comparison).items():
        if not math.isfinite(contrast.difference.value) or math.isnan(contrast.difference.low):
            continue
        half = 0.5 * (contrast.difference.high - contrast.difference.low)
        margin = margin_of(contrast.a.value, contrast.b.value, comparison.smallest)
        difference = f"{pair}: the difference in {measure.label} is {in_unit(contrast.difference.value, measure.unit)}"
        fact = f"{difference} ± {in_unit(half, measure.unit)} ({comparison.level})"
        yield HealthCheck("Monte Carlo error", *judge(contrast.difference, half, margin, fact))


def judge(difference: Interval, half: float, margin: float, fact: str) -> Finding:
    """Judge a difference by the half-width of its interval, and by the margin below which it does not matter.

    fact: the difference in words, with which the sentence begins.
    """
    if max(abs(difference.low), abs(difference.high)) <= margin:
        return Finding("PASS", f"{fact}: equal, for no difference that matters is left.")
    if difference.low <= 0.0 <= difference.high:
        return Finding("REVIEW", f"{fact}: no winner can be named; more runs are needed, or there is none.")
    if difference.low <= margin and difference.high >= -margin:
        return Finding("REVIEW", f"{fact}: it is clear which is ahead, not that the difference is as large as matters.")
    share = half / abs(difference.value)
    if share >= KNOWN_BADLY:
        return Finding("REVIEW", f"{fact}: it is clear which is ahead, but the error is {share:.0%} of the difference.")
    size = "and its size is known" if share < KNOWN_WELL else "though its size is known only roughly"
    return Finding("PASS", f"{fact}: the order is clear, {size} (the error is {share:.2g} of the difference).")


def pairing(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that the same luck on both sides made the difference more precise."""
    name, label = "pairing", MEASURES[comparison.measure].label
    if not comparison.paired:
        reasons = [note.removeprefix(UNPAIRED) for note in comparison.notes if note.startswith(UNPAIRED)]
        why = "; ".join(reasons) or "no reason is known"
        yield HealthCheck(
            name, "REVIEW", f"Runs are not paired: {why}; the interval is right, but wider than it need be."
        )
        return
    factors = {pair: contrast.variance_removed for pair, contrast in deciding(comparison).items()}
    for pair, factor in factors.items():
        if math.isnan(factor):
            continue
        if factor < HELPS:
            fact = f"the variance of the difference in {label} is {1.0 / factor:.3g} times what it would be without"
            yield HealthCheck(name, "REVIEW", f"{pair}: pairing did not help, {fact}; the interval is still right.")
        elif math.isinf(factor):
            yield HealthCheck(name, "PASS", f"{pair}: pairing removed all variance of the difference in {label}.")
        else:
            yield HealthCheck(
                name, "PASS", f"{pair}: without pairing, {label} would need {factor:.3g} times as many runs."
            )


def events(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that enough of what the deciding measure counts has happened."""
    measure = MEASURES[comparison.measure]
    names = dict.fromkeys(part for part in (measure.top, measure.bottom) if part in EVENTS)
    each = {
        (strategy.label, name): count_events(strategy, name, is_bottom=name == measure.bottom)
        for strategy in comparison.strategies
        for name in names
    }
    if each:
        findings = each.values()
        counts = join_words(finding.sentence for finding in findings)
        status = worst(finding.status for finding in findings)
        labels = dict.fromkeys(label for (label, _), finding in each.items() if finding.status == "FAIL")
        cure = ", ".join(dict.fromkeys(finding.mend for finding in findings if finding.mend))
        yield HealthCheck("events", status, f"{measure.label} rests on: {counts}.", cure, tuple(labels))


def count_events(strategy: Strategy, name: str, is_bottom: bool) -> Finding:
    """Count the events of a column in all runs together; people who stand for several count once.

    is_bottom: whether the deciding measure divides by the column, so that it is undefined where nothing happened.
    """
    weight = resolved_tables(strategy).get("world", {}).get("sample_one_in", 1)
    total = float(column(strategy.columns, "purchases" if name == "revenue_usd" else name).sum()) / weight
    fact = f"{strategy.label} {total:,.0f} {EVENTS[name]} in all runs"
    if total == 0.0 and is_bottom:
        n_runs = column(strategy.columns, name).shape[1]
        return Finding("FAIL", f"{fact}, so it is undefined", f"run.runs = {10 * n_runs}, or another measure")
    return Finding("REVIEW", f"{fact}, fewer than {FEW_EVENTS}") if total < FEW_EVENTS else Finding("PASS", fact)


def runs(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that there are enough runs, or draws where numbers are uncertain."""
    sizes = [column(strategy.columns, "reach").shape for strategy in comparison.strategies]
    n_draws, n_runs = (min(axis) for axis in zip(*sizes, strict=True))
    if n_draws == 1:
        yield HealthCheck("runs", *judge_runs(n_runs))
    elif n_draws < FEW_DRAWS:
        fact = f"{n_draws:,} draws of the uncertain numbers; fewer than {FEW_DRAWS} do not show their extremes."
        yield HealthCheck("runs", "REVIEW", fact)
    else:
        yield HealthCheck("runs", "PASS", f"{n_draws:,} draws x {n_runs:,} runs.")


def judge_runs(n_runs: int) -> Finding:
    """Judge a number of runs where nothing is drawn."""
    if n_runs == 1:
        why = "One single run: no interval can be given, so nothing is known."
        return Finding("FAIL", why, f"run.runs = {FEW_RUNS}")
    if n_runs < FEW_RUNS:
        return Finding("REVIEW", f"{n_runs:,} runs; with fewer than {FEW_RUNS} intervals and risks are rough.")
    return Finding("PASS", f"{n_runs:,} runs.")


def ignorance(comparison: Comparison) -> Iterator[HealthCheck]:
    """Check that the intervals hold what we do not know, and not luck alone."""
    findings = {strategy.label: judge_uncertainty(strategy) for strategy in comparison.strategies}
    yield HealthCheck("uncertain numbers", *combine(findings))


def judge_uncertainty(strategy: Strategy) -> Finding:
    """Say how many numbers of a strategy are uncertain, and whether they were drawn."""
    n_keys, n_draws = len(drawn_keys(strategy)), column(strategy.columns, "reach").shape[0]
    numbers = f"{n_keys} uncertain number{'s' if n_keys > 1 else ''}"
    if not n_keys:
        why = f"no number is declared uncertain, {ONLY_LUCK} (platform_uncertainty = true, run.draws)"
        return Finding("REVIEW", why)
    if n_draws == 1:
        return Finding("REVIEW", f"{numbers} taken at the median, {ONLY_LUCK} (run.draws)")
    return Finding("PASS", f"{numbers} drawn {n_draws:,} times, so that luck and ignorance are in the intervals")


CHECKS: Sequence[Callable[[Comparison], Iterator[HealthCheck]]] = (
    monte_carlo_error,
    events,
    runs,
    pairing,
    ignorance,
    *plausibility.CHECKS,
)
