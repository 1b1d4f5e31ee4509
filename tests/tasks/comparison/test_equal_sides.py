"""Strategies that are made equal before they are compared, explained or turned."""

import pytest

from sim.errors import InputError, UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.study.matching.equalities import EQUALITIES
from sim.tasks.comparison.compare import CompareRequest, compare
from sim.tasks.comparison.equal_sides import equalise_pair
from sim.tasks.comparison.explain import ExplainRequest, explain
from sim.tasks.comparison.flip import FlipRequest, flip
from sim.tasks.request import parameters

MANY = loads(EXAMPLE, ["run.runs=20", "world.people=20_000"])
FEW = loads(EXAMPLE, ["run.runs=20", "world.people=20_000", "creators.micro.count=4", "name=few"])


def test_the_option_has_every_equality():
    (option,) = (each for each in parameters(CompareRequest) if each.name == "equal")
    assert option.choices == tuple(EQUALITIES)


def test_a_comparison_says_what_was_made_equal(tmp_path):
    answer = compare(CompareRequest([MANY, FEW], equal="followers", results=tmp_path, quiet=True))
    assert answer.comparison.notes[0].startswith("same followers: A: 4 micro, not 10; expected: ")
    assert answer.sentence.startswith("CPE (same followers, our own hours): ")
    assert "ten micros, scaled to 4 micro (A)" in answer.sentence
    assert answer.readings == ()


def test_what_ifs_are_made_equal_too(tmp_path, capsys):
    why = explain(ExplainRequest(MANY, FEW, equal="reach", runs=5, results=tmp_path, progress="plain"))
    assert "same reach: A: " in capsys.readouterr().err
    assert why.explanation.labels[0].startswith("ten micros, scaled to ")
    turned = flip(FlipRequest(MANY, FEW, over=["costs.hour_usd"], equal="fees", runs=5, points=3, results=tmp_path,
                              quiet=True))  # fmt: skip
    assert turned.curve.labels[0].startswith("ten micros, scaled to ")


def test_three_strategies_cannot_be_made_equal(tmp_path):
    with pytest.raises(UsageProblem, match="needs two strategies, not 3"):
        compare(CompareRequest([MANY, FEW, FEW], equal="reach", results=tmp_path, quiet=True))


def test_a_result_cannot_be_scaled(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"")
    with pytest.raises(InputError, match="is a result, which cannot be scaled; give its scenario"):
        compare(CompareRequest([tmp_path / "a.h5", FEW], equal="reach", results=tmp_path, quiet=True))


def test_without_the_option_nothing_is_changed():
    assert equalise_pair([MANY, FEW], None, CompareRequest([MANY, FEW]), 1) == [MANY, FEW]
