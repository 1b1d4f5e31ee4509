"""Stored files that nobody writes, and flipped bits: how every command that reads them ends.

    python benchmarks/stored_files.py [--files 20000] [--flips 20000] [--seed 22] [--first 0]

Results, studies, points and parts are changed by chance - columns, axes, types, values, attributes and JSON are
dropped, renamed, retyped, reshaped or made absurd - and sealed, so that only their schema can tell. Every command that
reads them runs on each, in this process. Must be zero: exits of 1, several lines for one refusal.

Then single bits are flipped in sealed files. Must be zero: files that are read otherwise than they were written, files
that are read without a note, exits of 1, and reads of more than ten seconds.
"""

import argparse
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from sim.errors import ChangedBytes, FileProblem
from sim.measures.stored_files import RESULT, STUDY
from sim.store import points, result, seal
from sim.store.reading import read
from sim.store.reading.read import WantedColumns
from sim.store.seal import Checksum
from sim.store.stored_result import StoredResult
from tests.store.stored_cases import Case, flaw_of, prepare, read_mutants

SCHEMAS = {"result": RESULT, "result of draws and word of mouth": RESULT, "study": STUDY, "point": points.SCHEMA}
HANGS = 10.0  # seconds
SHOWN = 5.0


def main() -> None:
    """Print how the commands ended, and what must be zero."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--flips", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=22)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to share them among processes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cases = prepare(Path(folder))
        change_files(Path(folder), cases, asked)
        flip_bits(Path(folder) / "flipped.h5", cases, asked)


def change_files(folder: Path, cases: list[Case], asked: argparse.Namespace) -> None:
    """Run every command on changed files, and print the exits."""
    exits: Counter[int] = Counter()
    flaws: list[str] = []
    began = shown = time.monotonic()
    numbers = range(asked.first, asked.first + asked.files)
    for what, done in read_mutants(folder, cases, asked.seed, numbers):
        exits[done.returncode] += 1
        if flaw := flaw_of(done):
            flaws.append(f"{what}: {flaw}")
            print(flaws[-1], flush=True)
        if time.monotonic() - shown > SHOWN * 12:
            shown = time.monotonic()
            print(f"{what.split()[0]}: {dict(exits)}, {len(flaws)} flaws", flush=True)
    print(f"{asked.files:,} changed files, {exits.total():,} commands in {time.monotonic() - began:.0f} s")
    print("exits:", ", ".join(f"{code}: {n:,}" for code, n in sorted(exits.items())))
    print(f"must be zero: {len(flaws)}")


def flip_bits(path: Path, cases: list[Case], asked: argparse.Namespace) -> None:
    """Flip one bit at a time, and print how the files were read."""
    found: Counter[str] = Counter()
    kinds = [case for case in cases if case.name in SCHEMAS]
    rng = np.random.default_rng([asked.seed, asked.first])
    for number in range(asked.flips):
        case = kinds[number % len(kinds)]
        content = bytearray(case.image + seal.seal(case.image, Checksum.SHA256))
        wanted = whole_of(path, case, bytes(content))
        content[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
        path.write_bytes(content)
        began = time.monotonic()
        found[read_flipped(path, case, wanted)] += 1
        found["read for long"] += time.monotonic() - began > HANGS
    must_be_zero = {name: n for name, n in found.items() if name not in ("refused", "read with a note")}
    print(f"{asked.flips:,} flipped bits: {found['refused']:,} refused, {found['read with a note']:,} read with a note")
    print(f"must be zero: {sum(must_be_zero.values())} {must_be_zero}")


_wholes: dict[str, StoredResult] = {}


def whole_of(path: Path, case: Case, content: bytes) -> StoredResult:
    """The content of a file that was not changed."""
    if case.name not in _wholes:
        path.write_bytes(content)
        _wholes[case.name] = read.read(path, WantedColumns(SCHEMAS[case.name]))
    return _wholes[case.name]


def read_flipped(path: Path, case: Case, wanted: StoredResult) -> str:
    """How a file with a flipped bit was read, in words."""
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        try:
            stored = read.read(path, WantedColumns(SCHEMAS[case.name]))
        except FileProblem:
            return "refused"
        except Exception as error:
            return f"unexpected {type(error).__name__}"
    same = (stored.attributes, stored.texts, result.digest(stored)) == (
        wanted.attributes, wanted.texts, result.digest(wanted)
    )  # fmt: skip
    if not same:
        return "read otherwise"
    return "read with a note" if [note.category for note in notes] == [ChangedBytes] else "silent"


if __name__ == "__main__":
    main()
