"""Interruptions: the first asks to stop, a later one ends at once, and signals are given back."""

import os
import signal
import threading

import pytest

from sim.errors import Interrupted
from sim.tasks import interruption
from sim.tasks.interruption import handle_signals, stoppable


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which moves only by hand."""
    now = [100.0]
    monkeypatch.setattr(interruption.time, "monotonic", lambda: now[0])
    return now


def ask(number: signal.Signals = signal.SIGINT) -> None:
    signal.raise_signal(number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop(number: signal.Signals) -> None:
    notes: list[str] = []
    with stoppable(notes.append, leave=True) as stop:
        stop.patient = True
        ask(number)
        assert stop.is_set()
    assert notes == ["stopping: finished runs are being kept (again: stop at once)"]


def test_where_nobody_looks_the_first_signal_interrupts() -> None:
    with pytest.raises(Interrupted, match=r"^interrupted$"), stoppable(print, leave=True) as stop:
        stop.patient = False
        ask()


def test_a_signal_that_arrives_twice_is_one(clock: list[float]) -> None:
    notes: list[str] = []
    with stoppable(notes.append, leave=False) as stop:
        stop.patient = True
        ask()
        clock[0] += interruption.SAME_SECONDS
        ask()
    assert len(notes) == 1


def test_the_second_signal_interrupts(clock: list[float]) -> None:
    with pytest.raises(Interrupted), stoppable(lambda text: None, leave=False) as stop:
        stop.patient = True
        ask()
        clock[0] += interruption.SAME_SECONDS + 0.1
        ask()


def test_the_second_signal_ends_a_command(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    def end(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", end)
    with pytest.raises(SystemExit) as caught, stoppable(lambda text: None, leave=True) as stop:
        stop.patient = True
        ask()
        clock[0] += interruption.SAME_SECONDS + 0.1
        ask()
    assert caught.value.code == Interrupted.exit_code


def test_handlers_are_given_back_after_a_failure() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(ZeroDivisionError), handle_signals(lambda number, frame: None):
        assert signal.getsignal(signal.SIGTERM) != before
        _ = 1 / 0
    assert signal.getsignal(signal.SIGTERM) == before


def test_other_threads_listen_to_nothing() -> None:
    before, inside = signal.getsignal(signal.SIGINT), []

    def look() -> None:
        with stoppable(print, leave=False):
            inside.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert inside == [before]
