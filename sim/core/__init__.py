"""The core. An environment in which it cannot be compiled is refused in one line, before numba is imported."""

import os

from sim.errors import EngineError


def check_environment() -> None:
    """Refuse variables that numba reads and with which nothing can be simulated. Raises EngineError."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        raise EngineError(
            f"NUMBA_DISABLE_JIT={os.environ['NUMBA_DISABLE_JIT']}: must be 0 or absent: "
            "the simulation runs as machine code only"
        )
    threads = os.environ.get("NUMBA_NUM_THREADS", "1")
    if not threads.isascii() or not threads.isdigit() or int(threads) < 1:
        raise EngineError(f"NUMBA_NUM_THREADS={threads}: must be a whole number from 1, or absent; see --threads")


check_environment()
