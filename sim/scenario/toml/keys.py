"""Keys of a scenario, and keys and values as TOML writes them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.errors import SPELT
from sim.text import shorten

Key = tuple[str | int, ...]

BARE = re.compile(r"[A-Za-z0-9_-]+")
MOST_BITS = 10_000


def dot(key: Key) -> str:
    """The key as a user types it: world.people, creators.0.count.

    >>> dot(("creators", 0, "count"))
    'creators.0.count'
    """
    return ".".join(map(str, quote_odd(key)))


def quote_odd(key: Key) -> Key:
    """The key with odd parts quoted, so that it fits on one line of a terminal.

    >>> quote_odd(("creators", "all mine"))
    ('creators', '"all mine"')
    """
    return tuple(part if isinstance(part, int) or is_plain(part) else text(part) for part in key)


def is_plain(part: str) -> bool:
    """Whether a part of a key needs no quotes; options that an error names need none.

    >>> is_plain("all"), is_plain("all mine")
    (True, False)
    """
    return bool(BARE.fullmatch(part) or SPELT.fullmatch(part))


def leaves(tree: Any, key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value that is neither a table nor an array of tables, with its key.

    >>> list(leaves({"creators": [{"name": "micro"}]}))
    [(('creators', 0, 'name'), 'micro')]
    """
    children = list(_children(tree))
    if not children:
        yield key, tree
    for part, child in children:
        yield from leaves(child, (*key, part))


def _children(tree: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(tree, Mapping):
        return tree.items()
    if isinstance(tree, list | tuple) and any(isinstance(child, Mapping) for child in tree):
        return enumerate(tree)
    return ()


def toml(value: Any) -> str:
    """A value as TOML writes it; None, which TOML cannot write, is 'not set'.

    >>> toml({"people": 10_000, "niches": ("food", "tech")})
    '{ people = 10_000, niches = ["food", "tech"] }'
    """
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{dot((key,))} = {toml(child)}" for key, child in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return str(value)


def text(value: str) -> str:
    """A quoted string without control characters.

    >>> text("food")
    '"food"'
    """
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in quoted)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def whole(value: int) -> str:
    """Digits, in threes from 10_000 on; hex where Python refuses to make so many decimals.

    >>> whole(1234567)
    '1_234_567'
    """
    if value.bit_length() > MOST_BITS:
        return hex(value)
    return f"{value:_}" if abs(value) >= 10_000 else str(value)


def number(value: float) -> str:
    """The shortest decimal that reads back as the same float; whole ones from 10_000 on in threes.

    >>> number(0.1), number(1e6)
    ('0.1', '1_000_000.0')
    """
    if value.is_integer() and 1e4 <= abs(value) <= 1e15:
        return f"{value:_.1f}"
    return repr(value)


def brief(value: Any) -> str:
    """A value for an error message: on one line, and not longer than helps.

    >>> brief([1, 2.5, "food"])
    '[1, 2.5, "food"]'
    """
    return shorten(toml(value))
