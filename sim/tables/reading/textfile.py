"""Text from outside: bytes with a limit, numbered lines, cells, and the meanings of headers."""

import codecs
import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.errors import FileProblem, InputError, join_errors
from sim.scenario import files
from sim.text import quote, quote_all

LONGEST_LINE = 100_000  # characters; below the csv module's own limit for a field
MOST_ERRORS = 20  # shown at once
PIECE = 1 << 24
FREE_EXPANSION = 1 << 26  # bytes that any gzip file may expand to
MARK_SAMPLE = 1 << 16  # bytes by which an encoding is recognised
MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
WORKBOOK_PARTS = {"[Content_Types].xml", "mimetype", "xl/workbook.xml", "content.xml"}


class TextLine(NamedTuple):
    """One line of a file, and where it stands."""

    file: Path
    number: int  # from 1
    text: str

    def error(self, message: str, column: str = "") -> InputError:
        """An error about this line, and its column if there is one."""
        return InputError(message, file=self.file, line=self.number, path=(column,) if column else ())


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
        file = files.split_sheet(path)[0]
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe or a device may never end
            raise FileProblem(f"{path}: not a regular file")
        if file.stat().st_size > most:
            raise InputError(f"{file.stat().st_size:,} bytes; at most {most:,} are read", file=path)
        before = files.state_of(path)
        data = file.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{path}: no such file") from None
    except OSError as error:
        raise FileProblem(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the name
        raise FileProblem(f"{quote(str(path))}: cannot be read: {error}") from None
    files.note_content(path, before, data)
    if data.startswith(b"\x1f\x8b"):
        return _expand(data, path, most)
    return _unzip(data, path, most) if data.startswith(b"PK\x03\x04") else data


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


def _unzip(data: bytes, path: Path, most: int) -> bytes:
    """The only file of a zip archive; a workbook, which is an archive too, stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
            if {entry.filename for entry in entries} & WORKBOOK_PARTS:
                return data
            if len(entries) != 1:
                names = quote_all([entry.filename for entry in entries], 4)
                raise InputError(f"an archive of {len(entries)} files ({names}); unpack it and name one", file=path)
            allowed = min(most, max(FREE_EXPANSION, 200 * len(data)))
            if entries[0].file_size > allowed:
                raise InputError(f"expands to more than {allowed:,} bytes; refused", file=path)
            with archive.open(entries[0]) as file:
                return file.read(allowed)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
        raise InputError(f"damaged zip archive, or one with a password: {error}", file=path) from None


def _is_litter(name: str) -> bool:
    """Whether an archive's entry is what macOS adds to each."""
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store")


def decode_any(data: bytes, path: Path) -> tuple[str, list[str]]:
    """Decode text in UTF-8, UTF-16 or cp1252; line ends become LF. Notes say what was assumed.

    Raises InputError for what is no text in any of them.
    """
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    if not encoding and (half := len(data[:MARK_SAMPLE]) // 2):
        zeros = [data[:MARK_SAMPLE][place::2].count(0) / half for place in (0, 1)]
        encoding = "utf-16-le" if zeros[1] > 0.4 > zeros[0] else "utf-16-be" if zeros[0] > 0.4 > zeros[1] else ""
    notes = [f"read as {encoding.upper()}"] if encoding.endswith(("le", "be")) else []
    try:
        text = data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise InputError(f"damaged {encoding.upper()} text; save the file as UTF-8", file=path) from None
        text, notes = _western(data, error, path), ["not UTF-8; read as cp1252 (Western Europe)"]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("a NUL character: not a file of text", file=path, line=line)
    return text, notes


def _western(data: bytes, error: UnicodeDecodeError, path: Path) -> str:
    """The text in cp1252, in which letters beyond ASCII are few and stand among others. Raises InputError."""
    line = data.count(b"\n", 0, error.start) + 1
    beyond = sum(byte >= 0x80 for byte in data[:MARK_SAMPLE]) / max(len(data[:MARK_SAMPLE]), 1)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        beyond = 1.0
    if beyond > 0.2 or re.search(r"[\x00-\x08\x0e-\x1f]", text):
        message = f"byte 0x{data[error.start]:02x} is neither UTF-8 nor likely cp1252; save the file as UTF-8"
        raise InputError(message, file=path, line=line)
    return text


def lines(text: str, path: Path) -> Iterator[TextLine]:
    """The lines that are not blank. Raises InputError for one that is too long."""
    for number, text_of_line in enumerate(text.split("\n"), start=1):
        line = TextLine(path, number, text_of_line)
        if len(line.text) > LONGEST_LINE:
            raise line.error(f"a line of {len(line.text):,} characters; at most {LONGEST_LINE:,}")
        if line.text.strip():
            yield line
