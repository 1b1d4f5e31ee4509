"""The page of a calibration: remarks, numbers and the posterior, harmless."""

from sim.report.page.learned import html
from sim.report.text import calibrate
from tests.answers import calibration


def test_everything_that_was_learned_is_there():
    page = html(calibration(), 7, "sim calibrate <past>.csv")
    assert "<svg" in page
    assert all(learned.name in page for learned in calibration().learned)
    assert "sim calibrate &lt;past&gt;.csv" in page


def test_the_posterior_can_be_copied():
    first = calibrate.posterior_text(calibration(), "c").splitlines()[-1]
    assert first.replace('"', "&#34;") in html(calibration(), 7, "c")
