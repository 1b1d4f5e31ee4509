"""Tables: a sheet with its header found, its columns by meaning, and each number by what its column says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError
from sim.tables.reading import headers, sheet
from sim.tables.reading.headers import Header, Meanings
from sim.tables.reading.number_columns import NumberKind, Numbers, TextColumn, decide_mark, proven_mark, read_numbers
from sim.tables.reading.sheet import Sheet
from sim.text import one_line, quote

MOST_ABOVE = 30  # rows that may stand above a header


class ReadingChoices(NamedTuple):
    """Choices that somebody has made by hand about a file."""

    columns: Mapping[str, str] = {}  # meaning -> header
    units: Mapping[str, str] = {}  # meaning -> "percent" or "fraction"
    decimal: str = ""  # mark; empty: as the file shows
    sheet: str | None = None
    ignore: tuple[str, ...] = ()  # headers
    rates: Mapping[str, float] = {}  # USD for one of a currency, by its code


NO_CHOICES = ReadingChoices()


class Table(NamedTuple):
    """Rows under a header, by meaning of the columns."""

    file: Path
    header: list[Header]
    header_line: int
    lines: list[int]  # of each row
    first_cells: list[str]  # of each row
    columns: dict[str, TextColumn]  # by meaning
    cells: list[tuple[str, ...]]  # of each column, as in the header
    places: dict[str, int]  # by meaning
    separator: str
    notes: list[str]
    faults: dict[int, InputError]  # by row
    choices: ReadingChoices

    def unit(self, meaning: str) -> Header:
        """The header of a column, with its unit."""
        return self.header[self.places[meaning]]

    def error(self, meaning: str, row: int, message: str) -> InputError:
        """An error about a cell."""
        return InputError(message, file=self.file, line=self.lines[row], path=(self.columns[meaning].header,))

    def fault(self, meaning: str, row: int, message: str) -> None:
        """Note that a row cannot be used; its first fault stays."""
        self.faults.setdefault(row, self.error(meaning, row, message))

    def unused_columns(self) -> list[str]:
        """Names of the columns without a meaning."""
        used = set(self.places.values())
        return [one.text for place, one in enumerate(self.header) if one.text and place not in used]


class _Attempt(NamedTuple):
    """A row that was tried as a header."""

    n_found: int  # meanings in it
    sheet: Sheet
    place: int  # of the row
    header: list[Header]


def read_table(
    path: Path, most: int, meanings: Meanings, required: Sequence[str], choices: ReadingChoices = NO_CHOICES
) -> Table:
    """Read a table whose dress, header and columns are recognised. Raises InputError, FileProblem."""
    return find_table(sheet.read_sheet(path, most, choices.sheet), path, meanings, required, choices)


def find_table(
    sheets: Iterable[Sheet], path: Path, meanings: Meanings, required: Sequence[str], choices: ReadingChoices
) -> Table:
    """Find the first way to cut a file in which a row is a header with all that is required. Raises InputError."""
    tries: list[_Attempt] = []
    try:
        for one in sheets:
            for place, header in enumerate(_headers(one)):
                names = headers.places_of(header, meanings)
                texts = {column.text.casefold() for column in header}
                found = names.keys() | {name for name, text in choices.columns.items() if text.casefold() in texts}
                if found and found.issuperset(required):
                    return _table(one, place, header, meanings, choices)
                tries.append(_Attempt(len(found), one, place, header))
    except InputError:
        if not any(attempt.n_found for attempt in tries):
            raise
    if not tries:
        raise InputError(f"empty; a header with {' and '.join(required) or 'columns'} is required", file=path)
    best = max(tries, key=lambda attempt: (attempt.n_found, -attempt.place))
    missing = next(meaning for meaning in required if meaning not in headers.places_of(best.header, meanings))
    columns, hint = headers.names_of(best.header), headers.misspelt(missing, best.header)
    raise best.sheet.error(f"no column for {missing}; columns are {columns}{hint}", best.place)


def _headers(one: Sheet) -> Iterator[list[Header]]:
    """The first rows as headers."""
    return ([headers.read_header(one_line(cell)) for cell in row.cells] for row in one.rows[:MOST_ABOVE])


def _table(one: Sheet, place: int, header: list[Header], meanings: Meanings, choices: ReadingChoices) -> Table:
    """The table whose header is a row of the sheet."""
    width, rows = len(header), one.rows[place + 1 :]
    faults = {}
    for number, row in enumerate(rows):
        if len(row.cells) > width:
            message = f"{len(row.cells)} cells where the header has {width}"
            faults[number] = InputError(message, file=one.file, line=row.line)
    cells = [row.cells[:width] + [""] * (width - len(row.cells)) for row in rows]
    columns: list[tuple[str, ...]] = list(zip(*cells, strict=True)) if cells else [()] * width
    chosen = _with_file(lambda: headers.chosen_places(header, choices.columns, meanings), one.file)
    places, notes = _choose(header, meanings, chosen, columns, choices.ignore)
    lines = [row.line for row in rows]
    texts = {
        meaning: TextColumn(one.file, meaning, header[column].text, columns[column], lines)
        for meaning, column in places.items()
    }
    every = [f"{one.file}: {note}" for note in (*one.notes, *sheet.skipped_note(one, place), *notes)]
    firsts = [next((cell for cell in row.cells if cell), "") for row in rows]
    return Table(
        one.file, header, one.rows[place].line, lines, firsts, texts, columns, places, one.separator, every, faults,
        choices,
    )  # fmt: skip


def _with_file(find: Callable[[], dict[str, int]], file: Path) -> dict[str, int]:
    try:
        return find()
    except InputError as error:
        raise InputError(error.message, file=file, line=error.line, path=error.path) from None


def _choose(
    header: list[Header],
    meanings: Meanings,
    chosen: dict[str, int],
    columns: list[tuple[str, ...]],
    ignore: tuple[str, ...],
) -> tuple[dict[str, int], list[str]]:
    """One column for each meaning, and notes about those that could have had it too."""
    places, notes = dict(chosen), []
    ignored = {name.casefold() for name in ignore}
    taken = {*chosen.values(), *(place for place, one in enumerate(header) if one.text.casefold() in ignored)}
    for meaning, hits in headers.places_of(header, meanings).items():
        free = [place for place in hits if place not in taken]
        if meaning in places or not free:
            continue
        twins = [place for place in free if header[place].name == header[free[0]].name]
        best = max(twins, key=lambda place: sum(map(len, columns[place])))  # 4100000 rather than 4.1M
        places[meaning] = best
        taken.add(best)
        others = [header[place].text for place in free if place not in twins]
        if others:
            notes.append(f"column {quote(header[best].text)} is taken as {meaning}, not {quote(others[0])}")
    return places, notes


def numbers_of(table: Table, kinds: Mapping[str, NumberKind]) -> dict[str, Numbers]:
    """The numbers of the columns that are there; wrong cells are faults of their rows.

    Decimal marks are decided for all of them together. Raises InputError where nothing decides.
    """
    there = {meaning: kind for meaning, kind in kinds.items() if meaning in table.columns}
    proven = {meaning: proven_mark(table.columns[meaning], kind) for meaning, kind in there.items()}
    found = {}
    for meaning, kind in there.items():
        column = table.columns[meaning]
        others = {mark for other, mark in proven.items() if mark and other != meaning}
        file_says = others.pop() if len(others) == 1 else ""
        said = proven[meaning] or table.choices.decimal
        mark = said or decide_mark(column, kind, file_says, table.separator)
        numbers = read_numbers(column, kind, mark)
        for row, fault in numbers.faults.items():
            table.faults.setdefault(row, fault)
        found[meaning] = numbers._replace(value=numbers.value * table.unit(meaning).scale)
    return found
