"""Ctrl-C and termination: the first asks to stop, the second stops at once; finished runs are kept either way."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType

from sim.engine.progress import Stop
from sim.errors import Interrupted

SAME_SECONDS = 1.0  # one request may arrive twice: `timeout` and schedulers signal the process and its group
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextlib.contextmanager
def stoppable(note: Callable[[str], None]) -> Iterator[Stop]:
    """An event that is set when the user or the system asks to stop.

    Raises Interrupted where nobody would look at it.
    """
    stop = Stop()
    asked = 0.0

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if stop.is_set():
            if time.monotonic() - asked > SAME_SECONDS:
                os._exit(Interrupted.exit_code)
            return
        asked = time.monotonic()
        stop.set()
        if not stop.patient:
            raise KeyboardInterrupt
        note("stopping: finished runs are being kept (again: stop at once)")

    wanted = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, ask) for number in wanted}
    try:
        yield stop
    except KeyboardInterrupt:
        raise Interrupted("interrupted") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
