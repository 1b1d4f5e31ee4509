"""The readings of a question as text: who leads in each, then what turns it, in words for somebody in a hurry."""

import math
import shutil
import textwrap
from collections.abc import Mapping, Sequence

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast, is_decided
from sim.report.style import said
from sim.report.style.table import TextTable, align
from sim.report.style.verdict import strategy_name
from sim.study.comparison.compare import Comparison
from sim.study.comparison.question import DOERS
from sim.study.matching.equalities import EQUALITIES
from sim.study.matching.even_work import EvenWork, even_work
from sim.study.matching.readings import WORKS, Reading
from sim.study.matching.work import Work, WorkPrices, work_prices
from sim.text import join_words

COLUMNS = {
    "reach": "reach",
    "reach_2": "seen from 2+",
    "engagers": "engagers",
    "cpe": "cost per engagement",
    "cpa": "cost per purchase",
}
PLACES = {
    "left_out": "with the work left out",
    "own_hours": "with our own hours",
    "agency": "with an agency for {}",
    "all-in": "at the same all-in cost",
    "reach": "at the same reach",
}
SPOKEN = {**COLUMNS, "reach_2": "people who see it from two or more"}
LEGEND = (
    '"A 1.3 x, 77": A is 1.3 times better on average (costs: cheaper), and better in 77 of 100 simulated campaigns; '
    '"A 1.3 x, B 54": B is better more often. "only A": B has none. "open, A 55": the average does not settle it.'
)
MANY_DRAWS = 20  # from so many on, settings are told out of 100
ABOUT_EQUAL = 0.05  # reaches that differ by less are called the same: chance is in both
NARROW = 60  # columns, below which lines are not broken any further


def side_of(contrast: Contrast) -> int:
    """The side that is better on average: 0 or 1; -1 where they are equal or one is undefined."""
    better = MEASURES[contrast.name].better * contrast.difference.value
    return -1 if math.isnan(better) or better == 0.0 else int(better < 0.0)


def times_better(contrast: Contrast) -> float:
    """The factor by which the better side is better: above 1, infinite where the other has nothing."""
    low, high = sorted((contrast.a.value, contrast.b.value))
    return high / low if low > 0.0 else math.inf


def wins_of(contrast: Contrast, side: int) -> float:
    """Share of campaigns in which a side is better."""
    if contrast.win is None:
        return math.nan
    return (contrast.win.losses if side == 1 else contrast.win.wins).value


def cell(contrast: Contrast | None, smallest: float) -> str:
    """The leader in a measure, by how much, and in how many of 100 campaigns."""
    if contrast is None:
        return "-"
    side = side_of(contrast)
    if side < 0:
        return "equal" if contrast.difference.value == 0.0 else "-"
    label, likelier = "AB"[side], likelier_side(contrast)
    wins = str(said.percent_count(wins_of(contrast, likelier)))
    if not is_decided(contrast, smallest):
        return f"open, {'AB'[likelier]} {wins}"
    odds = wins if likelier == side else f"{'AB'[likelier]} {wins}"
    times = times_better(contrast)
    if math.isinf(times):
        return f"{label} free, {odds}" if MEASURES[contrast.name].better < 0 else f"only {label}, {odds}"
    return f"{label} {said.factor(times)} x, {odds}"


def likelier_side(contrast: Contrast) -> int:
    """The side that is better in more campaigns; the better one on average where both are so equally often."""
    a, b = (wins_of(contrast, side) for side in (0, 1))
    return side_of(contrast) if a == b else int(b > a)


def name(reading: Reading, prices: WorkPrices) -> str:
    """A reading in words: "same fees, our own hours"."""
    words = EQUALITIES[reading.equal].words
    doer = DOERS[reading.work].format(prices.share_words) if reading.work else reading.doer
    return f"{words}, {doer}" if doer else words


def prices_of(comparison: Comparison) -> WorkPrices:
    """The prices of work that the first side was run with; the share that is told is nan where the sides differ."""
    first, *others = map(work_prices, comparison.strategies)
    is_same = all(math.isclose(first.named_share, other.named_share) for other in others)
    return first if is_same else first._replace(named_share=math.nan)


def table(comparison: Comparison, readings: Sequence[Reading]) -> TextTable:
    """The leaders of each reading: a row for each, a column for each thing that a client asks for."""
    prices = prices_of(comparison)
    rows: list[tuple[str, ...]] = [
        (name(reading, prices), *(cell(reading.contrasts.get(each), comparison.smallest) for each in COLUMNS))
        for reading in readings
    ]
    a, b = (strategy.title for strategy in comparison.strategies)
    return TextTable(
        f"Who leads? A: {a}; B: {b}", ("if both have the", *COLUMNS.values()), rows, [LEGEND, *scalings(readings)]
    )


def scalings(readings: Sequence[Reading]) -> list[str]:
    """The changes that readings took, and why one has no answer, a line each."""
    changed: dict[str, str] = {}
    for reading in readings:
        words = f"cannot be had: {reading.problem}" if reading.problem else reading.scaled
        if words:
            changed.setdefault(EQUALITIES[reading.equal].words, words)
    return [f"{words}: {change}." for words, change in changed.items()]


def sentences(comparison: Comparison, readings: Sequence[Reading]) -> list[str]:
    """Sentences on what happens all else equal, what turns it, and at which value."""
    answered = [reading for reading in readings if reading.contrasts]
    works = {reading.work: reading for reading in answered if reading.work}
    lines = []
    if works:
        lines.append(headline(comparison, answered))
        lines.append(f"All else equal (same fees, work left out), {leads(comparison, works['left_out'])}.")
        lines.append(turning(comparison, works) or nothing_turns(comparison, works, answered))
        even = even_work_of(answered)
        if even and leader_of(comparison, works["own_hours"], "cpe") != leader_of(comparison, works["left_out"], "cpe"):
            lines.append(reversal(comparison, even))
    return [*lines, *(line for reading in answered if (line := cost_of_reach(comparison, reading)))]


def even_work_of(readings: Sequence[Reading]) -> EvenWork | None:
    """The hours at which an engagement costs the same from both sides; None where no reading tells."""
    own = next((each for each in readings if each.work == "own_hours" and each.columns), None)
    return even_work(own.columns, own.n_creators, "cpe") if own is not None and own.columns else None


def headline(comparison: Comparison, answered: Sequence[Reading]) -> str:
    """The answer in a sentence: from which side the cheaper engagement comes, in which readings."""
    words_of_share = prices_of(comparison).share_words
    said_of: dict[int, list[str]] = {}
    for reading in answered:
        words = PLACES[reading.work or reading.equal].format(words_of_share)
        said_of.setdefault(leader_of(comparison, reading, "cpe"), []).append(words)
    clauses = [
        f"from {strategy_name(strategy)} {join_words(said_of[side])}"
        for side, strategy in enumerate(comparison.strategies)
        if side in said_of
    ]
    told = f"The cheaper engagement comes {'; '.join(clauses)}" if clauses else ""
    open_ = f"which side has the cheaper engagement is open {join_words(said_of[-1])}" if -1 in said_of else ""
    whole = "; ".join(filter(None, (told, open_)))
    return f"{whole[:1].upper()}{whole[1:]}."


def leads(comparison: Comparison, reading: Reading) -> str:
    """A clause on who leads in what; money as people say it."""
    if all(contrast.difference.value == 0.0 for contrast in reading.contrasts.values()):
        return "both are the same in everything"
    clauses: list[str] = []
    words = "the lead goes to"
    for side, strategy in enumerate(comparison.strategies):
        led = [each for each in COLUMNS if leader_of(comparison, reading, each) == side]
        if led:
            things = join_words([lead(reading.contrasts[each]) for each in led])
            clauses.append(f"{words} {strategy_name(strategy)} in {things}")
            words = "to"
    rest: dict[str, list[str]] = {}
    for each in COLUMNS:
        if leader_of(comparison, reading, each) < 0:
            rest.setdefault(doubt(reading.contrasts.get(each)), []).append(SPOKEN[each])
    clauses += [f"{join_words(things)}: {why}" for why, things in rest.items()]
    return "; ".join(clauses)


def doubt(contrast: Contrast | None) -> str:
    """The reason why nobody leads in a measure."""
    if contrast is None or math.isnan(contrast.difference.value):
        return "undefined for a side"
    return "equal" if contrast.difference.value == 0.0 else "open"


def lead(contrast: Contrast) -> str:
    """A measure with what the lead is: "reach (1.28 times)", "cost per engagement (22 cents against 42 cents)"."""
    words = SPOKEN[contrast.name]
    if MEASURES[contrast.name].better < 0:
        best, other = sorted((contrast.a.value, contrast.b.value))
        return f"{words} ({said.money(best)} against {said.money(other)})"
    times = times_better(contrast)
    if math.isinf(times):
        return f"{words} ({said.amount(max(contrast.a.value, contrast.b.value))} against none)"
    return f"{words} ({said.factor(times)} times)"


def leader_of(comparison: Comparison, reading: Reading, measure: str) -> int:
    """The side that leads in a measure; -1 where that is open, or nothing is known."""
    contrast = reading.contrasts.get(measure)
    if contrast is None or not (is_decided(contrast, comparison.smallest)):
        return -1
    return side_of(contrast)


def turning(comparison: Comparison, works: Mapping[Work, Reading]) -> str:
    """The sentence on who works where that changes who leads in cost per engagement; empty where it does not."""
    before, own, agency = (leader_of(comparison, works[work], "cpe") for work in WORKS)
    if own != before:
        facts = f"with our own hours {prices_of_engagement(comparison, works['own_hours'])}"
        if before < 0:
            return f"The work decides it: {facts}; with the work left out, who leads is open."
        if own < 0:
            return f"The work takes that away: {facts}, and who leads is open."
        return f"The work turns it: {facts}{settings_words(works['own_hours'], own)}."
    if agency != before:
        return f"An agency's share changes it: with an agency {prices_of_engagement(comparison, works['agency'])}."
    return ""


def prices_of_engagement(comparison: Comparison, reading: Reading) -> str:
    """A clause on what an engagement costs from each side."""
    contrast, (a, b) = reading.contrasts["cpe"], map(strategy_name, comparison.strategies)
    return f"an engagement costs {said.money(contrast.a.value)} from {a}, {said.money(contrast.b.value)} from {b}"


def settings_words(reading: Reading, side: int) -> str:
    """A clause on how many settings of what nobody knows a lead holds in; empty where nothing is drawn."""
    win = reading.contrasts["cpe"].win
    if win is None or math.isnan(win.in_draws) or reading.columns is None:
        return ""
    n_draws = reading.columns[0]["outcomes/reach"].shape[0]
    held = win.in_draws if side == 0 else 1.0 - win.in_draws
    if n_draws < MANY_DRAWS:
        return f"; that holds on average in {held * n_draws:.3g} of the {n_draws} settings tried of what nobody knows"
    return f"; that holds on average in {said.share_in_words(held)} settings of what nobody knows"


def nothing_turns(comparison: Comparison, works: Mapping[Work, Reading], answered: Sequence[Reading]) -> str:
    """The sentence where who works does not change who leads in cost per engagement."""
    side = leader_of(comparison, works["left_out"], "cpe")
    if side < 0:
        return f"Whoever does the work, cost per engagement is {doubt(works['left_out'].contrasts['cpe'])}."
    winner = strategy_name(comparison.strategies[side])
    if all(leader_of(comparison, reading, "cpe") == side for reading in answered):
        return f"Nothing here turns it: {winner} has the lower cost per engagement in every reading that has an answer."
    return f"Whoever does the work, {winner} has the lower cost per engagement at the same fees."


def reversal(comparison: Comparison, even: EvenWork) -> str:
    """The sentence on the hours at which it turns."""
    low, high = even.hours.low, even.hours.high
    ends = "" if math.isnan(low) else f" (95%: {low:.2g} to {high:.2g})"
    who, hours = strategy_name(comparison.strategies[even.side]), f"{even.hours.value:.2g} hours"
    where = f"below {hours} worked per creator{ends}; here it is {even.today:.2g}"
    costs = f"a creator costs about {said.money(even.all_in)}, fee and work"
    return f"With our own hours, it comes from {who} {where}. At {hours} {costs}."


def cost_of_reach(comparison: Comparison, reading: Reading) -> str:
    """The sentence on the price of the same reach; empty for other readings."""
    if reading.equal != "reach" or "cost" not in reading.contrasts:
        return ""
    cost, reach = reading.contrasts["cost"], reading.contrasts["reach"]
    names = [strategy_name(strategy) for strategy in comparison.strategies]
    is_same = math.isclose(reach.a.value, reach.b.value, rel_tol=ABOUT_EQUAL)
    people = f"{said.amount(reach.b.value)} people"
    what = f"The same reach ({people})"
    if not is_same:
        what = f"About the same reach ({said.amount(reach.a.value)} and {people})"
    return f"{what} costs {said.money(cost.a.value)} with {names[0]}, {said.money(cost.b.value)} with {names[1]}."


def lines(comparison: Comparison, readings: Sequence[Reading], wide: bool) -> list[str]:
    """The readings as the first screen shows them; nothing where there are none."""
    if not readings:
        return []
    shown = table(comparison, readings)
    width = max(shutil.get_terminal_size((120, 24)).columns, NARROW)
    body = align(shown) if wide else ["\t".join(row) for row in (shown.header, *shown.rows)]
    if wide and max(map(len, body)) > width:
        body = [line for row in shown.rows for line in block(shown.header, row, width)]
    texts = [*sentences(comparison, readings), *shown.notes]
    if wide:
        texts = [part for text in texts for part in textwrap.wrap(text, width, break_on_hyphens=False)]
        return [shown.heading, "", *body, "", *texts, ""]
    return [shown.heading, *body, *texts]


def block(header: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """A reading on a narrow terminal: its name, then who leads in what."""
    facts = "; ".join(f"{column}: {fact}" for column, fact in zip(header[1:], row[1:], strict=True))
    return [f"{header[0]} {row[0]}:", *textwrap.wrap(facts, width, initial_indent="  ", subsequent_indent="  ")]
