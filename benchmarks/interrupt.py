"""Ask commands to stop at random moments: each must end with exit code 130 and one clear line, and leave nothing half.

    python benchmarks/interrupt.py --tries 60 --compiling 20

Signals (SIGINT, SIGTERM, SIGHUP in turns) are sent while Python starts, while libraries are imported, while the code
is compiled (with an empty cache), and warm, to `sim run`, `compare`, `optimize` and `report`.
Prints a table, and a line for each thing that is wrong; exits with 1 unless the columns after `early` are all 0.

tries: signals that met a living process. stopped: 130 and one line at the end. complete: all was written before the
signal came, and the process went on to its end. early: Python itself was stopped, before it had begun with `sim`.
code: another exit code. words: not one line, or words after it. left: temporary files, or outputs that no line names.
stuck: still there after a minute.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from common import parse_arguments

ROOT = Path(__file__).parents[1]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SHOWN = ("tries", "stopped", "complete", "early", "code", "words", "left", "stuck")
WRONG = SHOWN[4:]
WAIT_SECONDS = 60.0
SCENARIO = """\
schema_version = 1
name = "{name}"
platform = "instagram"
run = {{ runs = 60, draws = 4 }}
world = {{ people = 20_000 }}

[[creators]]
name = "{name}"
count = {count}
followers = {followers}
"""
ROSTER = "handle,followers,price_usd\n" + "".join(f"anna{i},{500 + 137 * i},{20 + 3 * i}\n" for i in range(30))
COMMANDS = {
    "run": "run micro.toml -o r.h5",
    "compare": "compare micro.toml mega.toml --results results",
    "optimize": "optimize roster.csv --platform instagram --budget 300 -o plan.toml --page plan.html",
    "report": "report micro.toml mega.toml -o r.html --figures figures --results results",
}
LAST = re.compile(r"Error: interrupted[^\n]*\n\Z")
OURS = re.compile(r"/sim/(?!__init__)")  # a line of a traceback
EARLY = re.compile(r"(Traceback|Fatal Python error|Error in|Could not import runpy).*KeyboardInterrupt\s*\Z", re.DOTALL)


class Folder:
    """A folder in which commands are tried, and what belongs there."""

    def __init__(self, path: Path, cache: Path) -> None:
        self.path, self.cache = path, cache
        self.path.mkdir()
        for name, count, followers in (("micro", 20, 400), ("mega", 1, 8000)):
            (path / f"{name}.toml").write_text(SCENARIO.format(name=name, count=count, followers=followers))
        (path / "roster.csv").write_text(ROSTER)
        self.own = set(self.files())

    def files(self) -> list[str]:
        return sorted(str(each.relative_to(self.path)) for each in self.path.rglob("*") if each.is_file())

    def clear(self) -> None:
        for name in set(self.files()) - self.own:
            (self.path / name).unlink()

    def start(self, line: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SIM_CACHE_DIR": str(self.cache)}
        command, pipe = [sys.executable, "-m", "sim", *line.split()], subprocess.PIPE
        return subprocess.Popen(command, cwd=self.path, env=environment, stdout=pipe, stderr=pipe, text=True)

    def left(self, said: str) -> list[str]:
        """Files that should not be there: temporary ones, and outputs of which nobody was told."""
        new = [name for name in self.files() if name not in self.own]
        hidden = [name for name in new if name.endswith(".tmp")]
        kept = {name for name in new if any(str(part) in said for part in [Path(name), *Path(name).parents[:-1]])}
        return hidden + [name for name in new if name not in kept and name not in hidden]


def seconds_of(folder: Folder, line: str) -> float:
    """Seconds that a command takes undisturbed."""
    began = time.monotonic()
    running = folder.start(line)
    _, said = running.communicate()
    assert running.returncode == 0, said
    folder.clear()
    return time.monotonic() - began


def judge(code: int, number: int, said: str, folder: Folder) -> list[str]:
    """The columns in which a process counts that was asked to stop."""
    if code == 130 and LAST.search(said):
        left, clear = folder.left(said), said.count("Error: ") == 1 and "Traceback" not in said
        return ["stopped", *(["left"] if left else []), *([] if clear else ["words"])]
    if code == 0 and "Error" not in said and "Traceback" not in said:
        return ["complete"]
    if code in (1, -number) and (not said.strip() or EARLY.match(said)) and not OURS.search(said):
        return ["early"]
    return ["code"] if code != 130 else ["words"]


def strike(folder: Folder, line: str, number: int, moment: float) -> list[str]:
    """Send a signal at a moment after the start; nothing where the process was over before."""
    running = folder.start(line)
    time.sleep(moment)
    if running.poll() is not None:
        running.communicate()
        folder.clear()
        return []
    running.send_signal(number)
    try:
        _, said = running.communicate(timeout=WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        return ["tries", "stuck"]
    columns = judge(running.returncode, number, said, folder)
    if set(columns) & set(WRONG):
        met = f"{line.split()[0]}, {signal.Signals(number).name} at {moment:.2f} s"
        left = f"exit {running.returncode}, left {folder.left(said)}, said {said[-600:]!r}"
        print(f"  {met}: {columns}: {left}", flush=True)
    folder.clear()
    return ["tries", *columns]


def main() -> int:
    options = parse_arguments(
        __doc__, tries=(60, "signals to each command, warm"), starting=(60, "signals while Python and libraries start"),
        compiling=(20, "signals to each command while it compiles"), seed=(20261, "of the moments"),
    )  # fmt: skip
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)  # `nohup` and shells keep some away, and children would inherit that
    chance, found = random.Random(options.seed), {}
    print(f"{'':<22}" + "".join(f"{name:>10}" for name in SHOWN), flush=True)
    with tempfile.TemporaryDirectory() as name:
        cache = Path(os.environ.get("SIM_CACHE_DIR") or Path(name) / "cache")
        warm, cold = Folder(Path(name) / "warm", cache), Folder(Path(name) / "cold", Path(name) / "empty")

        def attempt(label: str, folder: Folder, line: str, tries: int, most: float) -> None:
            counts: Counter[str] = Counter()
            for i in range(tries):
                shutil.rmtree(cold.cache, ignore_errors=True)
                counts.update(strike(folder, line, SIGNALS[i % 3], chance.uniform(0.0, most)))
            print(f"{label:<22}" + "".join(f"{counts[name]:>10}" for name in SHOWN), flush=True)
            found[label] = counts

        attempt("starting", warm, COMMANDS["run"], options.starting, 1.5)
        for verb, line in COMMANDS.items():
            attempt(verb, warm, line, options.tries, seconds_of(warm, line) * 1.05)
        for verb, line in COMMANDS.items() if options.compiling else ():
            attempt(f"{verb}, compiling", cold, line, options.compiling, 20.0)
    return int(any(counts[name] for counts in found.values() for name in WRONG))


if __name__ == "__main__":
    sys.exit(main())
