"""Variables with which nothing can be compiled are refused; those that do no harm are not."""

import pytest

from sim.core import check_environment
from sim.errors import EngineError


@pytest.mark.parametrize(
    ("name", "value"),
    [("NUMBA_NUM_THREADS", value) for value in ("0", "-1", "x", "1.5", "", "²")]
    + [("NUMBA_DISABLE_JIT", value) for value in ("1", "yes")],
)
def test_harmful_variables_are_refused_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EngineError, match=f"^{name}={value}: must be "):
        check_environment()


@pytest.mark.parametrize(("name", "value"), [("NUMBA_NUM_THREADS", "1"), ("NUMBA_DISABLE_JIT", "0")])
def test_harmless_variables_are_not(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    check_environment()
