"""From bytes to the plain tables of a TOML file, or one clear error."""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from sim.errors import FileProblem, InputError

LARGEST = 1_000_000
DEEPEST = 12
UTF16 = (b"\xff\xfe", b"\xfe\xff")
PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
TWICE = re.compile(r"Cannot overwrite|Cannot declare|Cannot mutate|Duplicate|Cannot redefine")


def read(path: Path) -> str:
    """The text of a regular file, without a byte order mark."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise FileProblem(f"{path}: is {_kind(mode)}, not a scenario file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise FileProblem(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise FileProblem(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return decode(content, path)


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"


def decode(content: bytes, file: Path | None = None) -> str:
    """UTF-8 bytes as text."""
    if len(content) > LARGEST:
        raise InputError(f"is larger than {LARGEST:_} bytes, the most that a scenario may have", file=file)
    if content.startswith(UTF16):
        raise InputError("is UTF-16 (byte offset 0); save it as UTF-8", file=file)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = (
            f"byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8; save the file as UTF-8"
        )
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(message, file=file, line=line) from error


def parse(source: str, file: Path | None = None) -> dict[str, Any]:
    """The tables of a TOML text."""
    _check_characters(source, file)
    try:
        tree = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(error, source, file) from error
    except (ValueError, RecursionError) as error:
        raise InputError(_too_much(error), file=file, line=_first_line(source, type(error))) from error
    if _is_deep(tree):
        raise InputError(f"tables are nested more than {DEEPEST} levels deep", file=file)
    return tree


def _check_characters(source: str, file: Path | None) -> None:
    if len(source.encode("utf-8", "surrogatepass")) > LARGEST:
        raise InputError(f"is larger than {LARGEST:_} bytes, the most that a scenario may have", file=file)
    for pattern, name in (("\0", "a NUL character"), (r"\r(?!\n)", "a carriage return without a line feed")):
        found = re.search(pattern, source)
        if found:
            line = source.count("\n", 0, found.start()) + 1
            raise InputError(f"{name} at offset {found.start()} is not allowed in TOML", file=file, line=line)
    if any("\ud800" <= char <= "\udfff" for char in source):
        raise InputError("is not UTF-8", file=file)


def _syntax(error: tomllib.TOMLDecodeError, source: str, file: Path | None) -> InputError:
    place = PLACE.search(str(error))
    said = PLACE.sub("", str(error))
    what = f"duplicate key or table: {said}" if TWICE.search(said) else f"not TOML: {said}"
    if place is None or place[1] is None:
        return InputError(
            f"{what} (at the end of the file)", file=file, line=source.rstrip("\n").count("\n") + 1
        )
    return InputError(f"{what} (column {place[2]})", file=file, line=int(place[1]))


def _too_much(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"arrays or tables are nested more than {DEEPEST} levels deep"
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
        level = [child for node in level for child in _children(node)]
    return bool(level)


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
