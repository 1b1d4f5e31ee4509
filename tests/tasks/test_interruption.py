"""Interruptions: the first asks to stop, a later one ends at once, and signals are given back."""

import signal
import threading

import pytest

from sim import ending
from sim.errors import Interrupted
from sim.tasks import interruption
from sim.tasks.interruption import handle_signals, is_foreign, stoppable


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
    with pytest.raises(Interrupted), stoppable(notes.append) as stop, stop.looked_at():
        ask(number)
        assert stop.is_set()
    assert notes == ["stopping: finished runs are being kept (again: stop at once)"]


def test_where_nobody_looks_the_first_signal_interrupts() -> None:
    with pytest.raises(Interrupted, match=r"^interrupted$"), stoppable(print):
        ask()


def test_a_signal_that_arrives_twice_is_one(clock: list[float]) -> None:
    notes: list[str] = []
    with pytest.raises(Interrupted), stoppable(notes.append) as stop, stop.looked_at():
        ask()
        clock[0] += interruption.SAME_SECONDS
        ask()
        notes.append("still here")
    assert len(notes) == 2


def test_the_second_signal_interrupts(clock: list[float]) -> None:
    with pytest.raises(Interrupted), stoppable(lambda text: None) as stop, stop.looked_at():
        ask()
        clock[0] += interruption.SAME_SECONDS + 0.1
        ask()
        pytest.fail("went on")


def test_nothing_is_raised_inside_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is raised in its callbacks is swallowed, or breaks it; the signal is not lost."""
    compiler = {"__name__": "numba.core.compiler", "ask": ask, "done": []}
    with pytest.raises(Interrupted), stoppable(print):
        exec("ask(); done.append(1)", compiler)
    assert compiler["done"] == [1]
    assert not is_foreign(None)


def test_a_command_is_asked_by_the_thread_that_hears(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """The process listens already, and ends where nobody answers; no handler is set."""
    monkeypatch.setattr(ending.COMMAND, "is_listening", True)
    before = signal.getsignal(signal.SIGTERM)
    notes: list[str] = []
    with stoppable(notes.append) as stop:
        assert signal.getsignal(signal.SIGTERM) == before
        assert ending.COMMAND.answer is not None
        assert not ending.COMMAND.answer()
        with stop.looked_at():
            assert ending.COMMAND.answer()
            assert ending.COMMAND.answer()
            clock[0] += interruption.SAME_SECONDS + 0.1
            assert not ending.COMMAND.answer()
        assert stop.is_set()
    assert len(notes) == 1
    assert ending.COMMAND.answer is None


def test_handlers_are_given_back_after_a_failure() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(ZeroDivisionError), handle_signals(lambda number, frame: None):
        assert signal.getsignal(signal.SIGTERM) != before
        _ = 1 / 0
    assert signal.getsignal(signal.SIGTERM) == before


def test_other_threads_listen_to_nothing() -> None:
    before, inside = signal.getsignal(signal.SIGINT), []

    def look() -> None:
        with stoppable(print):
            inside.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert inside == [before]
