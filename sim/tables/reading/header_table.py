"""Tables: a sheet with its header found, its columns by meaning, and each number by what its column says."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.tables.reading import headers, sheet
from sim.tables.reading.headers import Header, Meanings
from sim.tables.reading.number_columns import NumberKind, Numbers, TextColumn, decide_mark, proven_mark, read_numbers
from sim.tables.reading.share_columns import ShareHints, ShareValues, read_shares
from sim.tables.reading.sheet import Sheet
from sim.text import one_line, quote, quote_all

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

    def note_leftovers(self) -> list[str]:
        """A note on the columns without a meaning; empty if there are none."""
        used = set(self.places.values())
        names = [one.text for place, one in enumerate(self.header) if one.text and place not in used]
        return [f"{self.file}: columns not used: {quote_all(names, 8)}"] if names else []


class UsdValues(NamedTuple):
    """Amounts in USD."""

    value: F64  # [row]
    note: str  # at which rate; empty: they were in USD


def read_table(
    path: Path,
    most: int,
    meanings: Meanings,
    required: Sequence[str],
    choices: ReadingChoices = NO_CHOICES,
    one_of: Collection[str] = (),
) -> Table:
    """Read a table whose dress, header and columns are recognised. Raises InputError, FileProblem.

    one_of: meanings by which the right one of several sheets is known.
    """
    return find_table(sheet.read_sheet(path, most, choices.sheet), path, meanings, required, choices, one_of)


def find_table(
    sheets: Iterable[Sheet],
    path: Path,
    meanings: Meanings,
    required: Sequence[str],
    choices: ReadingChoices,
    one_of: Collection[str] = (),
) -> Table:
    """Find the first way to cut a file in which a row is a header with all that is required. Raises InputError.

    Of several sheets of a workbook that have such a header, one must be told from the others by its columns.
    """
    passed: list[Sheet] = []

    def find(one: Sheet) -> Table | None:
        passed.append(one)
        return table_in(one, meanings, required, choices)

    try:
        if (table := sheet.find_only(sheets, find, lambda tables: _fullest(tables, one_of))) is not None:
            return table
    except InputError:
        if any(not one.separator for one in passed) or not any(
            _meanings_in(header, meanings, choices) for one in passed for header in _headers(one)
        ):
            raise
    rows = [(one, place, header) for one in passed for place, header in enumerate(_headers(one))]
    if not rows:
        raise InputError(f"empty; a header with {' and '.join(required) or 'columns'} is required", file=path)
    one, place, header = max(rows, key=lambda row: (len(_meanings_in(row[2], meanings, choices)), -row[1]))
    missing = next(meaning for meaning in required if meaning not in headers.places_of(header, meanings))
    where = f" of sheet {quote(one.name)}" if one.name else ""
    message = f"no column for {missing}; columns{where} are {headers.names_of(header)}"
    message += headers.misspelt(missing, header)
    names = [other.name for other in passed if other is not one]
    message += f"; the other sheets are {quote_all(names)}" if one.name else ""
    raise one.error(message, place)


def _fullest(tables: list[Table], one_of: Collection[str]) -> Table | None:
    """The table that alone has one of some columns, or has all the columns of the others and more; None: neither."""
    having = [table for table in tables if table.columns.keys() & set(one_of)] if one_of else tables
    fullest = max(having or tables, key=lambda table: len(table.columns))
    others = [table for table in having or tables if table is not fullest]
    return fullest if all(table.columns.keys() < fullest.columns.keys() for table in others) else None


def table_in(one: Sheet, meanings: Meanings, required: Sequence[str], choices: ReadingChoices) -> Table | None:
    """The table below the first row that is a header with all that is required; None: no row is. Raises InputError."""
    for place, header in enumerate(_headers(one)):
        found = _meanings_in(header, meanings, choices)
        if found and found.issuperset(required):
            return _table(one, place, header, meanings, choices)
    return None


def _meanings_in(header: Sequence[Header], meanings: Meanings, choices: ReadingChoices) -> set[str]:
    """The meanings that a row names as a header, or by hand."""
    texts = {column.text.casefold() for column in header}
    by_hand = {meaning for meaning, text in choices.columns.items() if text.casefold() in texts}
    return by_hand | headers.places_of(header, meanings).keys()


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


def shares_of(table: Table, meaning: str, numbers: Numbers, reckoned: F64 | None = None) -> ShareValues:
    """The fractions of a column of shares. reckoned: as in `ShareHints`. Raises InputError where nothing decides."""
    hints = ShareHints(table.choices.units.get(meaning, ""), table.unit(meaning).is_percent, reckoned)
    return read_shares(table.columns[meaning], numbers, hints)


def usd_of(table: Table, meaning: str, numbers: Numbers) -> UsdValues:
    """The amounts of a column in USD, by the rate that was given. Raises InputError without a rate."""
    column, written, named = table.columns[meaning], numbers.currency, table.unit(meaning).currency
    if named and written and named != written:
        raise column.whole_error(f"{named} in the header and {written} in its cells")
    if not (written or named) and (unknown := headers.unknown_money(column.header)):
        mend = "write its code of ISO 4217 in the header, say (EUR), or the column in USD"
        raise column.whole_error(f"no currency is known as {quote(unknown)}; {mend}")
    code = written or named or "USD"
    if code == "USD":
        return UsdValues(numbers.value, "")
    if code not in table.choices.rates:
        mend = f"{option('rate')} {code}=1.10, say, if one {code} is 1.10 USD"
        raise column.whole_error(f"money in {code} is reckoned in USD: {mend}")
    rate = table.choices.rates[code]
    return UsdValues(numbers.value * rate, f"column {quote(column.header)} is in {code}, taken at {rate:g} USD")
