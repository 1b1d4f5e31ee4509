"""The page of a hiring plan: roster, budget curve, promise and near ties, as one HTML file."""

from sim.report.figures import choices
from sim.report.page.page import pictures, template
from sim.report.style.hiring_verdict import sentences
from sim.report.style.table import TextTable
from sim.report.text import optimize
from sim.study.optimise.optimize import HiringPlan
from sim.text import printable
from sim.version import __version__


def html(choice: HiringPlan, notes: list[str], command: str) -> str:
    """The page."""
    asked = choice.question
    hours = "" if asked.hours is None else f" and {asked.hours:,.4g} hours"
    answer, *others = sentences(choice)
    return str(
        template("roster.html.j2").render(
            question=f"Whom to hire for {asked.budget_usd:,.0f} USD{hours}?",
            answer=f"{optimize.heading(choice)}. {answer}",
            sentences=[*others, *map(printable, choice.who.notes), *notes],
            roster=clean(optimize.roster_table(choice)),
            drawings=pictures([choices.shares(choice), choices.curve(choice)]),
            promise=optimize.promise_table(choice),
            ties=clean(optimize.ties_table(choice)),
            command=printable(command),
            version=__version__,
            seed=choice.scenario.scenario.run.seed,
            toml=printable(choice.scenario.text),
        )
    )


def clean(table: TextTable) -> TextTable:
    """The table without control characters: names come from files."""
    return table._replace(rows=[tuple(map(printable, row)) for row in table.rows])
