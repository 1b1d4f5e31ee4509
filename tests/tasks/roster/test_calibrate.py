"""Calibrations: the priors they start from, and the files they write."""

from pathlib import Path

import pytest

from sim.errors import InputError, UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.study.calibration import calibrate as study
from sim.tasks.roster.calibrate import CalibrateRequest, calibrate, priors_of
from tests.answers import calibration


@pytest.fixture
def campaigns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Past campaigns of which something is known already."""
    (tmp_path / "past.csv").write_text("followers,posts,engagements\n" + "1000,1,20\n" * 12)
    monkeypatch.setattr(study, "calibrate", lambda *parts: calibration())
    return tmp_path / "past.csv"


def test_without_a_scenario_the_priors_are_those_of_a_platform() -> None:
    priors = priors_of(CalibrateRequest("past.csv", platform="tiktok", seed=7, set=["creators.past.followers=500"]))
    assert priors.scenario.platform == "tiktok"
    assert priors.scenario.run.seed == 7
    assert priors.scenario.creators[0].followers == 500
    assert priors.paths


def test_a_scenario_brings_its_own_priors() -> None:
    priors = priors_of(CalibrateRequest("past.csv", scenario=loads(EXAMPLE), platform="tiktok", seed=7))
    assert (priors.scenario.platform, priors.scenario.run.seed) == ("instagram", 7)


def test_a_platform_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match=r"platform"):
        priors_of(CalibrateRequest("past.csv", platform="myspace"))


def test_without_files_there_are_no_notes(campaigns: Path) -> None:
    assert calibrate(CalibrateRequest(campaigns, quiet=True)).notes == ()


def test_each_file_that_is_written_has_a_note(campaigns: Path) -> None:
    out, page = campaigns.with_name("posterior.toml"), campaigns.with_name("learned.html")
    answer = calibrate(CalibrateRequest(campaigns, out=out, page=page, quiet=True, command="sim calibrate past.csv"))
    assert answer.notes == (
        f"{page}: all of this as a page.",
        f"{out}: what is known now; use it with --set @{out}.",
    )
    assert out.read_text() == answer.posterior()
    assert "sim calibrate past.csv" in page.read_text()


def test_the_campaigns_are_not_replaced(campaigns: Path) -> None:
    with pytest.raises(UsageProblem, match=r"^Invalid value for '--out': '.*past\.csv' must end in \.toml\.$"):
        CalibrateRequest(campaigns, out=campaigns, force=True)
