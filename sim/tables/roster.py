"""Creators from a file as common tools export it: handle, followers; where given rate, views, niche and fee."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.numerals import says_nothing
from sim.scenario.settings.group_settings import RosterReading
from sim.tables import handles, roster_columns, usable_rows
from sim.tables.column_readings import ColumnReading, describe_columns
from sim.tables.per_post import PerPost
from sim.tables.reading import headers
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices, Table, numbers_of, read_table, shares_of, usd_of
from sim.tables.reading.headers import Header
from sim.tables.reading.number_columns import Numbers
from sim.text import printable, quote, quote_all

MOST_BYTES = 200_000_000
MOST_CREATORS = 1_000_000
MOST_FOLLOWERS = 10_000_000_000
MOST_USD = 10**12
# Likes of old, viral posts can exceed today's followers: real rosters hold rates up to 58.
ASKING = ("fee_usd", "niche", "engagement_rate")  # of these past campaigns tell none
HIGHEST_RATE = 10.0
UNUSUAL_RATE = 0.45  # three times what the most engaging nano creators have (evidence: up to 15%)
CONTRADICT = 3.0  # times, between a rate and the engagements beside it
FEWEST_ALIKE = 3  # creators that have one price or size by chance


class Roster(NamedTuple):
    """Creators in the file's order; nan and None where the file does not say."""

    handle: list[str]
    followers: npt.NDArray[np.int64]  # [creator]
    engagement_rate: F64  # [creator] engagements per listed follower and post
    views: F64  # [creator] per post
    niche: list[str | None]
    fee_usd: F64  # [creator]
    line: npt.NDArray[np.int64]  # [creator] line in the file
    notes: list[str]
    columns: dict[str, str]  # meaning -> the header that was taken for it
    readings: tuple[ColumnReading, ...] = ()  # of every column of the file
    exclusive: F64 = np.empty(0)  # [creator] whom nobody else here has; empty: nothing is said
    rejected: tuple[tuple[object, ...], ...] = ()  # a header, then rows that are left out


class _Columns(NamedTuple):
    """Rows of a roster by column, whether they can be used or not."""

    handle: list[str]
    followers: F64
    rate: F64
    views: F64
    fee_usd: F64
    niche: list[str | None]
    exclusive: F64
    shares: dict[str, F64]  # columns of shares as fractions, by meaning


def read(path: Path, choices: ReadingChoices = NO_CHOICES, strict: bool = False) -> Roster:
    """Read a roster: CSV with any separator, xlsx, xls, ods or Parquet; may be gzip or zip.

    A creator's rate is its own column, else engagements per post over followers, at most 10. Rows that cannot be used
    are left out, with a note; strict refuses them, and so does a file of which less than half can be used. Raises
    InputError (InputErrors if several) naming file, line, column and value; FileProblem, MissingExtraError.
    """
    required = ("handle", "followers")
    table = read_table(path, MOST_BYTES, roster_columns.MEANINGS, required, choices, ASKING)
    if len(table.lines) > MOST_CREATORS:
        raise InputError(f"more than {MOST_CREATORS:,} creators", file=path)
    if not table.lines:
        raise InputError("no creators below the header", file=path)
    _refuse_lookalikes(table)
    numbers = numbers_of(table, roster_columns.KINDS)
    money = []
    if "fee_usd" in numbers:
        fees = usd_of(table, "fee_usd", numbers["fee_usd"])
        numbers["fee_usd"] = numbers["fee_usd"]._replace(value=fees.value)
        money = [fees.note] if fees.note else []
    columns, notes = _columns(table, numbers)
    sums = usable_rows.find_sums(table, columns.handle, columns.followers)
    _check(table, columns, sums)
    kept, left_out = usable_rows.keep_rows(table, sums, strict, "creators")
    capped = int((columns.rate[kept] > HIGHEST_RATE).sum())
    notes += [f"{capped} rates above {HIGHEST_RATE:g} are taken as {HIGHEST_RATE:g}"] if capped else []
    roster = _roster(table, columns, kept)
    every = [*left_out, *table.notes, *table.note_leftovers(), *_plain(path, [*money, *notes, *_notes(roster)])]
    values = {meaning: number.value for meaning, number in numbers.items()}
    values |= {meaning: 100.0 * share for meaning, share in columns.shares.items()}
    return roster._replace(
        notes=every,
        readings=describe_columns(table, values, kept),
        rejected=tuple(usable_rows.rejected_rows(table, sums)),
    )


def choices_of(reading: RosterReading | None) -> ReadingChoices:
    """Return the choices that a scenario makes about its roster's file."""
    if reading is None:
        return NO_CHOICES
    return ReadingChoices(
        reading.columns, reading.units, reading.decimal or "", reading.sheet, reading.ignore, reading.rates
    )


def refuse_beyond(roster: Roster, people: int, path: Path) -> None:
    """Refuse a roster with a creator whom more people follow than the world holds. Raises InputError."""
    for creator in np.flatnonzero(roster.followers > people)[:1].tolist():
        message = (
            f"{quote(roster.handle[creator])} has {roster.followers[creator]:,} followers; world.people is {people:,}"
        )
        line, column = int(roster.line[creator]), roster.columns["followers"]
        raise InputError(message, file=path, line=line, path=(column,))


def _plain(path: Path, notes: list[str]) -> list[str]:
    return [f"{path}: {note}" for note in notes]


def _refuse_lookalikes(table: Table) -> None:
    """Refuse a column that looks like a size, a rate or money which no other column says. Raises InputError."""
    taken = {name.casefold() for name in table.choices.ignore}
    said = {*table.columns, *(["engagement_rate"] if "avg_engagements" in table.columns else [])}
    for place, one in enumerate(table.header):
        if place in table.places.values() or one.text.casefold() in taken:
            continue
        for meaning in roster_columns.LOOKALIKES.keys() - said:
            if _looks_like(meaning, one):
                mend = f"{option('column')} {meaning}={quote(one.text)} reads it so, {option('ignore')} leaves it out"
                message = f"looks like {meaning} and is not understood; {mend}"
                raise InputError(message, file=table.file, line=table.header_line, path=(one.text,))


def _looks_like(meaning: str, header: Header) -> bool:
    """Whether a header has a word of a meaning, and none that makes it another thing."""
    words = {*header.name.split("_"), *headers.normal(header.text).split("_")}
    looks = not words.isdisjoint(roster_columns.LOOKALIKES[meaning])
    looks |= any(stem in header.name for stem in roster_columns.STEMS[meaning])
    return (looks or (meaning == "fee_usd" and header.currency != "")) and words.isdisjoint(roster_columns.OTHER_THINGS)


def _columns(table: Table, numbers: Mapping[str, Numbers]) -> tuple[_Columns, list[str]]:
    """Read the rows, with notes on how that was decided. Raises InputError."""
    n, nothing = len(table.lines), np.full(len(table.lines), np.nan)
    values = {meaning: numbers[meaning].value if meaning in numbers else nothing for meaning in roster_columns.KINDS}
    followers = values["followers"]
    some = np.where(followers > 0.0, followers, np.nan)
    posts = PerPost(table, numbers, some)
    reckoned = posts.engagements() / some
    rate, notes = reckoned, []
    fractions: dict[str, F64] = {}
    if "engagement_rate" in numbers:
        own = shares_of(table, "engagement_rate", numbers["engagement_rate"], reckoned)
        rate, notes = np.where(np.isnan(own.value), reckoned, own.value), [own.note] if own.note else []
        fractions["engagement_rate"] = own.value
        notes += _contradictions(table, own.value, reckoned)
    shares = nothing
    if "exclusive_share" in numbers:
        shares = shares_of(table, "exclusive_share", numbers["exclusive_share"]).value
        fractions["exclusive_share"] = shares
    exclusive = np.where(np.isnan(values["exclusive"]), shares * followers, values["exclusive"])
    for row in np.flatnonzero(np.abs(shares * followers - values["exclusive"]) > np.maximum(1.0, 0.01 * followers)):
        message = f"{values['exclusive'][row]:,.0f} and a share of {shares[row]:g} of {followers[row]:,.0f} contradict"
        table.fault("exclusive", int(row), f"{message} each other")
    niches: list[str | None] = [None] * n
    if "niche" in table.columns:
        niches = [_niche(cell) for cell in table.columns["niche"].cells]
    names = [handles.read_handle(cell) for cell in table.columns["handle"].cells]
    found = _Columns(names, followers, rate, posts.mean_of("views"), values["fee_usd"], niches, exclusive, fractions)
    return found, [*notes, *posts.notes]


def _niche(cell: str) -> str | None:
    return None if says_nothing(cell) else printable(handles.plain_text(cell))[: handles.LONGEST_NAME] or None


def _contradictions(table: Table, own: F64, reckoned: F64) -> list[str]:
    """A note on rates that the engagements beside them contradict."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.flatnonzero(np.abs(np.log(own / reckoned)) > np.log(CONTRADICT))
    if not off.size:
        return []
    row = int(off[0])
    seen = f"{own[row]:.3g} on line {table.lines[row]}, and engagements over followers are {reckoned[row]:.3g}"
    return [f"REVIEW: {off.size} rates contradict the engagements beside them, say {seen}"]


def _check(table: Table, columns: _Columns, sums: Mapping[int, str]) -> None:
    """Note rows that cannot be used: by handle, followers, rate, fee and who is exclusive."""
    seen: dict[str, int] = {}
    platforms = table.columns["platform"].cells if "platform" in table.columns else None
    for row, handle in enumerate(columns.handle):
        if row in sums:
            continue
        cell = table.columns["handle"].cells[row]
        if wrong := handles.wrong_handle(handle, cell):
            table.fault("handle", row, f"{quote(cell)} {wrong}" if cell else wrong)
            continue
        key = handles.same_creator(handle) + ("\0" + platforms[row].casefold() if platforms else "")
        if key in seen:
            other = seen[key]
            message = (
                f"{quote(handle)} is the same creator as {quote(columns.handle[other])} on line {table.lines[other]}"
            )
            table.fault("handle", row, message)
        seen.setdefault(key, row)
    _check_numbers(table, columns)


def _check_numbers(table: Table, columns: _Columns) -> None:
    """Note rows whose numbers nobody can have."""
    own = "exclusive" if "exclusive" in table.columns else "exclusive_share"
    size, fee, exclusive = columns.followers, columns.fee_usd, columns.exclusive
    for meaning, wrong, words in (
        ("followers", np.isnan(size), "{cell} is not a number of followers"),
        ("followers", size > MOST_FOLLOWERS, f"{{cell}} is out of range; 0 to {MOST_FOLLOWERS:,}"),
        ("followers", size != np.round(size), "{cell} is not a whole number of followers"),
        ("fee_usd", fee > MOST_USD, f"{{cell}} is out of range; 0 to {MOST_USD:,}"),
        (own, exclusive > size, "{cell} are more than all {size:,.0f} followers"),
    ):
        for row in np.flatnonzero(wrong).tolist():
            cell = quote(table.columns[meaning].cells[row])
            table.fault(meaning, row, words.format(cell=cell, size=size[row]))


def _roster(table: Table, columns: _Columns, kept: npt.NDArray[np.int64]) -> Roster:
    names = [columns.handle[row] for row in kept]
    if "platform" in table.columns:
        twice = {key for key, n in Counter(map(handles.same_creator, names)).items() if n > 1}
        cells = table.columns["platform"].cells
        names = [
            f"{handle} ({cells[row]})" if handles.same_creator(handle) in twice else handle
            for handle, row in zip(names, kept, strict=True)
        ]
    return Roster(
        handle=names,
        followers=columns.followers[kept].astype(np.int64),
        engagement_rate=np.minimum(columns.rate[kept], HIGHEST_RATE),
        views=columns.views[kept],
        niche=[columns.niche[row] for row in kept],
        fee_usd=columns.fee_usd[kept],
        line=np.array(table.lines, np.int64)[kept],
        notes=[],
        columns={meaning: column.header for meaning, column in table.columns.items()},
        exclusive=columns.exclusive[kept],
    )


def _notes(roster: Roster) -> list[str]:
    n, rate = len(roster.handle), roster.engagement_rate
    missing, above = int(np.isnan(rate).sum()), int((rate > UNUSUAL_RATE).sum())
    no_fee = int(np.isnan(roster.fee_usd).sum()) if "fee_usd" in roster.columns else 0
    empty = [handle for handle, size in zip(roster.handle, roster.followers, strict=True) if size == 0]
    mixed = [handle for handle in roster.handle if handles.mixes_scripts(handle)]
    notes = [
        (missing, f"{missing} of {n} creators have no engagement rate; a law of size fills it in"),
        (no_fee, f"{no_fee} of {n} creators have no fee; a law of size fills it in"),
        (above, f"REVIEW: {above} of {n} creators have more than {UNUSUAL_RATE:.0%} engagements per follower and post"),
        (empty, f"{len(empty)} of {n} creators have 0 followers: {quote_all(empty, 3)}"),
        (mixed, f"{len(mixed)} handles mix look-alike scripts: {quote_all(mixed, 3)}"),
        (_alike(roster.fee_usd), "REVIEW: all creators have one fee"),
        (_alike(roster.followers.astype(np.float64)), "REVIEW: all creators have one number of followers"),
    ]
    return [note for holds, note in notes if holds]


def _alike(values: F64) -> bool:
    return values.size >= FEWEST_ALIKE and bool((values == values[0]).all())
