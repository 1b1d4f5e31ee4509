"""The end of a command that is told to stop: a process of its own plays the command, and is signalled where it says."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim import ending
from sim.ending import COMMAND, answering, line, undo_at_end, undo_unless_done
from tests.commands import ROOT

STOPPED = ending.EXIT_CODE
BEGIN = """\
import os, signal, sys, time
from pathlib import Path
from sim import ending
from sim.store.commit import commit
ending.listen()
def stop(): os.kill(os.getpid(), signal.{name}); time.sleep(60)
"""


def play(folder: Path, body: str, name: str = "SIGTERM", before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script that listens, and that may call stop()."""
    command = [sys.executable, "-c", before + BEGIN.format(name=name) + body]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=120)


@pytest.mark.parametrize("name", [name for name in ending.SIGNALS if hasattr(signal, name)])
def test_every_signal_ends_alike(tmp_path: Path, name: str) -> None:
    done = play(tmp_path, "stop()", name)
    assert (done.returncode, done.stdout, done.stderr) == (STOPPED, "", "Error: interrupted\n")


def test_an_import_may_be_interrupted(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("stop()\n")
    done = play(tmp_path, "import builtins; builtins.stop = stop; sys.path.insert(0, '.'); import slow")
    assert (done.returncode, done.stderr) == (STOPPED, "Error: interrupted\n")


def test_a_callback_that_swallows_errors_does_not_swallow_the_signal(tmp_path: Path) -> None:
    body = "import ctypes; ctypes.CFUNCTYPE(None)(stop)(); print('went on')"
    done = play(tmp_path, body, "SIGINT")
    assert (done.returncode, done.stdout, done.stderr) == (STOPPED, "", "Error: interrupted\n")


def test_after_the_last_word_nothing_is_written(tmp_path: Path) -> None:
    body = """\
import threading
def write():
    n = 0
    while True:
        n += 1
        print('more', flush=True); print('more', file=sys.stderr, flush=True)
        commit(Path(f'{n}.txt'), [b'whole'])
ending.COMMAND.undo[0] = lambda: time.sleep(0.3) or ''
threading.Thread(target=write, daemon=True).start()
while not Path('3.txt').exists(): time.sleep(0.01)
stop()
"""
    done = play(tmp_path, body)
    assert done.returncode == STOPPED
    files = [path.name for path in tmp_path.iterdir()]
    n_more = len(files) - ending.MOST_NAMED
    more = f" and {n_more:,} more" if n_more else ""
    last = f"Error: interrupted; written before, and whole: 1.txt, 2.txt, 3.txt{more}"
    assert done.stderr.splitlines()[-1] == last  # told of all that is there
    assert [name for name in files if not name.endswith(".txt") or name.startswith(".")] == []


def test_what_is_unfinished_is_undone_the_last_first(tmp_path: Path) -> None:
    body = """\
undo = ending.undo_unless_done
with undo(lambda: 'first'), undo(lambda: 1 / 0), undo(lambda: 'last'): stop()
"""
    assert play(tmp_path, body).stderr == "Error: interrupted; last; first\n"


def test_who_answers_is_let_finish(tmp_path: Path) -> None:
    body = """\
answered = []
with ending.answering(lambda: answered.append(1) or True):
    os.kill(os.getpid(), signal.SIGTERM)
    while not answered: time.sleep(0.01)
print('finished')
"""
    done = play(tmp_path, body)
    assert (done.returncode, done.stdout, done.stderr) == (0, "finished\n", "")


def test_a_command_that_is_over_cannot_be_stopped(tmp_path: Path) -> None:
    body = "ending.close(); os.kill(os.getpid(), signal.SIGTERM); print('done')"
    done = play(tmp_path, body)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there are no terminals here that hang up")
def test_what_nohup_keeps_away_stays_away(tmp_path: Path) -> None:
    before = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    done = play(tmp_path, "os.kill(os.getpid(), signal.SIGHUP); print('goes on')", before=before)
    assert (done.returncode, done.stdout, done.stderr) == (0, "goes on\n", "")


def test_closed_streams_stay_apart_from_what_is_heard(tmp_path: Path) -> None:
    before = "import os\nfor number in range(3): os.close(number)\n"
    done = play(tmp_path, "os.write(1, b'15'); os.write(2, b'15'); Path('whole').touch()", before=before)
    assert done.returncode == 0
    assert (tmp_path / "whole").exists()


def test_a_closed_standard_error_is_no_obstacle(tmp_path: Path) -> None:
    assert play(tmp_path, "os.close(2); stop()").returncode == STOPPED


def test_the_line_holds_all_that_is_said() -> None:
    assert line(["a", "b"]) == "Error: interrupted; a; b"


def test_answers_and_undoings_are_taken_back_after_a_failure() -> None:
    before = dict(COMMAND.undo)
    with pytest.raises(ZeroDivisionError), answering(lambda: True), undo_unless_done(lambda: ""):
        assert COMMAND.answer is not None
        _ = 1 / 0
    assert COMMAND.answer is None
    assert COMMAND.undo == before


def test_two_things_may_be_undone_by_functions_alike() -> None:
    keys = [undo_at_end(lambda: "") for _ in range(2)]
    assert len(set(keys) & set(COMMAND.undo)) == 2
    for key in keys:
        del COMMAND.undo[key]
