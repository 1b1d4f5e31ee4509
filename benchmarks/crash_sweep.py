"""Kill sweeps again and again: nothing finished may be lost or played twice, and resuming must give the same bits.

    python benchmarks/crash_sweep.py --kills 200 --workers 20 --schedulers 5

Four kinds: a sweep is killed in its first storage call, another one in its second, and so on to the end; sweeps are
killed at random moments, with one to three threads; Dask workers are killed under a sweep; schedulers are.
Prints a table and exits with 1 unless the columns after `kept` are all 0. Needs fork (Linux, macOS) and Dask.

kept: points that were reported as finished. lost: reported but gone. unreadable: a file under its final name is
damaged. repeated: finished and written again. stuck: a sweep that cannot be finished. different: finished, but not
as an undisturbed one. rubbish: left over beside the study. failed: a child that died by itself.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import common
from common import parse_arguments

from sim.engine import cells, cluster
from sim.engine.cells import Order, Played
from sim.engine.progress import Silent, Stop
from sim.errors import EngineError, FileProblem, SimError
from sim.measures.stored_files import STUDY
from sim.scenario import study as scenario_study
from sim.store import points as pool
from sim.store import result
from sim.store import study_file as store
from sim.store.locks import claim
from sim.study.sweeps import collect, sweep
from sim.study.sweeps.sweep import NAMES, Play, Progress, Sweep, SweepCells, SweepTask

WRONG = ("lost", "unreadable", "repeated", "stuck", "different", "rubbish", "failed")
SHOWN = ("kills", "kept", *WRONG)
CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "mkdir", "rmdir", "ftruncate")
STUCK_SECONDS = 180
SCENARIO = """\
schema_version = 1
name = "{name}"
platform = "instagram"
run = {{ horizon_days = 5 }}
posts = {{ per_creator = 1, window_days = 3 }}

[world]
people = 400
communities = {{ generator = "complete_graph", parameters = {{ n = 2 }}, niches = ["food"] }}

[[creators]]
name = "{name}"
count = {count}
followers = {followers}
"""
SCHEDULER = (
    "import sys; from distributed import LocalCluster\n"
    "here = LocalCluster(2, threads_per_worker=1, host='127.0.0.1', dashboard_address=None,\n"
    "                    scheduler_kwargs={'dashboard_address': '127.0.0.1:0'})\n"
    "print(here.scheduler_address, flush=True); sys.stdin.read()"
)
Found = Counter[str]


class SweepCase:
    """A study and where it is swept to."""

    def __init__(self, folder: Path, name: str, points: int) -> None:
        self.out = folder / f"{name}.h5"
        self.points = folder / f"{name}.points"
        self.notes = folder / f"{name}.kept"
        self.sweep = study_of(folder, points)

    def play(self, play: Play) -> None:
        """Sweep what is missing and collect, as `sim sweep --resume` does."""
        if self.out.exists():  # killed when only tidying was left
            with claim.claim(self.out, sweep.marks(self.sweep), "resume"):
                return
        task = SweepTask(self.points, play, Silent(), Stop())

        def write(done: Progress, made: SweepCells) -> None:
            collect.write(self.sweep, made, done, collect.StudyOutput(self.out, self.points, False), "crash_sweep", 0.0)

        with claim.claim(self.out, sweep.marks(self.sweep), "resume"), claim.share(self.points):
            sweep.complete(self.sweep, task, write)

    def is_over(self) -> bool:
        return self.out.exists() and not self.out.with_name(f"{self.out.name}.parts").exists()

    def reports(self) -> set[str]:
        """Keys of the points that were reported as finished."""
        return set(self.notes.read_text().split()) if self.notes.exists() else set()

    def written(self) -> dict[str, tuple[int, int]]:
        """Inode and time of every point: neither moves unless the point is written again."""
        found = {key: pool.path_of(self.points, key).stat() for key in pool.stored_keys(self.points)}
        return {key: (one.st_ino, one.st_mtime_ns) for key, one in found.items()}

    def digest(self) -> str:
        return result.digest(store.load(self.out, STUDY, [f"outcomes/{name}" for name in NAMES]))


def study_of(folder: Path, points: int) -> Sweep:
    for name, n_creators, followers in (("micro", 3, 60), ("mega", 1, 180)):
        path = folder / f"{name}.toml"
        if not path.exists():
            path.write_text(SCENARIO.format(name=name, count=n_creators, followers=followers))
    vary = {"engagement.rate_1k": "0.01:0.09", "creator.quality": "0.5:2"}
    tree = {"name": "crash", "strategies": ["micro.toml", "mega.toml"], "measure": "impressions", "vary": vary,
            "design": {"points": points}, "run": {"runs": 3}}  # fmt: skip
    return sweep.prepare(scenario_study.from_tables(tree, file=folder / "s.toml"))


def on_threads(threads: int) -> Play:
    return lambda orders: cells.on_threads(orders, threads, Stop())


def report_points(notes: Path, keep: Callable[..., None]) -> Callable[..., None]:
    """Keeping points, and reporting each that is kept."""
    descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    write = os.write

    def keep_and_report(folder: Path, key: str, *rest: Any) -> None:
        keep(folder, key, *rest)
        write(descriptor, f"{key}\n".encode())

    return keep_and_report


def in_child(case: SweepCase, threads: int, prepare: Callable[[], object]) -> int:
    """Sweep in a forked process that reports every finished point; its process number."""
    child = os.fork()
    if child:
        return child
    try:
        pool.keep = report_points(case.notes, pool.keep)
        prepare()
        case.play(on_threads(threads))
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
    store.Spool.write = count_call("write", store.Spool.write)  # type: ignore[method-assign]  # HDF5 writes through it


def reap(child: int, found: Found) -> bool:
    """Wait for a child; whether it was killed."""
    _, status = os.waitpid(child, 0)
    found["failed"] += os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0
    return os.WIFSIGNALED(status)


def look(case: SweepCase, before: dict[str, tuple[int, int]], found: Found) -> dict[str, tuple[int, int]]:
    """Check what a dead process has left; the points that are there."""
    after = case.written()
    found["lost"] += len(case.reports() - after.keys()) + len(before.keys() - after.keys())
    found["repeated"] += sum(after[key] != one for key, one in before.items() if key in after)
    for key in after:
        found["unreadable"] += not is_whole(lambda key=key: pool.verify(case.points, key))  # type: ignore[misc]
    if case.out.exists():
        found["unreadable"] += not is_whole(case.digest)
    return after


def is_whole(read: Callable[[], object]) -> bool:
    try:
        read()
    except FileProblem:
        return False
    return True


def complete(case: SweepCase, wanted: str, found: Found, before: dict[str, tuple[int, int]]) -> None:
    """Resume to the end: the study must be that of an undisturbed sweep, and no finished point is written again."""
    found["kept"] += len(case.reports())
    try:
        if not case.is_over():
            case.out.unlink(missing_ok=True)  # in its place already, but not yet over: resuming writes it again
            case.play(on_threads(2))
        found["different"] += case.digest() != wanted
    except (SimError, OSError):
        traceback.print_exc()
        found["stuck"] += 1
    look(case, before, found)
    left = [*case.out.parent.glob(f".{case.out.name}*.tmp"), case.out.with_name(f"{case.out.name}.parts")]
    found["rubbish"] += sum(path.exists() for path in left)


def every_call(folder: Path, found: Found) -> None:
    """A sweep is killed in its first storage call, another one in its second, and so on to the end."""
    whole = SweepCase(folder, "call-whole", 2)
    whole.play(on_threads(1))
    for point in range(1, 10_000):
        case = SweepCase(folder, f"call{point}", 2)
        if not reap(in_child(case, 1, lambda point=point: die_at(point)), found):  # type: ignore[misc]
            return
        found["kills"] += 1
        complete(case, whole.digest(), found, look(case, {}, found))


def random_kills(folder: Path, kills: int, found: Found) -> None:
    """Sweeps are killed at random moments and resumed, each until it is over."""
    chance = random.Random(20261)
    whole = SweepCase(folder, "random-whole", 10)
    whole.play(on_threads(1))
    wanted, case = whole.digest(), SweepCase(folder, "random0", 10)
    before: dict[str, tuple[int, int]] = {}
    while found["kills"] < kills:
        child = in_child(case, chance.randint(1, 3), lambda: None)
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        found["kills"] += reap(child, found)
        before = look(case, before, found)
        if case.is_over():
            complete(case, wanted, found, before)
            case, before = SweepCase(folder, f"random{found['kills']}-{chance.random()}", 10), {}
    complete(case, wanted, found, before)


def until(orders: Iterable[Order], client: Any, n: int, strike: Callable[[], None]) -> Iterator[Played]:
    """Cells from a cluster; after so many of them something happens to it."""
    for number, played in enumerate(cluster.on_cluster(orders, client, Stop(), Silent()), start=1):
        yield played
        if number == n:
            strike()


def sweep_on_cluster(case: SweepCase, play: Play) -> bool:
    """Sweep on a cluster; whether it came to its end. A sweep that does not end at all is killed by an alarm."""
    keep = pool.keep
    pool.keep = report_points(case.notes, keep)
    signal.alarm(STUCK_SECONDS)
    try:
        case.play(play)
    except EngineError:
        return False
    finally:
        signal.alarm(0)
        pool.keep = keep
    return True


def worker_kills(folder: Path, kills: int, found: Found) -> None:
    """Under each sweep a worker is killed; the sweep goes on by itself."""
    chance = random.Random(20262)
    whole = SweepCase(folder, "worker-whole", 20)
    whole.play(on_threads(1))
    with cluster.join("local:2") as client:
        for number in count():
            if found["kills"] >= kills:
                return

            def strike() -> None:
                victim = chance.choice(sorted(client.run(os.getpid).values()))
                time.sleep(chance.uniform(0.0, 0.05))
                os.kill(victim, signal.SIGKILL)
                found["kills"] += 1

            case, n = SweepCase(folder, f"worker{number}", 20), chance.randint(1, 30)
            found["stuck"] += not sweep_on_cluster(case, lambda orders, n=n: until(orders, client, n, strike))  # type: ignore[misc]
            complete(case, whole.digest(), found, look(case, {}, found))


def scheduler_kills(folder: Path, kills: int, found: Found) -> None:
    """The scheduler dies with all its workers; the sweep says so, and is resumed on threads."""
    chance = random.Random(20263)
    whole = SweepCase(folder, "scheduler-whole", 20)
    whole.play(on_threads(1))
    for number in range(kills):
        case, n, pipe = SweepCase(folder, f"scheduler{number}", 20), chance.randint(1, 20), subprocess.PIPE
        command = [sys.executable, "-c", SCHEDULER]
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as scheduler:
            assert scheduler.stdout is not None
            with cluster.join(scheduler.stdout.readline().strip()) as client:
                ended = sweep_on_cluster(case, lambda orders, n=n: until(orders, client, n, scheduler.kill))  # type: ignore[misc]
            scheduler.kill()
        found["kills"] += 1
        found["failed"] += ended  # nobody can have played the rest
        complete(case, whole.digest(), found, look(case, {}, found))


def main() -> int:
    options = parse_arguments(
        __doc__, kills=(200, "kills at random moments"), calls=(1, "whether to kill in every storage call: 1 or 0"),
        workers=(20, "kills of Dask workers"), schedulers=(5, "kills of schedulers"),
    )  # fmt: skip
    stages: dict[str, Callable[[Path, Found], None]] = {
        "every storage call": lambda folder, found: every_call(folder, found) if options.calls else None,
        "random moments": lambda folder, found: random_kills(folder, options.kills, found),
        "Dask workers": lambda folder, found: worker_kills(folder, options.workers, found),
        "Dask schedulers": lambda folder, found: scheduler_kills(folder, options.schedulers, found),
    }
    print(f"{'':<20}" + "".join(f"{name:>11}" for name in SHOWN), flush=True)
    is_wrong = False
    for name, stage in stages.items():
        found: Found = Counter()
        with tempfile.TemporaryDirectory() as folder:
            stage(Path(folder), found)
        print(f"{name:<20}" + "".join(f"{found[what]:>11}" for what in SHOWN), flush=True)
        is_wrong |= any(found[what] for what in WRONG)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
