"""The verdict on promises in words: where campaigns came in, whether promises can be trusted, and by how much."""

import math
from collections.abc import Sequence

from sim.report.pictures.strokes import count_noun
from sim.report.style.numbers import number, span
from sim.statistics.intervals import Interval
from sim.study.scoring.measure_score import LEVELS, MEASURES_SCORED, WIDEST, MeasureScore
from sim.study.scoring.over_campaigns import MeasureOverCampaigns, Skill
from sim.study.scoring.score import Scorecard, ScoredCampaign
from sim.study.scoring.trust import MeasureTrust, Trust, measure_trust, overall_trust
from sim.text import join_words

OUTSIDE = "outside"
LONE = "One campaign alone cannot show whether promises can be trusted."
CHANCE = (
    f"Of a promise that can be trusted, a measure comes in outside its {WIDEST:.0%} interval in one campaign of ten."
)
MANY_TESTS = (
    "Each measure was looked at by itself, at 95%: of many, one may look bad by chance. Campaigns count as independent."
)

ANSWERS = {
    Trust.REFUTED: "The promise cannot be trusted as it stands, for its intervals hold too few campaigns",
    Trust.NEARLY: "The promise can nearly be trusted, though its intervals hold somewhat fewer campaigns than they say",
    Trust.SHOWN: "The promise can be trusted",
}


def percent(share: Interval) -> Interval:
    """A share with its interval, in percent."""
    return Interval(*(100.0 * value for value in share))


def percentile(share: Interval) -> str:
    """A percentile with its interval: "63 (58 to 68)"."""
    middle, low, high = (number(value, 0 if 1.0 <= value <= 99.0 else 1) for value in percent(share))
    return middle if low == "-" else f"{middle} ({low} to {high})"


def ordinal(place: float) -> str:
    """A percentile in a sentence: 63rd, 11th, 0.4th."""
    text = number(place, 0 if 1.0 <= place <= 99.0 else 1)
    last = text[-1] if "." not in text and text[-2:] not in ("11", "12", "13") else ""
    return text + {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")


def narrowest(score: MeasureScore) -> str:
    """The narrowest promised interval that holds what happened."""
    return next((f"{level:.0%}" for level in LEVELS if score.is_inside(level)), OUTSIDE)


def with_unit(label: str, unit: str) -> str:
    """A measure with its unit, where that says more."""
    return label if label.lower() == unit else f"{label}, {unit}"


def place_words(score: MeasureScore) -> str:
    """The place of what happened among the promised runs: "at the 63rd percentile"."""
    share = score.percentile.value
    if share in (0.0, 1.0):
        return f"{'below' if share == 0.0 else 'above'} every promised run"
    return f"at the {ordinal(100.0 * share)} percentile of the promised runs"


def measure_sentence(score: MeasureScore) -> str:
    """A sentence on a measure of a campaign."""
    where = narrowest(score)
    inside = f"outside the {WIDEST:.0%} interval" if where == OUTSIDE else f"inside the {where} interval"
    error = span(percent(score.percentile))
    return f"{MEASURES_SCORED[score.name].label} came in {place_words(score)} (95%: {error}), {inside}."


def headline(campaign: ScoredCampaign) -> list[str]:
    """A sentence for each measure of a campaign."""
    return [measure_sentence(score) for score in campaign.scores]


def trusts(card: Scorecard) -> tuple[MeasureTrust, ...]:
    """A judgement of each measure that several campaigns have."""
    return tuple(map(measure_trust, card.over))


def trust_of(card: Scorecard) -> Trust:
    """A judgement of all promises together."""
    return overall_trust(trusts(card))


def verdict(card: Scorecard) -> str:
    """The verdict in a sentence or two: can the promises be trusted, and how sure is that."""
    if not card.over:
        return single_verdict([score for campaign in card.campaigns for score in campaign.scores])
    judged = trusts(card)
    trust = overall_trust(judged)
    if trust is Trust.OPEN:
        n = count_noun(min(each.n for each in judged if each.trust is trust), "campaign")
        return f"Nothing speaks against the promise yet, but {n} are too few to trust it: {count_held(judged)}."
    if trust is Trust.REFUTED:
        return f"{ANSWERS[trust]}: {count_held([each for each in judged if each.trust is trust])}."
    return f"{ANSWERS[trust]}: {count_held(judged)}."


def count_held(judged: Sequence[MeasureTrust]) -> str:
    """Campaigns that intervals held, measure by measure."""
    parts = []
    for place, each in enumerate(judged):
        label, share = MEASURES_SCORED[each.name].label, percent(each.coverage.share)
        lead = "" if place and each.coverage.level == judged[place - 1].coverage.level else ranges_held(each)
        parts.append(f"{lead}{label} in {each.coverage.n_inside:,} of {each.n:,} (95%: {span(share)}%)")
    return join_words(parts)


def ranges_held(each: MeasureTrust) -> str:
    """The promised intervals that a list of measures begins with."""
    return f"{each.coverage.level:.0%} intervals held "


def single_verdict(scores: Sequence[MeasureScore]) -> str:
    """The verdict where no measure has two campaigns."""
    n, outside = len(scores), [score for score in scores if narrowest(score) == OUTSIDE]
    if not outside:
        what = {1: MEASURES_SCORED[scores[0].name].label, 2: "Both measures"}.get(n, f"All {n} measures")
        return f"{what} came in inside the promised {WIDEST:.0%} interval{'s' if n > 1 else ''}. {LONE}"
    sides = [
        f"{MEASURES_SCORED[score.name].label} {'above' if score.actual > score.median else 'below'}"
        for score in outside
    ]
    of_all = f"{len(outside)} of {count_noun(n, 'measure')}" if n > 1 else "What was measured"
    return f"{of_all} came in outside the promised {WIDEST:.0%} interval: {join_words(sides)}. {CHANCE} {LONE}"


def miss_sentences(over: MeasureOverCampaigns) -> list[str]:
    """Sentences on how far promises are off, beside each naive forecast."""
    measure = MEASURES_SCORED[over.name]
    if not over.skills:
        return [
            f"{measure.label}: off by {number(over.mean_crps.value)} {measure.unit} on average; with "
            f"{count_noun(over.n, 'campaign')} there is no naive forecast to compare with."
        ]
    return [f"{measure.label}: {miss_words(each, measure.unit)}" for each in over.skills]


def miss_words(skill: Skill, unit: str) -> str:
    """The mean score beside a naive one, as what forecasts are off by."""
    ours, naive = number(skill.mean_crps), number(skill.naive_crps)
    guess = f"a guess by {skill.naive} by {naive}"
    return f"the promise is off by {ours} {unit} on average, {guess}: {better_words(skill.value)}."


def better_words(skill: Interval) -> str:
    """A skill in words: better, worse, or open."""
    value, low, high = skill
    if math.isnan(value):
        return "no comparison, since the naive forecast misses nothing"
    amount = change_words(value)
    if not -1.0 <= low <= high <= 1.0:
        return f"{amount}, and campaigns are too few to tell which is better"
    ends = f"(95%: {change_words(high)} to {change_words(low)})"
    if low > 0.0:
        return f"{amount}, so the promise is better {ends}"
    if high < 0.0:
        return f"{amount}, so the promise is worse {ends}"
    return f"{amount}, which may be chance {ends}"


def change_words(skill: float) -> str:
    """A skill as the change of what a forecast is off by."""
    percents = number(100.0 * abs(skill), 0)
    return "as much" if percents == "0" else f"{percents}% {'less' if skill > 0.0 else 'more'}"
