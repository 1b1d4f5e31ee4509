"""What a scenario's network looks like, as a picture: its structure, who follows how many, what pairs share."""

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import FileProblem
from sim.report import community_map, creator_ring
from sim.report.strokes import (
    INK, PALE, SOFT, bare, colour, counted, heading, ladder, people_say, percent, short,
)  # fmt: skip
from sim.scenario.model import Scenario
from sim.store.commit import commit
from sim.store.names import check_output
from sim.world import audience
from sim.world.build import World
from sim.world.overlap import Overlap

INCHES = (13.5, 8.4)
DPI = 160  # of a PNG
FORMS = (".svg", ".png", ".pdf")
BLUE, SAND = colour(0), colour(3)
BINS = 28
QUANTILES = (0.1, 0.5, 0.9, 0.99)
SETTINGS = {"svg.hashsalt": "influence-sim", "svg.fonttype": "none", "pdf.fonttype": 42}
NOTHING = -0.35  # decades left of the smallest share: where pairs stand that share nobody
