"""Words of messages: values on one line, lists of names, the nearest known name."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

LONGEST = 60  # characters of one value in a message
LONGEST_COMPARED = 100  # characters of a word whose nearest name is looked for
MOST_COMPARED = 100_000  # known names; that takes a second
MOST_QUOTED = 12
MOST_LISTED = 20
MOST_KNOWN = 200
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
EMPTY = "\\"  # stands for a name without letters: no escaped name is a single backslash


def shorten(line: str, most: int = LONGEST) -> str:
    """The line with at most so many characters, dots for the rest.

    >>> shorten("a long line", 8)
    'a lon...'
    """
    return line if len(line) <= most else f"{line[: most - 3]}..."


def escape(text: str, also: str = "") -> str:
    r"""The text with everything that a terminal would hide or obey, and the characters of `also`, as Python escapes it.

    >>> print(escape("two\nlines"))
    two\nlines
    """
    return "".join(
        letter.encode("unicode_escape").decode() if letter in also or not letter.isprintable() else letter
        for letter in text
    )


def one_line(text: str) -> str:
    r"""The text for a message: on one line, and not longer than helps.

    >>> print(one_line("two\nlines"))
    two\nlines
    """
    return escape(shorten(text))


def visible(name: str) -> str:
    r"""The name with what cannot be seen, outer blanks and backslashes escaped; different names stay different.

    Outer blanks are escaped because readers strip them.

    >>> print(visible(" ann"))
    \x20ann
    """
    escaped = escape(name, "\\")
    inner = escaped.strip(" ")
    if not inner:
        return "\\x20" * len(escaped) or EMPTY
    before, _, after = escaped.partition(inner)
    return "\\x20" * len(before) + inner + "\\x20" * len(after)


def printable(text: str) -> str:
    r"""The text without control characters: names come from files, and a terminal obeys some of them.

    >>> printable("ann\x1b[31m")
    'ann[31m'
    """
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C")


def quote(value: str) -> str:
    """The value as messages quote it.

    >>> quote("ann")
    '"ann"'
    """
    return f'"{one_line(value)}"'


def quote_all(values: list[str], most: int = MOST_QUOTED) -> str:
    """The values, quoted; beyond the first few only how many there are.

    >>> quote_all(["ann", "ben", "eve"], 2)
    '"ann", "ben" and 1 more'
    """
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(map(quote, values[:most])) + more


def list_names(names: Iterable[str], most: int = MOST_LISTED) -> str:
    """The names with commas, odd ones quoted; dots for those beyond the first few.

    >>> list_names(["beauty", "home and garden", "tech"], 2)
    'beauty, "home and garden", ...'
    """
    first = list(islice(names, most + 1))
    listed = [shorten(name) if PLAIN.fullmatch(name) else quote(name) for name in first[:most]]
    return ", ".join([*listed, *(["..."] if len(first) > most else [])])


def join_words(words: Iterable[str]) -> str:
    """The words as a list in a sentence.

    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    every = list(words)
    return " and ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known name that looks most like a word, if any does; of very many only the first are compared.

    >>> nearest("beuty", ["beauty", "tech"])
    'beauty'
    """
    close = difflib.get_close_matches(str(word)[:LONGEST_COMPARED], list(islice(known, MOST_COMPARED)), n=1)
    return close[0] if close else None


def suggest(word: object, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: its nearest known name, or nothing.

    >>> suggest("beuty", ["beauty", "tech"])
    '; did you mean "beauty"?'
    """
    near = nearest(word, known)
    return "" if near is None else f"; did you mean {quote(near)}?"


def suggest_or_list(word: object, known: Iterable[str], most: int = MOST_KNOWN) -> str:
    """The end of a message about an unknown word: its nearest known name, else the known names.

    >>> suggest_or_list("xyz", ["beauty", "tech"])
    '; known: beauty, tech'
    """
    names = list(known)
    return suggest(word, names) or f"; known: {list_names(names, most) or 'none'}"
