"""Messages of a run while it goes on; other floors decide how they look."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Stop(threading.Event):
    """Set when the user wants to stop.

    patient: whether somebody looks at it often and keeps what is finished; else an interruption loses nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.patient = False
        self._change = threading.RLock()

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """Somebody looks at it often inside, and once more after it."""
        self._set_patient(True)
        try:
            yield
        finally:
            self._set_patient(False)

    def _set_patient(self, patient: bool) -> None:
        with self._change:
            self.patient = patient

    def ask(self, tell: Callable[[], None]) -> bool:
        """Set it where somebody looks, and tell the user before that; False elsewhere."""
        with self._change:
            if self.patient:
                tell()
                self.set()
            return self.patient


class Reporter(Protocol):
    """Receiver of the messages of a run."""

    def start(self, total: int, done: int, what: str = "runs") -> None:
        """Start: so many runs (or cells) in all, and so many that are done already."""

    def advance(self, done: int) -> None:
        """Add runs that are finished."""

    def lead(self, text: str) -> None:
        """The leading result so far, to stand beside the progress."""

    def note(self, text: str) -> None:
        """Something the user should know."""

    def detail(self, text: str) -> None:
        """Something for those who asked for more."""


class Silent:
    """A receiver that passes nothing on."""

    def start(self, total: int, done: int, what: str = "runs") -> None:
        pass

    def advance(self, done: int) -> None:
        pass

    def lead(self, text: str) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def detail(self, text: str) -> None:
        pass
