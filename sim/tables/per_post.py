"""Engagements and views per post, out of means, totals and columns that do not say which of both they are."""

from collections.abc import Mapping

import numpy as np

from sim.core.arrays import F64
from sim.errors import option
from sim.tables.reading.header_table import Table
from sim.tables.reading.number_columns import Numbers
from sim.text import quote

USUAL = {"likes": (0.001, 0.3), "comments": (1e-5, 0.05), "views": (0.01, 20.0)}
"""Median per follower and post of a list of creators."""


class PerPost:
    """The numbers of a roster's posts [row], nan where nothing is said, with notes on what was decided."""

    def __init__(self, table: Table, numbers: Mapping[str, Numbers], followers: F64) -> None:
        self._table, self._numbers, self._followers = table, numbers, followers
        self.notes: list[str] = []
        self.posts = self._values("total_posts")

    def _values(self, meaning: str) -> F64:
        if meaning in self._numbers:
            return self._numbers[meaning].value
        return np.full(len(self._table.lines), np.nan)

    def mean_of(self, what: str) -> F64:
        """Likes, comments or views per post: the mean, else the total over posts, else the column of that name."""
        each, total = self._values(f"avg_{what}"), self._values(f"total_{what}")
        plain = self._values(what)
        if f"avg_{what}" not in self._numbers and f"total_{what}" not in self._numbers and what in self._numbers:
            if self._is_total(what, plain):
                total = plain
            else:
                each = plain
        posts = np.where(self.posts > 0.0, self.posts, np.nan)
        return np.where(np.isnan(each), total / posts, each)

    def engagements(self) -> F64:
        """Engagements per post: their own column, else likes with what is known of comments, shares and saves."""
        others = [self.mean_of("comments"), self._values("avg_shares"), self._values("avg_saves")]
        sums = self.mean_of("likes") + sum(np.nan_to_num(other) for other in others)
        own = self._values("avg_engagements")
        return np.where(np.isnan(own), sums, own)

    def _is_total(self, what: str, plain: F64) -> bool:
        """Whether a column of likes (or views) adds up all posts. Raises InputError with both readings."""
        each, least, most = plain / self._followers, *USUAL[what]
        known = np.isfinite(each) & (each > 0.0)
        if not known.any():
            return False
        middle = float(np.median(each[known]))
        by_posts = each[known] / self.posts[known]
        has_posts = bool(np.isfinite(by_posts).any())
        middle_of_total = float(np.nanmedian(by_posts)) if has_posts else np.nan
        is_mean, is_total = least <= middle <= most, has_posts and least <= middle_of_total <= most
        if not has_posts and middle <= most:
            return False
        header = self._table.columns[what].header
        if is_mean != is_total:
            if has_posts:
                posts = self._table.columns["total_posts"].header
                read = f"the total over {quote(posts)}" if is_total else "the mean per post"
                self.notes.append(f"column {quote(header)} is taken as {read}: {max(middle, 0):.3g} per follower")
            return is_total
        row = int(np.flatnonzero(known)[0])
        column = self._table.columns[what]
        mends = f"{option('column')} avg_{what}={quote(header)} or {option('column')} total_{what}={quote(header)}"
        raise column.error(row, f"{quote(column.cells[row])} may be per post or of all posts; say {mends}")
