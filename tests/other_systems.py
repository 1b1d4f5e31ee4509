"""A stand-in for Windows and macOS: in this process sim meets what these systems have, and nothing else.

Libraries keep what they have here, for they have ports of their own. What is patched: modules that cannot be imported,
names of `os` and `signal` that are missing, folders that cannot be opened, open files that can be neither removed nor
replaced, and no /proc. Used as a program: python -m tests.other_systems SYSTEM COMMAND..., COMMAND as sim takes it; a
command `,` begins the next one.
"""

import builtins
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

MODULES = {  # that are missing
    "windows": ("fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty", "syslog"),
    "macos": ("msvcrt", "winreg"),
}
OS = {  # names that are missing
    "windows": (
        "O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NOFOLLOW O_NONBLOCK O_SYNC WNOHANG chown chroot confstr ctermid "
        "eventfd fchdir fchmod fchown fdatasync fork forkpty fstatvfs getegid geteuid getgid getgroups getloadavg "
        "getpgid getpgrp getpriority getresuid getrandom getsid getuid getxattr initgroups killpg lchown lockf major "
        "makedev memfd_create minor mkfifo mknod nice openpty pathconf pidfd_open pipe2 posix_fadvise posix_fallocate "
        "posix_spawn pread preadv pwrite pwritev readv register_at_fork sched_getaffinity sched_setaffinity "
        "sched_yield sendfile set_blocking setegid seteuid setgid setgroups setpgid setpriority setsid setuid "
        "setxattr splice statvfs sync sysconf tcgetpgrp ttyname uname wait wait3 wait4 waitid writev"
    ),
    "macos": (
        "O_DIRECT O_TMPFILE copy_file_range eventfd fdatasync getrandom getxattr memfd_create pidfd_open "
        "posix_fadvise posix_fallocate sched_getaffinity sched_setaffinity setxattr splice"
    ),
}
WINDOWS_SIGNALS = ("SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN")
CTRL_BREAK = signal.SIGUSR1  # what Ctrl-Break sends in its place


class Partial(ModuleType):
    """A module of which some names are missing, and some are others."""

    def __init__(self, whole: ModuleType, missing: set[str], other: dict[str, Any]) -> None:
        super().__init__(whole.__name__)
        self.__dict__.update({name: value for name, value in vars(whole).items() if name not in missing} | other)


def is_open(path: Any) -> bool:
    """Whether this process has a file open."""
    whole = os.path.realpath(path)
    return any(os.path.realpath(link) == whole for link in Path("/proc/self/fd").iterdir())


def refusing_open_files(act: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse as Windows does what is open: the file itself, and what it is to replace."""

    def instead(*paths: Any, **options: Any) -> Any:
        for path in paths:
            if is_open(path):
                raise PermissionError(13, "The process cannot access the file because it is being used", str(path))
        return act(*paths, **options)

    return instead


def open_file(path: Any, flags: int, *rest: Any) -> int:
    """Refuse folders as Windows does."""
    if Path(path).is_dir():
        raise PermissionError(13, "Permission denied", str(path))
    return REAL_OPEN(path, flags, *rest)


def read_text(path: Path, *rest: Any, **options: Any) -> str:
    """There is no /proc and no /sys."""
    if path.is_absolute() and path.parts[1] in ("proc", "sys"):
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return REAL_READ_TEXT(path, *rest, **options)


def set_wakeup_fd(number: int, **options: Any) -> int:
    """Pipes need not be told on Windows that they must not block."""
    os.set_blocking(number, False)
    return signal.set_wakeup_fd(number, **options)


REAL_OPEN, REAL_READ_TEXT, REAL_IMPORT = os.open, Path.read_text, builtins.__import__


def stand_in(system: str) -> None:
    """Let sim meet another system from now on; libraries that it may need there must be imported before."""
    missing_signals = {name for name in dir(signal) if name.startswith("SIG") and name not in WINDOWS_SIGNALS}
    missing_signals |= {"alarm", "getitimer", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "siginterrupt"}
    missing_signals |= {"sigpending", "sigtimedwait", "sigwait", "sigwaitinfo"}
    partial = {"os": Partial(os, set(OS[system].split()), {"open": open_file} if system == "windows" else {})}
    if system == "windows":
        partial["signal"] = Partial(signal, missing_signals, {"SIGBREAK": CTRL_BREAK, "set_wakeup_fd": set_wakeup_fd})
        for name in ("unlink", "replace", "rename"):
            setattr(Path, name, refusing_open_files(getattr(Path, name)))

    def bring(name: str, *rest: Any, **options: Any) -> Any:
        """Import for sim what that system has."""
        importer = rest[0] if rest else options.get("globals")
        if str((importer or {}).get("__name__", "")).split(".")[0] != "sim":
            return REAL_IMPORT(name, *rest, **options)
        if name in MODULES[system]:
            raise ImportError(f"No module named {name!r}", name=name)
        return partial.get(name) or REAL_IMPORT(name, *rest, **options)

    builtins.__import__ = bring
    Path.read_text = read_text  # type: ignore[assignment]


def main() -> None:
    """Carry out commands one after another, telling how each has ended on a line of its own."""
    import portalocker  # noqa: F401  with the locks of this system
    import psutil  # noqa: F401

    system, *words = sys.argv[1:]
    stand_in(system)
    if "," not in words:
        from sim.__main__ import main as run

        sys.argv = ["sim", *words]
        run()
    from sim.cli.main import exit_code

    for command in " ".join(words).split(" , "):
        sys.argv = ["sim", *command.split()]
        sys.stderr.write(f"{command}: {exit_code()}\n")


if __name__ == "__main__":
    main()
