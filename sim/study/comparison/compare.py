"""Strategies side by side: runs are paired where they met the same world with the same luck."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import FileProblem, InputError
from sim.measures.catalogue import MEASURES, Measure, meant
from sim.measures.columns import RUN_COLUMNS
from sim.measures.contrast import Columns, contrasts, places
from sim.mechanisms.registry import nearest
from sim.store.stored_result import StoredResult
from sim.study.comparison.answers import Comparison, Strategy
from sim.study.comparison.strategies import LABELS, Entrant, Place, cut_as_requested, result_of

SAME = {"seed": "seeds", "engine_format": "engine formats", "sim_version": "versions", "world_sha256": "worlds"}
COMPARED = ("outcomes/", "series/", "frequency/")
NEEDED = {**{column.name: column.axes for column in RUN_COLUMNS}, "creators/followers": ("creator",)}
TOLD = ("title", "platform_preset", "seed", "sim_version")
SHAPE = {"platform": str, "run": dict, "world": dict, "creators": list, "brand": dict, "costs": dict}


def find_measure(name: str) -> Measure:
    """A measure by its name. Raises InputError."""
    if name not in MEASURES:
        raise InputError(f'unknown measure "{name}"; {nearest(name, list(MEASURES))}')
    return MEASURES[name]


def check_measure(name: str) -> str:
    """The name of a measure that can decide. Raises InputError."""
    if not find_measure(name).better:
        raise InputError(f'measure "{name}" has no better or worse, so nothing can win by it')
    return name


def check_whole(path: Path, found: StoredResult) -> None:
    """FileProblem where a result lacks what is compared: a file with a right seal may come from anywhere."""
    axes = {column.name: column.axes for column in found.columns}
    for name, wanted in NEEDED.items():
        if axes.get(name) != wanted:
            raise FileProblem(f"{path}: has no {name} on {' x '.join(wanted)}, so it cannot be compared")
        if found.arrays[name].dtype.kind not in "iuf" or not np.isfinite(found.arrays[name]).all():
            raise FileProblem(f"{path}: {name} is not a number everywhere, so it cannot be compared")
    for name in TOLD:
        if name not in found.attributes:
            raise FileProblem(f"{path}: does not tell its {name}, so it cannot be compared")
    if not is_readable(found.resolved_json):
        raise FileProblem(f"{path}: holds no scenario that can be read, so it cannot be compared")


def is_readable(resolved: str) -> bool:
    """Whether the scenario in a result has what is read of it; the rest may be that of another version."""
    try:
        tables = {"brand": {}, "costs": {}} | json.loads(resolved)
        shapes = all(isinstance(tables[name], kind) for name, kind in SHAPE.items())
        groups = all(isinstance(group, dict) for group in tables["creators"])
        return shapes and groups and tables["world"]["sample_one_in"] >= 1 and tables["run"]["horizon_days"] >= 1
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def unpaired_reasons(results: Sequence[StoredResult]) -> Iterator[str]:
    """Why runs of these results cannot be paired; nothing where they can."""
    for name, told in SAME.items():
        values = [result.attributes.get(name) for result in results]
        if None in values:
            yield f"{told} cannot be compared, a result does not tell its own"
        elif len(set(values)) > 1:
            shown = values if name != "world_sha256" else [str(value)[:8] for value in values]
            yield f"{told} differ: {' and '.join(dict.fromkeys(map(str, shown)))}"
    if len({result.arrays["draw"].size > 1 for result in results}) > 1:
        yield "some draw the uncertain numbers, others take their medians"


def sizes(result: StoredResult) -> tuple[int, int]:
    return result.arrays["draw"].size, result.arrays["run"].size


def amount(n_draws: int, n_runs: int) -> str:
    """How much is played, in words."""
    return f"{n_draws:,} draws x {n_runs:,} runs" if n_draws > 1 else f"{n_runs:,} runs"


def compared_columns(result: StoredResult, n_draws: int, n_runs: int) -> Columns:
    """The first draws and runs of what is compared."""
    return {name: array[:n_draws, :n_runs] for name, array in result.arrays.items() if name.startswith(COMPARED)}


def common_runs(results: Sequence[StoredResult], paired: bool) -> tuple[list[Columns], list[str]]:
    """What is compared of each result: the common runs where they are paired, else all; and what was left out."""
    n_draws, n_runs = np.min([sizes(result) for result in results], axis=0)
    if len(set(map(sizes, results))) == 1 or not paired:
        return [compared_columns(result, *sizes(result)) for result in results], []
    note = f"results differ in length: the first {amount(n_draws, n_runs)} of each are compared"
    return [compared_columns(result, n_draws, n_runs) for result in results], [note]


def settings_note(results: Sequence[StoredResult]) -> Iterator[str]:
    """What else differs so much that a reader should know."""
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


def title(entrant: Entrant, found: StoredResult) -> str:
    """The name of today where there is a scenario: a result keeps the one that it was run under."""
    return entrant.loaded.scenario.name if entrant.loaded is not None else str(found.attributes["title"])


def compare(entrants: Sequence[Entrant], results: Sequence[StoredResult], measure: str, smallest: float) -> Comparison:
    """Compare results [strategy] of the entrants. smallest: difference that matters, as a share."""
    reasons = list(unpaired_reasons(results))
    paired = not reasons
    columns, cut = common_runs(results, paired)
    notes = [f"compared unpaired: {reason}" for reason in reasons] + cut + list(settings_note(results))
    strategies = tuple(
        Strategy(LABELS[index], title(entrant, found), found, columns[index], entrant.loaded)
        for index, (entrant, found) in enumerate(zip(entrants, results, strict=True))
    )
    names = meant(*columns)
    if measure not in names:
        raise InputError(f'measure "{measure}" says nothing here: nobody shares in any of the strategies')
    found = {
        (first, second): contrasts(columns[first], columns[second], paired=paired, smallest=smallest, names=names)
        for first, second in combinations(range(len(columns)), 2)
    }
    n_draws, n_runs = np.min([column["outcomes/reach"].shape for column in columns], axis=0)
    even = [{name: array[:n_draws, :n_runs] for name, array in column.items()} for column in columns]
    return Comparison(strategies, measure, smallest, paired, tuple(notes), found, places(measure, even))


def of_files(entrants: Sequence[Entrant], place: Place, measure: str, smallest: float) -> Comparison:
    """Run what is not stored, and compare as much as is asked for. Raises InputError, FileProblem, Interrupted."""
    whole = [result_of(entrant, place) for entrant in entrants]
    for entrant, found in zip(entrants, whole, strict=True):
        check_whole(entrant.path, found)
    asked = [cut_as_requested(entrant, found) for entrant, found in zip(entrants, whole, strict=True)]
    answer = compare(entrants, asked, measure, smallest)
    return answer._replace(notes=(*shortening_notes(whole, asked), *answer.notes))


def shortening_notes(whole: Sequence[StoredResult], asked: Sequence[StoredResult]) -> Iterator[str]:
    """Which results have more than was asked for."""
    for label, found, part in zip(LABELS, whole, asked, strict=False):
        if sizes(found) != sizes(part):
            told = f"of the {amount(*sizes(found))} that are stored, the first {amount(*sizes(part))} are compared"
            yield f"{label}: {told}, as many as the scenario or --runs asks for"
