"""The page about what past campaigns tell, as one HTML file."""

from sim.report.figures import learning
from sim.report.page.page import pictures, template
from sim.report.style.table import printable
from sim.report.text import calibrate as told
from sim.study.calibration.calibrate import Calibration
from sim.version import __version__


def html(found: Calibration, seed: int, command: str) -> str:
    """The page."""
    return str(
        template("calibration.html.j2").render(
            n=f"{found.campaigns.size:,}",
            remarks=told.remarks(found),
            drawings=pictures([learning.numbers(found)]),
            numbers=told.learned_table(found),
            checks=told.checks_table(found),
            command=printable(command),
            version=__version__,
            seed=seed,
            toml=told.posterior_text(found, command),
        )
    )
