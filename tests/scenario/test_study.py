"""Studies in TOML: what may be said, and what is said about everything else."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import FileProblem, InputError
from sim.scenario import study
from sim.scenario.study import Study, Turn
from sim.scenario.toml.reading import parse
from sim.scenario.uncertain import LogUniform, Uniform
from tests.sweeps import TEXT, written

PATH = "engagement.rate_1k"
FORMS = '"low:high", "low:high:levels", [values], "known" or a distribution such as { dist = "uniform", ... }'


def told(text: str) -> Study:
    return study.from_tables(parse(text, Path("s.toml")), text, Path("s.toml"))


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        told(text)
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


def varied(said: str) -> str:
    """The study with something else behind its first path, on line 12."""
    return changed("[0.02, 0.05, 0.2]", said)


def test_a_study_says_what_it_says() -> None:
    asked = told(TEXT)
    assert asked.turns == (Turn(PATH, levels=(0.02, 0.05, 0.2)), Turn("creators.micro.quality", levels=(0.5, 2.0)))
    assert (asked.table.design.method, asked.table.design.points, asked.table.run.runs) == ("grid", 64, 3)
    assert asked.table.run.seed is None
    assert asked.table.set == {}
    assert asked.at(("vary", PATH)) == {"file": Path("s.toml"), "line": 12, "path": ("vary", PATH)}


def test_defaults() -> None:
    asked = told('name = "x"\nstrategies = ["a.toml"]\nvary = { "costs.hour_usd" = "known" }\n')
    assert (asked.table.measure, asked.table.design.method, asked.table.design.seed) == ("cpe", "latin_hypercube", 1)
    assert asked.turns == (Turn("costs.hour_usd"),)


def test_strategies_stand_beside_the_study(tmp_path: Path) -> None:
    assert study.load(written(tmp_path)).files == (tmp_path / "a.toml", tmp_path / "b.toml")
    assert study.from_tables(parse(TEXT)).files == (Path("a.toml"), Path("b.toml"))


@pytest.mark.parametrize(
    ("said", "turn"),
    [
        ("1:3", Turn(PATH, distribution=Uniform(dist="uniform", low=1.0, high=3.0))),
        ("-1:1e-3", Turn(PATH, distribution=Uniform(dist="uniform", low=-1.0, high=0.001))),
        ("1:10", Turn(PATH, distribution=Uniform(dist="uniform", low=1.0, high=10.0))),
        ("1:11", Turn(PATH, distribution=LogUniform(dist="loguniform", low=1.0, high=11.0))),
        ("1:3:5", Turn(PATH, distribution=Uniform(dist="uniform", low=1.0, high=3.0), n_levels=5)),
        ([2, 1.5], Turn(PATH, levels=(2.0, 1.5))),
        ((3,), Turn(PATH, levels=(3.0,))),
        ("known", Turn(PATH)),
        ({"dist": "uniform", "low": 0, "high": 2}, Turn(PATH, distribution=Uniform(dist="uniform", low=0.0, high=2.0))),
    ],
)
def test_every_form_of_a_turn(said: object, turn: Turn) -> None:
    assert study.turn(PATH, said) == turn


@settings(deadline=None, derandomize=True)
@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.floats(0.0, 1.0))
def test_a_plain_range_is_kept_to(one: float, other: float, u: float) -> None:
    low, high = sorted((one, other))
    if low == high:
        high = low + 1.0
    assert low <= study.even(low, high).quantile(u) <= high


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("measure", "measur"), ':3: measur: unknown key; did you mean "measure"?'),
        (changed("method", "metod"), ':6: design.metod: unknown key; did you mean "method"?'),
        (changed('"grid"', '"grd"'), ':6: design.method: must be one of "grid", "one_at_a_time", "latin_hypercube", '
         '"sobol", "saltelli", "morris", not "grd"; did you mean "grid"?'),
        (changed('"grid"', '"grid"\npoints = 0'),
         ":7: design.points: must be a whole number from 1 to 1_000_000, not 0"),
        (changed('"grid"', '"grid"\npoints = "8"'),
         ':7: design.points: must be a whole number from 1 to 1_000_000, not "8"; write it without quotes'),
        (changed('"grid"', '"grid"\nseed = -1'),
         ":7: design.seed: must be a whole number from 0 to 4_294_967_295, not -1"),
        (changed("runs = 3", "runs = 2.5"), ":9: run.runs: must be a whole number from 1 to 1_000_000, not 2.5"),
        (changed("runs = 3", "seed = -1"),
         ":9: run.seed: must be a whole number from 0 to 18_446_744_073_709_551_615, not -1"),
        (changed('["a.toml", "b.toml"]', "[]"), ":2: strategies: must be an array of 1 to 26 values, not []"),
        (changed('["a.toml", "b.toml"]', '"a.toml"'),
         ':2: strategies: must be an array of 1 to 26 values, not "a.toml"'),
        (changed('["a.toml", "b.toml"]', "[7]"), ":2: strategies.0: must be text, not 7"),
        (changed('["a.toml", "b.toml"]', "[" + '"a.toml",' * 27 + "]"),
         ':2: strategies: must be an array of 1 to 26 values, not ["a.toml", "a.toml", "a.toml", "a.toml", "a.toml", '
         '"a.tom...'),
        (changed('"tiny"', '""'), ':1: name: must be text of 1 to 200 characters on one line, not ""'),
        (changed('"tiny"', '"a\\nb"'), ':1: name: must be text of 1 to 200 characters on one line, not "a\\nb"'),
        (changed('"tiny"', '"tiny"\nschema_version = 2'), ":2: schema_version: must be one of 1, not 2"),
        (TEXT[: TEXT.index('"eng')], ":11: vary: is empty: must be a table with at least 1 key"),
        (TEXT[: TEXT.index("[vary]")], ": vary: missing: must be a table with at least 1 key (path = " + FORMS + ")"),
        (changed("[vary]", "[vary"), ":11: not TOML: Expected ']' at the end of a table declaration (column 6)"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(text: str, said: str) -> None:
    assert refusal(text) == f"s.toml{said}"


def test_paths_with_and_without_quotes_mean_the_same() -> None:
    plain = changed('"engagement.rate_1k"', "engagement.rate_1k")
    more = "[set]\nworld.people = 500\nresponse.curve = { name = 'threshold', level = 2 }\n[vary]"
    quoted = "[set]\n'world.people' = 500\n'response.curve' = { name = 'threshold', level = 2 }\n[vary]"
    one, other = (
        study.from_tables(parse(text.replace("[vary]", said))) for text, said in ((plain, more), (TEXT, quoted))
    )
    assert one.table == other.table
    assert one.turns == other.turns


NOT_LOW_HIGH = "must be low:high with low below high, not "
LEVELS = "must be 1 to 10_000 different numbers, not "


@pytest.mark.parametrize(
    ("range_", "said"),
    [
        ('"3:1"', f'{NOT_LOW_HIGH}"3:1"'),
        ('"1:1"', f'{NOT_LOW_HIGH}"1:1"'),
        ('"nan:1"', f'{NOT_LOW_HIGH}"nan:1"'),
        ('"0:nan"', f'{NOT_LOW_HIGH}"0:nan"'),
        ('"0:inf"', f'{NOT_LOW_HIGH}"0:inf"'),
        ('"-1e400:1"', f'{NOT_LOW_HIGH}"-1e400:1"'),
        ('"1:2:3:4"', f'{NOT_LOW_HIGH}"1:2:3:4"'),
        ('"1"', f'must be {FORMS}, not "1"'),
        ('""', f'must be {FORMS}, not ""'),
        ('"low:high"', f'must be {FORMS}, not "low:high"'),
        ('"1:2:"', f'must be {FORMS}, not "1:2:"'),
        ('"1:2:2.5"', f'must be {FORMS}, not "1:2:2.5"'),
        ('"knwon"', f'must be {FORMS}, not "knwon"'),
        ("7", f"must be {FORMS}, not 7"),
        ("true", f"must be {FORMS}, not true"),
        ('"1:2:1"', "must have from 2 to 10_000 levels, not 1"),
        ('"1:2:-3"', "must have from 2 to 10_000 levels, not -3"),
        ('"1:2:10001"', "must have from 2 to 10_000 levels, not 10001"),
        ("[]", f"{LEVELS}[]"),
        ("[1, 1.0]", f"{LEVELS}[1, 1.0]"),
        ("[0.1, 0.1000000000000001]", f"{LEVELS}[0.1, 0.1000000000000001]"),
        ('[1, "2"]', 'must be numbers, not [1, "2"]'),
        ("[true]", "must be numbers, not [true]"),
        ("[[1, 2]]", "must be numbers, not [[1, 2]]"),
        ("[nan]", "must be finite numbers"),
        ("[1, inf]", "must be finite numbers"),
        (f"[{'9' * 400}]", "must be finite numbers"),
        ("{}", "has no key dist"),
        ("{ low = 1, high = 2 }", "has no key dist"),
        ('{ dist = "unifrom", low = 1, high = 2 }',
         'dist must be one of "uniform", "loguniform", "lognormal", "normal", '
         '"triangular", "beta", "joint", not "unifrom"; did you mean "uniform"?'),
        ('{ dist = "uniform", low = 2, high = 1 }', "low = 2 must be below high = 1"),
        ('{ dist = "uniform", low = 2 }', "high: missing: must be a number"),
        ('{ dist = "uniform", low = false, high = 1 }', "low: must be a number, not false"),
        ('{ dist = "uniform", low = 1, high = inf }', "high: must be a number, not inf"),
        ('{ dist = "uniform", low = 1, hihg = 2 }', "high: missing: must be a number"),
        ('{ dist = "normal", mean = 1, sd = 0 }', "sd: must be a number above 0, not 0.0"),
    ],
)  # fmt: skip
def test_ranges_that_cannot_be_meant(range_: str, said: str) -> None:
    assert refusal(varied(range_)) == f"s.toml:12: vary.{PATH}: {said}"


def test_a_whole_number_beyond_all_floats_is_no_bug() -> None:
    assert "high: must be a number, not 9_999" in refusal(
        varied(f'{{ dist = "uniform", low = 1, high = {"9" * 400} }}')
    )


def test_all_mistakes_are_told_at_once() -> None:
    both = varied('"3:1"').replace("[0.5, 2.0]", "[]")
    assert refusal(both).splitlines() == [
        f's.toml:12: vary.{PATH}: {NOT_LOW_HIGH}"3:1"',
        f"s.toml:13: vary.creators.micro.quality: {LEVELS}[]",
    ]


def test_what_is_set_stays_as_toml_has_it() -> None:
    asked = told(changed("[vary]", '[set]\n"world.communities.niches" = ["food", "home"]\n[vary]'))
    assert asked.table.set == {"world.communities.niches": ["food", "home"]}


def test_blame_names_the_key_and_repeats_nothing() -> None:
    asked = told(TEXT)
    with pytest.raises(InputError) as caught, asked.blaming(("measure",)):
        raise study.InputErrors([InputError("is odd", path=("x",)), InputError("is odd"), InputError("is even")])
    assert str(caught.value).splitlines() == ["s.toml:3: measure: is odd", "s.toml:3: measure: is even"]


def test_a_scenario_is_no_study(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert study.is_study(path)
    assert not study.is_study(tmp_path / "a.toml")


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    for reading in (study.load, study.is_study):
        with pytest.raises(FileProblem) as caught:
            reading(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: ")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.toml")
    with pytest.raises(FileProblem, match=r"is a pipe, not a file that can be read"):
        study.load(tmp_path / "s.toml")
