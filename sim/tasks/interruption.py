"""Ctrl-C and termination: the first asks to stop, the second stops at once; finished runs are kept either way."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from sim.engine.progress import Stop
from sim.errors import Interrupted

SAME_SECONDS = 1.0  # one request may arrive twice: `timeout` and schedulers signal the process and its group
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextlib.contextmanager
def stoppable(note: Callable[[str], None], *, leave: bool) -> Iterator[Stop]:
    """An event that is set when the user or the system asks to stop; leave: the second time the process ends.

    Raises Interrupted where nobody would look at the event, and the second time unless the process ends. Signals reach
    only the main thread: elsewhere nothing is listened to.

    >>> with stoppable(print, leave=False) as stop:
    ...     stop.is_set()
    False
    """
    stop, asked = Stop(), 0.0

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if stop.is_set():
            if time.monotonic() - asked > SAME_SECONDS:
                _end_now(leave)
            return
        asked = time.monotonic()
        stop.set()
        if not stop.patient:
            raise KeyboardInterrupt
        note("stopping: finished runs are being kept (again: stop at once)")

    with handle_signals(ask):
        try:
            yield stop
        except KeyboardInterrupt:
            raise Interrupted("interrupted") from None


def _end_now(leave: bool) -> None:
    """End the process, or only what is running in it."""
    if leave:
        os._exit(Interrupted.exit_code)
    raise KeyboardInterrupt


@contextlib.contextmanager
def handle_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Let a function handle the signals that ask to stop, in the main thread.

    >>> with handle_signals(lambda number, frame: None):
    ...     signal.getsignal(signal.SIGTERM).__name__
    '<lambda>'
    """
    is_main = threading.current_thread() is threading.main_thread()
    wanted = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)] if is_main else []
    before = {number: signal.signal(number, handler) for number in wanted}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
