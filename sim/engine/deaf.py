"""Loaded by local workers: Ctrl-C reaches all processes of a terminal, and the sweep alone answers."""

import signal


def dask_setup(_worker: object) -> None:
    """Called by dask on the main thread of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
