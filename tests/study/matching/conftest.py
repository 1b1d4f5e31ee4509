"""Two small strategies at a split budget, played once."""

import pytest

from sim.engine.progress import Silent, Stop
from sim.study.comparison import compare
from sim.study.comparison.strategies import Place, enter
from sim.study.what_if.trials import Means, Trials
from tests.scenarios import BASE

COSTS = "[costs]\nfees = 'equal_price'\nbudget_usd = 2_000\n"
MANY = BASE.replace("runs = 100", "runs = 40\ndraws = 1").replace("100_000", "20_000") + COSTS
FEW = MANY.replace("count = 10", "count = 4").replace('"test"', '"few"')


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("matching")
    (folder / "many.toml").write_text(MANY)
    (folder / "few.toml").write_text(FEW)
    return Place(folder, 1, "test", Silent(), Stop())


@pytest.fixture(scope="session")
def entrants(place):
    return enter([place.folder / "many.toml", place.folder / "few.toml"], [])


@pytest.fixture(scope="session")
def played(entrants, place):
    return compare.of_files(entrants, place, "cpe", 0.0)


@pytest.fixture
def trials():
    return Trials(Means(4, 1, Silent(), Stop()))
