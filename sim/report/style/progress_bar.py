"""Progress of a run: a bar on a terminal, plain lines in a pipe or a log, or nothing."""

import contextlib
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from sim.engine.progress import Reporter, Silent
from sim.text import printable

PLAIN_SECONDS = 30.0
PLAIN_SHARE = 0.1
LEAST_SECONDS = 1.0

Mode = Literal["auto", "bar", "plain", "none"]


def duration(seconds: float) -> str:
    """Seconds in words."""
    whole = round(seconds)
    if whole < 1:
        return "less than 1 s"
    if whole < 100:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 6000 else f"{whole / 3600:.1f} h"


class Plain:
    """A line every tenth of the runs or half minute, and at most one a second."""

    def __init__(self, stream: TextIO, verbose: bool) -> None:
        self._stream = stream
        self._verbose = verbose
        self._total = self._done = self._began_with = self._shown = 0
        self._began = self._shown_at = time.monotonic()
        self._what = "runs"
        self._lead = ""

    def start(self, total: int, done: int, what: str = "runs") -> None:
        self._total, self._done, self._began_with, self._shown, self._what = total, done, done, done, what
        self._began = self._shown_at = time.monotonic()
        if done:
            self.note(f"{done:,} of {total:,} {what} are there already")

    def advance(self, done: int) -> None:
        self._done += done
        now = time.monotonic()
        quiet = now - self._shown_at
        enough = self._done - self._shown >= PLAIN_SHARE * self._total and quiet >= LEAST_SECONDS
        if enough or quiet >= PLAIN_SECONDS or self._done == self._total:
            self._shown, self._shown_at = self._done, now
            spent = now - self._began
            fresh = max(self._done - self._began_with, 1)
            left = spent / fresh * (self._total - self._done)
            line = f"{self._what} {self._done:,}/{self._total:,}, {duration(spent)}, left {duration(left)}"
            if self._lead:
                line += f", {60.0 * fresh / max(spent, 1e-9):,.0f} per min; {self._lead}"
            self.note(line)

    def lead(self, text: str) -> None:
        self._lead = text

    def detail(self, text: str) -> None:
        if self._verbose:
            self.note(text)

    def note(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a full disk behind the stream must not end the run
            print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {printable(text)}", file=self._stream, flush=True)


class Bar:
    """A bar on a terminal, redrawn four times a second."""

    def __init__(self, stream: TextIO, verbose: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._verbose = verbose
        self._console = Console(file=stream)
        self._progress: Any = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            TextColumn("{task.fields[lead]}"),
            console=self._console, refresh_per_second=4, transient=True,
        )  # fmt: skip
        self._task: Any = None
        self._began, self._fresh = 0.0, 0

    def start(self, total: int, done: int, what: str = "runs") -> None:
        self._progress.start()
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(what, total=total, completed=done, lead="")
        self._began, self._fresh = time.monotonic(), 0

    def advance(self, done: int) -> None:
        self._fresh += done
        self._progress.advance(self._task, done)

    def lead(self, text: str) -> None:
        per_minute = 60.0 * self._fresh / max(time.monotonic() - self._began, 1e-9)
        self._progress.update(self._task, lead=printable(f"{per_minute:,.0f} per min; {text}" if text else ""))

    def detail(self, text: str) -> None:
        if self._verbose:
            self.note(text)

    def note(self, text: str) -> None:
        self._console.print(printable(text), markup=False, highlight=False)

    def close(self) -> None:
        self._progress.stop()


def reporter(mode: Mode, quiet: bool, verbose: bool = False) -> Reporter:
    """The reporter for this mode; auto is a bar on a terminal that can draw one, plain lines elsewhere."""
    stream = sys.stderr
    if quiet or mode == "none":
        return Silent()
    can_draw = stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
    return Bar(stream, verbose) if mode == "bar" or (mode == "auto" and can_draw) else Plain(stream, verbose)


def close(reporter: Reporter) -> None:
    """Leave the terminal as it was."""
    if isinstance(reporter, Bar):
        reporter.close()
