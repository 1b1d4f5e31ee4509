"""Finished results: save, load, and a digest of what they hold."""

import hashlib
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sim.errors import DamagedFile
from sim.store import hdf5, read, seal
from sim.store.commit import commit
from sim.store.names import check_output
from sim.store.read import WantedColumns
from sim.store.seal import Checksum
from sim.store.stored_result import RESOLVED_TEXT, SCENARIO_TEXT, Column, StoredResult, portable

TEXTS = (SCENARIO_TEXT, RESOLVED_TEXT)
RUN_AXES = ("draw", "run")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def save(path: Path, result: StoredResult, *, force: bool = False, remedy: str = "") -> None:
    """Write a result file, whole or not at all.

    remedy: what to do when the disk is full. FileProblem when the path is taken and not forced, or the disk
    refuses.
    """
    check_output(path, force)
    attributes = {**result.attributes, "schema_version": seal.FORMAT}
    image = hdf5.image(replace(result, attributes=attributes))
    commit(path, [image, seal.seal(image, Checksum.SHA256)], remedy)


def load(path: Path, column: Callable[[Column], bool] = lambda _: True) -> StoredResult:
    """Read a result file. DamagedFile or another FileProblem when it is not what was written.

    column: whether a column is read; axes always are.
    """
    stored = read.read(path, WantedColumns(texts=TEXTS, column=column))
    for flaw in flaws(stored):
        raise DamagedFile(path, flaw)
    return stored


def flaws(stored: StoredResult) -> Iterator[str]:
    """Flaws that no result of ours has, whoever sealed the file."""
    for axis in RUN_AXES:
        if axis in stored.arrays and not stored.arrays[axis].size:
            yield f"it has no {axis}s"
    for name, value in stored.attributes.items():
        if isinstance(value, float) and not math.isfinite(value):
            yield f"attribute {name}: is {value}, not a number"
    title, has_runs = stored.attributes.get("title"), any(column.axes[:2] == RUN_AXES for column in stored.columns)
    if title is None and has_runs:
        yield "it has no title"
    if title is not None and (not isinstance(title, str) or not title or CONTROL.search(title)):
        yield "attribute title: is not a text on one line"


def digest(result: StoredResult) -> str:
    """sha256 of all arrays by name, in hex: equal on every machine; attributes and texts do not count."""
    whole = hashlib.sha256()
    for name in sorted(result.arrays):
        array = portable(name, result.arrays[name])
        whole.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode())
        whole.update(array.tobytes())
    return whole.hexdigest()
