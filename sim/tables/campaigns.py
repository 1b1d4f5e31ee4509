"""Past campaigns: followers, posts, dates and measurements; a row for each creator in a campaign, or for each post."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.tables import handles, roster_columns, usable_rows
from sim.tables.reading.date_columns import read_days
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices, Table, numbers_of, read_table
from sim.tables.reading.number_columns import NumberKind, Numbers
from sim.text import quote

MOST_BYTES = 50_000_000
MOST_CAMPAIGNS = 10_000
MOST = 10**12
MOST_POSTS = 10_000  # of one creator in one campaign
MEASURED = ("reach", "impressions", "engagements", "clicks", "sales")
PARTS = ("likes", "comments", "shares", "saves")  # of engagements
MEANINGS: dict[str, tuple[str, ...]] = {
    "followers": roster_columns.MEANINGS["followers"],
    "posts": ("post", "post_count", "beitrage", "publications", "publicaciones", "publicacoes", "videos"),
    "reach": (
        "reached", "unique_reach", "people_reached", "accounts_reached", "total_reach", "post_reach", "reichweite",
        "portee", "alcance", "copertura", "도달", "리치", "リーチ", "触达",
    ),
    "impressions": (
        "total_impressions", "post_impressions", "impressionen", "impresiones", "impressoes", "impressioni", "views",
        "total_views", "video_views", "plays", "aufrufe", "vues", "visualizaciones", "visualizacoes",
        "visualizzazioni", "노출", "インプレッション", "曝光", "曝光量",
    ),
    "engagements": ("interactions", "total_engagements", "total_interactions", "engagement", "interaktionen",
                    "interacciones", "interacoes", "interazioni"),
    "likes": ("like", "total_likes", "reactions", "curtidas", "me_gusta", "gefallt_mir", "mi_piace", "j_aime"),
    "comments": ("comment", "total_comments", "kommentare", "commentaires", "comentarios", "commenti"),
    "shares": ("share", "total_shares", "reposts"),
    "saves": ("save", "total_saves", "saved", "bookmarks"),
    "clicks": ("click", "link_clicks", "total_clicks", "klicks", "clics", "cliques", "clic"),
    "sales": ("purchases", "orders", "conversions", "transactions", "total_sales", "verkaufe", "bestellungen", "kaufe",
              "ventes", "achats", "ventas", "compras", "vendas", "acquisti", "vendite"),
    "creator": ("handle", *roster_columns.MEANINGS["handle"]),
    "date": ("day", "posted", "post_date", "start_date", "campaign_date", "datum", "fecha", "data", "published",
             "timestamp"),
}  # fmt: skip
COUNTED = ("followers", "posts", *MEASURED, *PARTS)


class Campaigns(NamedTuple):
    """One row for each creator in each campaign; nan where nothing was measured."""

    creator: list[str]
    followers: F64  # [campaign]
    posts: F64  # [campaign]
    measured: dict[str, F64]  # by column, [campaign]
    notes: tuple[str, ...] = ()
    day: F64 | None = None  # [campaign] nan where it is not known

    @property
    def size(self) -> int:
        """The number of campaigns."""
        return self.followers.size

    def some(self, which: np.ndarray) -> "Campaigns":
        """The campaigns of an index or mask."""
        place = np.arange(self.size)[which]
        measured = {name: values[which] for name, values in self.measured.items()}
        return Campaigns(
            [self.creator[p] for p in place], self.followers[which], self.posts[which], measured, self.notes,
            None if self.day is None else self.day[which],
        )  # fmt: skip

    @property
    def years(self) -> F64:
        """Years since the last campaign, below nothing [campaign]; whose date is not known: their mean."""
        if self.day is None or np.isnan(self.day).all():
            return np.zeros(self.size)
        years = (self.day - np.nanmax(self.day)) / 365.25
        return np.where(np.isnan(years), np.nanmean(years), years)


def read(path: Path, strict: bool = False, choices: ReadingChoices = NO_CHOICES) -> Campaigns:
    """Read past campaigns from a table. A bad row is left out, with a note why.

    strict: refuse the file instead; so does a file without any good row, or with more bad rows than good ones.
    Raises InputError (InputErrors if several) naming file, line, column and value; FileProblem.
    """
    table = read_table(path, MOST_BYTES, MEANINGS, ("followers",), choices, {*MEASURED, *PARTS})
    if not table.columns.keys() & {*MEASURED, *PARTS}:
        raise InputError(f"needs one of {', '.join(MEASURED)}: nothing was measured", file=path, line=table.header_line)
    if len(table.lines) > MOST_CAMPAIGNS:
        raise InputError(f"more than {MOST_CAMPAIGNS:,} campaigns", file=path)
    values = counts(table, COUNTED)
    notes = [*table.notes]
    if "posts" not in table.columns:
        values["posts"] = np.ones(len(table.lines))
        notes.append(f"{path}: no column for posts; each row is taken as one post")
    if "engagements" not in table.columns and table.columns.keys() & set(PARTS):
        values["engagements"] = sum_parts(values)
        notes.append(f"{path}: engagements are {', '.join(name for name in PARTS if name in table.columns)} added up")
    names = names_of(table, "creator")
    day = days_of(table)
    _check(table, values)
    sums = usable_rows.find_sums(table, names, np.full(len(names), np.nan))
    kept, left_out = usable_rows.keep_rows(table, sums, strict, "campaigns")
    measured = {
        name: values[name][kept]
        for name in MEASURED
        if name in table.columns or (name == "engagements" and table.columns.keys() & set(PARTS))
    }
    beyond = int((values["sales"][kept] > values["clicks"][kept]).sum())
    notes += [f"{path}: {beyond} rows have more sales than clicks, as codes bring them"] if beyond else []
    notes += [f"{path}: {same} rows say what another says"] if (same := count_repeats(table)) else []
    notes += [*left_out, *table.note_leftovers()]
    notes += [f"{path}: {note}" for note in (*size_notes(kept.size), *date_notes(day[kept]))]
    return Campaigns([names[row] for row in kept], values["followers"][kept], values["posts"][kept], measured,
                     tuple(notes), day[kept])  # fmt: skip


def counts(table: Table, meanings: tuple[str, ...]) -> dict[str, F64]:
    """The counts of columns [row], nan where there is no column. Raises InputError."""
    numbers: Mapping[str, Numbers] = numbers_of(table, dict.fromkeys(meanings, NumberKind.COUNT))
    values = {}
    for meaning in meanings:
        value = numbers[meaning].value if meaning in numbers else np.full(len(table.lines), np.nan)
        for row in np.flatnonzero(value > MOST).tolist():
            table.fault(meaning, row, f"{quote(table.columns[meaning].cells[row])} is out of range; 0 to {MOST:,}")
        values[meaning] = value
    return values


def count_repeats(table: Table) -> int:
    """Return how many rows of named creators say nothing that another row does not say."""
    if "creator" not in table.columns:
        return 0
    rows = list(zip(*(column.cells for column in table.columns.values()), strict=True))
    return len(rows) - len(set(rows))


def days_of(table: Table) -> F64:
    """The day of each row, counted from long ago; nan where none is said. Raises InputError."""
    if "date" not in table.columns:
        return np.full(len(table.lines), np.nan)
    days = read_days(table.columns["date"])
    for row, fault in days.faults.items():
        table.faults.setdefault(row, fault)
    return days.value


def size_notes(n: int) -> list[str]:
    """A note about a file of a single campaign."""
    return ["a single campaign: it cannot tell how much campaigns differ, nor a law of size"] if n == 1 else []


def date_notes(day: F64) -> list[str]:
    """A note about campaigns without a date."""
    undated = int(np.isnan(day).sum())
    if undated == day.size:
        return ["no dates, so what has changed over time cannot be told; a column date would say when"]
    return [f"{undated} of {day.size} campaigns have no date: they are taken as of the mean one"] if undated else []


def sum_parts(values: Mapping[str, F64]) -> F64:
    """Likes, comments, shares and saves added up; nan where none is there."""
    parts = np.array([values[name] for name in PARTS])
    return np.where(np.isnan(parts).all(axis=0), np.nan, np.nansum(parts, axis=0))


def names_of(table: Table, meaning: str) -> list[str]:
    """The names in a column; empty without it."""
    cells = table.columns[meaning].cells if meaning in table.columns else [""] * len(table.lines)
    return [handles.read_handle(cell) for cell in cells]


def _check(table: Table, values: Mapping[str, F64]) -> None:
    """Note rows that cannot be used."""
    for name in ("followers", "posts"):
        if name in table.columns:
            for row in np.flatnonzero(~(values[name] >= 1.0)).tolist():
                table.fault(name, row, f"{quote(table.columns[name].cells[row])} must be 1 or more")
    for row in np.flatnonzero(values["posts"] > MOST_POSTS).tolist():
        table.fault("posts", row, f"{values['posts'][row]:,.0f} is out of range; 1 to {MOST_POSTS:,}")
    check_measurements(table, values)


def check_measurements(table: Table, values: Mapping[str, F64]) -> None:
    """Note rows whose measurements contradict each other, or that nobody can have measured; nan says nothing."""
    for name in ("reach", "impressions"):
        for row in np.flatnonzero(values[name] == 0.0).tolist():
            table.fault(name, row, '"0" must be 1 or more; leave the cell empty where it was not measured')
    for part, whole, words in (
        ("clicks", "impressions", "{:,.0f} clicks of {:,.0f} impressions"),
        ("reach", "impressions", "{:,.0f} people reached with {:,.0f} impressions; nobody is reached without one"),
    ):
        for row in np.flatnonzero(values[part] > values[whole]).tolist():
            table.fault(part, row, words.format(values[part][row], values[whole][row]))
