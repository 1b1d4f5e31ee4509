"""Names of files that are written: harmless wherever they came from, and nothing overwritten by accident."""

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sim.errors import FileProblem, switch
from sim.store import problems

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def file_name(name: str, extension: str) -> str:
    """A file name that every system takes: the name itself where it is plain, else a slug and a hash."""
    if PLAIN.fullmatch(name) and not RESERVED.fullmatch(name) and not name.endswith("."):
        return name + extension
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", ascii_name)[:60].strip("-") or "unnamed"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}{extension}"


def refuse_inputs(path: Path, inputs: Iterable[Path]) -> None:
    """FileProblem where writing would destroy what is read."""
    for given in inputs:
        with suppress(OSError):
            if path.samefile(given):
                raise FileProblem(f"{path}: is read by this command; choose another name to write to")


def check_folder(path: Path) -> None:
    """FileProblem where no file can be made, before anybody waits for what would be in it."""
    above = next((folder for folder in path.parents if folder.exists()), Path())
    if not above.is_dir():
        raise FileProblem(f"{path}: cannot be written: {above} is a file, not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise problems.writing(path, PermissionError(errno.EACCES, "", str(above / "new")), 0, "")


def check_output(path: Path, force: bool) -> None:
    """FileProblem unless the path may be written: not there yet or replaceable, and nothing but a file.

    A symbolic link is replaced by the new file; what it points to stays as it is.
    """
    if any(unicodedata.category(letter) == "Cc" for letter in str(path)):
        raise FileProblem(f"{str(path)!r}: the name of an output has a control character")
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        check_folder(path)
        return
    except OSError as error:
        raise problems.writing(path, error, 0, "") from error
    if stat.S_ISDIR(mode):
        raise FileProblem(f"{path}: is a folder, not a file to write")
    if not stat.S_ISREG(mode):
        raise FileProblem(f"{path}: is a device or a pipe, not a file to write")
    if not force:
        raise FileProblem(f"{path}: exists already; {switch('force')} replaces it")
