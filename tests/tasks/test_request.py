"""Requests from Python: what the command refuses is refused in the same line, and what is meant is taken."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import UsageProblem
from sim.tasks.campaign.run import RunRequest
from sim.tasks.comparison.compare import CompareRequest
from sim.tasks.comparison.flip import FlipRequest
from sim.tasks.request import parameters
from sim.tasks.roster.optimize import OptimizeRequest
from sim.tasks.scenarios import changes_of


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda: RunRequest("a.toml", threads=0), "Invalid value for '--threads': 0 is not in the range 1<=x<=1024."),
        (
            lambda: RunRequest("a.toml", progress="loud"),
            "Invalid value for '--progress': 'loud' is not one of 'auto', ",
        ),
        (lambda: RunRequest("a.toml", force="no"), "Invalid value for '--force': 'no' is not a valid boolean."),
        (lambda: RunRequest(None), "Invalid value for 'CONFIG': None is not a file."),
        (lambda: RunRequest("a.toml", out=5), "Invalid value for '--out': 5 is not a file."),
        (lambda: CompareRequest("a.toml"), "Invalid value for 'FILES': 'a.toml' must be a list."),
        (
            lambda: CompareRequest(["a", "b"], most_runs=None),
            "Invalid value for '--most-runs': None is not a valid int",
        ),
        (lambda: FlipRequest("a", "b", over=[]), "Missing option '--over'."),
        (lambda: FlipRequest("a", "b", over=[5]), "Invalid value for '--over': 5 is not a text."),
        (lambda: FlipRequest("a", "b", over=["x"], between=(1, 2, 3)), "Invalid value for '--between': (1, 2, 3) must"),
        (lambda: changes_of("run.runs=3"), "Invalid value for '--set': 'run.runs=3' must be a dictionary, or a list"),
    ],
)
def test_what_is_wrong_is_one_line(make, line):
    with pytest.raises(UsageProblem) as caught:
        make()
    assert str(caught.value).startswith(line)
    assert caught.value.exit_code == 2


def test_numbers_of_numpy_are_numbers():
    assert RunRequest("a.toml", threads=np.int64(2)).threads == 2
    assert FlipRequest("a", "b", over=["x"], between=np.array([1.0, 2.0])).between == (1.0, 2.0)
    assert changes_of({"run.runs": np.int64(3)})[0].value == 3


def test_texts_become_paths_and_limits_become_texts():
    assert RunRequest("a.toml", out="b.h5").out == Path("b.h5")
    assert OptimizeRequest("r.csv", budget=1, niche_most={"beauty": 2}).niche_most == ("beauty=2",)


def test_flags_follow_from_names():
    flags = {parameter.name: parameter.flag for parameter in parameters(OptimizeRequest)}
    assert flags["with_"] == "--with"
    assert flags["niche_most"] == "--niche-most"


@pytest.mark.parametrize("typed", ["50k", "$50,000", 50_000])
def test_money_may_be_typed_as_people_do(typed):
    assert OptimizeRequest("r.csv", budget=typed).budget == 50_000.0


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1.200", "'1.200' may be 1,200 or 1.2; write 1200 or 1.20."),
        ("\u20ac5", "'\u20ac5' is in EUR; write US dollars."),
        ("-5", "-5.0 is not in the range 0.0<=x<=1000000000000.0."),
        ("much", "'much' is no amount; write 1200, $1,200 or 1.2k."),
    ],
)
def test_money_that_cannot_be_meant_is_refused(typed, problem):
    with pytest.raises(UsageProblem) as caught:
        OptimizeRequest("r.csv", budget=typed)
    assert str(caught.value) == f"Invalid value for '--budget': {problem}"
