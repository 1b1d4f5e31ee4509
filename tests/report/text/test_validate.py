"""Published findings as records, with the numbers behind their words."""

import pytest

from sim.report.text import validate
from sim.study.replication.finding import TargetFinding, TargetNumbers
from tests.answers import are_shown

FINDING = TargetFinding(3, "fees", "A 2020", "M", "1 ± 0.1", "1.05", "met", "", 0.2,
                        TargetNumbers([1.05], 0.9, 1.1, "USD"))  # fmt: skip


@pytest.fixture
def record():
    return validate.as_dict([FINDING])["findings"][0]


def test_ours_and_the_expected_are_numbers(record):
    assert record["ours"] == {"values": [1.05], "unit": "USD"}
    assert record["expected"] == {"low": 0.9, "high": 1.1, "unit": "USD"}


def test_the_words_are_kept(record):
    assert record["in_words"] == "1 ± 0.1; ours 1.05"
    assert record["reliability"] == "M"


def test_figures_that_are_met_are_counted():
    values = validate.as_dict([FINDING, FINDING._replace(verdict="not met")])
    assert (values["met"], values["figures"]) == (1, 2)


def test_the_table_is_in_the_text():
    assert are_shown(validate.tables([FINDING]), validate.text([FINDING], "table", wide=False))
