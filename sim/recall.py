"""Things that were made last and are kept for whoever wants them next."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Recall(Generic[Key, Thing]):
    """The last few things by key, shared by all threads: whoever wants one first makes it, the others wait.

    >>> squares: Recall[int, int] = Recall(most=2)
    >>> squares.of(3, lambda: 9), squares.of(3, lambda: 9)
    ((9, True), (9, False))
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._promises: OrderedDict[Key, Future[Thing]] = OrderedDict()

    def of(self, key: Key, make: Callable[[], Thing]) -> tuple[Thing, bool]:
        """The thing of this key, and whether it was made for this call. Raises what `make` raises."""
        with self._lock:
            is_new = key not in self._promises
            promise = self._promises.setdefault(key, Future())
            self._use(key)
        if is_new:
            self._make(key, promise, make)
        return promise.result(), is_new

    def put(self, key: Key, thing: Thing) -> None:
        """Keep a thing that somebody made anyway."""
        promise: Future[Thing] = Future()
        promise.set_result(thing)
        with self._lock:
            self._promises[key] = promise
            self._use(key)

    def forget(self, key: Key) -> None:
        """Drop the thing of this key."""
        with self._lock:
            self._promises.pop(key, None)

    def _use(self, key: Key) -> None:
        """Mark a key as used last, and drop what was used longest ago."""
        self._promises.move_to_end(key)
        while len(self._promises) > self._most:
            self._promises.popitem(last=False)

    def _make(self, key: Key, promise: Future[Thing], make: Callable[[], Thing]) -> None:
        try:
            promise.set_result(make())
        except BaseException as error:
            self.forget(key)
            promise.set_exception(error)
