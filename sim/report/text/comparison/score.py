"""Campaigns against what was promised, as text: each measure's place, and over many campaigns coverage and skill."""

import json
import math
from collections.abc import Sequence
from typing import Any

from sim.report.style.numbers import decimals, number, with_error
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.scoring_verdict import headline, narrowest, percent, percentile, trust_of, verdict
from sim.report.style.table import TextTable, csv_of, render
from sim.statistics.scoring_rules import BINS
from sim.study.scoring.measure_score import LEVELS, MEASURES_SCORED, MeasureScore
from sim.study.scoring.over_campaigns import LEAST_FOR_SKILL, MeasureOverCampaigns, Skill
from sim.study.scoring.score import Scorecard, ScoredCampaign, ScoredResult
from sim.study.scoring.trust import measure_trust
from sim.text import join_words

PLACES = ("campaign", "measure", "unit", "actual", "percentile", "median", "50%", "80%", "90%", "inside", "CRPS")
CAMPAIGNS, PERCENT = "campaigns", "% of runs"
SALES = (
    "Sales by links and codes are promised as the share of all purchases that these show (funnel.attributed_share); "
    "a column all_purchases is compared with all of them."
)
COST = "Total cost is promised in USD with fees, gifts, management and agency; money in the file is read as USD."


def places_table(card: Scorecard) -> TextTable:
    """A row for each measure of each campaign."""
    rows = [place_row(campaign.name, score) for campaign in card.campaigns for score in campaign.scores]
    notes = [
        "percentile: runs of all draws that came out below it, in %, equal ones by half (95%: simulation error).",
        "inside: the narrowest promised interval that holds it. CRPS: in the unit of the row, 0 is perfect; for a "
        "forecast of one number it is the distance.",
    ]
    names = {score.name for campaign in card.campaigns for score in campaign.scores}
    notes += [note for name, note in (("sales", SALES), ("cost", COST)) if name in names]
    n = len(card.campaigns)
    return TextTable(f"{n:,} campaign{'s' if n > 1 else ''} against what was promised", PLACES, rows, notes)


def place_row(campaign: str, score: MeasureScore) -> tuple[str, ...]:
    """A measure of a campaign."""
    measure = MEASURES_SCORED[score.name]
    return (
        campaign, measure.label, measure.unit, number(score.actual), percentile(score.percentile),
        *promised_cells(score), narrowest(score), with_error(score.crps),
    )  # fmt: skip


def promised_cells(score: MeasureScore) -> tuple[str, ...]:
    """The promised median and intervals, with the digits that the widest interval supports."""
    places = decimals(score.median, 0.5 * (score.ranges[-1].high - score.ranges[-1].low)) if score.median else None
    ranges = (f"{number(each.low, places)} to {number(each.high, places)}" for each in score.ranges)
    return (number(score.median, places), *ranges)


def coverage_table(card: Scorecard) -> TextTable:
    """Campaigns inside the promised intervals."""
    header = ("measure", "campaigns", *(f"in {level:.0%}, %" for level in LEVELS))
    rows = [
        (MEASURES_SCORED[over.name].label, f"{over.n:,}", *(percentile(each.share) for each in over.coverage))
        for over in card.over
    ]
    notes = [
        "In brackets: 95% interval (Clopper-Pearson) as if campaigns were independent; they share what nobody knows of "
        "a platform, so the truth may lie farther off.",
    ]
    return TextTable("Coverage: campaigns inside the promised intervals", header, rows, notes)


def histogram_table(card: Scorecard) -> TextTable:
    """Campaigns by tenth of what was promised."""
    header = ("measure", *(f"{10 * place}-{10 * place + 10}" for place in range(BINS)), "expected", "by chance")
    rows = [
        (
            MEASURES_SCORED[over.name].label, *(f"{n:.1f}" for n in over.histogram), f"{over.n / BINS:.1f}",
            f"{over.band.low:,} to {over.band.high:,}",
        )
        for over in card.over
    ]  # fmt: skip
    notes = [
        "Ties are spread evenly over their range, not at random. High ends: too narrow; one high end: biased.",
        "by chance: if the promise holds, all ten numbers lie inside in 95% of cases or more (independent campaigns).",
    ]
    return TextTable("PIT histogram: campaigns by percentile", header, rows, notes)


def skill_table(card: Scorecard) -> TextTable:
    """Mean scores, and the skill against naive forecasts."""
    header = ("measure", "unit", "naive forecast", "campaigns", "mean CRPS", "naive CRPS", "skill", "95%")
    rows = [row for over in card.over for row in skill_rows(over)]
    notes = [
        "skill: 1 - CRPS / naive CRPS; 1 is perfect, 0 as good as the naive forecast, below 0 worse. Each campaign is "
        f"left out of its own naive forecast, which takes {LEAST_FOR_SKILL} campaigns or more.",
    ]
    return TextTable("Skill against naive forecasts", header, rows, notes)


def skill_rows(over: MeasureOverCampaigns) -> list[tuple[str, ...]]:
    """The rows of a measure: one for each naive forecast, or one without."""
    measure = MEASURES_SCORED[over.name]
    if not over.skills:
        return [(measure.label, measure.unit, "-", f"{over.n:,}", with_error(over.mean_crps), "-", "-", "-")]
    return [
        (
            measure.label, measure.unit, each.naive, f"{each.n:,}", number(each.mean_crps), number(each.naive_crps),
            *skill_cells(each),
        )
        for each in over.skills
    ]  # fmt: skip


def skill_cells(skill: Skill) -> tuple[str, str]:
    """A skill and its interval."""
    value, low, high = skill.value
    if math.isinf(low):
        return number(value, 2), "unbounded"
    return number(value, 2), "-" if math.isnan(low) else f"{number(low, 2)} to {number(high, 2)}"


def tables(card: Scorecard) -> list[TextTable]:
    """The tables of the text form: each campaign, then, over several, coverage, histogram and skill."""
    more = [coverage_table(card), histogram_table(card), skill_table(card)] if card.over else []
    return [places_table(card), *more]


def remarks(card: Scorecard) -> list[str]:
    """Sentences below the tables: the answer for a single campaign, and the origin of what was promised."""
    return [verdict(card), *places_in_words(card), *cautions(card), *card.notes, *map(origin, card.results)]


def places_in_words(card: Scorecard) -> list[str]:
    """Sentences on the measures of a single campaign."""
    return headline(card.campaigns[0]) if len(card.campaigns) == 1 else []


def cautions(card: Scorecard) -> list[str]:
    """A sentence where campaigns share a result."""
    shared = [each.file for each in card.results if sum(row.result == each.file for row in card.campaigns) > 1]
    note = f"Campaigns of one result share its draws, so they are no independent test of it: {join_words(shared[:3])}."
    return [note] if shared else []


def origin(result: ScoredResult) -> str:
    """A promise as it can be traced: scenario, seed, version."""
    known = result.attributes
    parts = [
        f'"{known.get("title", "")}"', f"{result.draws:,} draws x {result.runs:,} runs", f"seed {known.get('seed')}",
        f"sim {known.get('sim_version')}", f"commit {str(known.get('git_commit'))[:12]}",
        f"scenario sha256 {str(known.get('scenario_sha256'))[:12]}", f"made by: {known.get('command')}",
    ]  # fmt: skip
    return f"{result.file}: {', '.join(parts)}"


def as_dict(card: Scorecard) -> dict[str, Any]:
    """The answer as plain values with units."""
    answer = {
        "verdict": {"trust": trust_of(card).value, "sentence": verdict(card)},
        "campaigns": [campaign_values(campaign) for campaign in card.campaigns],
        "measures": [over_values(over) for over in card.over],
        "results": [
            {
                "file": each.file,
                "draws": each.draws,
                "runs": each.runs,
                "seed": int(each.attributes.get("seed", 0)),
                **{name: each.attributes.get(name) for name in ORIGIN},
            }
            for each in card.results
        ],
        "remarks": remarks(card),
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


ORIGIN = ("title", "sim_version", "git_commit", "scenario_sha256", "command")


def campaign_values(campaign: ScoredCampaign) -> dict[str, Any]:
    """A campaign as plain values."""
    return {
        "campaign": campaign.name,
        "result": campaign.result,
        "followers": quantity(campaign.followers, "people"),
        "measures": [measure_values(score) for score in campaign.scores],
    }


def measure_values(score: MeasureScore) -> dict[str, Any]:
    """A measure of a campaign as plain values."""
    unit = MEASURES_SCORED[score.name].unit
    return {
        "measure": score.name,
        "actual": quantity(score.actual, unit),
        "percentile": quantity(percent(score.percentile), PERCENT),
        "median": quantity(score.median, unit),
        "intervals": [
            {**each._asdict(), "unit": unit, "is_inside": score.is_inside(each.level)} for each in score.ranges
        ],
        "pit": {**score.pit._asdict(), "unit": "share of runs"},
        "crps": quantity(score.crps, unit),
    }


def over_values(over: MeasureOverCampaigns) -> dict[str, Any]:
    """A measure over campaigns as plain values."""
    unit = MEASURES_SCORED[over.name].unit
    return {
        "measure": over.name,
        "trust": measure_trust(over).trust.value,
        "campaigns": quantity(over.n, CAMPAIGNS),
        "coverage": [
            {
                "level": quantity(each.level, "share of runs"),
                "inside": quantity(each.n_inside, CAMPAIGNS),
                "share": quantity(each.share, "share of campaigns"),
            }
            for each in over.coverage
        ],
        "pit_histogram": {"values": over.histogram, "unit": CAMPAIGNS},
        "pit_by_chance": {**over.band._asdict(), "unit": CAMPAIGNS},
        "mean_crps": quantity(over.mean_crps, unit),
        "skill": [
            {
                "naive": each.naive,
                "campaigns": quantity(each.n, CAMPAIGNS),
                "mean_crps": quantity(each.mean_crps, unit),
                "naive_crps": quantity(each.naive_crps, unit),
                "skill": quantity(each.value, "1 - CRPS / naive CRPS"),
            }
            for each in over.skills
        ],
    }


def columns(card: Scorecard) -> dict[str, list[Any]]:
    """The measures of all campaigns by columns, ends of intervals apart."""
    rows = [flat(campaign, score) for campaign in card.campaigns for score in campaign.scores]
    return {name: [plain_value(row[name]) for row in rows] for name in rows[0]}


def flat(campaign: ScoredCampaign, score: MeasureScore) -> dict[str, Any]:
    """A measure of a campaign as one row."""
    place, ranges = percent(score.percentile), {f"{each.level:.0%}"[:-1]: each for each in score.ranges}
    ends = {f"{end}_{level}": getattr(each, end) for level, each in ranges.items() for end in ("low", "high")}
    return {
        "campaign": campaign.name, "result": campaign.result, "measure": score.name,
        "unit": MEASURES_SCORED[score.name].unit, "actual": score.actual, "percentile": place.value,
        "percentile_low_95": place.low, "percentile_high_95": place.high, "median": score.median, **ends,
        "inside": narrowest(score), "crps": score.crps.value, "crps_low_95": score.crps.low,
        "crps_high_95": score.crps.high,
    }  # fmt: skip


def text(card: Scorecard, notes: Sequence[str], form: str, wide: bool) -> str:
    """The whole answer; csv holds the measures of the campaigns alone."""
    if form == "csv":
        return csv_of(columns(card))
    if form == "json":
        return json.dumps({**as_dict(card), "notes": list(notes)}, indent=2)
    return "\n".join([*(render(each, form, wide) + "\n" for each in tables(card)), *remarks(card), *notes])
