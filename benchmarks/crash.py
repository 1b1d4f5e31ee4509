"""Kill a run again and again, and damage its files: nothing finished may be lost, nothing false may be read.

    python benchmarks/crash.py --kills 200 --flips 2000

A child writes parts as `sim run` does and is killed: at random moments, and in every storage call once.
Prints one line of JSON and exits with 1 unless all counts are 0 but those of what was tried: kills, points (storage
calls), flips (bits turned) and acked (stretches that a child had reported as saved). Needs fork (Linux, macOS).

lost: reported but gone. unreadable: a file under its final name is damaged. unresumable: a run that cannot be
finished after its death. different: finished, but not as an undisturbed run. temporary, rubbish: files left over.
silent: a turned bit changed what is read, unnoticed. failed: a child that died by itself.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import common
import numpy as np

from sim.errors import DamagedFile, SimError
from sim.measures.stored_files import RESULT
from sim.store import parts, result
from sim.store.stored_result import Array, Column, StoredResult
from sim.store.stretches import Stretch

DRAWS, RUNS, DAYS = 2, 60, 4
SIZES = {"draw": DRAWS, "run": RUNS, "day": DAYS}
KEY = {"scenario": "crash", "seed": "1", "engine": "1"}
COLUMNS = (
    Column("outcomes/cost", ("draw", "run"), "USD", "cost"),
    Column("series/reach", ("draw", "run", "day"), "people", "people reached by day"),
)
WRONG = ("lost", "unreadable", "unresumable", "different", "temporary", "rubbish", "silent", "failed")
CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "mkdir", "rmdir", "ftruncate")


def rows(stretch: Stretch) -> dict[str, Array]:
    """Rows such as the engine computes for these runs."""
    run = np.arange(stretch.start, stretch.stop)
    days = np.arange(DAYS, dtype=np.int32)
    return {
        "outcomes/cost": np.sqrt(run + 100.0 * stretch.draw),
        "series/reach": ((run[:, None] * 7 + days + stretch.draw) % 97).astype(np.int32),
    }


def rest() -> StoredResult:
    """Everything but the runs."""
    axes = {axis: np.arange(length, dtype=np.int64) for axis, length in SIZES.items()}
    columns = tuple(Column(axis, (axis,), "1", axis) for axis in axes)
    texts = {"scenario_toml": "name = 'crash'\n", "resolved_json": "{}"}
    return StoredResult(columns, {**axes}, {"title": "crash", "status": "complete"}, texts)


def simulate(out: Path, batch: int, report: Callable[[Stretch], object]) -> None:
    """Do all that is missing and finish."""
    with parts.open(out, KEY, COLUMNS, SIZES, "resume") as work:
        for gap in work.missing():
            for start in range(gap.start, gap.stop, batch):
                stretch = Stretch(gap.draw, start, min(gap.stop, start + batch))
                work.commit(*stretch, rows(stretch))
                report(stretch)
        work.finish(rest())


def in_child(out: Path, batch: int, prepare: Callable[[], object]) -> int:
    """Simulate in a forked process that notes every finished stretch in <out>.acked; its process number."""
    child = os.fork()
    if child:
        return child
    try:
        notes = os.open(out.with_suffix(".acked"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        write = os.write
        prepare()
        simulate(out, batch, lambda stretch: write(notes, f"{json.dumps(stretch)}\n".encode()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)  # not back into the parent's code


def die_at(point: int) -> None:
    """From now on, count storage calls and die by SIGKILL in the given one; a write dies half done."""
    count_call = common.dying_at(point)
    for name in CALLS:
        setattr(os, name, count_call(name, getattr(os, name)))


def read_reports(out: Path) -> set[Stretch]:
    """Stretches that a child has reported as saved."""
    notes = out.with_suffix(".acked")
    lines = notes.read_text().splitlines() if notes.exists() else []
    return {Stretch(*json.loads(line)) for line in lines}


def look(out: Path, found: Counter[str]) -> bool:
    """Check what a dead process has left; True when the run is over."""
    if out.exists():
        found["unreadable"] += not readable(out)
    if is_over(out):
        return True
    folder = out.with_name(out.name + ".parts")
    with parts.open(out, KEY, COLUMNS, SIZES, "resume") as work:
        found["unreadable"] += len(work.damaged)
        found["lost"] += len(read_reports(out) - set(work.finished_stretches()))
        found["temporary"] += len([*folder.glob("*.tmp"), *out.parent.glob(".*.tmp")])
    return False


def readable(out: Path) -> bool:
    try:
        result.load(out, RESULT)
    except DamagedFile:
        return False
    return True


def complete(out: Path, wanted: str, found: Counter[str]) -> None:
    """Resume to the end: the result must be that of an undisturbed run."""
    found["acked"] += len(read_reports(out))
    try:
        if not look(out, found):
            simulate(out, 25, lambda _: None)
        found["different"] += result.digest(result.load(out, RESULT)) != wanted
        with parts.open(out, KEY, COLUMNS, SIZES, "force"):
            pass
    except (SimError, OSError):
        traceback.print_exc()
        found["unresumable"] += 1
    found["rubbish"] += out.with_name(out.name + ".parts").exists()


def every_call(folder: Path, wanted: str, found: Counter[str]) -> None:
    """A run is killed in its first storage call, another one in its second, and so on to the end."""
    for point in range(1, 1000):
        out = folder / f"point{point}.h5"
        child = in_child(out, 35, lambda point=point: die_at(point))  # type: ignore[misc]
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            found["failed"] += os.WEXITSTATUS(status) != 0
            return
        found["points"] += 1
        complete(out, wanted, found)


def random_kills(folder: Path, kills: int, wanted: str, found: Counter[str]) -> None:
    """Runs are killed at random moments and resumed, each until it is over."""
    chance = random.Random(20261)
    out = folder / "random0.h5"
    while found["kills"] < kills:
        child = in_child(out, chance.randint(1, 20), lambda: None)
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        found["kills"] += 1
        found["failed"] += os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0
        if is_over(out):
            complete(out, wanted, found)
            out = folder / f"random{found['kills']}.h5"
        elif chance.random() < 0.5:  # resumed by the next child, or looked at before
            look(out, found)
    complete(out, wanted, found)


def is_over(out: Path) -> bool:
    return out.exists() and not (out.with_name(out.name + ".parts") / "key.json").exists()


def flips(path: Path, count: int, found: Counter[str]) -> None:
    """One bit of the file is turned, again and again: reading must fail or give the same."""
    chance = random.Random(20262)
    whole = path.read_bytes()
    wanted = content(path)
    damaged = path.with_name("flipped.h5")
    for _ in range(count):
        place = chance.randrange(len(whole))
        turned = whole[place] ^ 1 << chance.randrange(8)
        damaged.write_bytes(whole[:place] + bytes([turned]) + whole[place + 1 :])
        found["flips"] += 1
        try:
            found["silent"] += content(damaged) != wanted
        except DamagedFile:
            continue


def content(path: Path) -> tuple[object, ...]:
    stored = result.load(path, RESULT)
    return result.digest(stored), stored.columns, stored.attributes, stored.texts


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--flips", type=int, default=2000)
    arguments = parser.parse_args()
    found = Counter(dict.fromkeys(("kills", "points", "flips", "acked", *WRONG), 0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate(folder / "whole.h5", 1000, lambda _: None)
        wanted = result.digest(result.load(folder / "whole.h5", RESULT))
        flips(folder / "whole.h5", arguments.flips, found)
        every_call(folder, wanted, found)
        random_kills(folder, arguments.kills, wanted, found)
    print(json.dumps(found))
    return int(any(found[name] for name in WRONG))


if __name__ == "__main__":
    sys.exit(main())
