"""Values of options: names of files say what is written to them."""

import subprocess
import sys

import pytest

from sim.errors import UsageProblem
from sim.tasks.campaign.run import RunRequest
from sim.tasks.comparison.report import ReportRequest
from sim.tasks.comparison.score import ScoreRequest
from sim.tasks.option_values import find_problems, range_of
from sim.tasks.request import Option, parameters
from sim.tasks.roster.calibrate import CalibrateRequest
from sim.tasks.roster.network_fit import NetworkFitRequest
from sim.tasks.roster.optimize import OptimizeRequest
from sim.tasks.setup.init import InitRequest
from sim.tasks.setup.validate import ValidateRequest


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ReportRequest(["a", "b"], out="r.pptx"), "'--out': 'r.pptx' must end in .html or .htm."),
        (lambda: ReportRequest(["a", "b"], out="r.pdf"), "'--out': 'r.pdf' must end in .html or .htm."),
        (lambda: ReportRequest(["a", "b"], out="r"), "'--out': 'r' must end in .html or .htm."),
        (
            lambda: ReportRequest(["a", "b"], out="r.html/"),
            "'--out': 'r.html/' is the name of a folder, not of a file.",
        ),
        (lambda: ScoreRequest("a.h5", page="s.pdf"), "'--page': 's.pdf' must end in .html or .htm."),
        (lambda: OptimizeRequest("r.csv", budget=1, page="s.docx"), "'--page': 's.docx' must end in .html or .htm."),
        (lambda: OptimizeRequest("r.csv", budget=1, out="plan.csv"), "'--out': 'plan.csv' must end in .toml."),
        (lambda: CalibrateRequest("c.csv", out="p.json"), "'--out': 'p.json' must end in .toml."),
        (lambda: CalibrateRequest("c.csv", page="p.pdf"), "'--page': 'p.pdf' must end in .html or .htm."),
        (lambda: RunRequest("a.toml", out="r.csv"), "'--out': 'r.csv' must end in .h5 or .hdf5."),
        (lambda: RunRequest("a.toml", out="out/"), "'--out': 'out/' is the name of a folder, not of a file."),
        (lambda: InitRequest("a.json"), "'FILE': 'a.json' must end in .toml."),
        (lambda: ValidateRequest(markdown="a.html"), "'--markdown': 'a.html' must end in .md or .markdown."),
        (lambda: NetworkFitRequest("r.csv", pairs="p.xlsx"), "'--pairs': 'p.xlsx' must end in .csv."),
        (lambda: NetworkFitRequest("r.csv", out="a.csv/"), "'--out': 'a.csv/' is the name of a folder, not of a file."),
    ],
)
def test_a_file_is_what_it_is_called(make, message):
    with pytest.raises(UsageProblem) as caught:
        make()
    assert str(caught.value) == f"Invalid value for {message}"


@pytest.mark.parametrize("name", ["r.html", "R.HTML", "x/r.htm"])
def test_names_of_pages_are_taken_in_any_case(name):
    assert ReportRequest(["a", "b"], out=name).out.name == name.rpartition("/")[2]


def test_a_folder_stays_one_on_the_command_line(tmp_path):
    """Paths forget a last slash, so that a file would be made in the place of a folder."""
    command = [sys.executable, "-m", "sim", "run", "a.toml", "-o", "out.h5/"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    message = "Invalid value for '--out': 'out.h5/' is the name of a folder, not of a file."
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"Error: {message}")
    assert list(tmp_path.iterdir()) == []


def test_values_that_are_legal_have_no_problem():
    budget = next(each for each in parameters(OptimizeRequest) if each.name == "budget")
    assert [list(find_problems(budget, value)) for value in (0, 1e12)] == [[], []]
    assert list(find_problems(budget, -1)) == ["-1 is not in the range 0.0<=x<=1000000000000.0."]


def test_ranges_in_words():
    assert range_of(Option("", low=1)) == "1<=x"
    assert range_of(Option("")) == ""
