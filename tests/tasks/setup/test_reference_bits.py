"""Reference bits: this installation has them, and an installation that has others says where."""

import pytest

from sim.tasks.setup import reference_bits
from sim.tasks.setup.reference_bits import DIGESTS, SCENARIOS, compare, play


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_its_reference_bits(name: str) -> None:
    assert play(name) == DIGESTS[name]


def test_other_bits_are_told_by_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_bits, "play", lambda name: DIGESTS["communities"])
    assert compare().words == "differ in 2 of 3 scenarios: shared audience, word of mouth"
    monkeypatch.setattr(reference_bits, "play", DIGESTS.get)
    assert compare().words == "this installation gives the reference bits (3 scenarios, format 8)"


def test_nothing_is_compiled_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_bits, "is_compiled", lambda: False)
    monkeypatch.setattr(reference_bits, "play", None)
    assert compare().words == "not compared: the simulation core is not compiled yet; any run compiles it"
