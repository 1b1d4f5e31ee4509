"""The page that says whom to hire: roster, budget curve, promise and near ties, as one HTML file."""

from sim.report.figures import choices
from sim.report.page.page import pictures, template
from sim.report.style.table import TextTable, printable
from sim.report.text import optimize as told
from sim.study.optimise.optimize import HiringPlan
from sim.version import __version__


def html(choice: HiringPlan, notes: list[str], command: str) -> str:
    """The page."""
    asked = choice.question
    hours = "" if asked.hours is None else f" and {asked.hours:,.4g} hours"
    answer, *sentences = told.verdict(choice)
    return str(
        template("roster.html.j2").render(
            question=f"Whom to hire for {asked.budget_usd:,.0f} USD{hours}?",
            answer=f"{told.heading(choice)}. {answer}",
            sentences=[*sentences, *map(printable, choice.who.notes), *notes],
            roster=clean(told.roster_table(choice)),
            drawings=pictures([choices.shares(choice), choices.curve(choice)]),
            promise=told.promise_table(choice),
            ties=clean(told.ties_table(choice)),
            command=printable(command),
            version=__version__,
            seed=choice.scenario.scenario.run.seed,
            toml=printable(choice.scenario.text),
        )
    )


def clean(table: TextTable) -> TextTable:
    """The table without control characters: names come from files."""
    return table._replace(rows=[tuple(map(printable, row)) for row in table.rows])
