"""The largest cascade as text and plain values."""

from pathlib import Path

import pytest

from sim.report.pictures.cascade_picture import Caption
from sim.report.text import cascade
from tests.answers import tree


def test_a_cascade_has_size_depth_and_virality():
    values = cascade.as_dict(3, tree(), Path("c.svg"))
    assert values["size"]["value"] == 3
    assert values["depth"] == {"value": 2, "unit": "shares"}
    assert values["structural_virality"]["value"] == pytest.approx(4 / 3)


def test_engagers_say_from_whom_they_have_it():
    values = cascade.as_dict(3, tree(), Path("c.svg"))
    assert values["engagers"][0] == {"person": 7, "parent": None, "hop": {"value": 0, "unit": "shares"}}
    assert values["engagers"][2]["parent"] == 1


def test_the_table_has_the_same_figures():
    assert cascade.tables(3, tree())[0].rows[2][1] == "1.33"


def test_the_text_names_the_picture():
    assert cascade.text(3, Caption("title", "below\nmore"), Path("c.svg")) == "title: below\nc.svg: written"


def test_nobody_engages_and_that_is_said():
    said = "run 3: nobody engages, so there is nothing to draw"
    assert cascade.text(3, None, None) == said
    assert cascade.tables(3, None)[0].heading == said
    assert cascade.as_dict(3, None, None)["size"] == {"value": 0, "unit": "engagers"}
