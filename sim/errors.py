"""Errors that take one line; each family has an exit code of its own (0 is success, 1 is a bug of ours)."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path


class Spelling(IntEnum):
    """The language in which a message names options: the command's, or Python's."""

    COMMAND = 1
    PYTHON = 2


SPELT = re.compile("\x1e([^\x1e\x1f]*)\x1f([^\x1e\x1f]*)\x1e")  # characters that nobody types


def spell(command: str, python: str) -> str:
    """A part of a message that commands and Python write differently: it becomes words where the error is shown.

    >>> str(SimError(f"too few; ask for more {spell('--runs', 'runs')}"))
    'too few; ask for more --runs'
    """
    return f"\x1e{command}\x1f{python}\x1e"


def option(name: str) -> str:
    """An option in a message, by its name in Python: --one-in, or one_in.

    >>> write_out(option("one_in"), Spelling.COMMAND), write_out(option("one_in"), Spelling.PYTHON)
    ('--one-in', 'one_in')
    """
    return spell(f"--{name.rstrip('_').replace('_', '-')}", name)


def switch(name: str) -> str:
    """An option that is switched on, in a message: --force, or force=True.

    >>> write_out(switch("force"), Spelling.COMMAND), write_out(switch("force"), Spelling.PYTHON)
    ('--force', 'force=True')
    """
    return spell(f"--{name}", f"{name}=True")


CALL = spell("command", "call")  # "the same command and --resume"


def write_out(text: str, spelling: Spelling) -> str:
    """A message in words."""
    return SPELT.sub(rf"\{spelling.value}", text)


class SimError(Exception):
    """Problem that is reported in one line, never as a traceback."""

    exit_code = 1
    spelling = Spelling.COMMAND  # Python's where it leaves a function of `sim`

    @property
    def template(self) -> str:
        """The message with its options as `spell` writes them, to be made part of another message."""
        return super().__str__()

    def __str__(self) -> str:
        return write_out(self.template, self.spelling)


@contextmanager
def spelt_for_python() -> Iterator[None]:
    """Let errors inside name options as Python writes them.

    >>> with spelt_for_python():
    ...     raise FileProblem(f"a.h5: exists already; {switch('force')} replaces it")
    Traceback (most recent call last):
    sim.errors.FileProblem: a.h5: exists already; force=True replaces it
    """
    try:
        yield
    except SimError as error:
        error.spelling = Spelling.PYTHON
        raise


class MissingExtraError(SimError):
    """A command needs an optional library that is not installed."""

    exit_code = 2


class InputError(SimError):
    """A scenario, a roster or a network says something that cannot be meant."""

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message  # its options as `spell` writes them
        self.file = file
        self.line = line
        self.path = path

    @property
    def template(self) -> str:
        """File, line, key and message, its options as `spell` writes them."""
        where = str(self.file) if self.file is not None else ""
        if where and self.line is not None:
            where += f":{self.line}"
        key = ".".join(str(part) for part in self.path)
        return ": ".join(part for part in (where, key, self.message) if part)


class InputErrors(InputError):
    """Several input errors of one pass, a line each."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors

    @property
    def template(self) -> str:
        """The messages, a line each."""
        return "\n".join(error.template for error in self.errors)


def join_errors(errors: Sequence[InputError]) -> InputError:
    """One error for all that was found in one pass."""
    return errors[0] if len(errors) == 1 else InputErrors(list(errors))


class FileProblem(SimError):
    """A file exists already, cannot be read or written, or is of a format that this version does not know."""

    exit_code = 4


class DamagedFile(FileProblem):
    """A result file whose content is not what was written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: damaged: {reason}")
        self.path = path
        self.reason = reason


class ChangedBytes(UserWarning):
    """A file whose bytes another program has changed, and whose content is as it was."""


class EngineError(SimError):
    """The machinery that runs batches failed."""

    exit_code = 5


class CheckFailed(SimError):
    """A check that the user asked for did not hold."""

    exit_code = 6


class Interrupted(SimError):
    """Stopped by the user; finished batches are kept."""

    exit_code = 130


class UsageProblem(SimError):
    """Options that are out of range, missing, or exclude each other."""

    exit_code = 2
