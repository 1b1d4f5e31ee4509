"""Messages of a run while it goes on; other floors decide how they look."""

import threading
from typing import Protocol


class Stop(threading.Event):
    """Set when the user wants to stop.

    patient: whether somebody looks at it often and keeps what is finished; else an interruption loses nothing.
    """

    patient = False


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
