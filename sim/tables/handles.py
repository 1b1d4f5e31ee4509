"""Accounts: handles as people write them, with @, as links, and with names that are no creator's."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote

LONGEST_NAME = 256
LOOKALIKES = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.|vm\.)?(?:instagram|tiktok|youtube|facebook|fb|twitter|x|twitch|threads|linkedin|"
    r"snapchat|pinterest)\.(?:com|net|tv)/(?:#!/)?(?:@|c/|user/|channel/|in/|add/|pages/|people/)?"
    r"(?P<handle>[^/?#\s]+)/?(?:[?#].*)?",
    re.IGNORECASE,
)
JOINERS = "\u200c\u200d"  # of emoji and of Indian and Persian letters
TOTALS = frozenset((
    "average", "averages", "avg", "count", "durchschnitt", "gesamt", "gesamtsumme", "grand total", "insgesamt",
    "max", "maximum", "mean", "media", "median", "mediana", "mediane", "min", "minimum", "mittelwert", "moyenne",
    "média", "médiane", "promedio", "soma", "somma", "somme", "sub-total", "subtotal", "sum", "suma", "summe",
    "sums", "totais", "total", "totale", "totales", "totals", "totaux", "ø", "合計", "合计", "小计", "平均",
    "总和", "总计", "総計", "총계", "평균", "합계",
))  # fmt: skip
"""Names of rows that add up or average the others."""
SUMS = frozenset((
    "average", "durchschnitt", "gesamt", "gesamtergebnis", "gesamtsumme", "insgesamt", "mittelwert", "moyenne",
    "promedio", "razem", "soma", "somma", "somme", "subtotal", "suma", "summe", "totaal", "total", "totale", "totales",
    "totals", "totaux", "итого", "всего", "ortalama", "toplam",
))  # fmt: skip
"""Words of such rows that no creator has for a whole name."""
BESIDE_SUMS = frozenset((
    "accounts", "all", "aller", "allgemein", "creators", "de", "der", "des", "du", "general", "geral", "generale",
    "général", "grand", "influencer", "influencers", "of", "overall", "rows", "sub", "the", "über", "alle", "tous",
    "todos", "sum", "count", "number",
))  # fmt: skip
"""Words that stand beside these, as in "Average of all"."""


def read_handle(cell: str) -> str:
    """The handle in a cell: without @, out of a link, without characters that cannot be seen.

    >>> read_handle("https://www.instagram.com/Ann.b/?hl=de"), read_handle("@ann")
    ('Ann.b', 'ann')
    """
    match = LINK.fullmatch(cell)
    text = unquote(match["handle"]) if match else cell
    return plain_text(text).removeprefix("@").strip()


def plain_text(text: str) -> str:
    """Text in one form, without characters that cannot be seen and change nothing."""
    composed = unicodedata.normalize("NFC", text)
    kept = (c for c in composed if c in JOINERS or unicodedata.category(c) not in ("Cf", "Zl", "Zp"))
    return "".join(kept).strip().strip(JOINERS)


def is_total(name: str) -> bool:
    """Whether a row of this name sums up others.

    >>> is_total("Total:"), is_total("TOTAL (5)"), is_total("Totaal Anna")
    (True, True, False)
    """
    if name.casefold().strip(" :.=*_-") in TOTALS:
        return True
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return not name.startswith("@") and bool(SUMS.intersection(words)) and SUMS.union(BESIDE_SUMS).issuperset(words)


def wrong_handle(handle: str, cell: str) -> str:
    """The fault of a handle, in words; nothing if it is fine."""
    if not handle:
        return "empty; every creator needs a handle" if not cell else "holds no handle"
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in handle):
        return "holds a control character"
    return f"has {len(handle):,} characters; at most {LONGEST_NAME}" if len(handle) > LONGEST_NAME else ""


def mixes_scripts(handle: str) -> bool:
    """Whether letters of two scripts that look alike stand together, as in a forged handle."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in handle if letter.isalpha()}
    return len(scripts & LOOKALIKES) > 1


def same_creator(handle: str) -> str:
    """Return the form that all spellings of one handle have in common.

    >>> same_creator("@Ann ") == same_creator("ann")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", handle.strip().removeprefix("@")).casefold())


def identity(handle: str) -> int:
    """A creator's 64-bit identity: their draws are addressed by it, wherever they stand in a list."""
    plain = unicodedata.normalize("NFC", handle.strip().removeprefix("@")).casefold()
    return int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8], "little")
