"""Asking to stop: only where somebody looks, and never lost at the edge of that."""

import threading

from sim.engine.progress import Stop


def test_only_where_somebody_looks_it_is_asked_and_told() -> None:
    stop, told = Stop(), []
    assert not stop.ask(lambda: told.append(1))
    assert not stop.is_set()
    with stop.looked_at():
        assert stop.ask(lambda: told.append(2))
    assert stop.is_set()
    assert told == [2]


def test_nobody_leaves_while_it_is_asked() -> None:
    """The look that follows must see it: the end of the looking waits until it is set."""
    stop, asking, seen = Stop(), threading.Event(), []

    def tell() -> None:
        asking.set()
        looker.join(0.2)  # cannot leave yet
        seen.append(looker.is_alive())

    def look() -> None:
        with stop.looked_at():
            asker.start()
            asking.wait()
        seen.append(stop.is_set())

    asker = threading.Thread(target=lambda: stop.ask(tell))
    looker = threading.Thread(target=look)
    looker.start()
    looker.join()
    asker.join()
    assert seen == [True, True]


def test_looking_ends_with_a_failure() -> None:
    stop = Stop()
    try:
        with stop.looked_at():
            raise ValueError
    except ValueError:
        pass
    assert not stop.patient
