"""Local workers leave Ctrl-C to the sweep."""

import signal

from sim.engine.deaf import dask_setup


def test_a_worker_does_not_hear_an_interruption():
    before = signal.getsignal(signal.SIGINT)
    try:
        dask_setup(None)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
