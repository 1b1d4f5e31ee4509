"""The proof that a file whose bytes have changed holds what was written, and the names of what it does not hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.errors import DamagedFile
from sim.store import seal
from sim.store.hdf5 import MANIFEST, h5py
from sim.store.proofs import contents
from sim.store.reading import datasets
from sim.store.reading.datasets import PromisedColumn
from sim.store.seal import BrokenSeal

AGAIN = "run again to make it anew"
MOST_NAMED = 3

# All that h5py is known to raise on a broken file; UnicodeDecodeError and JSON's error are ValueErrors, and deep
# nesting is a RuntimeError.
READER_ERRORS = (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, OverflowError)


def broken_seal(path: Path) -> BrokenSeal | None:
    """The complaint of a seal about changed bytes; None where it is right. Raises FileProblem for other files."""
    try:
        seal.verify(path)
    except BrokenSeal as broken:
        return broken
    return None


def prove(path: Path, broken: BrokenSeal) -> list[str]:
    """The attributes that another program has added to a file whose content is what was written.

    DamagedFile naming what is not.
    """
    try:
        with path.open("rb") as stream, h5py.File(stream, "r") as file:
            if not datasets.has_text(file, contents.LIST):
                why = "no list of contents tells what of it is right (older versions wrote none)"
                raise DamagedFile(path, f"{broken.reason}, and {why}; {AGAIN}")
            changed = list(_changes(file, path.stat().st_size))
            added = sorted(set(map(str, file.attrs)) - set(contents.attributes_in(datasets.list_of(file))))
    except READER_ERRORS as error:
        raise DamagedFile(path, f"{broken.reason}; {AGAIN}") from error
    if changed:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        raise DamagedFile(path, f"{'; '.join(changed[:MOST_NAMED])}{more}; all else is as it was written; {AGAIN}")
    return added


def _changes(file: Any, file_bytes: int) -> Iterator[str]:
    """Parts of the content that are not what was written, in words."""
    listed = datasets.list_of(file)
    rows = json.loads(datasets.text_of(file, MANIFEST))
    promises = {promise.column.name: promise for promise in map(datasets.promise_of, rows)}
    datasets.check_total(list(promises.values()), file_bytes)
    for name, digest in listed.items():
        try:
            is_right = _digest(file, name, promises) == digest
        except ValueError as flaw:
            yield in_one_line(flaw)
            continue
        except READER_ERRORS:
            yield f"{name}: is damaged"
            continue
        if not is_right:
            yield f"{name}: is not what was written"


def _digest(file: Any, name: str, promises: dict[str, PromisedColumn]) -> str:
    """The digest of what a file holds under a name of its list."""
    if name.startswith(contents.TEXT):
        return contents.digest_of_value(datasets.text_of(file, name.removeprefix(contents.TEXT)))
    if name.startswith(contents.ATTRIBUTE):
        return contents.digest_of_value(datasets.attribute_of(file, name.removeprefix(contents.ATTRIBUTE)))
    return datasets.digest_of(file, promises[name])


def in_one_line(error: Exception) -> str:
    """The message of an error of the reader on one line."""
    words = error.args[0] if isinstance(error, KeyError) and error.args else error  # a KeyError quotes its text
    return " ".join(str(words).split())
