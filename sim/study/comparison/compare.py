"""Strategies side by side: runs are paired where they met the same world with the same luck."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES, Measure, meant
from sim.measures.contrast import Columns, Contrast, contrasts, places
from sim.measures.looks import Looks, n_units
from sim.measures.stored_files import PARTS
from sim.plugins import refuse_missing
from sim.scenario.load import Loaded
from sim.statistics.intervals import LEVEL, Quantile, t_quantile
from sim.store.provenance import differences
from sim.store.stored_result import StoredResult
from sim.study.comparison.strategies import LABELS, Entrant, Place, cut_to_request, result_of
from sim.text import suggest_or_list

SAME = {"seed": "seeds", "engine_format": "engine formats", "sim_version": "versions"}
COMPARED = ("outcomes/", "series/", "frequency/")


class Strategy(NamedTuple):
    """One side of a comparison."""

    label: str  # "A", "B", ...
    title: str
    stored: StoredResult
    columns: Columns  # the runs that are compared: "outcomes/...", "series/...", "frequency/people"
    loaded: Loaded | None  # None: only a result file is known, the scenario cannot be changed


class Comparison(NamedTuple):
    """Strategies side by side: the answer of `sim compare`."""

    strategies: tuple[Strategy, ...]
    measure: str  # that decides, a key of MEASURES
    smallest: float  # the smallest difference that matters, as a share
    paired: bool
    notes: tuple[str, ...]  # why unpaired, which runs were left out, how the runs were stopped
    contrasts: Mapping[tuple[int, int], Mapping[str, Contrast]]  # of strategies first < second, by measure
    places: F64  # [strategy, place] probability, in the deciding measure
    looks: Looks | None = None  # at which all intervals hold together; None: at this number of runs
    equal: str = ""  # the respect in which both sides were made equal; empty: none, they are as they are

    @property
    def quantile(self) -> Quantile:
        """Standard errors on either side of every estimate, by degrees of freedom."""
        return t_quantile if self.looks is None else self.looks.quantile

    def with_question(self, equal: str, note: str) -> "Comparison":
        """The same, once both sides were made equal in a respect; note: what was scaled for it."""
        return self._replace(equal=equal, notes=(note, *self.notes) if note else self.notes)

    @property
    def level(self) -> str:
        """The level of all intervals, in words."""
        return f"{LEVEL:.0%}" if self.looks is None else f"{100.0 * (1.0 - self.looks.error_rate):.6g}% at all looks"


def find_measure(name: str) -> Measure:
    """Return a measure by its name. Raises InputError."""
    if name not in MEASURES:
        raise InputError(f'unknown measure "{name}"{suggest_or_list(name, MEASURES)}')
    return MEASURES[name]


def check_measure(name: str) -> str:
    """Return the name of a measure if something can win by it. Raises InputError."""
    if not find_measure(name).better:
        raise InputError(f'measure "{name}" has no better or worse, so nothing can win by it')
    return name


def unpaired_reasons(results: Sequence[StoredResult]) -> Iterator[str]:
    """Yield the reasons why runs of these results cannot be paired; none where they can."""
    for name, words in SAME.items():
        values = [result.attributes.get(name) for result in results]
        if None in values:
            yield f"{words} cannot be compared, a result does not say its own"
        elif len(set(values)) > 1:
            yield f"{words} differ: {' and '.join(dict.fromkeys(map(str, values)))}"
    yield from islice(world_reasons(results), 1)
    if len({result.arrays["draw"].size > 1 for result in results}) > 1:
        yield "some draw the uncertain numbers, others take their medians"


def world_reasons(results: Sequence[StoredResult]) -> Iterator[str]:
    """Yield the reasons why results have not met the same world; none where they have."""
    worlds = [result.attributes.get("world_asked_sha256") for result in results]
    if None in worlds or any("world_sha256" not in result.attributes for result in results):
        yield "worlds cannot be compared, a result does not say its own"
        return
    if len(set(worlds)) > 1:
        yield f"worlds differ: {' and '.join(dict.fromkeys(str(world)[:8] for world in worlds))}"
        return
    for part, words in PARTS.items():
        for alike in asked_alike(results, f"{part}_asked_sha256"):
            if len({result.attributes.get(f"{part}_sha256") for result in alike}) > 1:
                made = differences([result.attributes for result in alike])
                yield f"{words} differ though the same was asked: {made}"


def asked_alike(results: Sequence[StoredResult], attribute: str) -> Iterable[list[StoredResult]]:
    """Group the results of which the same was asked, uncertain numbers at their medians or drawn."""
    groups: dict[tuple[Any, bool], list[StoredResult]] = {}
    for result in results:
        if attribute in result.attributes:
            asked = (result.attributes[attribute], result.arrays["draw"].size > 1)
            groups.setdefault(asked, []).append(result)
    return groups.values()


def sizes(result: StoredResult) -> tuple[int, int]:
    """Return the numbers of draws and of runs per draw."""
    return result.arrays["draw"].size, result.arrays["run"].size


def amount(n_draws: int, n_runs: int) -> str:
    """Say in words how many draws and runs there are."""
    return f"{n_draws:,} draws x {n_runs:,} runs" if n_draws > 1 else f"{n_runs:,} runs"


def compared_columns(result: StoredResult, n_draws: int, n_runs: int) -> Columns:
    """Return the first draws and runs of the columns that are compared, by name [draw, run, ...]."""
    return {name: array[:n_draws, :n_runs] for name, array in result.arrays.items() if name.startswith(COMPARED)}


def common_runs(results: Sequence[StoredResult], paired: bool) -> tuple[list[Columns], list[str]]:
    """Return what is compared of each result, and a note on what is left out.

    Runs that are paired are compared as far as all results have them, others in full.
    """
    n_draws, n_runs = np.min([sizes(result) for result in results], axis=0)
    if len(set(map(sizes, results))) == 1 or not paired:
        return [compared_columns(result, *sizes(result)) for result in results], []
    note = f"results differ in length: the first {amount(n_draws, n_runs)} of each are compared"
    return [compared_columns(result, n_draws, n_runs) for result in results], [note]


def settings_note(results: Sequence[StoredResult]) -> Iterator[str]:
    """Note the settings in which results differ so much that a reader should know."""
    resolved: list[Mapping[str, Any]] = [json.loads(result.resolved_json) for result in results]
    for path in (("platform",), ("run", "horizon_days"), ("world", "sample_one_in")):
        values = []
        for tables in resolved:
            value: Any = tables
            for part in path:
                value = value[part]
            values.append(str(value))
        if len(set(values)) > 1:
            yield f"{'.'.join(path)} differs: {' and '.join(dict.fromkeys(values))}"


def title(entrant: Entrant, result: StoredResult) -> str:
    """Return the name of a strategy: that of the scenario as it is now, else the one under which it was run."""
    return entrant.loaded.scenario.name if entrant.loaded is not None else str(result.attributes["title"])


def compare(
    entrants: Sequence[Entrant],
    results: Sequence[StoredResult],
    measure: str,
    smallest: float,
    error_rate: float | None = None,
) -> Comparison:
    """Compare the results [strategy] of the entrants.

    measure: the key of the one that decides; smallest: the smallest difference that matters, as a share; error_rate:
    of all looks and pairs together, where results are looked at as they grow (None: they are looked at once).
    Raises InputError where the measure says nothing about any of the strategies.
    """
    for entrant, result in zip(entrants, results, strict=True):
        refuse_missing(result.attributes, entrant.path if entrant.path.name else title(entrant, result))
    reasons = list(unpaired_reasons(results))
    paired = not reasons
    columns, cut = common_runs(results, paired)
    notes = [f"compared unpaired: {reason}" for reason in reasons] + cut + list(settings_note(results))
    strategies = tuple(
        Strategy(LABELS[index], title(entrant, result), result, columns[index], entrant.loaded)
        for index, (entrant, result) in enumerate(zip(entrants, results, strict=True))
    )
    names = meant(*columns)
    if measure not in names:
        raise InputError(f'measure "{measure}" says nothing here: nobody shares in any of the strategies')
    numbers = list(combinations(range(len(columns)), 2))
    looks = None if error_rate is None else Looks(min(map(n_units, columns)), error_rate, len(numbers))
    quantile = t_quantile if looks is None else looks.quantile
    pairs = {
        (first, second): contrasts(
            columns[first], columns[second], paired=paired, smallest=smallest, names=names, quantile=quantile
        )
        for first, second in numbers
    }
    n_draws, n_runs = np.min([column["outcomes/reach"].shape for column in columns], axis=0)
    even = [{name: array[:n_draws, :n_runs] for name, array in column.items()} for column in columns]
    return Comparison(strategies, measure, smallest, paired, tuple(notes), pairs, places(measure, even), looks)


def of_files(
    entrants: Sequence[Entrant], place: Place, measure: str, smallest: float, error_rate: float | None = None
) -> Comparison:
    """Run what is not stored yet, and compare as many runs as are asked for.

    error_rate: of all looks and pairs together; None: this is the only look.
    Raises InputError, FileProblem, Interrupted.
    """
    whole = [result_of(entrant, place) for entrant in entrants]
    cut = [cut_to_request(entrant, result) for entrant, result in zip(entrants, whole, strict=True)]
    answer = compare(entrants, cut, measure, smallest, error_rate)
    return answer._replace(notes=(*shortening_notes(whole, cut), *answer.notes))


def shortening_notes(whole: Sequence[StoredResult], cut: Sequence[StoredResult]) -> Iterator[str]:
    """Note the strategies of which more runs are stored than were asked for."""
    for label, stored, part in zip(LABELS, whole, cut, strict=False):
        if sizes(stored) != sizes(part):
            facts = f"of the {amount(*sizes(stored))} that are stored, the first {amount(*sizes(part))} are compared"
            yield f"{label}: {facts}, as many as the scenario or --runs asks for"
