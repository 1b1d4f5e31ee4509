"""The figure of a calibration: each number before and after."""

from functools import partial
from typing import Any

import numpy as np

from sim.report.figures.canvas import WIDTH, Drawing, colour, legend_above, plain_numbers
from sim.report.pictures.strokes import SOFT
from sim.report.text.calibrate import learned_table
from sim.study.calibration.calibrate import Calibration


def numbers(calibration: Calibration) -> Drawing:
    """Prior and posterior of each number, relative to the middle of what was known before."""
    sharpest = max(calibration.learned, key=lambda learned: learned.variance_explained)
    return Drawing(
        "calibration",
        "What was known, and what is known now",
        "Each number relative to the middle of what was known before: 5% to 95% before (above, grey), after (below). "
        "A bar as long as before: the campaigns say nothing about it.",
        f"Intervals of {len(calibration.learned)} numbers before and after; most is learned of {sharpest.name}.",
        partial(paint, calibration),
        learned_table(calibration),
        (WIDTH, 1.0 + 0.38 * len(calibration.learned)),
    )


def paint(calibration: Calibration, figure: Any) -> None:
    axes = figure.subplots()
    rows = np.arange(len(calibration.learned))[::-1].astype(float)
    middle = np.array([learned.prior[1] for learned in calibration.learned])
    for shift, style, label, ends in (
        (0.17, {"color": SOFT, "lw": 5, "alpha": 0.45}, "before", [learned.prior for learned in calibration.learned]),
        (-0.13, {"color": colour(0), "lw": 5}, "now", [learned.posterior for learned in calibration.learned]),
    ):
        share = np.array(ends) / middle[:, None]
        axes.hlines(rows + shift, share[:, 0], share[:, 2], label=label, **style)
        axes.plot(share[:, 1], rows + shift, "o", color="white", ms=3)
    axes.axvline(1.0, color=SOFT, lw=0.8)
    axes.set_yticks(rows, [learned.name for learned in calibration.learned])
    axes.set_ylim(-0.7, len(calibration.learned) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("relative to the middle before")
    plain_numbers(axes.xaxis)
    legend_above(figure, axes)
