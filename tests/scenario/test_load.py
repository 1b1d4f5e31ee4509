"""Loading: default < preset < file < --set, with the origin of each value; medians, draws, replacement."""

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError, InputErrors, SimError
from sim.scenario.describe.resolved import fingerprint, rows
from sim.scenario.load import from_tables, load, loads
from sim.scenario.model import Scenario
from sim.scenario.toml.write import toml_text
from tests.scenarios import AFTER, BASE, FILE, ROOT, changed, loaded, refusal

RATE = ("engagement", "rate_1k")
TABLES = tomllib.loads(BASE)
CONFIGS = sorted((ROOT / "configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_configs_load(path):
    assert isinstance(load(path).scenario, Scenario)
    assert load(path) == load(str(path))


def test_values_reach_the_scenario():
    scenario = loaded().scenario
    assert (scenario.name, scenario.run.runs, scenario.world.people) == ("test", 100, 100_000)
    assert [(group.name, group.count, group.followers) for group in scenario.creators] == [
        ("micro", 10, 1000.0),
        ("mega", 1, 10_000.0),
    ]


# Precedence and origins


def test_default_then_preset_then_file_then_set():
    written = BASE + "[engagement]\nrate_1k = 0.07\n"
    told = []
    for text, sets in ((BASE, ()), (written, ()), (written, ("engagement.rate_1k=0.08",))):
        scenario = loaded(text, sets)
        told.append((scenario.scenario.engagement.rate_1k, str(scenario.places.origin(RATE))))
    assert told == [
        (
            0.05,
            "preset instagram (seven Instagram samples pooled: likes and comments per listed follower, "
            "3.8 to 7.6% at 1,000, M)",
        ),
        (0.07, "s.toml:20"),
        (0.08, "--set engagement.rate_1k=0.08"),
    ]


def test_origins_of_every_value():
    scenario = load(ROOT / "configs" / "hybrid.toml", ["run.seed=5"])
    assert {origin.kind for origin in scenario.origins.values()} == {"set", "file", "preset", "default"}
    assert str(scenario.origins["creators", 0, "breadth"]).startswith("hybrid.toml:")
    assert scenario.origins["run", "seed"].where == "--set run.seed=5"


def test_other_platform_by_set_fills_its_own_values():
    scenario = loaded(sets=("platform=tiktok",))
    assert scenario.scenario.engagement.rate_1k == 0.13
    assert scenario.places.origin(RATE).where == "tiktok"


def test_a_preset_fills_only_what_is_left_out():
    scenario = loaded(BASE + "[exposure]\nreach_1k = '12%'\n").scenario
    assert (scenario.exposure.reach_1k, scenario.exposure.reach_exponent) == (0.12, 0.11)


def test_equal_texts_are_equal_scenarios():
    assert loaded() == loaded()
    assert loaded() != loaded(changed("100_000", "100_001"))


# Uncertain numbers


def test_medians_stand_for_distributions():
    scenario = loaded(BASE + "quality = { dist = 'loguniform', low = 0.5, high = 2.0 }\n")
    assert scenario.paths == (("creators", 1, "quality"),)
    assert scenario.scenario.creators[1].quality == pytest.approx(1.0, rel=1e-15)


def test_at_quantiles():
    added = "breadth = { dist = 'uniform', low = '10%', high = 0.3 }\nposts = { dist = 'uniform', low = 1, high = 9 }\n"
    scenario = loaded(BASE + added)
    breadth, posts = ("creators", 1, "breadth"), ("creators", 1, "posts")
    assert scenario.paths == (breadth, posts)
    drawn = scenario.at({breadth: 0.25, posts: 0.3})
    assert drawn.creators[1].breadth == pytest.approx(0.15, rel=1e-15)
    assert drawn.creators[1].posts == 3
    assert isinstance(drawn.creators[1].posts, int)
    assert scenario.at({breadth: 1.0}).creators[1].posts == 5
    assert scenario.at({}) == scenario.scenario
    assert scenario.scenario.creators[0] == drawn.creators[0]


def test_at_an_unknown_key():
    with pytest.raises(KeyError, match=r"world\.people"):
        loaded().at({("world", "people"): 0.5})


@pytest.mark.parametrize("platform", ["instagram", "tiktok", "x", "youtube"])
def test_platform_uncertainty_takes_ranges(platform):
    text = changed('"instagram"', f'"{platform}"\nplatform_uncertainty = true')
    scenario = loaded(text)
    assert [".".join(map(str, key)) for key in scenario.paths] == [
        "costs.fee_exponent",
        "costs.fee_per_1k_usd",
        "costs.fee_sd",
        "engagement.exponent",
        "engagement.rate_1k",
        "engagement.residual_sd",
        "exposure.creator_reach_sd",
        "exposure.half_life_hours",
        "exposure.outside_pool",
        *(["exposure.outside_share"] if platform != "instagram" else []),
        "exposure.post_reach_sd",
        "exposure.reach_1k",
        "exposure.reach_exponent",
        "funnel.click_prob",
        "funnel.conversion_prob",
    ]
    assert scenario.places.origin(RATE).where == platform
    low = scenario.at(dict.fromkeys(scenario.paths, 0.0))
    high = scenario.at(dict.fromkeys(scenario.paths, 1.0))
    assert low.engagement.rate_1k < scenario.scenario.engagement.rate_1k < high.engagement.rate_1k


def test_a_written_value_is_certain_under_platform_uncertainty():
    scenario = loaded("platform_uncertainty = true\n" + BASE + "[engagement]\nrate_1k = 0.07\n")
    assert RATE not in scenario.paths
    assert scenario.scenario.engagement.rate_1k == 0.07


# Replacement


def test_replace():
    first = loaded()
    second = first.replace("world.people", 5000)
    assert (first.scenario.world.people, second.scenario.world.people) == (100_000, 5000)
    assert second.replace("world.people", 100_000).scenario == first.scenario
    assert second.replace("creators.micro.count", 3).scenario.world.people == 5000
    assert str(second.places.origin(("world", "people"))) == "--set world.people=5000"


def test_replace_checks_as_the_file_was_checked():
    with pytest.raises(InputError) as caught:
        loaded().replace("world.people", 0)
    assert str(caught.value) == "--set world.people=0: must be a whole number from 1 to 1e12, not 0"


def test_replacing_the_platform_keeps_what_was_set_and_only_that():
    scenario = loaded(sets=("exposure={reach_1k=0.2}",)).replace("platform", "tiktok").scenario
    assert (scenario.exposure.reach_1k, scenario.exposure.reach_exponent) == (0.2, 0.17)


def test_replace_by_a_distribution():
    changed_scenario = loaded().replace("world.people", {"dist": "uniform", "low": 10, "high": 20})
    assert changed_scenario.scenario.world.people == 15


def test_replacing_does_not_parse_the_text_again(monkeypatch):
    first = loaded()
    monkeypatch.setattr("tomllib.loads", pytest.fail)
    assert first.replace_all({"world.people": 5000, ("creators", 0, "count"): 3}).scenario.world.people == 5000


def test_replacing_leaves_the_first_as_it_was():
    first = loaded()
    first.replace("creators.micro.count", 3)
    first.replace("world.communities.niches", ["tech"])
    assert first == loaded()


# From tables


def test_tables_are_checked_as_their_text_is():
    tables = tomllib.loads(RICH)
    made, read = from_tables(tables), loads(toml_text(tables))
    assert fingerprint(made) == fingerprint(read)
    assert made.uncertain == read.uncertain
    assert made.text == read.text
    assert rows(made) == rows(read)


def test_text_of_tables_is_made_when_it_is_asked_for(monkeypatch):
    monkeypatch.setattr("sim.scenario.toml.document.toml_text", pytest.fail)
    monkeypatch.setattr("tomllib.loads", pytest.fail)
    made = from_tables(TABLES, FILE)
    assert made.replace("world.people", 500).scenario.world.people == 500


def test_tables_are_refused_with_the_key_and_the_line_of_their_text():
    with pytest.raises(InputError) as caught:
        from_tables(TABLES | {"world": {"peple": 3}}, FILE)
    assert str(caught.value) == 's.toml:9: world.peple: unknown key; did you mean "people"?'


def test_tables_with_overrides():
    assert from_tables(TABLES, overrides=["world.people=77"]).scenario.world.people == 77


@pytest.mark.parametrize(("tables", "said"), [({}, "is empty"), ({"strategies": [], "vary": {}}, "is a study")])
def test_tables_that_are_no_scenario(tables, said):
    with pytest.raises(InputError, match=said):
        from_tables(tables)


def test_tables_that_are_nested_too_deep():
    deep = {}
    for _ in range(20):
        deep = {"a": deep}
    with pytest.raises(InputError, match="nested more than 12 levels"):
        from_tables(deep)


# Many at once


def test_all_errors_of_a_file_in_one_pass_in_its_order():
    text = """\
schema_version = 1
name = "five"
platform = "instagram"
[run]
horizon_days = -5
runs = "1000"
[world]
comunities = { size_exponent = 1.0 }
[[creators]]
name = "micro"
followers = "many"
followers_sd = { dist = "lognormall", median = 0.5, sigma = 0.1 }
"""
    assert refusal(text).splitlines() == [
        "s.toml:5: run.horizon_days: must be a whole number from 1 to 730, not -5",
        's.toml:6: run.runs: must be a whole number from 1 to 10_000_000, not "1000"; write it without quotes',
        's.toml:8: world.comunities: unknown key; did you mean "communities"?',
        's.toml:11: creators.0.followers: must be a number from 0 to 10_000_000_000, not "many"',
        's.toml:12: creators.0.followers_sd.dist: must be one of "uniform", "loguniform", "lognormal", "normal", '
        '"triangular", "beta", "joint", not "lognormall"; did you mean "lognormal"?',
    ]


def test_a_text_without_a_file_has_lines_but_no_name():
    with pytest.raises(InputError) as caught:
        loads(changed("100_000", "0"))
    assert str(caught.value) == "world.people: must be a whole number from 1 to 1e12, not 0"
    assert caught.value.line == 9


def test_only_a_version():
    assert refusal("schema_version = 1\n").splitlines() == [
        's.toml: platform: missing: must be one of "instagram", "tiktok", "x", "youtube"',
        "s.toml: name: missing: must be text of 1 to 100 characters on one line (name of the strategy)",
        "s.toml: creators: missing: must be at least one table under [[double brackets]]",
    ]


def test_exit_code_and_kinds():
    with pytest.raises(InputErrors) as caught:
        loaded(changed("100_000", "0").replace("runs = 100", "runs = 0"))
    assert caught.value.exit_code == 3
    assert [error.line for error in caught.value.errors] == [6, 9]


def test_a_flood_of_errors_is_cut():
    lines = refusal(BASE + "[[creators]]\n" * 20_000).splitlines()
    assert len(lines) == 51
    assert lines[0].startswith(f"s.toml:{AFTER}: creators.2.name: missing:")
    assert lines[-1] == "s.toml: has more errors"


# Anything at all

RICH = (
    BASE
    + """niche = "beauty"
breadth = { dist = "beta", mean = 0.2, concentration = 10 }
no_show_prob = "3%"

[response]
curve = { name = "hill", half = 3.0 }

[world.communities]
parameters = { l = 4, k = 5, p_in = 0.5, p_out = 0.1 }
niches = ["beauty", "tech"]
"""
)
TOKENS = [
    b"[", b"]", b"[[", b"{", b"}", b'"', b"'", b'"""', b"=", b".", b",", b"#", b"\n", b"\r", b"\0", b"\xff", b"nan",
    b"inf", b"-", b"1e999", b"9" * 30, b"0x" + b"f" * 300, b"true", b"1979-05-27", b"dist", b"low", b"creators",
    "\u202e".encode(), b"\xed\xa0\x80", b"{}", b"[]", b"%", b"_",
]  # fmt: skip
SOURCE = RICH.encode()
PLACE = st.integers(0, len(SOURCE))
CUT = st.tuples(st.just("cut"), PLACE, st.integers(1, 30))
PUT = st.tuples(st.just("put"), PLACE, st.sampled_from(TOKENS))
SWAP = st.tuples(st.just("swap"), PLACE, PLACE)


def mutated(changes):
    content = bytearray(SOURCE)
    for kind, place, what in changes:
        if kind == "cut":
            del content[place : place + what]
        elif kind == "put":
            content[place:place] = what
        elif max(place, what) < len(content):
            content[place], content[what] = content[what], content[place]
    return bytes(content)


def test_the_text_that_is_mutated_is_valid():
    assert loads(RICH).paths == (("creators", 1, "breadth"),)


@settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=st.lists(st.one_of(CUT, PUT, SWAP), min_size=1, max_size=5))
def test_mutations_load_or_are_told(tmp_path, changes):
    path = tmp_path / "s.toml"
    path.write_bytes(mutated(changes))
    try:
        load(path)
    except SimError as error:
        told = str(error)
        assert told.startswith(str(path))
        assert all(line.isprintable() for line in told.splitlines())


WORDS = st.text(st.sampled_from("worldpeopcatsunmi.0123456789=[]{}\"'\\\n\t -_é\u202e\0#,%"), max_size=60)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.one_of(WORDS, WORDS.map("world.people=".__add__), WORDS.map("creators.".__add__)))
def test_any_set_loads_or_is_told(text):
    try:
        loads(BASE, [text], FILE)
    except SimError as error:
        assert all(line.isprintable() for line in str(error).splitlines())


def test_several_bad_sets_are_told_at_once():
    assert refusal(BASE, "nonsense", "world.people=0", "run.runs=0").splitlines() == [
        "--set nonsense: must be written path=value",
        "--set run.runs=0: must be a whole number from 1 to 10_000_000, not 0",
        "--set world.people=0: must be a whole number from 1 to 1e12, not 0",
    ]
