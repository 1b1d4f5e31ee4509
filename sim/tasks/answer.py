"""Answers: plain values, and ways to look at them: text, plain JSON, a data frame, a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from sim.errors import MissingExtraError
from sim.version import __version__

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable

SCHEMA_VERSION = 2  # of what `to_dict` gives
ANALYSIS = '{} needs: pip install "influence-sim[analysis]"'

Form = Literal["table", "json", "csv"]


class Answer:
    """The answer of a task; its values are attributes, the rest shows them."""

    verb: ClassVar[str]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The answer as the command prints it; wide: aligned for a terminal, else tab-separated."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values: numbers with units and intervals, None for what is undefined."""
        return {"schema_version": SCHEMA_VERSION, "verb": self.verb, "sim_version": __version__, **self._values()}

    def to_pandas(self) -> Any:
        """The answer's table as a data frame. Raises MissingExtraError without pandas."""
        return data_frame(self._columns())

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._headline()}>"

    def _repr_html_(self) -> str:
        from sim.report.page.notebook import html_tables, inline_svg

        drawing, tables = self._drawing(), self._tables()
        lead = self._headline()
        is_said = tables[0].heading.startswith(lead)
        return html_tables(tables, None if drawing is None else inline_svg(drawing), "" if is_said else lead)

    def _headline(self) -> str:
        """The answer in one line: the first of its first table."""
        return self._tables()[0].heading.splitlines()[0]

    def _tables(self) -> Sequence[TextTable]:
        raise NotImplementedError

    def _values(self) -> dict[str, Any]:
        raise NotImplementedError

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        """The first table by columns, its numbers as numbers."""
        from sim.report.style.table import columns_of

        return columns_of(self._tables()[0])

    def _drawing(self) -> Drawing | None:
        """The figure that a notebook shows below the tables."""
        return None


def data_frame(columns: Mapping[str, Any], index: Sequence[str] = ()) -> Any:
    """A data frame of columns, indexed by some of them. Raises MissingExtraError without pandas.

    >>> data_frame({"run": [0, 1], "reach": [10, 12]}, index=["run"])["reach"].tolist()
    [10, 12]
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError(ANALYSIS.format("to_pandas")) from error
    frame = pandas.DataFrame(dict(columns))
    return frame.set_index(list(index)) if index else frame
