"""The folder of compiled code and built worlds: only one that nobody else may write, for its files are executed.

The cache saves time and changes no result, so a command goes on without it, and says so once: where the folder cannot
be trusted or used, a private one takes its place, which goes with the process.
"""

import atexit
import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sim.ending import undo_at_end

ROOT_USER = 0  # may write everywhere anyway
NOWHERE = Path(os.devnull)  # nothing can be below it

_problems: dict[str, None] = {}


def asked_home() -> Path | None:
    """The folder that is asked for: SIM_CACHE_DIR, else the user's cache folder; None where the user has no home."""
    folder = os.environ.get("SIM_CACHE_DIR")
    if folder:
        return Path(folder).absolute()
    above = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(above) if above else Path("~").expanduser() / ".cache") / "influence-sim"
    except RuntimeError:  # neither HOME nor an entry in the list of users
        return None


def cache_home() -> Path:
    """The folder that is used: the one that is asked for, or a private one that goes with the process."""
    return _home_instead_of(asked_home())


@cache
def _home_instead_of(asked: Path | None) -> Path:
    problem = "this user has no home folder; name one in SIM_CACHE_DIR" if asked is None else refusal(asked)
    if asked is not None and not problem:
        return asked
    tell_once(f"{asked or 'cache'}: {problem}; compiled code and worlds are not kept")
    return passing_folder()


def passing_folder() -> Path:
    """A new folder of this user alone, removed with the process; nowhere, where none can be made."""
    try:
        folder = tempfile.mkdtemp(prefix="influence-sim-")
    except OSError:
        return NOWHERE
    atexit.register(_remove, folder)
    undo_at_end(lambda: _remove(folder))
    return Path(folder)


def _remove(folder: str) -> str:
    """Remove a passing folder; there is nothing to say of it."""
    shutil.rmtree(folder, ignore_errors=True)
    return ""


def refusal(folder: Path) -> str:
    """The reason why a folder cannot be the cache; empty where it can. Makes the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return distrust(folder.resolve(strict=True))
    except NotADirectoryError:
        return "lies below a file, not a folder"
    except FileExistsError:
        return "is a file, not a folder"
    except OSError as error:
        return f"cannot be used: {error.strerror}"


def distrust(folder: Path) -> str:
    """The reason why others could put files there: an owner or a mode, of the folder or of one above; else empty."""
    if not hasattr(os, "getuid"):
        return ""  # the system has no owners and modes that say it
    trusted = {ROOT_USER, os.getuid()}
    for number, each in enumerate([folder, *folder.parents]):
        state = each.stat()
        name = "" if number == 0 else f"the folder {each} above "
        if state.st_uid not in trusted:
            return f"{name}belongs to another user, who could change the code in it"
        # In a folder like /tmp nobody may rename what belongs to others.
        if others_may_write(state) and (number == 0 or not state.st_mode & stat.S_ISVTX):
            return f"{name}may be written by others, who could change the code in it (chmod go-w)"
    return ""


def others_may_write(state: os.stat_result) -> bool:
    """Whether everybody may write there, or a group that is more than one user's own (which has the user's number)."""
    by_group = state.st_mode & stat.S_IWGRP and state.st_gid not in (ROOT_USER, state.st_uid)
    return bool(state.st_mode & stat.S_IWOTH or by_group)


def is_writable(folder: Path) -> bool:
    """Whether a file can be made and filled there, tried out."""
    with contextlib.suppress(OSError), tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        return file.write(b"\0" * 4096) == 4096
    return False


def tell_once(problem: str) -> None:
    """Keep what is to be said of the cache until somebody can say it."""
    _problems[problem] = None


def tell(say: Callable[[str], None]) -> None:
    """Say what is to be said of the cache, each once."""
    for problem in list(_problems):
        del _problems[problem]
        say(problem)
