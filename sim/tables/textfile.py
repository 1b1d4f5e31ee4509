"""Text from outside: bytes with a limit, lines with their numbers, cells, and which header means what."""

import codecs
import csv
import difflib
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sim.errors import FileProblem, InputError, InputErrors

LONGEST_LINE = 100_000  # characters; below the csv module's own limit for a field
MOST_ERRORS = 20  # shown at once
MOST_COMPARED = 100_000
PIECE = 1 << 24
EMPTY = "\\"  # stands for a name without letters: no escaped name is a single backslash
FREE_EXPANSION = 1 << 26  # bytes that any gzip file may expand to
SEPARATORS = (",", ";", "\t")


def beside(folder: Path, name: str) -> Path:
    """A file that a scenario in this folder names, as short as it can be said from here."""
    return Path(os.path.relpath(folder / name))


class Row(NamedTuple):
    """One line of a table: its cells by meaning, and what an error about it has to name."""

    file: Path
    line: int
    headers: Mapping[str, str]
    cells: Mapping[str, str]

    def error(self, meaning: str, message: str) -> InputError:
        return InputError(message, file=self.file, line=self.line, path=(self.headers[meaning],))


class RowsFile(NamedTuple):
    """A header, which of its columns has which meaning, and rows that are read as they are asked for."""

    headers: dict[str, str]
    rows: Iterator[Row]
    unused: list[str]  # columns without a meaning


def clean(text: str) -> str:
    """The text, cut to 60 characters, with everything a terminal would hide or obey escaped."""
    cut = text if len(text) <= 60 else text[:57] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def visible(name: str) -> str:
    r"""The name with what cannot be seen, outer blanks and backslashes escaped as in Python; different names stay so.

    Outer blanks are escaped because readers strip them.
    """
    escaped = "".join(
        letter.encode("unicode_escape").decode() if letter == "\\" or not letter.isprintable() else letter
        for letter in name
    )
    inner = escaped.strip(" ")
    if not inner:
        return "\\x20" * len(escaped) or EMPTY
    before, _, after = escaped.partition(inner)
    return "\\x20" * len(before) + inner + "\\x20" * len(after)


def shown(value: str) -> str:
    """The value as messages quote it."""
    return f'"{clean(value)}"'


def quote_values(values: list[str], most: int = 12) -> str:
    """The values, quoted; beyond the first few only how many there are."""
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(shown(value) for value in values[:most]) + more


def nearest(name: str, known: Iterable[str]) -> str:
    """'; did you mean "ann"?' or nothing; of very many names, only the first 100,000 are compared."""
    near = difflib.get_close_matches(name, list(islice(known, MOST_COMPARED)), 1)
    return f"; did you mean {shown(near[0])}?" if near else ""


def refuse(errors: list[InputError]) -> None:
    """Raise what was found in one pass; InputError for one, InputErrors for several."""
    if len(errors) == 1:
        raise errors[0]
    if len(errors) >= MOST_ERRORS:
        errors = [*errors, InputError(f"stopped after {MOST_ERRORS} errors", file=errors[0].file)]
    if errors:
        raise InputErrors(errors)


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a regular file, expanded if it is gzip.

    Raises FileProblem for what cannot be opened, InputError beyond `most` bytes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device may never end
            raise FileProblem(f"{path}: not a regular file")
        if path.stat().st_size > most:
            raise InputError(f"{path.stat().st_size:,} bytes; at most {most:,} are read", file=path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{path}: no such file") from None
    except OSError as error:
        raise FileProblem(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the name
        raise FileProblem(f"{shown(str(path))}: cannot be read: {error}") from None
    return _expand(data, path, most) if data.startswith(b"\x1f\x8b") else data


def _expand(data: bytes, path: Path, most: int) -> bytes:
    # Edge lists shrink 3 to 20 times; only a bomb comes near the 1,032 that deflate can reach.
    allowed = min(most, max(FREE_EXPANSION, 200 * len(data)))
    pieces, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > allowed:
                    raise InputError(f"expands to more than {allowed:,} bytes; refused", file=path)
                pieces.append(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"damaged gzip file: {error}", file=path) from None
    return b"".join(pieces)


def decode(data: bytes, path: Path) -> str:
    """UTF-8 text with or without a byte order mark, its line ends made LF; InputError with the line."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("UTF-16 text; save the file as UTF-8", file=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        wrong = error.object[error.start]
        message = f"byte 0x{wrong:02x} is not UTF-8; save the file as UTF-8"
        raise InputError(message, file=path, line=line) from None
    text = text.replace("\r\n", "\n")
    for character, name in (("\0", "a NUL character"), ("\r", "a carriage return alone; end lines with LF")):
        if character in text:
            line = text.count("\n", 0, text.index(character)) + 1
            raise InputError(name, file=path, line=line)
    return text


def lines(text: str, path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered from 1."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            message = f"a line of {len(line):,} characters; at most {LONGEST_LINE:,}"
            raise InputError(message, file=path, line=number)
        if line.strip():
            yield number, line


def split(line: str, separator: str, path: Path, number: int) -> list[str]:
    """The fields of one line; a quoted field must end there, or it would swallow the rest of the file."""
    if '"' not in line:
        return [field.strip() for field in line.split(separator)]
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=separator, strict=True))]
    except csv.Error as error:
        unclosed = "unexpected end of data" in str(error)
        message = "a quoted field does not end on its line" if unclosed else f"not readable as CSV: {error}"
        raise InputError(message, file=path, line=number) from None


def cells(line: str, separator: str, place: tuple[Path, int], width: int) -> list[str]:
    """The fields of one line of a table so wide; place: (file, line)."""
    fields = split(line, separator, *place)
    if len(fields) != width:
        raise InputError(f"{len(fields)} fields where the header has {width}", file=place[0], line=place[1])
    return fields


def separator_of(header: str) -> str:
    """The separator that occurs most often in the header; a comma where none occurs."""
    return max(SEPARATORS, key=header.count)


def normal(header: str) -> str:
    """A header's name: lower case; blanks, underscores, hyphens, dots and brackets equal; a % sign last."""
    name = re.sub(r"[\s_\-.()\[\]%]+", "_", header.lower()).strip("_")
    return name + "%" if "%" in header else name


def columns(
    header: list[str], meanings: Mapping[str, tuple[str, ...]], complain: Callable[[str], InputError]
) -> dict[str, int]:
    """Which column has which meaning; of several, only the exact name of the meaning wins."""
    names = [normal(name) for name in header]
    found = {}
    for meaning, aliases in meanings.items():
        hits = [i for i, name in enumerate(names) if name == meaning or name in aliases]
        exact = [i for i in hits if names[i] == meaning]
        if len(exact or hits) > 1:
            raise complain(
                f'columns {quote_values([header[i] for i in hits])} all mean {meaning}; name the right one "{meaning}"'
            )
        if hits:
            found[meaning] = (exact or hits)[0]
    return found


def table(text: str, path: Path, meanings: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> RowsFile:
    """A table with a header whose separator and columns are recognised; InputError with file and line."""
    numbered = lines(text, path)
    line, head = next(numbered, (0, ""))
    if not head:
        raise InputError(f"empty; a header with {' and '.join(required)} is required", file=path)
    separator = separator_of(head)
    header = [clean(name) for name in split(head, separator, path, line)]

    def complain(message: str) -> InputError:
        return InputError(message, file=path, line=line)

    _refuse_twins(header, complain)
    places = columns(header, meanings, complain)
    for meaning in required:
        if meaning not in places:
            hint = _misspelt(meaning, header)
            raise complain(f"no column for {meaning}; columns are {quote_values(header)}{hint}")
    headers = {meaning: header[place] for meaning, place in places.items()}
    unused = [name for name in header if name and name not in headers.values()]
    return RowsFile(headers, _rows(numbered, separator, path, (len(header), places, headers)), unused)


def _misspelt(meaning: str, header: list[str]) -> str:
    near = difflib.get_close_matches(meaning, [normal(name) for name in header[:100]], 1)
    return f'; is {shown(near[0])} meant as "{meaning}"?' if near else ""


def _refuse_twins(header: list[str], complain: Callable[[str], InputError]) -> None:
    seen = set()
    for name in header:
        if normal(name) in seen:
            raise complain(f"column {shown(name)} appears twice")
        if name:  # nameless columns come from trailing separators and are never read
            seen.add(normal(name))


def _rows(
    numbered: Iterator[tuple[int, str]], separator: str, path: Path, shape: tuple[int, dict[str, int], dict[str, str]]
) -> Iterator[Row]:
    width, places, headers = shape
    for number, line in numbered:
        fields = cells(line, separator, (path, number), width)
        yield Row(path, number, headers, {meaning: fields[place] for meaning, place in places.items()})
