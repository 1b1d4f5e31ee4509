"""The page of a calibration: what past campaigns say, as one HTML file."""

from sim.report.figures import learning
from sim.report.page.page import pictures, template
from sim.report.text import calibrate
from sim.study.calibration.calibrate import Calibration
from sim.text import printable
from sim.version import __version__


def html(calibration: Calibration, seed: int, command: str) -> str:
    """The page."""
    return str(
        template("calibration.html.j2").render(
            n=f"{calibration.campaigns.size:,}",
            remarks=calibrate.remarks(calibration),
            drawings=pictures([learning.numbers(calibration)]),
            numbers=calibrate.learned_table(calibration),
            checks=calibrate.checks_table(calibration),
            command=printable(command),
            version=__version__,
            seed=seed,
            toml=calibrate.posterior_text(calibration, command),
        )
    )
