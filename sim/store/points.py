"""Points of sweeps: a file each, named by a hash of all that defines it, shared by every study that wants it.

    results/points/  .lock  ab/ab12...9f.h5 ...

A file that is there and whole is a point that is done; there is no other list. Workers of any number write the same
bytes under the same name, so none can spoil another's.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import DamagedFile, FileProblem
from sim.store import hdf5, problems, seal
from sim.store.commit import TEMPORARY, commit, how_to_resume, is_temporary
from sim.store.reading import read
from sim.store.reading.read import KIND, WantedColumns
from sim.store.reading.stored_schema import AttributeRule, AxisRule, ColumnRule, Schema
from sim.store.seal import Checksum, ForeignFile
from sim.store.stored_result import Array, Column, StoredResult

BAD = ".bad"
KIND_NAME = "point"
KEY_LENGTH = 32
OWN = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}\.h5")  # name of a point
VALUES = "outcomes/totals"
AXES = (
    Column("column", ("column",), "1", "column of the outcomes, in the order of the attribute names"),
    Column("run", ("run",), "1", "run: one play of luck"),
)
SCHEMA = Schema(
    kind=KIND_NAME,
    axes=tuple(AxisRule(column.name) for column in AXES),
    columns=(ColumnRule(VALUES, ("column", "run"), "f", has_gaps=True),),
    attributes={name: AttributeRule(str, is_needed=True) for name in ("key", "names", "world")},
)
RESUME_SWEEP = how_to_resume("sweep")


def key_of(defines: Mapping[str, str]) -> str:
    """The name of a point from all that defines it."""
    return hashlib.sha256(json.dumps(dict(defines), sort_keys=True).encode()).hexdigest()[:KEY_LENGTH]


def path_of(folder: Path, key: str) -> Path:
    """The file of a point; folders of some hundred files are quick to look into."""
    return folder / key[:2] / f"{key}.h5"


class PointValues(NamedTuple):
    """The content of a point."""

    values: Array  # [column, run]
    world: str  # in which it was played: what was asked, and what came out


def keep(folder: Path, key: str, names: tuple[str, ...], played: PointValues) -> None:
    """Keep a point for good. FileProblem when the disk refuses; what is there stays."""
    values = played.values
    labels = {"column": np.arange(values.shape[0]), "run": np.arange(values.shape[1])}
    point = StoredResult(
        (*AXES, Column(VALUES, ("column", "run"), "1", "totals of each run")),
        {**labels, VALUES: values},
        {KIND: KIND_NAME, "key": key, "names": ",".join(names), "world": played.world},
        texts={},
    )
    image = hdf5.image(point)
    commit(path_of(folder, key), [image, seal.seal(image, Checksum.CRC32)], RESUME_SWEEP, is_output=False)


def is_kept(folder: Path, key: str) -> bool:
    """Whether a point is in the folder."""
    return path_of(folder, key).is_file()


def verify(folder: Path, key: str) -> None:
    """DamagedFile or another FileProblem unless a point is, byte for byte, what was written: it is played again."""
    path = path_of(folder, key)
    try:
        seal.verify(path)
    except ForeignFile as foreign:
        raise DamagedFile(path, "not a point of a sweep") from foreign


def is_whole(folder: Path, key: str) -> bool:
    """Whether a point is there, byte for byte as it was written."""
    try:
        verify(folder, key)
    except FileProblem:
        return False
    return True


def get(folder: Path, key: str, names: tuple[str, ...], n_runs: int) -> PointValues:
    """A point's values, and its world. Raises DamagedFile, FileProblem."""
    path = path_of(folder, key)
    point = read.read(path, WantedColumns(SCHEMA))
    values = point.arrays[VALUES]
    check_key(path, key, point)
    if point.attributes.get("names") != ",".join(names):
        raise DamagedFile(path, "belongs to another point or has another name")
    if values.shape != (len(names), n_runs):
        raise DamagedFile(path, f"does not hold {len(names)} columns of {n_runs} runs")
    return PointValues(values, str(point.attributes["world"]))


def check_key(path: Path, key: str, point: StoredResult) -> None:
    """DamagedFile unless a point is the one that its name says."""
    if point.attributes.get("key") != key:
        raise DamagedFile(path, "belongs to another point or has another name")


def set_aside(damaged: DamagedFile) -> str:
    """Take a damaged point out of use, for somebody to look at; returns what to tell."""
    path = Path(damaged.path)
    with problems.refusals_as_problems(path):
        path.replace(path.with_name(path.name + BAD))
    return f"{damaged}; kept as {path.name}{BAD}, the point is played again"


def copy(source: Path, folder: Path, key: str, tell: Callable[[str], None]) -> bool:
    """Take over a point from another folder; a damaged one, or another under its name, stays where it is.

    FileProblem when the disk refuses.
    """
    try:
        verify(source, key)
        check_key(path_of(source, key), key, read.read(path_of(source, key), WantedColumns(SCHEMA)))
    except FileProblem as problem:
        tell(str(problem))
        return False
    with problems.refusals_as_problems(path_of(source, key)):
        data = path_of(source, key).read_bytes()
    commit(path_of(folder, key), [data], RESUME_SWEEP, is_output=False)
    return True


def stored_keys(folder: Path) -> Iterator[str]:
    """The keys of all points in a folder."""
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*.h5")):
        if OWN.fullmatch(path.name) and path.name.startswith(path.parent.name):
            yield path.stem


def leftovers(folder: Path) -> list[Path]:
    """Files of points that killed processes and damaged disks have left; nothing that somebody else put there."""
    ends = (f".*{TEMPORARY}", f"*{BAD}")
    found = [path for end in ends for path in sorted(folder.glob(f"[0-9a-f][0-9a-f]/{end}"))]
    return [path for path in found if path.is_file() and is_leftover(path)]


def is_leftover(path: Path) -> bool:
    """Whether a file has the name of a damaged point, or of one that was being written."""
    if path.name.endswith(BAD):
        return OWN.fullmatch(path.name.removesuffix(BAD)) is not None
    named = OWN.match(path.name.removeprefix("."))
    return named is not None and is_temporary(path, path.with_name(named[0]))


def drop(folder: Path, keys: Iterable[str]) -> None:
    """Remove points. FileProblem when the disk refuses."""
    with problems.refusals_as_problems(folder):
        for key in keys:
            path_of(folder, key).unlink(missing_ok=True)
        for inner in folder.glob("[0-9a-f][0-9a-f]"):
            if not any(inner.iterdir()):
                inner.rmdir()


def size(folder: Path, keys: Iterable[str]) -> int:
    """Bytes that these points take."""
    total = 0
    for key in keys:
        with problems.refusals_as_problems(folder):
            path = path_of(folder, key)
            total += path.stat().st_size if path.is_file() else 0
    return total
