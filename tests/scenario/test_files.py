"""Files are read once, and again as soon as anything about them has changed."""

import hashlib
import os
import time
from functools import partial

import pytest

from sim.errors import FileProblem
from sim.scenario import files
from sim.scenario.files import FileRecall, beside, digest, state_of


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A small file that counts as settled."""
    monkeypatch.setattr(files, "SETTLED_NS", 0)
    monkeypatch.setattr(files, "DIGESTS", FileRecall(10))
    path = tmp_path / "f.csv"
    path.write_text("one")
    return path


def sha(text):
    return hashlib.sha256(text.encode()).digest()


def test_a_digest_is_of_the_content(file):
    assert digest(file) == sha("one")


def test_what_did_not_change_is_made_once(file):
    recall = FileRecall(2)
    assert [recall.of(file, partial(int, n)) for n in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("text", ["two", "three"])
def test_what_changed_is_made_again(file, text):
    assert digest(file) == sha("one")
    time.sleep(0.02)  # a tick of the file system's clock
    file.write_text(text)
    assert digest(file) == sha(text)


def test_another_file_under_the_same_name_is_another_file(file, tmp_path):
    assert digest(file) == sha("one")
    other = tmp_path / "other.csv"
    other.write_text("two")
    stamp = file.stat()
    os.utime(other, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    other.replace(file)
    assert digest(file) == sha("two")


def test_what_changed_too_lately_is_not_relied_on(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("one")
    assert state_of(path) is None
    recall = FileRecall(2)
    assert [recall.of(path, partial(int, n)) for n in range(3)] == [0, 1, 2]


def test_what_changes_while_it_is_read_is_not_kept(file):
    recall = FileRecall(2)

    def make():
        file.write_text("longer")
        return 1

    recall.of(file, make)
    assert recall.of(file, lambda: 2) == 2


def test_only_the_last_few_are_kept(tmp_path, file):
    recall = FileRecall(1)
    other = tmp_path / "other.csv"
    other.write_text("x")
    assert [recall.of(path, partial(int, n)) for n, path in enumerate((file, other, other, file))] == [0, 1, 1, 3]


def test_an_error_is_not_kept(file):
    recall = FileRecall(1)
    with pytest.raises(ZeroDivisionError):
        recall.of(file, lambda: 1 // 0)
    assert recall.of(file, lambda: 2) == 2


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(FileProblem, match="there is no such file"):
        digest(tmp_path / "nowhere.csv")


def test_paths_are_said_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert str(beside(tmp_path / "plans", "../r.csv")) == "r.csv"
