"""Headers: what the columns of a table mean, by the words of common exports and languages."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sim.errors import InputError, option
from sim.numerals import CURRENCIES
from sim.text import nearest, one_line, quote, quote_all

Meanings = Mapping[str, tuple[str, ...]]
"""Names of each meaning in the order of preference; a meaning's own name comes before all."""

MOST_COMPARED = 100  # columns
PERCENT = ("percent", "percentage", "pct", "prozent", "procent", "pourcent", "porcentaje", "porcentagem", "percentuale")
IN = "in|en|em"  # before a unit: "Preis in EUR"
COUNTING = r"(?:n|no|num|nr|nb|number|numbers|anzahl|zahl|numero|qtd|cantidad)(?:_(?:of|de|der|di|do))?_"
AVERAGE = (
    "average", "mean", "ø", "durchschnitt", "durchschnittlich", "durchschnittliche", "mittlere", "moyenne", "moyen",
    "moyens", "promedio", "media", "medio", "medie", "medios", "media_de", "moy", "prom", "avg",
)  # fmt: skip
SEVERAL = re.compile(r"(?:^|_)[0-9]+_(?:posts?|videos?|reels?|beitrage|publica|days|tage|d$|m$|months|weeks)")
PLATFORMS = ("instagram", "tiktok", "tik_tok", "youtube", "you_tube", "twitch", "facebook", "twitter", "ig", "yt", "tt",
             "insta", "인스타그램", "틱톡", "유튜브")  # fmt: skip
NO_MONEY = frozenset(("AVG", "MIN", "MAX", "VAT", "NET", "EST", "ALL", "TTC", "TVA", "IVA"))
SCALES = {"in_thousands": 1e3, "thousands": 1e3, "in_k": 1e3, "in_millions": 1e6, "millions": 1e6, "in_m": 1e6,
          "mio": 1e6, "in_mio": 1e6, "in_tsd": 1e3, "tsd": 1e3, "k": 1e3, "m": 1e6}  # fmt: skip


class Header(NamedTuple):
    """A column's name, and the unit that stands in it."""

    text: str
    name: str  # small letters, words by underscores, without its unit
    is_percent: bool
    currency: str  # code; empty: none is named
    scale: float  # 1e6 for "Followers (in millions)"


@lru_cache(maxsize=1 << 14)
def read_header(text: str) -> Header:
    """The name and unit of a column.

    >>> read_header("Price per Post (USD)")
    Header(text='Price per Post (USD)', name='price_per_post', is_percent=False, currency='USD', scale=1.0)
    >>> read_header("followersCount").name
    'followers_count'
    """
    brackets = list(re.findall(r"[(\[]([^)\]]*)[)\]]", text))
    outside = re.sub(r"[(\[][^)\]]*[)\]]", " ", text)
    if not normal(outside):
        brackets, outside = [], text
    name = normal(outside)
    is_mille = "‰" in text
    is_percent = "%" in text or is_mille or not set(PERCENT).isdisjoint(name.split("_"))
    currency, scale = "", 0.1 if is_mille else 1.0
    for unit in (*(bracket.strip() for bracket in brackets), *_last_words(name), *_money_signs(outside)):
        word = normal(unit)
        if unit.casefold() in CURRENCIES or (word in CURRENCIES and len(word) > 1):
            currency = CURRENCIES.get(unit.casefold()) or CURRENCIES[word]
        elif unit == "%" or not set(PERCENT).isdisjoint(word.split("_")):
            is_percent = True
        elif word in SCALES and (unit in brackets or "_" in word):
            scale = SCALES[word]
        elif unit in brackets and (word in ("total", "avg", "average", "per_post") or _is_of_several(word, name)):
            name = f"{name}_{word}"
            continue
        else:
            continue
        name = re.sub(rf"_?{re.escape(word)}$", "", name) or name if word else name
    if is_percent or currency or scale != 1.0:
        name = re.sub(rf"(?<=.)_(?:{IN})$", "", name)
    return Header(text, name, is_percent, currency, scale)


def unknown_money(text: str) -> str:
    """The currency in a header of money that is not known; empty: there is none.

    >>> unknown_money("Fee (XYZ)"), unknown_money("Fee (Q$)"), unknown_money("Fee (USD)")
    ('XYZ', 'Q$', '')
    """
    found = re.findall(r"[A-Za-z]{1,3}\$|(?<=[(\[])(?:[A-Z]{3}|pesos?|[^\W\d_]*(?:kron[aeo]r?|dinars?))(?=[)\]])", text)
    return next((word for word in found if word.casefold() not in CURRENCIES and word not in NO_MONEY), "")


def _is_of_several(word: str, name: str) -> bool:
    """Whether a bracket says that a column, which is no mean, is of several posts or days."""
    return SEVERAL.search(word) is not None and set(AVERAGE).isdisjoint(name.split("_"))


def _last_words(name: str) -> list[str]:
    words = name.split("_")
    return ["_".join(words[-2:]), words[-1]] if len(words) > 2 else words[-1:] if len(words) > 1 else []


def _money_signs(text: str) -> list[str]:
    return [sign for sign in "$€£¥₩₹" if sign in text]


def normal(text: str) -> str:
    """A header's words: small letters without accents, by underscores; followersCount is two words.

    >>> normal("Nº de Abonnés"), normal("# posts"), normal("avgLikes")
    ('n_de_abonnes', 'posts', 'avg_likes')
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", split.replace("º", "").replace("°", ""))
                    if not "\u0300" <= c <= "\u036f")  # fmt: skip
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", plain).casefold().replace("ß", "ss")).strip("_")


@lru_cache(maxsize=1 << 14)
def forms(name: str) -> list[str]:
    """The names under which a header is looked up: as it stands, then without words that only count or average."""
    found = [name]
    for pattern, mend in ((rf"^{COUNTING}", ""), (r"_(?:count|number|anzahl)$", ""), (r"^total_number_of_", "total_")):
        if (shorter := re.sub(pattern, mend, name)) != name and shorter:
            found.append(shorter)
    words = name.split("_")
    if len(words) > 1:
        if words[0] in AVERAGE:
            found.append("avg_" + "_".join(words[1:]))
            if words[1] in ("de", "di", "der", "des", "of") and len(words) > 2:
                found.append("avg_" + "_".join(words[2:]))
        if words[0] in ("est", "estimated"):
            found.append("_".join(words[1:]))
        if words[-1] in AVERAGE:
            found.append("avg_" + "_".join(words[:-1]))
    return found


def places_of(header: Sequence[Header], meanings: Meanings) -> dict[str, list[int]]:
    """The columns that could have each meaning, the preferred first; of equals as they stand."""
    found: dict[str, list[int]] = {}
    known = [forms(one.name) for one in header]
    platforms = {platform for one in header if (platform := _platform_of(one.name))}
    if len(platforms) == 1:
        known = [[*names, *forms(_without_platform(one.name))] for one, names in zip(header, known, strict=True)]
    for meaning, aliases in meanings.items():
        order = {name: rank for rank, name in enumerate(dict.fromkeys((meaning, *aliases)))}
        ranks = {
            place: min(order[form] for form in names if form in order)
            for place, names in enumerate(known)
            if not order.keys().isdisjoint(names)
        }
        if ranks:
            found[meaning] = sorted(ranks, key=lambda place: ranks[place])
    return found


def _platform_of(name: str) -> str:
    """The platform that a header begins with; empty: none."""
    return next((platform for platform in PLATFORMS if name.startswith(f"{platform}_")), "")


def _without_platform(name: str) -> str:
    return name.removeprefix(f"{_platform_of(name)}_") if _platform_of(name) else name


def chosen_places(header: Sequence[Header], chosen: Mapping[str, str], meanings: Meanings) -> dict[str, int]:
    """The columns that were named by hand, by meaning. Raises InputError without a file."""
    found = {}
    for meaning, text in chosen.items():
        if meaning not in meanings:
            near = nearest(meaning, meanings)
            known = f"; is {quote(near)} meant?" if near else f"; there are {', '.join(meanings)}"
            raise InputError(f"{option('column')}: no meaning {quote(meaning)}{known}")
        hits = [place for place, one in enumerate(header) if one.text.casefold() == text.casefold()]
        if not hits:
            raise InputError(f"{option('column')}: no column {quote(text)}; columns are {names_of(header)}")
        found[meaning] = hits[0]
    return found


def names_of(header: Sequence[Header]) -> str:
    """The columns, quoted."""
    return quote_all([one_line(one.text) for one in header if one.text], 12)


def misspelt(meaning: str, header: Sequence[Header]) -> str:
    """The end of a message about a missing column: the header that looks most like it, or nothing."""
    near = nearest(meaning, [one.name for one in header[:MOST_COMPARED]])
    if near is None:
        return ""
    text = next(one.text for one in header if one.name == near)
    return f"; is {quote(text)} meant? {option('column')} {meaning}={quote(text)} says so"
