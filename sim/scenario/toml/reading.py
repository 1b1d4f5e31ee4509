"""From bytes to the plain tables of a TOML file, or one clear error."""

import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from sim.errors import FileProblem, InputError

LARGEST = 1_000_000
DEEPEST = 12
TOO_DEEP = f"arrays or tables are nested more than {DEEPEST} levels deep"
UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# The parser needs minutes and gigabytes for a key of thousands of parts.
LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""")
IN_WORDS = (
    (r"Cannot overwrite a value|Duplicate inline", "this key was given before in the same table"),
    (
        r"Cannot declare|Cannot mutate|Cannot redefine",
        "this table was given before: keep its keys together; groups of creators have [[two brackets]]",
    ),
    (r"Expected '=' after a key|Invalid statement", "must be key = value or [table] or # remark"),
    (
        r"Invalid value",
        'not a value: text needs straight "quotes", numbers are like 10000 or 0.5, true and false are small',
    ),
    (
        r"Expected newline or end of document after a statement",
        'more follows than one value: numbers are like 10000 or 10_000 or 0.5, shares like "3%"',
    ),
    (r"Illegal character '\\n'", "a quote is not closed on its line"),
)
"""What the parser says, and what a user understands."""


def read(path: Path) -> str:
    """The text of a regular file, without a byte order mark. Raises FileProblem, InputError.

    >>> _ = Path("small.toml").write_text("run = { runs = 5 }")
    >>> read(Path("small.toml"))
    'run = { runs = 5 }'
    """
    with open_regular(path) as file:
        return decode(file.read(LARGEST + 1), path)


@contextmanager
def open_regular(path: Path) -> Iterator[BufferedReader]:
    """A regular file, open for reading. Raises FileProblem, also for what goes wrong while it is read.

    >>> _ = Path("small.toml").write_text("run = { runs = 5 }")
    >>> with open_regular(Path("small.toml")) as file: file.read(3)
    b'run'
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise FileProblem(f"{path}: is {_kind(mode)}, not a file that can be read")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise FileProblem(f"{path}: there is no such file") from error
    except OSError as error:
        raise FileProblem(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise FileProblem(f"{path!r}: is not the name of a file: {error}") from error


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"


def decode(content: bytes, file: Path | None = None) -> str:
    """UTF-8 bytes as text. Raises InputError.

    >>> decode(b"run = { runs = 5 }")
    'run = { runs = 5 }'
    """
    if len(content) > LARGEST:
        raise InputError(f"is larger than {LARGEST:_} bytes, the most that a scenario may have", file=file)
    if content.startswith(UTF16_OR_32):
        raise InputError("is UTF-16 or UTF-32 (byte offset 0); save the file as UTF-8", file=file)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8; save the file as UTF-8"
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(message, file=file, line=line) from error


def parse(source: str, file: Path | None = None) -> dict[str, Any]:
    """The tables of a TOML text. Raises InputError.

    >>> parse("run = { runs = 5 }")
    {'run': {'runs': 5}}
    """
    _check_characters(source, file)
    try:
        tree = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(error, source, file) from error
    except (ValueError, RecursionError) as error:
        raise InputError(_too_much(error), file=file, line=_first_line(source, type(error))) from error
    refuse_deep(tree, file)
    return tree


def refuse_deep(tree: Any, file: Path | None = None) -> None:
    """Refuse tables that are nested deeper than any scenario. Raises InputError.

    >>> refuse_deep({"run": {"runs": 10}})
    """
    if _is_deep(tree):
        raise InputError(TOO_DEEP, file=file)


def _check_characters(source: str, file: Path | None) -> None:
    if len(source.encode("utf-8", "surrogatepass")) > LARGEST:
        raise InputError(f"is larger than {LARGEST:_} bytes, the most that a scenario may have", file=file)
    for pattern, name in (("\0", "a NUL character"), (r"\r(?!\n)", "a carriage return without a line feed")):
        match = re.search(pattern, source)
        if match:
            line = source.count("\n", 0, match.start()) + 1
            raise InputError(f"{name} at offset {match.start()} is not allowed in TOML", file=file, line=line)
    if long := LONG_KEY.search(source):
        line = source.count("\n", 0, long.start()) + 1
        raise InputError(TOO_DEEP, file=file, line=line)
    if any("\ud800" <= char <= "\udfff" for char in source):
        raise InputError("is not UTF-8", file=file)


def _syntax(error: tomllib.TOMLDecodeError, source: str, file: Path | None) -> InputError:
    place = PLACE.search(str(error))
    message = PLACE.sub("", str(error))
    what = next((words for pattern, words in IN_WORDS if re.match(pattern, message)), f"not TOML: {message}")
    if place is None or place[1] is None:
        return InputError(f"{what} (at the end of the file)", file=file, line=source.rstrip("\n").count("\n") + 1)
    return InputError(f"{what} (column {place[2]})", file=file, line=int(place[1]))


def _too_much(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return TOO_DEEP
    return "a number has more digits than can be meant" if "digits" in str(error) else f"not TOML: {error}"


def _first_line(source: str, kind: type[Exception]) -> int:
    """The line that makes the parser fail in this way: the shortest beginning that does, by bisection."""
    every = source.split("\n")
    low, high = 0, len(every)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _fails("\n".join(every[:middle]), kind) else (middle, high)
    return high


def _fails(source: str, kind: type[Exception]) -> bool:
    try:
        tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        return type(error) is kind
    return False


def _is_deep(tree: Any) -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in _children(node) if isinstance(child, dict | list)]
    return bool(level)


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
