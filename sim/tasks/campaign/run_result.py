"""The result of a run: its columns, its summary, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sim.errors import MissingExtraError
from sim.tasks.answer import ANALYSIS, Answer, Form, data_frame

if TYPE_CHECKING:
    from sim.measures.summary import MeasureSummary
    from sim.report.style.table import TextTable
    from sim.store.export import Table
    from sim.store.stored_result import Array, StoredResult


class Result(Answer):
    """All that a run gave: columns as numpy arrays by name, such as "outcomes/reach" [draw, run]."""

    verb: ClassVar[str] = "run"

    def __init__(self, stored: StoredResult, path: Path | None) -> None:
        self.stored = stored
        self.path = path

    def __getitem__(self, name: str) -> Array:
        return self.stored.arrays[name]

    def keys(self) -> list[str]:
        """Names of all columns."""
        return list(self.stored.arrays)

    @property
    def attributes(self) -> Mapping[str, str | int | float]:
        """Seed, versions, commit, command: the origin of the result."""
        return dict(self.stored.attributes)

    @property
    def scenario(self) -> str:
        """The scenario's TOML text as it was run."""
        return self.stored.scenario_text

    def digest(self) -> str:
        """sha256 of all arrays, equal on any machine."""
        from sim.store.result import digest

        return digest(self.stored)

    def summary(self) -> dict[str, MeasureSummary]:
        """Measures by name, each with estimate, interval, exact expected value and risk."""
        from sim.measures.summary import summarise

        return {line.name: line for line in summarise(self.stored.arrays)}

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The summary as the command prints it."""
        from sim.report.text import run as report

        return report.text(self.stored, form, wide)

    def to_pandas(self, table: Table = "runs") -> Any:
        """A data frame with a row per run, or per run and day. Raises MissingExtraError without pandas."""
        from sim.store import export

        return data_frame(export.columns_of(self.stored, table), list(export.AXES[table]))

    def to_xarray(self) -> Any:
        """A data tree with named, labelled dimensions. Raises MissingExtraError without xarray."""
        try:
            import xarray
        except ImportError as error:
            raise MissingExtraError(ANALYSIS.format("to_xarray")) from error
        return xarray.DataTree.from_dict({group: xarray.Dataset(held) for group, held in self._groups().items()})

    def _groups(self) -> dict[str, dict[str, Any]]:
        """Variables by group; axes stand in the root, from which groups inherit them."""
        groups: dict[str, dict[str, Any]] = {"/": {}}
        for column in self.stored.columns:
            group, _, name = column.name.rpartition("/")
            words = {"units": column.unit, "long_name": column.long_name}
            groups.setdefault(f"/{group}", {})[name] = (column.axes, self.stored.arrays[column.name], words)
        return groups

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import run as report

        return report.tables(self.stored)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import run as report

        return report.as_dict(self.stored)
