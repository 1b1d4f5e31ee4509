"""Programmes: one or two, of equally many waves, with so many histories."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import EXAMPLE, loads
from sim.study.programme import ambassadors as study
from sim.tasks.campaign.ambassadors import AmbassadorsRequest, ambassadors

WAVES = "\n[ambassadors]\nwaves = {}\n"


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """The names of programmes that were asked for, with their histories and threads."""
    asked: list[tuple[str, int, int]] = []

    def play(loaded, paths, means):
        asked.append((loaded.scenario.name, paths, means.threads))
        return loaded.scenario.name

    monkeypatch.setattr(study, "play", play)
    return asked


def test_one_programme_alone(played: list[tuple[str, int, int]]) -> None:
    answer = ambassadors(AmbassadorsRequest(loads(EXAMPLE), paths=7, threads=3, quiet=True))
    assert answer.programmes == ("ten micros",)
    assert played == [("ten micros", 7, 3)]


def test_changes_are_made_in_both_programmes(played: list[tuple[str, int, int]]) -> None:
    first, second = loads(EXAMPLE + WAVES.format(2)), loads(EXAMPLE + WAVES.format(3))
    request = AmbassadorsRequest(first, against=second, set=["name='both'", "ambassadors.waves=4"], quiet=True)
    assert ambassadors(request).programmes == ("both", "both")


def test_programmes_of_unlike_length_are_refused(played: list[tuple[str, int, int]], tmp_path: Path) -> None:
    for name, waves in (("a", 2), ("b", 3)):
        (tmp_path / f"{name}.toml").write_text(EXAMPLE + WAVES.format(waves))
    with pytest.raises(InputError) as caught:
        ambassadors(AmbassadorsRequest(tmp_path / "a.toml", against=tmp_path / "b.toml"))
    assert str(caught.value) == f"{tmp_path / 'b.toml'}: ambassadors.waves: programmes must have equally many waves"
    assert played == []
