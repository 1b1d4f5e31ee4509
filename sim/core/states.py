"""What a person has been through in a run, in 32 bits."""

import numpy as np

EXPOSURES = np.uint32(0x1FFFF)
ENGAGED = np.uint32(1 << 17)
BOUGHT = np.uint32(1 << 18)
BY_CREATOR = np.uint32(1 << 19)  # has seen a post itself, not only what a friend shared
KIND_SHIFT = np.uint32(20)  # has seen a small creator, and in the bit above, a big one
SOURCES_SHIFT = np.uint32(22)  # uppermost, so that states compare as their sources do
MOST_SOURCES = np.uint32(0x3FF << 22)
MOST_EXPOSURES = 1 << 17  # so many are not counted
