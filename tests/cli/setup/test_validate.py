"""`sim validate`: its exit code says whether everything is met."""

from importlib import import_module

import pytest

from sim.errors import CheckFailed
from sim.tasks.setup import validate as task

validate = import_module("sim.cli.setup.validate").validate


@pytest.mark.parametrize(("is_met", "code"), [(True, 0), (False, CheckFailed.exit_code)])
def test_what_is_not_met_has_an_exit_code(
    is_met: bool, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Findings:
        all_met = is_met

        def text(self, form: str, wide: bool) -> str:
            return "findings"

    monkeypatch.setattr(task, "validate", lambda request: Findings())
    with pytest.raises(SystemExit) as caught:
        validate.main(["--only", "11"], prog_name="sim")
    assert caught.value.code == code
    assert capsys.readouterr().out == "findings\n"
