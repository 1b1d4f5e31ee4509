"""The state of a person in a run, in 32 bits: exposures, sources, kinds of creator seen, and what they did."""

import numpy as np

EXPOSURES = np.uint32(0xFFFFF)
ENGAGED = np.uint32(1 << 20)
BOUGHT = np.uint32(1 << 21)
BY_CREATOR = np.uint32(1 << 22)  # has seen a post itself, not only what a friend shared
KIND_SHIFT = np.uint32(23)  # has seen a small creator, and in the bit above, a big one
SOURCES_SHIFT = np.uint32(25)  # uppermost, so that states compare as their sources do
MOST_SOURCES = np.uint32(0x7F << 25)
MOST_EXPOSURES = 1 << 20  # so many are not counted
