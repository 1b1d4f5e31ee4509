"""Schemas of stored files: what the program writes keeps to them, and what anybody else writes is one line."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from sim.errors import DamagedFile
from sim.measures.columns import RUN_COLUMNS
from sim.measures.stored_files import RESULT, STUDY, run_rules
from sim.store import hdf5, result, seal, study_file
from sim.store.stored_result import RESOLVED_TEXT, StoredResult
from sim.store.study_file import STUDY_TEXT
from sim.study.comparison.compare import Comparison
from sim.version import __version__
from tests.answers import corner
from tests.store.stored_cases import flaw_of, image_of, prepare, read_mutants
from tests.studies import written

N_FILES, SEED = 200, 22


@pytest.fixture
def stored(comparison: Comparison) -> StoredResult:
    return comparison.strategies[0].stored


def refusal(path: Path, content: StoredResult) -> str:
    result.save(path, content, force=True)
    with pytest.raises(DamagedFile) as caught:
        result.load(path, RESULT)
    return caught.value.reason


def test_every_column_of_the_runs_has_a_rule(stored: StoredResult) -> None:
    rules = {rule.name: rule for rule in run_rules()}
    assert list(rules) == [column.name for column in RUN_COLUMNS]
    assert {name for name, rule in rules.items() if rule.kind != stored.arrays[name].dtype.kind} == set()


def test_a_result_keeps_to_its_schema(tmp_path: Path, stored: StoredResult) -> None:
    result.save(tmp_path / "r.h5", stored)
    assert result.digest(result.load(tmp_path / "r.h5", RESULT)) == result.digest(stored)


def without(stored: StoredResult, name: str) -> StoredResult:
    columns = tuple(column for column in stored.columns if column.name != name)
    return replace(stored, columns=columns, arrays={column.name: stored.arrays[column.name] for column in columns})


def test_a_column_that_is_missing(tmp_path: Path, stored: StoredResult) -> None:
    assert refusal(tmp_path / "r.h5", without(stored, "outcomes/clicks")) == "outcomes/clicks: is missing"


def test_a_file_of_another_version_says_so(tmp_path: Path, stored: StoredResult) -> None:
    other = replace(without(stored, "cascades/sizes"), attributes={**stored.attributes, "sim_version": "0.0.9"})
    assert (
        refusal(tmp_path / "r.h5", other) == f"cascades/sizes: is missing (written by sim 0.0.9; this is {__version__})"
    )


def test_a_column_of_another_type(tmp_path: Path, stored: StoredResult) -> None:
    arrays = {**stored.arrays, "series/reach": stored.arrays["series/reach"].astype(str)}
    told = refusal(tmp_path / "r.h5", replace(stored, arrays=arrays))
    assert told == "series/reach: holds texts, not whole numbers"


@pytest.mark.parametrize(("axis", "told"), [
    ("run", "run: has 0 labels, not 1 or more"), ("draw", "draw: has 0 labels, not 1 or more"),
])  # fmt: skip
def test_an_axis_without_labels(tmp_path: Path, stored: StoredResult, axis: str, told: str) -> None:
    cut = {column.name: tuple(slice(0 if name == axis else None) for name in column.axes) for column in stored.columns}
    arrays = {name: array[cut[name]] for name, array in stored.arrays.items()}
    assert refusal(tmp_path / "r.h5", replace(stored, arrays=arrays)) == told


@pytest.mark.parametrize(("changes", "told"), [
    ({"title": ""}, r"attribute title: is not a text of the form [^\x00-\x1f\x7f-\x9f]+"),
    ({"title": 5}, "attribute title: is not a text"),
    ({"title": "a\nCPE: a (A) wins"}, r"attribute title: is not a text of the form [^\x00-\x1f\x7f-\x9f]+"),
    ({"title": "\x1b[31mred"}, r"attribute title: is not a text of the form [^\x00-\x1f\x7f-\x9f]+"),
    ({"seed": 3}, "attribute seed: is not a text"),
    ({"r0": 0.5}, "attribute r0: stands without friends and share_prob"),
    ({"packages": "[" * 30_000}, "attribute packages: is not JSON that is ever written: maximum recursion depth"),
    ({"plug_ins": '{"a": 1}'}, "attribute plug_ins: it is not a list"),
    ({"shared_asked": np.nan}, "attribute shared_asked: is nan, not a number"),
])  # fmt: skip
def test_attributes(tmp_path: Path, stored: StoredResult, changes: dict[str, Any], told: str) -> None:
    assert refusal(tmp_path / "r.h5", replace(stored, attributes={**stored.attributes, **changes})).startswith(told)


def test_a_title_is_needed(tmp_path: Path, stored: StoredResult) -> None:
    attributes = {name: value for name, value in stored.attributes.items() if name != "title"}
    assert refusal(tmp_path / "r.h5", replace(stored, attributes=attributes)) == "attribute title: is missing"


@pytest.mark.parametrize(("text", "told"), [
    ("{}", "resolved_json: name is missing"),
    ("[" * 500 + "]" * 500, "resolved_json: is more than 20 levels deep"),
    ("<script>", "resolved_json: is not JSON that is ever written: Expecting value: line 1 column 1 (char 0)"),
])  # fmt: skip
def test_the_scenario(tmp_path: Path, stored: StoredResult, text: str, told: str) -> None:
    assert refusal(tmp_path / "r.h5", replace(stored, texts={**stored.texts, RESOLVED_TEXT: text})) == told


def study_with(path: Path, about: Any, **attributes: Any) -> str:
    """The refusal of a study with another description, or other attributes, and a right seal."""
    memory = io.BytesIO(image_of(path))
    with h5py.File(memory, "r+", libver=("v110", "v110")) as file:
        for name, value in attributes.items():
            file.attrs.create(name, value)
        place = f"{hdf5.PROVENANCE}/{STUDY_TEXT}"
        tree = json.loads(file[place][()].tobytes())
        del file[place]
        file.create_dataset(place, data=np.frombuffer(json.dumps({**tree, **about}).encode(), np.uint8))
    path.write_bytes(memory.getvalue() + seal.seal(memory.getvalue(), seal.Checksum.CRC32))
    with pytest.raises(DamagedFile) as caught:
        study_file.load(path, STUDY)
    return caught.value.reason


FACTOR = {"path": "costs.hour_usd", "column": "nowhere", "distribution": None}


@pytest.mark.parametrize(("about", "attributes", "told"), [
    ({"factors": []}, {}, "study_json: factors has 0 members"),
    ({"factors": [FACTOR]}, {}, "factors/nowhere: is missing"),
    ({"strategies": [{"label": "A", "title": "a"}]}, {}, "study_json: describes 1 strategies of 2"),
    ({"strategies": [{"label": "A"}]}, {}, "study_json: strategies.0.title is missing"),
    ({"refused": {"why": "x"}}, {}, "study_json: refused.why is not a whole number"),
    ({}, {"block": np.int64(7)}, "attribute block: 12 points are not made of blocks of 7"),
    ({}, {"block": np.int64(0)}, "attribute block: is 0, not a number from 1 to 1e+18"),
    ({}, {"method": np.bytes_(b"guess")}, "attribute method: is not a text of the form grid|one_at_a_time|"),
])  # fmt: skip
def test_studies(tmp_path: Path, about: Any, attributes: dict[str, Any], told: str) -> None:
    path = written(tmp_path, "sobol", 12, corner).path
    assert study_with(path, about, **attributes).startswith(told)


def test_changed_files_are_one_line_of_every_command(tmp_path: Path) -> None:
    """The first files of benchmarks/stored_files.py; each goes to two of the commands that read its kind."""
    cases = prepare(tmp_path)
    rng = np.random.default_rng(SEED)
    flaws: list[str] = []
    for number in range(N_FILES):
        case = cases[number % len(cases)]
        two = rng.choice(len(case.commands), 2, replace=False)
        chosen = [each._replace(commands=tuple(each.commands[place] for place in two)) if each is case else each
                  for each in cases]  # fmt: skip
        for what, done in read_mutants(tmp_path, chosen, SEED, range(number, number + 1)):
            flaws += [f"{what}: {flaw}"] if (flaw := flaw_of(done)) else []
    assert flaws == []
