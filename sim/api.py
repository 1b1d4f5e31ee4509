"""The same from Python: load, run, open, compare; results as numpy, pandas or xarray."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sim.engine import session
from sim.engine.batches import default_threads
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.errors import InputError, MissingExtraError
from sim.measures.contrast import Contrast
from sim.measures.summary import MeasureSummary, summarise
from sim.report.style import verdict
from sim.report.text import compare as report_compare
from sim.report.text import run as summary
from sim.scenario import load as loading
from sim.scenario.load import Loaded
from sim.store import export
from sim.store import result as store
from sim.store.stored_result import Array, StoredResult
from sim.study.comparison import compare as comparing
from sim.study.comparison.answers import Comparison
from sim.study.comparison.strategies import Entrant

ANALYSIS = '{} needs: pip install "influence-sim[analysis]"'


class Result:
    """What a run gave: columns as numpy arrays by name, such as "outcomes/reach" [draw, run]."""

    def __init__(self, stored: StoredResult, path: Path | None) -> None:
        self._stored = stored
        self.path = path

    def __getitem__(self, name: str) -> Array:
        return self._stored.arrays[name]

    def __repr__(self) -> str:
        return f"<Result {summary.heading(self._stored)}>"

    def __str__(self) -> str:
        return summary.text(self._stored, "table", wide=True)

    def keys(self) -> list[str]:
        """Names of all columns."""
        return list(self._stored.arrays)

    @property
    def attributes(self) -> Mapping[str, str | int | float]:
        """Seed, versions, commit, command: where the result comes from."""
        return dict(self._stored.attributes)

    @property
    def scenario(self) -> str:
        """The scenario's TOML text as it was run."""
        return self._stored.scenario_text

    def digest(self) -> str:
        """sha256 of all arrays, equal on any machine."""
        return store.digest(self._stored)

    def summary(self) -> dict[str, MeasureSummary]:
        """Measures by name, each with estimate, interval, exact expected value and risk."""
        return {line.name: line for line in summarise(self._stored.arrays)}

    def to_pandas(self, table: export.Table = "runs") -> Any:
        """A data frame with a row per run, or per run and day. MissingExtraError without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise MissingExtraError(ANALYSIS.format("to_pandas")) from error
        columns = export.columns_of(self._stored, table)
        axes = list(export.AXES[table])
        return pandas.DataFrame(columns).set_index(axes)

    def to_xarray(self) -> Any:
        """A data tree with named, labelled dimensions. MissingExtraError without xarray."""
        try:
            import xarray
        except ImportError as error:
            raise MissingExtraError(ANALYSIS.format("to_xarray")) from error
        return xarray.DataTree.from_dict({group: xarray.Dataset(held) for group, held in self._groups().items()})

    def _groups(self) -> dict[str, dict[str, Any]]:
        """Variables by group; axes stand in the root, from which groups inherit them."""
        groups: dict[str, dict[str, Any]] = {"/": {}}
        for column in self._stored.columns:
            group, _, name = column.name.rpartition("/")
            told = {"units": column.unit, "long_name": column.long_name}
            groups.setdefault(f"/{group}", {})[name] = (column.axes, self._stored.arrays[column.name], told)
        return groups


class Verdict:
    """Strategies side by side: contrasts of the first two by measure, and the sentence that tells who wins."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def __getitem__(self, measure: str) -> Contrast:
        return self.comparison.contrasts[0, 1][measure]

    def __repr__(self) -> str:
        return f"<Verdict {self.sentence}>"

    def __str__(self) -> str:
        return report_compare.text(self.comparison, (), "table", wide=True)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return verdict.sentence(self.comparison)


def compare(*results: Result, measure: str = "cpe", smallest: float = 0.0) -> Verdict:
    """Compare results, paired where they met the same world with the same luck.

    measure: what decides; smallest: the smallest difference that matters, as a share of the mean of both sides.
    Raises InputError.
    """
    if len(results) < 2:
        raise InputError("a comparison needs two results or more")
    entrants = [Entrant(result.path or Path(), None) for result in results]
    stored = [result._stored for result in results]
    return Verdict(comparing.compare(entrants, stored, comparing.check_measure(measure), smallest))


def load(path: Path | str, changes: Mapping[str, Any] | None = None) -> Loaded:
    """A scenario from a TOML file; changes: values by path, such as {"run.runs": 100}.

    Raises InputError, FileProblem.
    """
    loaded = loading.load(path)
    for key, value in (changes or {}).items():
        loaded = loaded.replace(key, value)
    return loaded


def run(
    scenario: Loaded | Path | str,
    out: Path | str | None = None,
    *,
    threads: int | None = None,
    mode: Literal["new", "resume", "force"] = "new",
) -> Result:
    """Run a scenario; out: the result file, left out: nothing is kept on disk.

    Raises InputError, FileProblem.
    """
    loaded = scenario if isinstance(scenario, Loaded) else load(scenario)
    if out is None:
        with tempfile.TemporaryDirectory() as folder:
            return Result(_run(loaded, Path(folder) / "result.h5", threads, mode), None)
    return Result(_run(loaded, Path(out), threads, mode), Path(out))


def _run(loaded: Loaded, out: Path, threads: int | None, mode: Literal["new", "resume", "force"]) -> StoredResult:
    job = Job(loaded, out, threads or default_threads(), mode, "sim.run()")
    return session.run(job, Silent(), Stop())


def open(path: Path | str) -> Result:
    """A result file. Raises FileProblem, DamagedFile."""
    return Result(store.load(Path(path)), Path(path))
