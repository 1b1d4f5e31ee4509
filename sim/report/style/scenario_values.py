"""The values of a scenario as text (`sim config show`): each with its origin."""

from sim.report.style.table import TextTable, render
from sim.scenario.describe.resolved import rows
from sim.scenario.load import Loaded

RELIABILITY = "Reliability of a source: H measured, M credible, L weak, J our judgement."


def text(loaded: Loaded, form: str, wide: bool) -> str:
    """The scenario as a table, JSON or CSV."""
    return render(table(loaded), form, wide)


def table(loaded: Loaded) -> TextTable:
    """Every value of the scenario, a row each."""
    heading = f"{loaded.scenario.name} (--set before file before preset {loaded.scenario.platform} before default)"
    lines = [(row.key, row.value, row.origin) for row in rows(loaded)]
    return TextTable(heading, ("key", "value", "from"), list(lines), [RELIABILITY])
