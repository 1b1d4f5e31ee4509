"""`sim network`: a first word that is no subcommand is what to show, and files are named on standard error."""

from pathlib import Path

import pytest

from sim.cli.campaign.network import network
from sim.tasks.campaign import network as task


class Shown:
    """An answer with one file."""

    files = (Path("net.svg"),)

    def text(self, form: str, wide: bool) -> str:
        return "table"


@pytest.mark.parametrize("words", [("a.toml",), ("show", "a.toml")])
@pytest.mark.parametrize(("quiet", "said"), [((), "net.svg: written\n"), (("-q",), "")])
def test_a_scenario_as_first_word_is_shown(
    words: tuple[str, ...],
    quiet: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = []
    monkeypatch.setattr(task, "network", lambda request: asked.append(request.config) or Shown())
    network.main([*words, *quiet], standalone_mode=False)
    assert asked == [Path("a.toml")]
    assert capsys.readouterr() == ("table\n", said)


def test_both_ways_are_there() -> None:
    assert sorted(network.commands) == ["fit", "show"]
