"""Every family of mechanisms with arguments to call its members with, and the legal ranges of their parameters."""

import numpy as np

from sim.mechanisms.curves import CURVES, N_SOURCES
from sim.mechanisms.feeds import FEEDS
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.scenario.base import Choice
from sim.world.people import FOLLOWINESS_LAWS

SOURCES = np.arange(1.0, N_SOURCES + 1.0)
SIZES = np.array([0.0, 1.0, 500.0, 1e3, 1e5, 1e6, 3e7])
FAMILIES = {
    "curves": (CURVES, (SOURCES,)),
    "feeds": (FEEDS, (19.0,)),
    "laws": (ENGAGEMENT_LAWS, (SIZES, 0.05, 0.16)),
    "followiness": (FOLLOWINESS_LAWS, (np.array([0.001, 0.5, 0.999]),)),
}
RANGES = {  # what the docstrings and the evidence speak of; anything beyond is refused
    ("hazard_power", "beta"): (0.0, 4.0),
    ("hill", "half"): (0.01, 1000.0),
    ("hill", "steepness"): (0.1, 10.0),
    ("linear_threshold", "friends"): (1.0, 32.0),
    ("threshold", "sources"): (1.0, 32.0),
    ("threshold", "factor"): (0.0, 1000.0),
    ("u_shaped", "lowest"): (1.5, 32.0),
    ("u_shaped", "depth"): (0.0, 1.0),
    ("inverted_u", "peak"): (1.5, 32.0),
    ("inverted_u", "height"): (1.0, 100.0),
    ("inverted_u", "persistence"): (0.0, 1.0),
    ("log_quadratic", "peak"): (2000.0, 1e9),
    ("power", "bend"): (-0.2, 0.2),
    ("gamma", "shape"): (0.01, 1e6),
    ("zipf", "exponent"): (1.05, 10.0),
    ("zipf", "most"): (1.0, 1e9),
    ("ranked", "momentum"): (0.0, 4.0),
    ("ranked", "most_boost"): (1.0, 100.0),
}
PLACE = ("some", "table")


def call(family, name, **values):
    members, arguments = FAMILIES[family]
    return bind(members, Choice.model_validate({"name": name, **values}), PLACE)(*arguments)
