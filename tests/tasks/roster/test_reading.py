"""Options that say how a file is read: each is checked before the file is."""

import pytest

from sim.errors import InputError, UsageProblem
from sim.tasks.roster.reading import choices_of, pairs_of, rate_of
from sim.tasks.roster.roster import RosterRequest


def choices(**options):
    return choices_of(RosterRequest("r.csv", **options))


def test_options_become_choices():
    found = choices(column=['fee_usd="Budget asked"'], unit=["engagement_rate=percent"], rate=["eur=1.1"], decimal=",")
    assert found.columns == {"fee_usd": "Budget asked"}
    assert found.units == {"engagement_rate": "percent"}
    assert found.rates == {"EUR": 1.1}
    assert found.decimal == ","
    assert choices().decimal == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"column": ["fee_usd"]}, 'column: "fee_usd" must be two words with = between them'),
        ({"column": ["a=b", "a=c"]}, 'column: "a" is given twice'),
        ({"unit": ["engagement_rate=per mille"]}, "unit: engagement_rate=per mille must be percent or fraction"),
        ({"rate": ["XXX=1"]}, 'rate: "XXX" is no currency that is known; say EUR=1.1'),
        ({"rate": ["EUR=0"]}, 'rate: "EUR=0" must be above 0 and at most 1000000'),
        ({"rate": ["EUR=nan"]}, 'rate: "EUR=nan" must be above 0 and at most 1000000'),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(InputError) as caught:
        choices(**options)
    assert str(caught.value) == f"--{message}"


def test_a_mark_is_a_dot_or_a_comma():
    with pytest.raises(UsageProblem, match=r"Invalid value for '--decimal': ';' is not '\.' or ','"):
        choices(decimal=";")


def test_texts_become_pairs():
    assert pairs_of(["a = b=c"], "column") == {"a": "b=c"}
    assert rate_of("EUR", "1.1") == 1.1
