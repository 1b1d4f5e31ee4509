"""Errors that take one line; each family has an exit code of its own (0 is success, 1 is a bug of ours)."""

from collections.abc import Sequence
from pathlib import Path


class SimError(Exception):
    """Problem that is reported in one line, never as a traceback."""

    exit_code = 1


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
        self.message = message
        self.file = file
        self.line = line
        self.path = path

    def __str__(self) -> str:
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

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


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
