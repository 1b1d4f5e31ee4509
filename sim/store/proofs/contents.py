"""The list of contents that every file holds: a digest of each array, text and attribute.

The seal says whether any byte has changed; the list says which content has, where another program has written to the
file. It stands inside the HDF5 image, which outlives the seal, and does not depend on how HDF5 lays out the bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

from sim.store.stored_result import Array, Attribute

LIST = "contents_json"
DIGEST_LETTERS = 32  # of a sha256: the list is to find damage, and whoever forges a file can forge its list
TEXT, ATTRIBUTE = "text ", "attribute "  # begin the names of what is no column


class ArrayDigest:
    """The digest of an array that comes in pieces, along its first axis."""

    def __init__(self, dtype: str, shape: tuple[int, ...]) -> None:
        self._whole = hashlib.sha256(f"{dtype}\0{shape}\0".encode())

    def add(self, piece: Array) -> None:
        """Take the next piece of the array."""
        self._whole.update(piece.tobytes())

    def digest(self) -> str:
        """The digest of all pieces."""
        return self._whole.hexdigest()[:DIGEST_LETTERS]


def digest_of_array(array: Array) -> str:
    """The digest of an array that is in memory, as it is stored."""
    digest = ArrayDigest(array.dtype.str, array.shape)
    digest.add(array)
    return digest.digest()


def digest_of_value(value: Attribute) -> str:
    """The digest of a text or an attribute: of its type and its value.

    >>> digest_of_value(1) == digest_of_value("1")
    False
    """
    kind = str if isinstance(value, str) else int if isinstance(value, int) else float
    return hashlib.sha256(f"{kind.__name__}\0{kind(value)}".encode()).hexdigest()[:DIGEST_LETTERS]


def list_values(texts: Mapping[str, str], attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """The digests of texts and attributes, by name."""
    digests = {f"{TEXT}{name}": digest_of_value(text) for name, text in texts.items()}
    return digests | {f"{ATTRIBUTE}{name}": digest_of_value(value) for name, value in attributes.items()}


def write_out(digests: Mapping[str, str]) -> str:
    """The list as the text that a file holds, with a digest of its own."""
    return json.dumps({"contents": dict(digests), "sha256": digest_of_value(_in_order(digests))})


def read_list(text: str) -> dict[str, str]:
    """The digests by name. ValueError where the text is not a list that was written."""
    whole = json.loads(text)
    digests = whole.get("contents") if isinstance(whole, dict) else None
    if not isinstance(digests, dict) or not all(isinstance(digest, str) for digest in digests.values()):
        raise ValueError("the list of contents is not a list of digests")
    if whole.get("sha256") != digest_of_value(_in_order(digests)):
        raise ValueError("the list of contents is not what was written")
    return digests


def attributes_in(digests: Iterable[str]) -> list[str]:
    """The names of the attributes that a list holds."""
    return [name.removeprefix(ATTRIBUTE) for name in digests if name.startswith(ATTRIBUTE)]


def _in_order(digests: Mapping[str, str]) -> str:
    return json.dumps(sorted(digests.items()))
