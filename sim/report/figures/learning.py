"""The figure of a calibration: what was known of each number before and after."""

from functools import partial
from typing import Any

import numpy as np

from sim.report.figures.canvas import WIDTH, Drawing, colour, legend_above, plain_numbers
from sim.report.pictures.strokes import SOFT
from sim.report.text import calibrate as told
from sim.study.calibration.calibrate import Calibration


def numbers(found: Calibration) -> Drawing:
    """Prior and posterior of each number, relative to the middle of what was known before."""
    sharp = max(found.learned, key=lambda one: one.told)
    return Drawing(
        "calibration",
        "What was known, and what is known now",
        "Each number relative to the middle of what was known before: 5% to 95% before (above, grey), after (below). "
        "A bar as long as before: the campaigns tell nothing of it.",
        f"Intervals of {len(found.learned)} numbers before and after; the most is told of {sharp.name}.",
        partial(paint, found),
        told.learned_table(found),
        (WIDTH, 1.0 + 0.38 * len(found.learned)),
    )


def paint(found: Calibration, figure: Any) -> None:
    axes = figure.subplots()
    rows = np.arange(len(found.learned))[::-1].astype(float)
    middle = np.array([one.prior[1] for one in found.learned])
    for shift, style, label, ends in (
        (0.17, {"color": SOFT, "lw": 5, "alpha": 0.45}, "before", [one.prior for one in found.learned]),
        (-0.13, {"color": colour(0), "lw": 5}, "now", [one.posterior for one in found.learned]),
    ):
        share = np.array(ends) / middle[:, None]
        axes.hlines(rows + shift, share[:, 0], share[:, 2], label=label, **style)
        axes.plot(share[:, 1], rows + shift, "o", color="white", ms=3)
    axes.axvline(1.0, color=SOFT, lw=0.8)
    axes.set_yticks(rows, [one.name for one in found.learned])
    axes.set_ylim(-0.7, len(found.learned) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("relative to the middle before")
    plain_numbers(axes.xaxis)
    legend_above(figure, axes)
