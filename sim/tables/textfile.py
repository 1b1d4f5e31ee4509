"""Text from outside: bytes with a limit, numbered lines, cells, and the meanings of headers."""

import codecs
import csv
import gzip
import io
import re
import stat
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sim.errors import FileProblem, InputError, join_errors
from sim.scenario import files
from sim.text import nearest, one_line, quote, quote_all

LONGEST_LINE = 100_000  # characters; below the csv module's own limit for a field
MOST_ERRORS = 20  # shown at once
MOST_COMPARED = 100  # columns
PIECE = 1 << 24
FREE_EXPANSION = 1 << 26  # bytes that any gzip file may expand to
SEPARATORS = (",", ";", "\t")


class TextLine(NamedTuple):
    """One line of a file, and where it stands."""

    file: Path
    number: int  # from 1
    text: str

    def error(self, message: str, column: str = "") -> InputError:
        """An error about this line, and its column if there is one."""
        return InputError(message, file=self.file, line=self.number, path=(column,) if column else ())


class Row(NamedTuple):
    """One line of a table: its cells by meaning, and where it stands."""

    file: Path
    line: int
    headers: Mapping[str, str]
    cells: Mapping[str, str]

    def error(self, meaning: str, message: str) -> InputError:
        """An error about the cell with this meaning."""
        return InputError(message, file=self.file, line=self.line, path=(self.headers[meaning],))


class RowsFile(NamedTuple):
    """A header, the meanings of its columns, and rows that are read as they are asked for."""

    headers: dict[str, str]
    rows: Iterator[Row]
    unused: list[str]  # columns without a meaning


def refuse(errors: list[InputError]) -> None:
    """Raise the errors of one pass; InputError for one, InputErrors for several."""
    if len(errors) >= MOST_ERRORS:
        errors = [*errors, InputError(f"stopped after {MOST_ERRORS} errors", file=errors[0].file)]
    if errors:
        raise join_errors(errors)


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a regular file, expanded if it is gzip.

    Raises FileProblem for what cannot be opened, InputError beyond `most` bytes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device may never end
            raise FileProblem(f"{path}: not a regular file")
        if path.stat().st_size > most:
            raise InputError(f"{path.stat().st_size:,} bytes; at most {most:,} are read", file=path)
        before = files.state_of(path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{path}: no such file") from None
    except OSError as error:
        raise FileProblem(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the name
        raise FileProblem(f"{quote(str(path))}: cannot be read: {error}") from None
    files.note_content(path, before, data)
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


def lines(text: str, path: Path) -> Iterator[TextLine]:
    """The lines that are not blank. Raises InputError for one that is too long."""
    for number, text_of_line in enumerate(text.split("\n"), start=1):
        line = TextLine(path, number, text_of_line)
        if len(line.text) > LONGEST_LINE:
            raise line.error(f"a line of {len(line.text):,} characters; at most {LONGEST_LINE:,}")
        if line.text.strip():
            yield line


def split(line: TextLine, separator: str) -> list[str]:
    """The fields of a line; a quoted field must end there, or it would swallow the rest of the file."""
    if '"' not in line.text:
        return [field.strip() for field in line.text.split(separator)]
    try:
        return [field.strip() for field in next(csv.reader([line.text], delimiter=separator, strict=True))]
    except csv.Error as error:
        unclosed = "unexpected end of data" in str(error)
        raise line.error(
            "a quoted field does not end on its line" if unclosed else f"not readable as CSV: {error}"
        ) from None


def cells(line: TextLine, separator: str, width: int) -> list[str]:
    """The fields of a line of a table with so many columns. Raises InputError."""
    fields = split(line, separator)
    if len(fields) != width:
        raise line.error(f"{len(fields)} fields where the header has {width}")
    return fields


def separator_of(header: str) -> str:
    """The separator that occurs most often in the header; a comma where none occurs."""
    return max(SEPARATORS, key=header.count)


def normal(header: str) -> str:
    """A header's name: lower case; blanks, underscores, hyphens, dots and brackets equal; a % sign last."""
    name = re.sub(r"[\s_\-.()\[\]%]+", "_", header.lower()).strip("_")
    return name + "%" if "%" in header else name


def columns(header: list[str], meanings: Mapping[str, tuple[str, ...]], line: TextLine) -> dict[str, int]:
    """The column of each meaning; of several, only the exact name of the meaning wins. Raises InputError."""
    names = [normal(name) for name in header]
    places = {}
    for meaning, aliases in meanings.items():
        hits = [i for i, name in enumerate(names) if name == meaning or name in aliases]
        exact = [i for i in hits if names[i] == meaning]
        if len(exact or hits) > 1:
            same = quote_all([header[i] for i in hits])
            raise line.error(f'columns {same} all mean {meaning}; name the right one "{meaning}"')
        if hits:
            places[meaning] = (exact or hits)[0]
    return places


def table(text: str, path: Path, meanings: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> RowsFile:
    """A table with a header whose separator and columns are recognised; InputError with file and line."""
    every = lines(text, path)
    first = next(every, None)
    if first is None:
        raise InputError(f"empty; a header with {' and '.join(required) or 'columns'} is required", file=path)
    separator = separator_of(first.text)
    header = [one_line(name) for name in split(first, separator)]
    _refuse_twins(header, first)
    places = columns(header, meanings, first)
    for meaning in required:
        if meaning not in places:
            hint = _misspelt(meaning, header)
            raise first.error(f"no column for {meaning}; columns are {quote_all(header)}{hint}")
    headers = {meaning: header[place] for meaning, place in places.items()}
    unused = [name for name in header if name and name not in headers.values()]

    def row(line: TextLine) -> Row:
        fields = cells(line, separator, len(header))
        return Row(path, line.number, headers, {meaning: fields[place] for meaning, place in places.items()})

    return RowsFile(headers, map(row, every), unused)


def _misspelt(meaning: str, header: list[str]) -> str:
    near = nearest(meaning, [normal(name) for name in header[:MOST_COMPARED]])
    return "" if near is None else f'; is {quote(near)} meant as "{meaning}"?'


def _refuse_twins(header: list[str], line: TextLine) -> None:
    seen = set()
    for name in header:
        if normal(name) in seen:
            raise line.error(f"column {quote(name)} appears twice")
        if name:  # nameless columns come from trailing separators and are never read
            seen.add(normal(name))
