"""The end of a command that is told to stop: one line, exit code 130, nothing half-made left, from the first moment on.

Signals are heard by a thread of their own. Nothing is raised in the main thread, which may be anywhere: in an import,
in the compiler, in a callback of a library that swallows what is raised in it. Imports little: it comes first.
"""

import contextlib
import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last is of Windows: Ctrl-Break, and a closed window
EXIT_CODE = 130
MOST_NAMED = 3
PATIENCE_SECONDS = 5.0  # for a file that is taking its name
CLEAR_LINE = b"\r\x1b[2K\x1b[?25h"  # on a terminal: away with the bar, and the cursor is back

Answer = Callable[[], bool]  # to a signal: whether somebody sees to it
Undo = Callable[[], str]  # what an unfinished thing does at the end; returns what to say of it


class Command:
    """The command that this process is, as far as its end goes."""

    def __init__(self) -> None:
        self.is_listening = False
        self.is_over = False
        self.answer: Answer | None = None
        self.undo: dict[int, Undo] = {}  # of unfinished things
        self.keys = itertools.count(1)
        self.written: dict[str, None] = {}  # outputs in their places
        self.naming = threading.Lock()  # held while a file takes its name, and for good at the end


COMMAND = Command()


def asking_signals() -> list[int]:
    """Numbers of the signals that ask to stop here; what `nohup` keeps away stays away."""
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    hangup = getattr(signal, "SIGHUP", None)
    return [number for number in numbers if number != hangup or signal.getsignal(number) != signal.SIG_IGN]


def listen() -> None:
    """Hear from now on the signals that ask to stop; for the process of a command, in its main thread."""
    _fill_standard_streams()
    ear, mouth = os.pipe()
    if hasattr(os, "set_blocking"):
        os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    numbers = asking_signals()
    threading.Thread(target=_hear, args=(ear, numbers), daemon=True).start()
    for number in numbers:
        signal.signal(number, lambda _number, _frame: None)
    COMMAND.is_listening = True


def _fill_standard_streams() -> None:
    """Open what the shell has closed, or the pipe would become standard output."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _hear(ear: int, numbers: list[int]) -> None:
    """Answer each signal that is written into the pipe."""
    while heard := os.read(ear, 1):
        if heard[0] in numbers and not (COMMAND.answer and COMMAND.answer()):
            end()


def end() -> None:
    """Undo what is unfinished, say so in one line, and end the process; nothing where the command is over."""
    COMMAND.naming.acquire(timeout=PATIENCE_SECONDS)  # from now on no file takes its name
    if COMMAND.is_over:
        COMMAND.naming.release()
        return
    stream = _hush()
    said = [_undo(undo) for undo in reversed(list(COMMAND.undo.values()))]
    _leave(stream, line([*filter(None, said), *_outputs()]))


def _hush() -> int:
    """Let other threads write nothing any more; returns a descriptor of standard error, or -1."""
    with contextlib.suppress(OSError):
        stream, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(nowhere, number)
        return stream
    return -1


def _undo(undo: Undo) -> str:
    """Undo an unfinished thing; the other threads are still moving, so it may fail."""
    with contextlib.suppress(Exception):
        return undo()
    return ""


def _outputs() -> list[str]:
    """The outputs that are whole, in words: the first few, and how many more."""
    names = list(COMMAND.written)
    if not names:
        return []
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return [f"written before, and whole: {', '.join(names[:MOST_NAMED])}{more}"]


def line(said: list[str]) -> str:
    """The last line of a command that was told to stop.

    >>> line([]), line(["a.h5.parts keeps 3 runs"])
    ('Error: interrupted', 'Error: interrupted; a.h5.parts keeps 3 runs')
    """
    return "; ".join(["Error: interrupted", *said])


def _leave(stream: int, text: str) -> NoReturn:
    """Say a last word and leave, without the interpreter's own end."""
    with contextlib.suppress(OSError):
        head = CLEAR_LINE if os.isatty(stream) else b""
        os.write(stream, head + text.encode(errors="backslashreplace") + b"\n")
    os._exit(EXIT_CODE)


def close() -> None:
    """All is done but the last words: signals are heard no more, for there is nothing left to stop."""
    if not COMMAND.is_listening:
        return
    with COMMAND.naming:
        COMMAND.is_over = True
    for number in asking_signals():
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[None]:
    """Let signals be answered by a function: True where somebody will stop soon, else the command ends.

    >>> with answering(lambda: True):
    ...     COMMAND.answer()
    True
    """
    before, COMMAND.answer = COMMAND.answer, answer
    try:
        yield
    finally:
        COMMAND.answer = before


def undo_at_end(undo: Undo) -> int:
    """Undo something if the command ends; returns its key. Nothing is begun any more while it ends.

    >>> key = undo_at_end(lambda: "")
    >>> COMMAND.undo.pop(key)()
    ''
    """
    key = next(COMMAND.keys)
    with COMMAND.naming:
        COMMAND.undo[key] = undo
    return key


@contextlib.contextmanager
def undo_unless_done(undo: Undo) -> Iterator[None]:
    """Undo something if the command ends meanwhile; undo: returns what to say of it, or nothing.

    >>> with undo_unless_done(lambda: "half of a.csv is there"):
    ...     [undo() for undo in COMMAND.undo.values()]
    ['half of a.csv is there']
    """
    key = undo_at_end(undo)
    try:
        yield
    finally:
        del COMMAND.undo[key]


@contextlib.contextmanager
def taking_a_name(output: str) -> Iterator[None]:
    """A file takes its name inside: wholly before the last word of a command, or not at all.

    output: the name of a file that the user wants, to be told at the end; empty where it is no output.
    """
    with COMMAND.naming:
        yield
        if output:
            COMMAND.written[output] = None
