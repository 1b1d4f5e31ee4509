"""Answers as plain values: every number has its unit beside it, and no number hides in a text."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sim.cli.main import ROOMS
from sim.tasks.answer import SCHEMA_VERSION, Answer
from tests import answers

PLAIN = (str, int, float, bool, type(None))
NO_UNIT = {
    "schema_version": "a version",
    "engine_format": "a version",
    "seed": "a seed",
    "runs": "a count of runs",
    "n_runs": "a count of runs",
    "draws": "a count of draws",
    "paths": "a count of histories",
    "points": "a count of points",
    "n_points": "a count of points",
    "n_done": "a count of points",
    "n_cells": "a count of cells",
    "n_cells_done": "a count of cells",
    "n_orders": "a count of orders",
    "met": "a count of figures",
    "figures": "a count of figures",
    "run": "the number of a run",
    "wave": "the number of a campaign",
    "number": "the number of a target",
    "person": "the number of a person",
    "parent": "a place in the list",
}
"""Keys whose numbers count or name something, by the reason."""
VERSIONS = ("sim", "sim_version", "git_commit", "packages", "python", "numpy", "numba", "llvmlite", "networkx", "h5py",
            "scipy")  # fmt: skip
"""Keys whose texts may look like numbers."""
UNITS = ("unit", "units")  # "1" is the unit of a number that has none
WITHOUT_ANSWER = {"init", "export", "show"}  # they give a file, a file, and the answer of run or of sweep
HIDDEN = re.compile(r"[-+]?\$?[0-9][0-9,_]*(\.[0-9]+)?(e[-+]?[0-9]+)?( ?%| [A-Za-z]+)?( of [0-9,]+)?", re.ASCII)


@pytest.fixture(scope="module")
def every(comparison, hiring_plan, tmp_path_factory) -> dict[str, Answer]:
    return answers.every_answer(comparison, hiring_plan, tmp_path_factory.mktemp("answers"))


def bare_numbers(node: Any, has_unit: bool = False, path: str = "") -> Iterator[str]:
    """Paths of numbers without a unit beside them; numbers of a list share the one beside the list."""
    if isinstance(node, dict):
        has_unit = bool(node.get("unit"))
        for key, part in node.items():
            yield from bare_numbers(part, has_unit or key in NO_UNIT, f"{path}.{key}")
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from bare_numbers(part, has_unit, f"{path}[{index}]")
    elif isinstance(node, int | float) and not isinstance(node, bool) and not has_unit:
        yield path


def hidden_numbers(node: Any, path: str = "") -> Iterator[str]:
    """Paths of texts that are a number, a number with a unit, or JSON."""
    if isinstance(node, dict):
        for key, part in node.items():
            if key not in (*VERSIONS, *UNITS):
                yield from hidden_numbers(part, f"{path}.{key}")
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from hidden_numbers(part, f"{path}[{index}]")
    elif isinstance(node, str) and (HIDDEN.fullmatch(node) or node[:1] in ("{", "[")):
        yield path


def parts(node: Any) -> Iterator[Any]:
    """Everything in an answer, however deep."""
    yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(inner)


def test_every_verb_is_there(every):
    verbs = {name for names in ROOMS.values() for name in names} - WITHOUT_ANSWER
    assert verbs == {answer.verb.split()[0] for answer in every.values()}


def test_every_class_of_answers_is_there(every):
    def below(kind: type) -> set[type]:
        return {kind, *(inner for child in kind.__subclasses__() for inner in below(child))}

    assert below(Answer) - {Answer} == {type(answer) for answer in every.values()}


def test_every_number_has_its_unit(every):
    bare = {name: list(bare_numbers(answer.to_dict())) for name, answer in every.items()}
    assert {name: paths for name, paths in bare.items() if paths} == {}


def test_no_number_hides_in_a_text(every):
    hidden = {name: list(hidden_numbers(answer.to_dict())) for name, answer in every.items()}
    assert {name: paths for name, paths in hidden.items() if paths} == {}


def test_plain_values_are_what_json_holds(every):
    odd = {
        name: [part for part in parts(answer.to_dict()) if type(part) not in (*PLAIN, dict, list)]
        for name, answer in every.items()
    }
    assert {name: values for name, values in odd.items() if values} == {}
    assert all(json.dumps(answer.to_dict(), allow_nan=False) for answer in every.values())


def test_an_answer_says_its_verb_and_its_schema(every):
    values = [(answer.to_dict()["verb"], answer.to_dict()["schema_version"]) for answer in every.values()]
    assert values == [(answer.verb, SCHEMA_VERSION) for answer in every.values()]


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({"reach": 5.0}, [".reach"]),
        ({"reach": {"value": 5.0, "unit": "people"}}, []),
        ({"reach": {"value": 5.0, "unit": ""}}, [".reach.value"]),
        ({"unit": "people", "reach": {"value": 5.0}}, [".reach.value"]),
        ({"values": [1, [2]], "unit": "days"}, []),
        ({"values": [1, [2]]}, [".values[0]", ".values[1][0]"]),
        ({"runs": 3, "is_met": True}, []),
    ],
)
def test_a_bare_number_is_seen(values, paths):
    assert list(bare_numbers(values)) == paths


@pytest.mark.parametrize("text", ["12", "1,200.5", "8 of 16", "3.5 GB", "40%", "$5", "1e-9", '{"a": 1}', "[1, 2]"])
def test_a_hidden_number_is_seen(text):
    assert list(hidden_numbers({"text": text})) == [".text"]


@pytest.mark.parametrize("text", ["a.h5", "2 of 3 figures are met", "2026-11-30T05:00:00Z", "CF-1.10", ""])
def test_a_sentence_is_no_hidden_number(text):
    assert list(hidden_numbers({"text": text})) == []
