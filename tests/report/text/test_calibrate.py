"""A calibration as text and plain values."""

from sim.report.text import calibrate
from tests.answers import calibration


def test_a_number_has_the_unit_of_its_key():
    first = calibrate.as_dict(calibration())["numbers"][0]
    assert first["after"] == {"median": 0.02, "low_5": 0.015, "high_95": 0.03, "unit": "engagements per follower"}


def test_it_says_how_much_it_explains():
    first = calibrate.as_dict(calibration())["numbers"][0]
    assert first["variance_explained"] == {"value": 0.6, "unit": "share of the variance"}


def test_a_check_that_cannot_be_made_has_no_number():
    assert calibrate.as_dict(calibration())["checks"][0]["sd_probability"]["value"] is None


def test_notes_are_the_last_remarks():
    assert calibrate.as_dict(calibration(), ["written"])["remarks"][-1] == "written"


def test_the_numbers_are_a_table():
    numbers, _ = calibrate.tables(calibration())
    assert numbers.header[-1] == "explained %"
    assert numbers.rows[0] == ("engagement.rate_1k", "0.02000", "0.01000", "0.04000", "0.02000", "0.01500", "0.03000",
                               "60")  # fmt: skip
    assert "fees.sd: the data say nothing; the prior is kept." in numbers.notes


def test_the_checks_are_a_table():
    assert calibrate.tables(calibration())[1].rows == [("engagements", "12", "40", "-", "-", "0")]
