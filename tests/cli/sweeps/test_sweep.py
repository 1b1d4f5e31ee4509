"""`sim sweep`: a first word that is no subcommand is what to sweep, and what was done is said in a line."""

from pathlib import Path

import pytest

from sim.cli.sweeps.sweep import sweep
from sim.errors import FileProblem
from sim.study.sweeps.conduct import Merged, Pruned
from sim.tasks.sweeps import sweep as task

Said = pytest.CaptureFixture[str]


def call(*words: str) -> None:
    sweep.main(list(words), standalone_mode=False)


@pytest.mark.parametrize("words", [("a.toml", "b.toml"), ("run", "a.toml", "b.toml")])
def test_a_file_as_first_word_is_swept(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    asked = []

    class Done:
        def text(self, form: str, wide: bool) -> str:
            return f"swept as {form}"

    monkeypatch.setattr(task, "sweep", lambda request: asked.append(request.files) or Done())
    call(*words, "--vary", "costs.hour_usd=1:2", "--format", "csv")
    assert asked == [(Path("a.toml"), Path("b.toml"))]
    assert capsys.readouterr().out == "swept as csv\n"


def test_a_merge_says_what_is_written(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr(task, "merge", lambda request: Merged(1200, 1200, 0, Path("s.h5")))
    call("merge", "s.toml", "--from", "points")
    assert capsys.readouterr().out == "1,200 of 1,200 cells taken over; s.h5: written\n"


def test_a_merge_that_collects_nothing_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "merge", lambda request: Merged(1200, 1200, 3, Path("s.h5")))
    line = "s.h5: 1,200 of 1,200 cells taken over, 3 are missing: nothing is collected; play them with sim sweep"
    with pytest.raises(FileProblem, match=f"^{line}$"):
        call("merge", "s.toml", "--from", "points")


@pytest.mark.parametrize(
    ("words", "is_empty", "line"),
    [
        ((), False, "points: 1,200 points (2.5 MB) and 1 leftovers removed\n"),
        (("--dry-run",), False, "points: 1,200 points (2.5 MB) and 1 leftovers would be removed\n"),
        ((), True, "points: holds no points\n"),
    ],
)
def test_pruning_says_what_went(
    words: tuple[str, ...], is_empty: bool, line: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(task, "prune", lambda request: Pruned(Path("points"), 1200, 2_500_000, 1, is_empty))
    call("prune", "points", *words)
    assert capsys.readouterr().out == line
