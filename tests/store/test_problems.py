"""Refusals of the system, as one line with a remedy."""

import errno
import os
from pathlib import Path

import pytest

from sim.errors import FileProblem
from sim.store import problems

PATH = Path("folder/r.h5")


def error_of(number: int, name: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), name)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "there is no such file"),
        (errno.EISDIR, "is a folder, not a result file"),
        (errno.EACCES, "may not be read by this user"),
        (errno.EPERM, "may not be read by this user"),
        (errno.EIO, "cannot be read: Input/output error"),
    ],
)
def test_reasons_why_a_file_cannot_be_read(number: int, said: str) -> None:
    assert str(problems.reading(PATH, error_of(number))) == f"folder/r.h5: {said}"


def test_a_reason_without_a_number_is_told_in_its_own_words() -> None:
    assert str(problems.reading(PATH, OSError("odd"))) == "folder/r.h5: cannot be read: odd"
    assert str(problems.writing(PATH, OSError("odd"), 0, "")) == "folder/r.h5: cannot be written: odd"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_says_what_is_needed_and_what_is_free(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 300_000}))
    said = problems.writing(PATH, error_of(number), 1_500_000, "; go on with --resume")
    assert str(said) == "folder/r.h5: disk full: needs 1.5 MB, 0.3 MB free; go on with --resume"


def test_where_free_space_is_unknown_that_is_said() -> None:
    said = problems.writing(Path("no/such/folder/r.h5"), error_of(errno.ENOSPC), 0, "")
    assert str(said) == "no/such/folder/r.h5: disk full: needs 0.0 MB, free space unknown"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_is_read_only_is_that_of_what_was_to_be_made(number: int) -> None:
    remedy = "is read-only for this user; choose another with --out"
    assert str(problems.writing(PATH, error_of(number), 0, "")) == f"folder/r.h5: the folder folder {remedy}"
    above = problems.writing(PATH, error_of(number, "above/folder"), 0, "")
    assert str(above) == f"folder/r.h5: the folder above {remedy}"


def test_refusals_inside_become_problems() -> None:
    with pytest.raises(FileProblem) as caught, problems.refusals_as_problems(PATH):
        raise error_of(errno.EIO)
    assert str(caught.value) == "folder/r.h5: cannot be written: Input/output error"
    with pytest.raises(KeyError), problems.refusals_as_problems(PATH):
        raise KeyError("a bug")
