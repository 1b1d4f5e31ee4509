"""Cells of a table of overlaps: two handles and a figure on each row, or a matrix with handles on both sides."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.tables import handles
from sim.tables.handles import identity
from sim.tables.reading import header_table, sheet
from sim.tables.reading.header_table import ReadingChoices, Table, find_table, numbers_of, shares_of, table_in
from sim.tables.reading.number_columns import NumberKind, TextColumn, decide_mark, read_numbers
from sim.tables.reading.sheet import Sheet
from sim.tables.roster import Roster
from sim.text import join_words, quote, quote_all, suggest

Meaning = Literal["smaller", "jaccard", "shared", "row"]
MOST_BYTES = 2_000_000_000
ENDS = {
    "creator_a": (
        "channel_a", "handle_a", "a", "left", "source", "creator_1", "handle_1", "account_a", "from", "creator1",
        "influencer_a", "influencer_1", "influencer1", "account_1", "channel_1", "username_a", "username_1", "name_a",
        "name_1",
    ),
    "creator_b": (
        "channel_b", "handle_b", "b", "right", "target", "creator_2", "handle_2", "account_b", "to", "creator2",
        "influencer_b", "influencer_2", "influencer2", "account_2", "channel_2", "username_b", "username_2", "name_b",
        "name_2",
    ),
}  # fmt: skip
FIGURES: dict[str, tuple[str, ...]] = {
    "shared": ("shared_viewers", "shared_followers", "shared_audience", "common", "count", "both", "intersection",
               "common_followers", "overlap_count", "shared_users", "mutual_followers", "gemeinsame_follower",
               "gemeinsame_abonnenten", "abonnes_communs", "seguidores_comunes", "seguidores_em_comum",
               "follower_comuni", "공통_팔로워", "共通フォロワー", "共同粉丝"),
    "jaccard": ("jaccard_index", "jaccard_similarity"),
    "smaller": ("overlap", "percent", "of_smaller", "percent_of_smaller", "overlap_of_smaller", "audience_overlap",
                "overlap_share", "overlap_rate", "uberschneidung", "zielgruppenuberschneidung", "uberlappung",
                "recouvrement", "chevauchement", "solapamiento", "superposicion", "sobreposicao", "sovrapposizione",
                "중복률", "중복", "重複率", "重複", "重叠率", "重叠"),
    "of_a": ("of_first", "percent_of_a", "of_creator_a", "overlap_of_a", "share_of_a"),
    "of_b": ("of_second", "percent_of_b", "of_creator_b", "overlap_of_b", "share_of_b"),
}  # fmt: skip
MEANINGS = {**ENDS, **FIGURES}
CERTAIN = 100.0  # on the diagonal: per cent
ROUNDED = 0.02  # of a share: both directions of a row's share are rounded


class OverlapCell(NamedTuple):
    """One figure of the table and where it stands."""

    row: int  # index into the roster
    other: int  # index into the roster
    figure: float  # share of the smaller or of the row's audience, Jaccard, or a count
    line: int
    column: str


class OverlapCells(NamedTuple):
    """The figures of a table, what they mean, and what was decided or left out."""

    cells: list[OverlapCell]
    meaning: Meaning
    notes: list[str]


class _Strangers:
    """Creators of the table who are not in the roster."""

    def __init__(self, roster: Roster) -> None:
        self.place = {identity(handle): index for index, handle in enumerate(roster.handle)}
        self.known = roster.handle
        self.names: dict[str, None] = {}

    def find(self, cell: str) -> int | None:
        """The place of a creator in the roster; None, and remembered, where there is none."""
        handle = handles.read_handle(cell)
        place = self.place.get(identity(handle))
        if place is None:
            self.names.setdefault(handle)
        return place

    def note(self) -> list[str]:
        """A note about those who are left out."""
        if not self.names:
            return []
        first = next(iter(self.names))
        near = suggest(first, self.known)
        return [f"creators who are not in the roster are left out: {quote_all(list(self.names), 3)}{near}"]


def read_cells(path: Path, roster: Roster, meaning: Meaning | None, choices: ReadingChoices) -> OverlapCells:
    """Read the figures of a table. Raises InputError naming file, line, column and value; FileProblem."""
    place = _Strangers(roster).place
    passed: list[Sheet] = []

    def find(one: Sheet) -> Callable[[], OverlapCells] | None:
        if (top := _top_of_matrix(one, place)) is not None:
            return partial(_matrix, one, top, roster, meaning, choices)
        passed.append(one)
        if (table := table_in(one, MEANINGS, tuple(ENDS), choices)) is not None:
            return partial(_long, table, roster, meaning)
        return None

    if (found := sheet.find_only(sheet.read_sheet(path, MOST_BYTES, choices.sheet), find)) is not None:
        return found()
    return _long(find_table(passed, path, MEANINGS, tuple(ENDS), choices), roster, meaning)


def _top_of_matrix(one: Sheet, place: Mapping[int, int]) -> int | None:
    """The row that names most of its columns after creators of the roster; None: there is none."""
    for number, row in enumerate(one.rows[: header_table.MOST_ABOVE]):
        hits = sum(identity(handles.read_handle(cell)) in place for cell in row.cells[1:])
        if hits > 1 and 2 * hits > len([cell for cell in row.cells[1:] if cell]):
            return number
    return None


# Two handles and a figure


def _long(table: Table, roster: Roster, meaning: Meaning | None) -> OverlapCells:
    path = table.file
    given = [figure for figure in FIGURES if figure in table.columns]
    kinds: list[str] = [kind for kind in given if meaning in (None, kind) or (meaning == "row" and kind[:3] == "of_")]
    if not kinds:
        names = ", ".join(FIGURES)
        there = join_words(given) or "none of them"
        raise InputError(f"needs a column of {names}; it has {there}", file=path, line=table.header_line)
    kind = kinds[0]
    strangers = _Strangers(roster)
    ends = [[strangers.find(cell) for cell in table.columns[end].cells] for end in ENDS]
    notes = []
    if len(given) > 1 and kind[:3] != "of_":
        others = quote_all([table.columns[one].header for one in given if one != kind])
        notes.append(f"{path}: column {quote(table.columns[kind].header)} is read, not {others}")
    cells = []
    for figure in [one for one in kinds if one[:3] == "of_"] if kind[:3] == "of_" else [kind]:
        values = _values(table, figure)
        for row, value in enumerate(values):
            first, second = (end[row] for end in ends)
            if first is None or second is None or first == second or np.isnan(value):
                continue
            pair = (second, first) if figure == "of_b" else (first, second)
            cells.append(OverlapCell(*pair, float(value), table.lines[row], table.columns[figure].header))
    for fault in list(table.faults.values())[:1]:
        raise fault
    found: Meaning = "row" if kind[:3] == "of_" else kind  # type: ignore[assignment]
    return OverlapCells(cells, found, [*table.notes, *notes, *(f"{path}: {note}" for note in strangers.note())])


def _values(table: Table, figure: str) -> F64:
    """The figures of a column; shares as fractions. Raises InputError."""
    kind = NumberKind.COUNT if figure == "shared" else NumberKind.SHARE
    numbers = numbers_of(table, {figure: kind})[figure]
    if figure == "shared":
        return numbers.value
    shares = shares_of(table, figure, numbers)
    table.notes.extend(f"{table.file}: {note}" for note in [shares.note] if note)
    return shares.value


# A matrix


def _matrix(one: Sheet, top: int, roster: Roster, meaning: Meaning | None, choices: ReadingChoices) -> OverlapCells:
    strangers = _Strangers(roster)
    names = one.rows[top].cells
    columns = [strangers.find(cell) for cell in names[1:]]
    rows = [row for row in one.rows[top + 1 :] if row.cells]
    for row in rows:
        if len(row.cells) > len(names):
            raise InputError(f"{len(row.cells)} cells where the header has {len(names)}", file=one.file, line=row.line)
    owners = [strangers.find(row.cells[0]) for row in rows]
    if all(owner is None for owner in owners):
        message = f"the rows name nobody of the roster, say {quote(rows[0].cells[0])}: not a table of overlaps"
        raise InputError(message if rows else "no rows below the header", file=one.file)
    text = [row.cells[1:] + [""] * (len(names) - len(row.cells)) for row in rows]
    lines = [row.line for row in rows]
    values, percent = _read_matrix(one, names[1:], text, lines, choices)
    diagonal = [
        float(values[r, c])
        for r, own in enumerate(owners)
        for c, other in enumerate(columns)
        if own is not None and own == other
    ]
    kind = meaning or _meaning_of(values, diagonal, [roster.followers[own] for own in owners if own is not None])
    notes = strangers.note()
    if kind != "shared":
        above_one = bool((np.nan_to_num(values) > 1.0).any())
        is_percent = bool(percent.any()) or CERTAIN in diagonal or above_one
        if is_percent and not percent[~np.isnan(values)].all():
            notes.append("numbers without a sign are taken as per cent")
        values = values / 100.0 if is_percent else values
    if _is_empty_triangle(values):
        notes.append("the zeros below the diagonal are taken as empty")
        values = np.where(np.tri(len(values), k=-1, dtype=bool), np.nan, values)
    cells = [
        OverlapCell(own, other, float(values[r, c]), lines[r], names[1 + c])
        for r, own in enumerate(owners)
        for c, other in enumerate(columns)
        if own is not None and other is not None and own != other and not np.isnan(values[r, c])
    ]
    return OverlapCells(cells, kind, [*one.notes, *(f"{one.file}: {note}" for note in notes)])


def _read_matrix(
    one: Sheet, names: Sequence[str], text: list[list[str]], lines: list[int], choices: ReadingChoices
) -> tuple[F64, np.ndarray]:
    """The numbers of a matrix, and which have a percent sign. Raises InputError."""
    flat = TextColumn(one.file, "overlap", "", [cell for row in text for cell in row],
                      [line for line in lines for _ in names])  # fmt: skip
    mark = choices.decimal or decide_mark(flat, NumberKind.SHARE, "", one.separator)
    numbers = read_numbers(flat, NumberKind.SHARE, mark)
    for place, fault in list(numbers.faults.items())[:1]:
        raise InputError(fault.message, file=one.file, line=fault.line, path=(names[place % len(names)],))
    shape = (len(text), len(names))
    return numbers.value.reshape(shape), numbers.percent.reshape(shape)


def _meaning_of(values: F64, diagonal: list[float], followers: list[int]) -> Meaning:
    """Counts where they are too large for shares; shares of the smaller audience otherwise."""
    known = values[~np.isnan(values)]
    counts = known.size > 0 and known.max() > CERTAIN
    return "shared" if counts and (not diagonal or max(diagonal) > CERTAIN or max(followers) > CERTAIN) else "smaller"


def _is_empty_triangle(values: F64) -> bool:
    """Whether a square of overlaps is zero wherever it is below the diagonal, and not above."""
    if values.shape[0] != values.shape[1] or values.shape[0] < 3:
        return False
    below = values[np.tril_indices(len(values), -1)]
    above = values[np.triu_indices(len(values), 1)]
    return bool((below == 0.0).all() and (np.nan_to_num(above) > 0.0).any())
