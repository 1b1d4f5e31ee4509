"""The answer of a sensitivity in words: a winner only where one is shown, and none where nothing varies."""

import json

import numpy as np
import pytest

from sim.report.text.sweeps import importance, sensitivity
from sim.study.sweeps import sensitivity as study
from tests.studies import written


def alike(a, b):
    """Engagements of A and B that are the same at all points."""
    return lambda u: (np.full(len(u), a), np.full(len(u), b))


@pytest.mark.parametrize("method", ["saltelli", "morris", "latin_hypercube", "sobol"])
@pytest.mark.parametrize(
    ("engagements", "of", "due"),
    [
        (alike(50.0, 50.0), None, " A and B are equal, so no choice between them is wrong (0%)."),
        (alike(60.0, 50.0), None, " A is the better at all of them: choosing it is wrong at 0% of them."),
        (alike(60.0, 50.0), "B/A", " A is the better at all of them: choosing it is wrong at 0% of them."),
        (alike(60.0, 50.0), "A", ""),
        (lambda u: (60.0 * (1.0 + 1e-15 * u[:, 0]), np.full(len(u), 50.0)), "A", ""),
    ],
)
def test_an_answer_that_does_not_vary_has_no_winner_and_no_table(tmp_path, method, engagements, of, due):
    """Luck that all points share (noise) moves no point against another."""
    found = study.sensitivity(written(tmp_path, method, 20, engagements, noise=0.02), "cpe", of)
    sentence = f"The answer does not vary over these {found.n_points} points: nothing decides.{due}"
    assert importance.sentences(found) == [sentence]
    text = sensitivity.text(found, "table", wide=True)
    assert sentence in text
    assert not any(word in text for word in ("nan", "most", "PRCC", " - "))
    values = json.loads(sensitivity.text(found, "json", wide=False))
    assert values["varies"] is False
    assert values["wrong_today"] is None or values["wrong_today"]["value"] == 0.0


def test_an_answer_that_hardly_varies_is_called_so(tmp_path):
    hardly = lambda u: (60.0 * (1.0 + 0.002 * u[:, 0]), np.full(len(u), 50.0))  # noqa: E731
    found = study.sensitivity(written(tmp_path, "sobol", 60, hardly), "cpe", "A")
    assert importance.sentences(found)[1] == "The answer hardly varies, though: by 0.2% of its size at most."


@pytest.mark.parametrize("method", ["saltelli", "morris", "latin_hypercube"])
def test_a_measure_that_is_known_at_few_points_says_where(tmp_path, method):
    def seldom(u):
        there = np.arange(len(u)) % 10 == 0
        return np.where(there, 50.0 + 10.0 * u[:, 0], 0.0), np.full(len(u), 40.0)

    found = (
        study.sensitivity(written(tmp_path, method, 16, seldom), "cpe", "A")
        if method != "latin_hypercube"
        else (study.sensitivity(written(tmp_path, method, 80, seldom), "cpe", "A"))
    )
    first = importance.sentences(found)[0]
    assert first == f"CPE of A is known at {found.n_points} of {found.n_asked} points; what follows holds there alone."
    assert found.knowing is None
    assert "nan" not in sensitivity.text(found, "table", wide=True)


def test_noise_alone_moves_nothing(tmp_path):
    """Every point is a coin of its own: no number decides (a fixed seed; false alarms of 5% for each number)."""
    coins = np.random.default_rng(5)
    found = study.sensitivity(
        written(tmp_path, "latin_hypercube", 60, lambda u: (50.0 + coins.normal(size=len(u)), np.full(len(u), 50.0))),
        "cpe", None,
    )  # fmt: skip
    assert importance.sentences(found)[0].startswith("No number is shown to move the answer")
