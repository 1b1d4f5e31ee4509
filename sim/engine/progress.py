"""What a run says of itself while it goes on; how that looks is for others to decide."""

import threading
from typing import Protocol


class Stop(threading.Event):
    """Set when the user wants to stop.

    patient: whether somebody looks at it often and keeps what is finished; else an interruption loses nothing.
    """

    patient = False


class Reporter(Protocol):
    """Somebody who is told how far a run has come."""

    def start(self, total: int, done: int, what: str = "runs") -> None:
        """So many runs (or cells) are wanted, so many are done already."""

    def advance(self, done: int) -> None:
        """So many more are done."""

    def lead(self, text: str) -> None:
        """What the leading result is so far, to stand beside the progress."""

    def note(self, text: str) -> None:
        """Something the user should know."""

    def detail(self, text: str) -> None:
        """Something for those who asked for more."""


class Silent:
    """Tells nobody."""

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
