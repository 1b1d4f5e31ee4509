"""The client's report as one HTML file that needs nothing but itself: no network, no script."""

import math
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.measures.summary import line
from sim.report.figures import canvas, hundred_campaigns, reasons, runs
from sim.report.figures.canvas import HEAD, Drawing
from sim.report.pictures.strokes import cut
from sim.report.style import numbers
from sim.report.style.table import TextTable
from sim.report.style.verdict import share, strategy_name
from sim.report.text.comparison import compare, who_leads
from sim.scenario.toml.keys import toml
from sim.study.comparison.assumptions import Assumption
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.health_check import HealthCheck, is_withheld
from sim.study.comparison.values import values
from sim.study.matching.readings import Reading
from sim.study.what_if.explain import Explanation
from sim.study.what_if.flip import Flip, FlipMap
from sim.text import printable

FOLDER = files("sim.report.page")
RISKS = ("reach", "engagers", "purchases", "cpe", "cost_per_engager", "return")
SHOWN = ("reach", "engagers")  # whose distributions are shown besides the deciding measure's
WORDS = (
    ("micro, mega", "Here a micro has about 1,000 followers (the industry says nano), a mega about a million."),
    ("reach", "People who saw at least one post."),
    ("engager", "A person who engaged at least once; engagements are events, so there are more of them."),
    ("CPE, CPM", "Cost per engagement and per 1,000 impressions: all costs over all engagements or impressions."),
    ("95%, ±", "What is left of chance in the number itself, after so many simulated campaigns."),
    ("P10, P90", "One campaign in ten ends below, one in ten above."),
    ("worst 10%", "The worst tenth of campaigns together (CVaR): what to be prepared for."),
    ("run, draw", "A run plays luck once; a draw fixes once what we do not know."),
    ("paired", "Both strategies met the same people with the same luck, run by run."),
)
RELIABILITY = {"H": "measured", "M": "credible", "L": "weak", "J": "our judgement"}
QUANTITY = re.compile(r"(at (least|most) )?[-+]?\d")
LONGEST_QUANTITY = 28  # letters of a cell with numbers that is not broken into lines
LONGEST_LIST = 40  # letters that are shown of a list in a cell
QUESTION = 60  # letters of a name in the question


class StudyPart(NamedTuple):
    """A sweep in the report: its sentences and figures."""

    title: str
    sentences: tuple[str, ...]
    drawings: tuple[Drawing, ...]


class ReportContents(NamedTuple):
    """All that a report shows."""

    comparison: Comparison
    verdict: str
    checks: tuple[HealthCheck, ...]
    explanation: Explanation | None
    flips: tuple[Flip, ...]
    flip_map: FlipMap | None
    assumptions: tuple[Assumption, ...]
    studies: tuple[StudyPart, ...] = ()
    command: str = ""  # that made the page
    despite_health: bool = False
    readings: tuple[Reading, ...] = ()

    @property
    def shown_readings(self) -> tuple[Reading, ...]:
        """The readings that are shown: none where the health check forbids a verdict."""
        return () if is_withheld(self.checks, self.despite_health) else self.readings


class AssumptionCell(NamedTuple):
    """The value of an assumption on one side."""

    text: str
    whole: str  # where the text is cut, else empty


class AssumptionRow(NamedTuple):
    """An assumption as the page shows it."""

    key: str
    values: tuple[AssumptionCell, ...]
    range: str
    source: str
    reliability: str


def drawings(contents: ReportContents) -> list[Drawing]:
    """Every figure of the report, in its order."""
    comparison = contents.comparison
    names = dict.fromkeys((comparison.measure, *SHOWN))
    figures = [hundred_campaigns.odds(comparison, contents.shown_readings, "cpe")] if contents.shown_readings else []
    figures += [runs.distributions(comparison, name) for name in names]
    figures += [runs.frequency(comparison), runs.days(comparison)]
    if contents.explanation is not None:
        figures.append(reasons.waterfall(contents.explanation))
    figures += [reasons.flip_curve(flip) for flip in contents.flips]
    if contents.flip_map is not None:
        figures.append(reasons.flip_map(contents.flip_map))
    return figures


def all_drawings(contents: ReportContents) -> list[Drawing]:
    """Every figure, those of studies last."""
    return [*drawings(contents), *(drawing for study in contents.studies for drawing in study.drawings)]


def pictures(shown: Sequence[Drawing]) -> list[tuple[Drawing, Any]]:
    """Drawings with their SVG, which is our own and escaped there."""
    from markupsafe import Markup

    return [(drawing, Markup(canvas.inline(drawing))) for drawing in shown]


def question(contents: ReportContents) -> str:
    """The question of the page, in a sentence."""
    names = [cut(strategy.title, QUESTION) for strategy in contents.comparison.strategies]
    first = ", ".join(names[:-1])
    return f"{first} or {names[-1]}: which is the better campaign?"


def column_heading(strategy: Strategy) -> str:
    """The short name of a strategy in tables; its whole name is said once, at the top."""
    return f"{cut(strategy.title, HEAD)} ({strategy.label})"


def is_quantity(text: str) -> bool:
    """Whether a cell is a number with its unit or margin, which stays on one line."""
    return len(text) <= LONGEST_QUANTITY and bool(QUANTITY.match(text))


def breakable(text: str) -> Any:
    """A key, or the name of a function, that may go on in the next line after its dots and underscores."""
    from markupsafe import Markup

    return Markup("<wbr>").join(re.split(r"(?<=[._])(?=[a-z])", text))


def side(strategy: Strategy) -> dict[str, str]:
    """One strategy in numbers that a client knows."""
    arrays = strategy.stored.arrays
    creators = arrays["creator"].size
    cost = line("cost", strategy.columns).estimate
    fees = line("fees", strategy.columns).estimate
    return {
        "name": strategy_name(strategy),
        "creators": f"{creators:,} creator{'s' if creators != 1 else ''}",
        "followers": f"{int(arrays['creators/followers'].sum()):,} followers listed",
        "fees": f"{numbers.number(fees.value, 0)} USD fees",
        "cost": f"{numbers.number(cost.value, 0)} USD all costs together",
        "platform": str(strategy.stored.attributes["platform_preset"]),
    }


def measures(comparison: Comparison) -> TextTable:
    """Every measure of each strategy; of two also their ratio, and who is better how often."""
    two = len(comparison.strategies) == 2
    rows: list[tuple[str, ...]] = []
    for name in comparison.contrasts[0, 1]:
        measure = MEASURES[name]
        label = f"{measure.label}, {measure.unit}" if measure.unit else measure.label
        values = [numbers.with_error(line(name, strategy.columns).estimate) for strategy in comparison.strategies]
        contrast = comparison.contrasts[0, 1][name]
        rows.append((label, *values, *((better(contrast), compare.won(contrast)) if two else ())))
    header = ("measure", *(column_heading(strategy) for strategy in comparison.strategies))
    return TextTable("All measures", (*header, "A / B (95%)", "P(A beats B)") if two else header, rows, [])


def better(contrast: Contrast) -> str:
    """The ratio of A to B with its interval."""
    if math.isnan(contrast.ratio.value):
        return "-"
    return f"{numbers.estimate(contrast.ratio)} ({numbers.span(contrast.ratio)})"


def risk(comparison: Comparison) -> TextTable:
    """The table of risks: what can be promised of each strategy."""
    rows: list[tuple[str, ...]] = []
    for name in RISKS:
        measure = MEASURES[name]
        for strategy in comparison.strategies:
            summary = line(name, strategy.columns)
            promised, by_luck = (ends.p10 if measure.better > 0 else ends.p90 for ends in (summary, summary.luck))
            word = "at least" if measure.better > 0 else "at most"
            value = "undefined" if math.isnan(promised) else f"{word} {numbers.number(promised)}"
            worst = "undefined" if math.isnan(summary.worst) else numbers.number(summary.worst)
            rows.append((measure.label, column_heading(strategy), value, numbers.number(by_luck), worst, measure.unit))
    header = ("measure", "strategy", "with 90% probability", "by luck alone", "worst 10% of campaigns together", "unit")
    note = "By luck alone: if all that we do not know were as it is on average; - where nothing is drawn."
    return TextTable("What can be promised", header, rows, [note])


def places(comparison: Comparison) -> TextTable:
    """Share of campaigns in which each strategy takes each place."""
    n = len(comparison.strategies)
    header = ("strategy", *(f"place {place + 1}" for place in range(n)))
    rows = [
        (column_heading(strategy), *(share(float(p)) for p in row))
        for strategy, row in zip(comparison.strategies, comparison.places, strict=True)
    ]
    return TextTable(f"Share of campaigns, by {MEASURES[comparison.measure].label}", header, rows, [])


def assumption_rows(contents: ReportContents) -> list[AssumptionRow]:
    """Every number that the answer rests on, and its source."""
    strategies = contents.comparison.strategies
    return [
        AssumptionRow(
            assumption.key,
            tuple(
                cell(assumption.key, text, strategy)
                for text, strategy in zip(assumption.values, strategies, strict=True)
            ),
            assumption.range,
            assumption.source,
            RELIABILITY.get(assumption.reliability, assumption.reliability),
        )
        for assumption in contents.assumptions
    ]


def cell(key: str, text: str, strategy: Strategy) -> AssumptionCell:
    """A value; of a long list its beginning, and the whole list to be shown on request."""
    if not text.startswith("[") or len(text) <= LONGEST_LIST:
        return AssumptionCell(text, "")
    all_of_it = dict.fromkeys(toml(each.value) for each in values(strategy) if each.name == key)
    return AssumptionCell(f"{text[:LONGEST_LIST].rstrip(' ,')}…", "; ".join(all_of_it))


def origin(strategy: Strategy) -> dict[str, Any]:
    """Command, seed, versions and scenario that make a strategy's numbers again."""
    attributes = strategy.stored.attributes
    names = ("command", "seed", "sim_version", "git_commit", "scenario_sha256", "world_sha256", "created")
    return {
        "name": strategy_name(strategy),
        "facts": [(name.replace("_", " "), printable(str(attributes[name]))) for name in names if name in attributes],
        "toml": printable(strategy.stored.scenario_text),
    }


def template(name: str) -> Any:
    """A page's template; templates share their parts."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    loader = FunctionLoader(lambda part: (FOLDER / part).read_text("utf-8"))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=loader
    )
    environment.tests["quantity"] = is_quantity
    environment.filters["breakable"] = breakable
    environment.globals["css"] = Markup((FOLDER / "page.css").read_text("utf-8"))
    return environment.get_template(name)


def html(contents: ReportContents) -> str:
    """The page."""
    page = template("page.html.j2")
    comparison = contents.comparison
    told, shown = contents.shown_readings, pictures(drawings(contents))
    n_passed = sum(check.status == "PASS" for check in contents.checks)
    text: str = page.render(
        contents=contents,
        question=question(contents),
        sides=[side(strategy) for strategy in comparison.strategies],
        n_passed=n_passed,
        attention=[check for check in contents.checks if check.status != "PASS"],
        table=measures(comparison),
        full=compare.table(comparison),
        sentences=who_leads.sentences(comparison, told),
        leads=who_leads.table(comparison, told) if told else None,
        places=places(comparison) if len(comparison.strategies) > 2 else None,
        odds=shown[0] if told else None,
        drawings=shown[1:] if told else shown,
        studies=[(study, pictures(study.drawings)) for study in contents.studies],
        risk=risk(comparison),
        assumptions=assumption_rows(contents),
        command=printable(contents.command),
        origins=[origin(strategy) for strategy in comparison.strategies],
        words=WORDS,
        measure=MEASURES[comparison.measure].label,
    )
    return text
