"""Creators from a CSV file as common tools export it: handle, followers; where given rate, niche and fee."""

import hashlib
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.tables import grammar, textfile
from sim.tables.textfile import Row
from sim.text import quote, quote_all

MOST_BYTES = 200_000_000
MOST_CREATORS = 1_000_000
MOST_FOLLOWERS = 10_000_000_000
MOST_USD = 10**12
LONGEST_NAME = 256
# Likes of old, viral posts can exceed today's followers: real rosters hold rates up to 58.
HIGHEST_RATE = 10.0

MEANINGS: dict[str, tuple[str, ...]] = {
    "handle": ("account", "username", "user_name", "creator", "influencer", "name", "profile", "channel"),
    "followers": ("follower_count", "followers_count", "subscribers", "fans", "audience", "audience_size"),
    "engagement_rate": (
        "er",
        "eng_rate",
        "avg_engagement_rate",
        "engagement_rate%",
        "er%",
        "eng_rate%",
        "avg_engagement_rate%",
    ),
    "avg_likes": ("average_likes", "likes_per_post", "likes"),
    "avg_comments": ("average_comments", "comments_per_post", "comments"),
    "total_likes": (),
    "total_posts": ("total_videos", "posts", "videos"),
    "avg_views": ("average_views", "views_per_post", "views_per_video", "avg_plays", "average_plays", "views"),
    "total_views": ("total_plays",),
    "niche": ("category", "topic", "vertical", "commercecategory", "community"),
    "exclusive": ("exclusive_followers",),
    "exclusive_share": ("exclusive%", "exclusive_share%"),
    "fee_usd": ("fee", "price", "rate_usd", "cost", "price_per_post", "price_usd"),
}

LOOKALIKES = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


class Roster(NamedTuple):
    """Creators in the file's order; nan and None where the file does not say."""

    handle: list[str]
    followers: npt.NDArray[np.int64]  # [creator]
    engagement_rate: npt.NDArray[np.float64]  # [creator] engagements per listed follower and post
    views: npt.NDArray[np.float64]  # [creator] per post
    niche: list[str | None]
    fee_usd: npt.NDArray[np.float64]  # [creator]
    line: npt.NDArray[np.int64]  # [creator] line in the file
    notes: list[str]
    columns: dict[str, str]  # meaning -> the header that was taken for it
    exclusive: npt.NDArray[np.float64] = np.empty(0)  # [creator] whom nobody else here has; empty: nothing is said


class Creator(NamedTuple):
    """One row, checked."""

    handle: str
    followers: int
    rate: float
    views: float
    niche: str | None
    fee_usd: float
    line: int
    exclusive: float


def read(path: Path) -> Roster:
    """Read a roster from CSV (comma, semicolon or tab; UTF-8; may be gzip).

    A creator's rate is its own column, else (likes + comments) per post over followers, at most 10.
    Raises InputError (InputErrors if several) naming file, line, column and value; FileProblem.
    """
    text = textfile.decode(textfile.read_bytes(path, MOST_BYTES), path)
    headers, rows, unused = textfile.table(text, path, MEANINGS, ("handle", "followers"))
    creators: list[Creator] = []
    errors: list[InputError] = []
    seen: dict[str, tuple[int, str]] = {}
    for row in rows:
        try:
            creators.append(_creator(row, seen))
        except InputError as error:
            errors.append(error)
        if len(errors) == textfile.MOST_ERRORS:
            break
        if len(creators) > MOST_CREATORS:
            raise InputError(f"more than {MOST_CREATORS:,} creators", file=path, line=row.line)
    textfile.refuse(errors)
    if not creators:
        raise InputError("no creators below the header", file=path)
    roster = _roster(creators, headers, path)
    not_used = [f"{path}: columns not used: {quote_all(unused, 8)}"] if unused else []
    return roster._replace(notes=[*not_used, *roster.notes])


def refuse_beyond(roster: Roster, people: int, path: Path) -> None:
    """Refuse a roster with a creator whom more people follow than the world holds. Raises InputError."""
    for creator in np.flatnonzero(roster.followers > people)[:1].tolist():
        message = (
            f"{quote(roster.handle[creator])} has {roster.followers[creator]:,} followers; world.people is {people:,}"
        )
        line, column = int(roster.line[creator]), roster.columns["followers"]
        raise InputError(message, file=path, line=line, path=(column,))


def _creator(row: Row, seen: dict[str, tuple[int, str]]) -> Creator:
    handle = _handle(row, seen)
    followers = _followers(row)
    views = _per_post(row, "avg_views", "total_views")
    rate, fee, own = _rate(row, followers), _amount(row, "fee_usd"), _exclusive(row, followers)
    return Creator(handle, followers, rate, views, _niche(row), fee, row.line, own)


def _roster(creators: list[Creator], headers: dict[str, str], path: Path) -> Roster:
    rate = np.array([creator.rate for creator in creators], np.float64)
    return Roster(
        handle=[creator.handle for creator in creators],
        followers=np.array([creator.followers for creator in creators], np.int64),
        engagement_rate=np.minimum(rate, HIGHEST_RATE),
        views=np.array([creator.views for creator in creators], np.float64),
        niche=[creator.niche for creator in creators],
        fee_usd=np.array([creator.fee_usd for creator in creators], np.float64),
        line=np.array([creator.line for creator in creators], np.int64),
        notes=_notes(creators, rate, path),
        columns=headers,
        exclusive=np.array([creator.exclusive for creator in creators], np.float64),
    )


def _notes(creators: list[Creator], rate: npt.NDArray[np.float64], path: Path) -> list[str]:
    n = len(creators)
    missing, above = int(np.isnan(rate).sum()), int((rate > 1).sum())
    capped = int((rate > HIGHEST_RATE).sum())
    empty = [creator.handle for creator in creators if creator.followers == 0]
    mixed = [creator.handle for creator in creators if _mixes_scripts(creator.handle)]
    notes = [
        (missing, f"{missing} of {n} creators have no engagement rate"),
        (above, f"{above} of {n} creators have more than one engagement per follower and post"),
        (capped, f"{capped} rates above {HIGHEST_RATE:g} are taken as {HIGHEST_RATE:g}"),
        (empty, f"{len(empty)} of {n} creators have 0 followers: {quote_all(empty, 3)}"),
        (mixed, f"{len(mixed)} handles mix look-alike scripts: {quote_all(mixed, 3)}"),
    ]
    return [f"{path}: {note}" for holds, note in notes if holds]


def _name(row: Row, meaning: str) -> str:
    """A cell as text in one form, without characters that cannot be seen."""
    text = unicodedata.normalize("NFC", row.cells.get(meaning, ""))
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
            raise row.error(meaning, f"{quote(text)} holds the invisible character U+{ord(character):04X}")
    if len(text) > LONGEST_NAME:
        raise row.error(meaning, f"{quote(text)} has {len(text):,} characters; at most {LONGEST_NAME}")
    return text


def _handle(row: Row, seen: dict[str, tuple[int, str]]) -> str:
    handle = _name(row, "handle").removeprefix("@").strip()
    if not handle:
        raise row.error("handle", "empty; every creator needs a handle")
    key = unicodedata.normalize("NFC", handle.casefold())
    if key in seen:
        line, other = seen[key]
        raise row.error("handle", f"{quote(handle)} is the same creator as {quote(other)} on line {line}")
    seen[key] = (row.line, handle)
    return handle


def _niche(row: Row) -> str | None:
    niche = _name(row, "niche")
    return None if niche.casefold() in ("", "none") else niche


def _followers(row: Row) -> int:
    text = row.cells["followers"]
    match = grammar.ROUNDED.fullmatch(text)
    number = Decimal(grammar.without_commas(match[1])) * grammar.TIMES[match[2].lower()] if match else None
    if number is None or (match and "," in match[1] and match[2]):
        raise row.error("followers", f"{quote(text)} is not a number of followers; write 1234, 1,234, 1.5k or 2.3M")
    if number > MOST_FOLLOWERS:
        raise row.error("followers", f"{quote(text)} is out of range; 0 to {MOST_FOLLOWERS:,}")
    if number != int(number):
        raise row.error("followers", f"{quote(text)} is not a whole number of followers")
    return int(number)


def _amount(row: Row, meaning: str) -> float:
    """A number of likes, posts or dollars; nan for an empty cell or a column that is not there."""
    text = row.cells.get(meaning, "")
    if not text:
        return np.nan
    match = grammar.AMOUNT.fullmatch(text)
    if not match or (match[3] and "," in match[1]) or (text[0] == "$" and meaning != "fee_usd"):
        raise row.error(
            meaning, f"{quote(text)} is not an amount; write 1234, 1,234, 12.50, 1.5k or 2.3M (0 to {MOST_USD:,})"
        )
    number = float(grammar.without_commas(match[1]) + (match[2] or "")) * grammar.TIMES[match[3].lower()]
    if number > MOST_USD:
        raise row.error(meaning, f"{quote(text)} is out of range; 0 to {MOST_USD:,}")
    return number


def _exclusive(row: Row, followers: int) -> float:
    """Followers whom nobody else of the roster has, by number or share; nan where the row does not say."""
    number, share = _amount(row, "exclusive"), np.nan
    if text := row.cells.get("exclusive_share", ""):
        match = grammar.RATE.fullmatch(text)
        is_percent = bool(match and match[3]) or "%" in row.headers["exclusive_share"]
        share = float(match[1] + (match[2] or "")) * (0.01 if is_percent else 1.0) if match else np.nan
        if not 0.0 <= share <= 1.0:
            raise row.error("exclusive_share", f"{quote(text)} is not a share; write 0.4 or 40%")
    if number > followers:
        raise row.error("exclusive", f"{number:,.0f} are more than all {followers:,} followers")
    if abs(share * followers - number) > max(1.0, 0.01 * followers):
        raise row.error("exclusive", f"{number:,.0f} and a share of {share:g} of {followers:,} contradict each other")
    return share * followers if np.isnan(number) else number


def _rate(row: Row, followers: int) -> float:
    likes = _likes_per_post(row)
    if row.cells.get("engagement_rate"):
        return _own_rate(row, row.cells["engagement_rate"])
    return likes / followers if followers else np.nan


def _own_rate(row: Row, text: str) -> float:
    match = grammar.RATE.fullmatch(text)
    if not match:
        raise row.error("engagement_rate", f"{quote(text)} is not a rate; write 0.042 or 4.2%")
    number = float(match[1] + (match[2] or ""))
    percent = match[3] or "%" in row.headers["engagement_rate"]
    if number > 100 * HIGHEST_RATE:
        raise row.error("engagement_rate", f"{quote(text)} is out of range; 0 to 1, or 0% to {HIGHEST_RATE:.0%}")
    if number > 1 and not percent:
        raise row.error(
            "engagement_rate",
            f"{quote(text)} is above 1; write {number / 100:.6g} or {number:.6g}% if per cent is meant",
        )
    return number / 100 if percent else number


def _likes_per_post(row: Row) -> float:
    """Likes and, where given, comments per post; nan where likes or posts are not given."""
    return _per_post(row, "avg_likes", "total_likes") + float(np.nan_to_num(_amount(row, "avg_comments")))


def _per_post(row: Row, mean: str, total: str) -> float:
    """A mean over posts, or else a total over the number of posts; nan where neither is given."""
    each, whole, posts = _amount(row, mean), _amount(row, total), _amount(row, "total_posts")
    return whole / posts if np.isnan(each) and posts > 0 else each


def _mixes_scripts(handle: str) -> bool:
    """Whether letters of two scripts that look alike stand together, as in a forged handle."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in handle if letter.isalpha()}
    return len(scripts & LOOKALIKES) > 1


def identity(handle: str) -> int:
    """A creator's 64-bit identity: their draws are addressed by it, wherever they stand in a list."""
    plain = unicodedata.normalize("NFC", handle.strip().removeprefix("@")).casefold()
    return int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8], "little")
