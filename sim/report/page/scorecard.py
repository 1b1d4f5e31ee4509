"""The page of campaigns against what was promised: can the promise be trusted, and where did each come in."""

from collections.abc import Iterator, Sequence

from sim.report.figures import percentiles, promised_intervals
from sim.report.figures.canvas import Drawing
from sim.report.page.hiring_plan import clean
from sim.report.page.page import pictures, template
from sim.report.pictures.strokes import count_noun
from sim.report.style.numbers import number
from sim.report.style.scoring_verdict import MANY_TESTS, OUTSIDE, miss_sentences, narrowest, ordinal, verdict, with_unit
from sim.report.style.table import TextTable
from sim.report.text.comparison import score as text
from sim.study.scoring.measure_score import MEASURES_SCORED, MeasureScore
from sim.study.scoring.score import Scorecard, ScoredCampaign
from sim.text import printable
from sim.version import __version__

MOST_CAMPAIGNS = 50  # of the table
HASHES, HASH = ("git_commit", "scenario_sha256"), 12  # letters that are shown of them
WORDS = (
    ("promise", "The simulated runs of a result: many campaigns with the same plan, each with other luck."),
    ("percentile", "The share of promised runs that came out below what happened; 50 is the middle."),
    ("50, 80, 90% interval", "The middle part of the promised runs: so many of 100 campaigns should come in inside."),
    ("CRPS", "How far a promise was off, all its runs together, in the unit of the measure: 0 is perfect."),
    ("naive forecast", "A guess without simulation: what the other campaigns brought, or their rates per follower."),
    ("skill", "The share by which the promise is less off than a naive forecast: 1 is perfect, 0 no better."),
    ("95%", "What is left of chance: in the percentile of too few runs, elsewhere of too few campaigns."),
)


def drawings(card: Scorecard) -> list[Drawing]:
    """Every figure: of each measure where none has two campaigns, else coverage and percentiles."""
    over = [promised_intervals.coverage(card), percentiles.histograms(card)]
    return [*promised_intervals.places(card), *(each for each in over if each is not None)]


def html(card: Scorecard, command: str) -> str:
    """The page."""
    n = len(card.campaigns)
    return str(
        template("scorecard.html.j2").render(
            question=f"Can the promise be trusted? {count_noun(n, 'campaign')} against what was promised",
            answer=printable(verdict(card)),
            sentences=list(map(printable, lead_sentences(card))),
            drawings=pictures(drawings(card)),
            misses=[sentence for over in card.over for sentence in miss_sentences(over)],
            skill=text.skill_table(card) if card.over else None,
            worst=clean(worst_table(card)) if n > 1 else None,
            places=clean(narrow(text.places_table(sort_worst(card)), n)),
            notes=list(map(printable, card.notes)),
            origins=clean(origins_table(card)),
            command=printable(command),
            version=__version__,
            words=WORDS,
        )
    )


def lead_sentences(card: Scorecard) -> Iterator[str]:
    """Sentences below the answer: a single campaign and its measures, and what coverage does not say."""
    if len(card.campaigns) == 1:
        yield f"Campaign: {card.campaigns[0].name}."
    yield from text.places_in_words(card)
    yield from text.cautions(card)
    if card.over:
        yield MANY_TESTS


def sort_worst(card: Scorecard) -> Scorecard:
    """The card with its worst campaigns only, the worst first."""
    return card._replace(campaigns=tuple(sorted(card.campaigns, key=badness, reverse=True)[:MOST_CAMPAIGNS]))


def worst_table(card: Scorecard) -> TextTable:
    """A row for each campaign, the worst first: most measures outside the widest interval, then farthest from 50."""
    names = [
        name for name in MEASURES_SCORED if any(score.name == name for row in card.campaigns for score in row.scores)
    ]
    header = ("campaign", *(with_unit(MEASURES_SCORED[name].label, MEASURES_SCORED[name].unit) for name in names))
    rows = [(campaign.name, *cells_of(campaign, names)) for campaign in sort_worst(card).campaigns]
    notes = ["In each cell: what came in, its percentile, and the narrowest promised interval that holds it."]
    left = len(card.campaigns) - len(rows)
    if left:
        notes.append(f"{left:,} better campaigns are left out here; --format csv has all.")
    return TextTable("Campaigns, the worst first", header, rows, notes)


def badness(campaign: ScoredCampaign) -> tuple[int, float]:
    """The rank of a campaign: measures outside the widest interval, then the greatest distance from the middle."""
    outside = sum(narrowest(score) == OUTSIDE for score in campaign.scores)
    return outside, max(abs(score.percentile.value - 0.5) for score in campaign.scores)


def cells_of(campaign: ScoredCampaign, names: Sequence[str]) -> list[str]:
    """The cells of a campaign: what came in of each measure, and its place; a dash where nothing was measured."""
    found = {score.name: score for score in campaign.scores}
    return [place_cell(found[name]) if name in found else "-" for name in names]


def place_cell(score: MeasureScore) -> str:
    """A number and its place in few letters: "1,740: 63rd, 50%"."""
    share = score.percentile.value
    place = {0.0: "below all", 1.0: "above all"}.get(share, ordinal(100.0 * share))
    return f"{number(score.actual)}: {place}, {narrowest(score)}"


def narrow(table: TextTable, n_campaigns: int) -> TextTable:
    """The places table for a page: units stand beside their measures, and a single campaign needs no name."""
    first = 1 if n_campaigns == 1 else 0
    rows = [(name, with_unit(label, unit), *cells)[first:] for name, label, unit, *cells in table.rows]
    header = ("campaign", "measure", *table.header[3:])
    return table._replace(header=header[first:], rows=rows)


def origins_table(card: Scorecard) -> TextTable:
    """A row for each result: all that makes its numbers again."""
    header = ("result", "scenario", "draws x runs", "seed", "sim", "commit", "scenario sha256", "made by")
    names = ("seed", "sim_version", "git_commit", "scenario_sha256", "command")
    rows = [
        (each.file, str(each.attributes.get("title", "-")), f"{each.draws:,} x {each.runs:,}",
         *(str(each.attributes.get(name, "-"))[:HASH] if name in HASHES else str(each.attributes.get(name, "-"))
           for name in names))
        for each in card.results
    ]  # fmt: skip
    return TextTable("What was promised, and by which command", header, rows, [])
