"""Ctrl-C and termination: the first asks to stop, the second stops at once; finished runs are kept either way."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from sim.ending import COMMAND, SIGNALS, answering
from sim.engine.progress import Stop
from sim.errors import Interrupted

SAME_SECONDS = 1.0  # one request may arrive twice: `timeout` and schedulers signal the process and its group
FOREIGN = ("numba", "llvmlite", "importlib")  # what is raised in their callbacks is swallowed, or breaks them


@contextlib.contextmanager
def stoppable(note: Callable[[str], None]) -> Iterator[Stop]:
    """An event that is set when the user or the system asks to stop.

    Where nobody would look at the event, and the second time, a command ends (see sim/ending.py). In Python Interrupted
    is raised then; signals reach only the main thread there: elsewhere nothing is listened to.

    >>> with stoppable(print) as stop:
    ...     stop.is_set()
    False
    """
    stop, asked = Stop(), 0.0

    def answer() -> bool:
        """Ask those who look; False where nobody does."""
        nonlocal asked
        if stop.is_set():
            return time.monotonic() - asked <= SAME_SECONDS
        asked = time.monotonic()
        return stop.ask(lambda: note("stopping: finished runs are being kept (again: stop at once)"))

    with answering(answer) if COMMAND.is_listening else raising(stop, answer):
        yield stop


@contextlib.contextmanager
def raising(stop: Stop, answer: Callable[[], bool]) -> Iterator[None]:
    """Let signals raise Interrupted where nobody answers, at the latest at the end.

    >>> with raising(Stop(), lambda: True):
    ...     pass
    """

    def handle(_number: int, frame: FrameType | None) -> None:
        if answer():
            return
        stop.set()
        if not is_foreign(frame):
            raise KeyboardInterrupt

    try:
        with handle_signals(handle):
            yield
    except KeyboardInterrupt:
        raise Interrupted("interrupted") from None
    if stop.is_set():
        raise Interrupted("interrupted")


def is_foreign(frame: FrameType | None) -> bool:
    """Whether a library is at work in which nothing may be raised.

    >>> is_foreign(None)
    False
    """
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).split(".")[0] in FOREIGN:
            return True
        frame = frame.f_back
    return False


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
