"""Past campaigns from a CSV file: followers, posts, dates and measurements; columns and cells may be missing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.tables import grammar, textfile
from sim.tables.textfile import Row
from sim.text import quote, quote_all

MOST_BYTES = 50_000_000
MOST_CAMPAIGNS = 10_000
MOST = 10**12
MOST_POSTS = 10_000  # of one creator in one campaign
MEASURED = ("reach", "impressions", "engagements", "clicks", "sales")
MEANINGS: dict[str, tuple[str, ...]] = {
    "followers": ("follower_count", "followers_count", "subscribers", "audience_size"),
    "posts": ("n_posts", "number_of_posts", "post_count"),
    "reach": ("reached", "unique_reach", "people_reached", "accounts_reached"),
    "impressions": ("views", "total_views", "total_impressions"),
    "engagements": ("interactions", "total_engagements", "engagement"),
    "clicks": ("link_clicks", "total_clicks"),
    "sales": ("purchases", "orders", "conversions", "transactions"),
    "date": ("day", "posted", "published", "post_date", "campaign_date"),
    "creator": ("handle", "account", "username", "influencer", "name", "channel"),
}


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


def read(path: Path, strict: bool = False) -> Campaigns:
    """Read past campaigns (comma, semicolon or tab; UTF-8; may be gzip). A bad row is left out, with a note why.

    strict: refuse the file instead; so does a file without any good row, or with more bad rows than good ones.
    Raises InputError (InputErrors if several) naming file, line, column and value; FileProblem.
    """
    text = textfile.decode(textfile.read_bytes(path, MOST_BYTES), path)
    headers, rows, unused = textfile.table(text, path, MEANINGS, ("followers", "posts"))
    if not set(headers) & set(MEASURED):
        raise InputError(f"needs one of {', '.join(MEASURED)}: nothing was measured", file=path, line=1)
    campaigns, errors = [], []
    for row in rows:
        try:
            campaigns.append(_campaign(row))
        except InputError as error:
            errors.append(error)
        if len(campaigns) > MOST_CAMPAIGNS or (strict and len(errors) == textfile.MOST_ERRORS):
            break
    if strict or len(errors) > len(campaigns):
        textfile.refuse(errors[: textfile.MOST_ERRORS])
    if len(campaigns) > MOST_CAMPAIGNS:
        raise InputError(f"more than {MOST_CAMPAIGNS:,} campaigns", file=path)
    if not campaigns:
        raise InputError("no campaigns below the header", file=path)
    table = np.array([[values[name] for name in ("followers", "posts", *MEASURED, "date")] for _, values in campaigns])
    measured = {name: table[:, place] for place, name in enumerate(MEASURED, 2) if name in headers}
    notes = tuple(f"{error}; the row is left out" for error in errors[: textfile.MOST_ERRORS])
    if len(errors) > textfile.MOST_ERRORS:
        notes += (f"{path}: {len(errors)} bad rows are left out in all",)
    if len(campaigns) == 1:
        notes += (f"{path}: a single campaign: it cannot tell how much campaigns differ, nor a law of size",)
    notes += (f"{path}: columns not used: {quote_all(unused, 8)}",) if unused else ()
    day = table[:, -1]
    undated = int(np.isnan(day).sum())
    if undated == day.size:
        notes += (f"{path}: no dates, so what has changed over time cannot be told; a column date would say when",)
    elif undated:
        notes += (f"{path}: {undated} of {day.size} campaigns have no date: they are taken as of the mean one",)
    return Campaigns([name for name, _ in campaigns], table[:, 0], table[:, 1], measured, notes, day)


def _campaign(row: Row) -> tuple[str, dict[str, float]]:
    """One row, checked."""
    values = {name: count(row, name) for name in ("followers", "posts", *MEASURED)}
    for name in ("followers", "posts"):
        if not values[name] >= 1.0:
            raise row.error(name, f"{quote(row.cells[name])} must be 1 or more")
    if values["posts"] > MOST_POSTS:
        raise row.error("posts", f"{quote(row.cells['posts'])} is out of range; 1 to {MOST_POSTS:,}")
    check_measurements(row, values)
    values["date"] = day_of(row)
    return row.cells.get("creator", ""), values


def check_measurements(row: Row, values: Mapping[str, float]) -> None:
    """InputError for measurements that contradict each other, or that nobody can have measured; nan says nothing."""
    for name in ("reach", "impressions"):
        if values[name] == 0.0:
            raise row.error(name, '"0" must be 1 or more; leave the cell empty where it was not measured')
    if values["clicks"] > values["impressions"]:
        raise row.error("clicks", f"{values['clicks']:,.0f} clicks of {values['impressions']:,.0f} impressions")
    if values["reach"] > values["impressions"]:
        message = f"{values['reach']:,.0f} people reached with {values['impressions']:,.0f} impressions"
        raise row.error("reach", f"{message}; nobody is reached without one")
    if values["sales"] > values["clicks"]:
        raise row.error("sales", f"{values['sales']:,.0f} sales of {values['clicks']:,.0f} clicks")


def day_of(row: Row) -> float:
    """The day of a campaign, counted from long ago; nan for an empty cell or a column that is not there."""
    text = row.cells.get("date", "")
    if text in grammar.MISSING:
        return np.nan
    try:
        return float(date.fromisoformat(text[:10]).toordinal())
    except ValueError:
        raise row.error("date", f"{quote(text)} is not a date; write 2026-11-30, or nothing") from None


def count(row: Row, name: str) -> float:
    """A count; nan for an empty cell or a column that is not there."""
    text = row.cells.get(name, "")
    if text in grammar.MISSING:
        return np.nan
    match = grammar.WHOLE.fullmatch(text)
    if match is None:
        raise row.error(name, f"{quote(text)} is not a count; write 1234 or 1,234, or nothing")
    value = Decimal(grammar.without_commas(match[1]))
    if value > MOST:
        raise row.error(name, f"{quote(text)} is out of range; 0 to {MOST:,}")
    return float(value)
