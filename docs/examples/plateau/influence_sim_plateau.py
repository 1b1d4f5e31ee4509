"""Plug-ins for sim: a response curve that ends, and engagers per post."""

import numpy as np

import sim


def plateau(source: np.ndarray, *, sources: float = 3.0) -> np.ndarray:
    """Every source counts the same up to `sources` of them; further ones add nothing."""
    sim.within("sources", sources, 1.0, 32.0)
    return np.where(source <= sources, 1.0, 0.0)


ENGAGERS_PER_POST = sim.Measure(label="Engagers per post", unit="people", better=1, top="engagers", bottom="posts")
