"""Rules: of one strategy's wins against another, checked on points that did not make them."""

import csv
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.sweeps.collect import OpenStudy
from sim.tasks.campaign.show import SweepAnswer
from sim.tasks.sweeps.discover import DiscoverRequest, discover
from tests.answers import corner
from tests.studies import written


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    return written(tmp_path_factory.mktemp("study"), "sobol", 120, corner)


@pytest.mark.parametrize(
    ("options", "sides"), [({}, ("A", "B")), ({"wins": "B"}, ("B", "A")), ({"wins": "B", "against": "A"}, ("B", "A"))]
)
def test_the_opponent_is_the_first_other_one(study: OpenStudy, options: dict[str, str], sides: tuple[str, str]) -> None:
    rule = discover(DiscoverRequest(study.path, **options)).discovery
    assert (rule.winner, rule.loser) == sides


def test_a_rule_may_be_checked_on_another_study(study: OpenStudy, tmp_path: Path) -> None:
    fresh = SweepAnswer(written(tmp_path, "sobol", 64, corner))
    answer = discover(DiscoverRequest(study.path, fresh=fresh))
    assert "64 points of sobol.h5" in answer.text()


def test_the_table_has_the_limits_of_the_rule(study: OpenStudy, tmp_path: Path) -> None:
    answer = discover(DiscoverRequest(study.path, out=tmp_path / "rule.csv"))
    header, *rows = csv.reader((tmp_path / "rule.csv").read_text().splitlines())
    assert header[:3] == ["number", "at_least", "at_most"]
    assert [row[0] for row in rows] == [limit.path for limit in answer.discovery.limits]


def test_one_strategy_alone_wins_nothing(study: OpenStudy) -> None:
    alone = study._replace(about={**study.about, "strategies": study.about["strategies"][:1]})
    with pytest.raises(InputError, match=r"has one strategy; a rule for who wins needs two$"):
        discover(DiscoverRequest(SweepAnswer(alone)))
