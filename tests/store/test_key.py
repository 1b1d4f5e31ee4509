"""The key of a run in progress: written once, read again, and compared word by word."""

from pathlib import Path

import pytest

from sim.errors import DamagedFile, FileProblem
from sim.store import key

KEY = {"scenario": "abc", "seed": "1"}


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    key.write(tmp_path, KEY)
    assert key.read(tmp_path) == KEY


def test_where_there_is_none_nothing_is_in_progress(tmp_path: Path) -> None:
    assert key.read(tmp_path) is None


def test_numbers_of_older_versions_are_words(tmp_path: Path) -> None:
    (tmp_path / key.NAME).write_text('{"seed": 1}')
    assert key.read(tmp_path) == {"seed": "1"}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_a_damaged_key_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / key.NAME
    path.write_bytes(content)
    with pytest.raises(DamagedFile) as caught:
        key.read(tmp_path)
    assert str(caught.value) == f"{path}: damaged: not the key of a run; --force starts again"


def test_a_key_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / key.NAME).mkdir()
    with pytest.raises(FileProblem) as caught:
        key.read(tmp_path)
    assert str(caught.value) == f"{tmp_path / key.NAME}: is a folder, not a result file"


def test_equal_keys_are_the_same_run(tmp_path: Path) -> None:
    key.check(tmp_path, KEY, dict(reversed(KEY.items())))


def test_all_that_differs_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        key.check(tmp_path, {**KEY, "engine": "1"}, {**KEY, "seed": "2"})
    assert str(caught.value) == (
        f"{tmp_path}: belongs to another run: engine was 1, is None, seed was 1, is 2; --force starts again"
    )


def test_a_world_that_was_met_is_no_part_of_what_is_asked(tmp_path: Path) -> None:
    met = {**KEY, key.WORLD: "ab", key.ORIGIN: '{"networkx": "3.6.1"}'}
    assert key.request_of(met) == KEY
    key.check_world(tmp_path, met, "ab", '{"networkx": "3.7"}')
    key.check_world(tmp_path, KEY, "ab", '{"networkx": "3.7"}')


def test_another_world_is_refused_with_what_made_it(tmp_path: Path) -> None:
    met = {**KEY, key.WORLD: "ab", key.ORIGIN: '{"networkx": "3.6.1", "numpy": "2.4.6"}'}
    with pytest.raises(FileProblem) as caught:
        key.check_world(tmp_path, met, "cd", '{"networkx": "3.7", "numpy": "2.4.6"}')
    assert str(caught.value) == (
        f"{tmp_path}: its runs met another world, though the same was asked: made with networkx 3.6.1 and 3.7; "
        "--force starts again"
    )
