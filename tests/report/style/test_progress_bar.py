"""Progress: seldom enough for a log, and a bar only where one can be drawn."""

import io
import re
import sys

import pytest

from sim.engine.progress import Silent
from sim.report.style import progress_bar
from sim.report.style.progress_bar import Bar, Plain, duration, reporter


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


class Full(io.StringIO):
    """A stream on a full disk."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which moves only by hand."""
    now = [100.0]
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: now[0])
    return now


def lines(stream: io.StringIO) -> list[str]:
    """The lines without their times."""
    return [re.sub(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", "", line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "less than 1 s"), (1.0, "1 s"), (99.4, "99 s"), (100.0, "1 min"), (5999.0, "99 min"), (6000.0, "1.7 h")],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_tenth_of_the_runs_is_a_line_but_not_within_a_second(clock: list[float]) -> None:
    stream = io.StringIO()
    plain = Plain(stream, verbose=False)
    plain.start(100, 0)
    plain.advance(10)
    assert lines(stream) == []
    clock[0] += 2.0
    plain.advance(10)
    assert lines(stream) == ["runs 20/100, 2 s, left 8 s"]
    clock[0] += 2.0
    plain.advance(9)
    assert len(lines(stream)) == 1


def test_half_a_minute_is_a_line_and_so_is_the_end(clock: list[float]) -> None:
    stream = io.StringIO()
    plain = Plain(stream, verbose=False)
    plain.start(100, 0, "cells")
    clock[0] += 30.0
    plain.advance(1)
    plain.advance(99)
    assert [line.split(",")[0] for line in lines(stream)] == ["cells 1/100", "cells 100/100"]


def test_runs_that_are_there_already_do_not_count_for_the_time_left(clock: list[float]) -> None:
    stream = io.StringIO()
    plain = Plain(stream, verbose=False)
    plain.start(100, 60)
    clock[0] += 10.0
    plain.advance(20)
    assert lines(stream) == ["60 of 100 runs are there already", "runs 80/100, 10 s, left 10 s"]


def test_the_leader_stands_beside_the_progress(clock: list[float]) -> None:
    stream = io.StringIO()
    plain = Plain(stream, verbose=False)
    plain.start(100, 0)
    plain.lead("A leads")
    clock[0] += 30.0
    plain.advance(50)
    assert lines(stream) == ["runs 50/100, 30 s, left 30 s, 100 per min; A leads"]


def test_details_are_for_those_who_ask() -> None:
    for verbose in (False, True):
        stream = io.StringIO()
        Plain(stream, verbose).detail("building\x1b[31m")
        assert len(lines(stream)) == verbose
        assert "\x1b" not in stream.getvalue()


def test_a_full_disk_ends_nothing() -> None:
    Plain(Full(), verbose=False).note("stored")


@pytest.mark.parametrize(
    ("mode", "stream", "environment", "kind"),
    [
        ("auto", Terminal, {}, Bar),
        ("auto", Terminal, {"TERM": "dumb"}, Plain),
        ("auto", Terminal, {"CI": "true"}, Plain),
        ("auto", io.StringIO, {}, Plain),
        ("bar", io.StringIO, {}, Bar),
        ("plain", Terminal, {}, Plain),
        ("none", Terminal, {}, Silent),
    ],
)
def test_a_bar_needs_a_terminal(
    mode: progress_bar.Mode,
    stream: type[io.StringIO],
    environment: dict[str, str],
    kind: type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    for name, value in {"TERM": "xterm", "CI": "", **environment}.items():
        monkeypatch.setenv(name, value)
    assert type(reporter(mode, quiet=False)) is kind
    assert type(reporter(mode, quiet=True)) is Silent
