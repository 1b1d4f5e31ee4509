"""Plug-ins: found when they are asked for, named by results, refused by name where they are missing or no good."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import sim
from sim import extend, plugins, testing
from sim.errors import InputError, MissingExtraError, SimError
from sim.measures.catalogue import MEASURES
from sim.mechanisms.curves import CURVES
from sim.mechanisms.registry import bind, describe
from sim.scenario.base import Choice
from sim.scenario.describe.resolved import fingerprint, world_fingerprint
from sim.scenario.describe.schema import json_schema
from sim.scenario.load import Loaded, loads
from sim.study.comparison.compare import find_measure
from sim.world import cache
from tests.scenarios import BASE

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs/examples/plateau"
CURVE = 'plug-in influence-sim-plateau 1.2 (curve "plateau")'
SMALL = {"run.runs": 2, "world.people": 2_000}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip has installed the example of the docs, without any network."""
    pytest.importorskip("hatchling", reason="the example is built by hatchling, which the test extra brings")
    folder = tmp_path_factory.mktemp("installed")
    arguments = ["install", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", str(folder)]
    arguments += ["--disable-pip-version-check", str(EXAMPLE)]
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True, capture_output=True)
    return folder


@pytest.fixture
def example(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(installed)
    return installed


class Package(NamedTuple):
    """A package that offers plug-ins, as an installer would leave it in a folder."""

    name: str
    version: str
    code: str
    offers: str  # entry points, as in entry_points.txt

    def put(self, folder: Path) -> Path:
        """Write the package; returns the folder, to be put on the search path."""
        about = folder / f"{self.name}-{self.version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n")
        (about / "entry_points.txt").write_text(self.offers)
        (folder / f"{self.name}.py").write_text(self.code)
        return folder


def offering(name: str, group: str, member: str, code: str, version: str = "1.0") -> Package:
    return Package(name, version, code, f"[influence_sim.{group}]\n{member} = {name}:{member}\n")


def flat(source):
    """Every source counts the same."""
    return np.ones_like(source)


def example_scenario() -> Loaded:
    return sim.load(EXAMPLE / "scenario.toml", SMALL)


def choice(name: str, **values: float) -> Choice:
    return Choice.model_validate({"name": name, **values})


# The example of the docs


def test_the_example_passes_the_published_checks(example):
    testing.check_curve(CURVES["plateau"])
    testing.check_measure(MEASURES["engagers_per_post"])
    assert CURVES.origin("plateau") == ("influence_sim.curves", "plateau", "influence-sim-plateau", "1.2")


def test_the_example_works_wherever_a_built_in_name_does(example):
    assert bind(CURVES, choice("plateau", sources=2.0), ("x",))(np.arange(1.0, 5.0)).tolist() == [1.0, 1.0, 0.0, 0.0]
    with pytest.raises(InputError, match='unknown name "platau"; did you mean "plateau"'):
        bind(CURVES, choice("platau"), ("response", "curve"))
    with pytest.raises(InputError, match=r"response.curve: plug-in .*-plateau 1.2 .*: sources = 99 is outside"):
        bind(CURVES, choice("plateau", sources=99.0), ("response", "curve"))(np.ones(1))
    assert find_measure("engagers_per_post").label == "Engagers per post"
    schema = json_schema(extend.names_by_key())["properties"]["response"]["properties"]["curve"]
    assert "plateau" in schema["properties"]["name"]["enum"]
    assert describe(CURVES)[-1].sentence.startswith("Every source counts the same up to")
    assert [plug_in.name for plug_in in plugins.find_entry_points()] == ["plateau", "engagers_per_post"]


def test_a_result_names_what_made_it_and_is_refused_by_name_without(installed, tmp_path, monkeypatch):
    plain = sim.run(sim.load(EXAMPLE / "scenario.toml", {**SMALL, "response.curve.name": "threshold"}))
    with monkeypatch.context() as here:
        here.syspath_prepend(installed)
        result = sim.run(example_scenario(), out=tmp_path / "a.h5")
        assert [str(plug_in) for plug_in in plugins.recorded_in(result.attributes)] == [CURVE]
        assert f"Made with {CURVE}." in str(result)
        assert result.summary()["engagers_per_post"].estimate.value > 0.0
        assert sim.compare([plain, result], quiet=True)["engagers_per_post"].name == "engagers_per_post"
    assert plugins.ATTRIBUTE not in plain.attributes
    assert sim.open(tmp_path / "a.h5").digest() == result.digest()
    with pytest.raises(MissingExtraError, match=r"a.h5: needs plug-in influence-sim-plateau 1.2 .*is not installed"):
        sim.compare([plain, sim.open(tmp_path / "a.h5")], quiet=True)
    changed = sim.load(EXAMPLE / "scenario.toml", {**SMALL, "response.curve.name": "independent", "run.runs": 3})
    with pytest.raises(SimError, match=r"a.h5: needs plug-in influence-sim-plateau 1.2"):
        sim.run(changed, out=tmp_path / "a.h5", resume=True)
    with pytest.raises(InputError, match=r'scenario.toml:18: response.curve.name: unknown name "plateau"; known: i'):
        sim.run(example_scenario())


def test_the_ten_lines_of_the_docs_work(tmp_path, monkeypatch):
    text = (ROOT / "docs/plugins.md").read_text("utf-8")
    (tmp_path / "notebook.py").write_text(text.partition("```python\n")[2].partition("```")[0])
    (tmp_path / "scenario.toml").write_text((EXAMPLE / "scenario.toml").read_text("utf-8"))
    monkeypatch.chdir(tmp_path)
    result = runpy.run_path("notebook.py", run_name="notebook")["result"]
    CURVES.unregister("plateau")
    assert [plug_in.package for plug_in in plugins.recorded_in(result.attributes)] == ["python:notebook"]


# Nothing changes where none is used


def test_installed_plug_ins_leave_other_scenarios_alone(installed, monkeypatch):
    loaded = loads(BASE)
    before = fingerprint(loaded), world_fingerprint(loaded), cache.key(loaded.scenario, Path())
    monkeypatch.syspath_prepend(installed)
    assert (fingerprint(loaded), world_fingerprint(loaded), cache.key(loaded.scenario, Path())) == before


def test_help_looks_for_no_plug_ins():
    code = "import sim, sim.cli, sys; print('sim.plugins' in sys.modules, 'importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "False"]


def test_a_built_in_name_needs_no_look_at_the_packages(monkeypatch):
    monkeypatch.setattr(plugins.metadata, "entry_points", lambda: pytest.fail("looked"))
    plugins._entry_points.cache_clear()
    assert "hill" in CURVES
    assert CURVES.origin("hill") is None
    assert bind(CURVES, choice("independent"), ("x",))(np.ones(2)).tolist() == [1.0, 1.0]
    assert fingerprint(loads(BASE))


# Versions


LAW = "import numpy as np\ndef steady(tail):\n    '''All alike.'''\n    return np.ones_like(tail)\n"


def test_worlds_and_fingerprints_depend_on_the_version_of_a_law(tmp_path, monkeypatch):
    loaded = loads(BASE, ['world.followiness={name="steady"}'])
    prints = []
    for version in ("1.0", "1.1"):
        package = offering("steady_law", "followiness_laws", "steady", LAW, version)
        with monkeypatch.context() as here:
            here.syspath_prepend(package.put(tmp_path / version))
            prints.append((fingerprint(loaded), world_fingerprint(loaded), cache.people_key(loaded.scenario, Path())))
    assert all(first != second for first, second in zip(*prints, strict=True))


def test_another_version_is_refused_where_runs_would_be_continued(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(offering("steady_law", "followiness_laws", "steady", LAW).put(tmp_path))
    other = plugins.PlugIn("influence_sim.followiness_laws", "steady", "steady_law", "0.9")
    plugins.refuse_missing(plugins.attributes_of([other]), "a.h5")
    with pytest.raises(MissingExtraError) as caught:
        plugins.refuse_missing(plugins.attributes_of([other]), "a.h5", same_version=True)
    assert str(caught.value) == (
        'a.h5: needs plug-in steady_law 0.9 (followiness law "steady"), and another version, 1.0, is installed'
    )


def test_attributes_of_another_hand_name_no_plug_ins():
    for text in ("", "1", "[1]", '[{"name": "x"}]'):
        assert plugins.recorded_in({plugins.ATTRIBUTE: text}) == ()


# What is no good


def test_a_package_that_cannot_be_imported_is_named_on_one_line(tmp_path):
    folder = offering("broken_one", "measures", "lost", "import nothing_like_it\n").put(tmp_path)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    command = [sys.executable, "-m", "sim", "run", str(ROOT / "configs/micro_5.toml"), "-o", str(tmp_path / "x.h5")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == MissingExtraError.exit_code
    assert done.stderr.splitlines() == [
        'Error: plug-in broken_one 1.0 (measure "lost") cannot be loaded: '
        "ModuleNotFoundError: No module named 'nothing_like_it'"
    ]
    assert not (tmp_path / "x.h5").exists()


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("hill", 'plug-in second 1.0 (curve "hill"): the name is built in, and no plug-in may replace it'),
        ("flat-out", 'plug-in second 1.0 (curve "flat-out"): a name is made of letters, digits and underscores'),
        ("flat", 'plug-in second 1.0 (curve "flat"): the name is taken by plug-in first 1.0 (curve "flat"); uninstall'),
    ],
)
def test_names_that_are_taken_are_refused(member, message, tmp_path, monkeypatch):
    for package in (offering("second", "curves", member, ""), offering("first", "curves", "flat", "")):
        monkeypatch.syspath_prepend(package.put(tmp_path / package.name))
    with pytest.raises(InputError) as caught:
        list(CURVES)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return source - 5.0", "must return numbers that are finite and not negative"),
        ("return 2.0 * source", "the first source must weigh 1, not 2"),
        ("return list(source)", "must return an array of float64"),
        ("return source[:1]", "must return an array of shape (2,), not (1,)"),
        ("return source / nothing", "failed: NameError: name 'nothing' is not defined"),
        ("raise ValueError('no\\nway')", "no"),
    ],
)
def test_what_a_plug_in_returns_is_checked_where_it_is_used(body, message, tmp_path, monkeypatch):
    name = f"bad_{abs(hash(body))}"
    package = offering(name, "curves", "bad", f"def bad(source):\n    '''Bad.'''\n    {body}\n")
    monkeypatch.syspath_prepend(package.put(tmp_path))
    with pytest.raises(InputError) as caught:
        bind(CURVES, choice("bad"), ("response", "curve"))(np.array([1.0, 2.0]))
    assert str(caught.value).startswith(f'response.curve: plug-in {name} 1.0 (curve "bad")')
    assert str(caught.value).endswith(message)


def test_a_member_of_the_wrong_kind_is_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(offering("seven", "measures", "lucky", "lucky = 7\n").put(tmp_path))
    with pytest.raises(InputError, match=r'plug-in seven 1.0 \(measure "lucky"\): must be a Measure, not int'):
        MEASURES.check()
