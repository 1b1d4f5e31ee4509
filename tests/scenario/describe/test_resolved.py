"""A loaded scenario shown and recognised: rows, resolved text, and what changes its fingerprint and what does not."""

import contextlib
import json
import shutil
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import FileProblem, InputError
from sim.scenario.describe.resolved import Prints, fingerprint, resolve, resolved_text, rows
from sim.scenario.describe.template import template
from sim.scenario.load import load, loads
from sim.scenario.toml.keys import leaves, toml
from sim.study.what_if import parameters
from tests.scenarios import BASE, ROOT, changed, loaded

ROSTER = "handle,followers\nanna,1000\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a scenario that refers to a roster and a network."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.csv").write_text(ROSTER)
    (tmp_path / "n.csv").write_text("follower,followee\n1,2\n")
    text = changed("followers = 10_000", 'roster = "r.csv"').replace("people", 'network = "n.csv"\npeople')
    (tmp_path / "s.toml").write_text(text)
    return tmp_path


# Rows


def test_rows_tell_value_and_origin():
    found = {row.key: (row.value, row.origin) for row in rows(loaded(sets=("run.seed=5",)))}
    assert found["run.seed"] == ("5", "--set run.seed=5")
    assert found["world.people"] == ("100_000", "s.toml:9")
    assert found["creators.0.name"] == ('"micro"', "s.toml:12")
    assert found["creators.1.trust"] == ("1.0", "default")
    assert found["funnel.conversion_prob"] == (
        "0.0175",
        "preset instagram (Swaylytics: 1.5 to 2% of visitors buy, L)",
    )
    assert found["response.curve.beta"] == ("1.0", "default")
    assert "brand.niche" not in found, "what is not set has no row"


def test_rows_show_distributions_as_they_are_written():
    text = BASE + "quality = { dist = 'lognormal', low = 0.5, high = 2 }\nbreadth = { dist = 'beta', mean = '20%', "
    found = {row.key: row.value for row in rows(loaded(text + "concentration = 5 }\n"))}
    assert found["creators.1.quality"] == '{ dist = "lognormal", low = 0.5, high = 2.0 }'
    assert found["creators.1.breadth"] == '{ dist = "beta", mean = 0.2, concentration = 5.0 }'


def test_values_of_rows_are_toml():
    for row in rows(loads(template())):
        assert toml(tomllib.loads(f"value = {row.value}")["value"]) == row.value, row.key


def test_no_row_without_an_origin_and_each_key_once():
    found = rows(load(ROOT / "configs" / "hybrid.toml"))
    assert all(row.origin for row in found)
    assert len({row.key for row in found}) == len(found) > 80


# Resolved


def test_resolved_is_complete_and_plain():
    scenario = loaded(changed('"instagram"', '"x"\nplatform_uncertainty = true'))
    tables = resolve(scenario)
    assert tables["exposure"]["reach_exponent"] == {"dist": "uniform", "low": 0.0, "high": 0.1}
    assert tables["engagement"]["rate_1k"] == {"dist": "lognormal", "median": 0.005, "sigma": 0.9106}
    assert tables["run"] == {"seed": 20261, "runs": 100, "draws": 1, "horizon_days": 21}
    assert json.loads(resolved_text(scenario)) == tables


def test_resolved_text_is_itself_a_scenario():
    tables = resolve(loaded(BASE + "quality = { dist = 'normal', mean = 1, sd = 0.1 }\n"))
    text = "\n".join(f"{key} = {toml(without_none(value))}" for key, value in tables.items())
    assert resolve(loads(text)) == tables


def without_none(value):
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value] if isinstance(value, list) else value


def test_no_absolute_path_in_the_resolved_text(folder):
    absolute = folder / "r.csv"
    for scenario in (
        load(folder / "s.toml"),
        load("s.toml", [f"creators.mega.roster={absolute}", f"world.network={folder / 'n.csv'}"]),
        load("s.toml").replace("creators.mega.roster", str(absolute)),
    ):
        assert str(folder) not in resolved_text(scenario)
        assert str(folder) not in "".join(row.origin for row in rows(scenario))


# Fingerprint

SAME = [
    changed('"test"', '"another"'),
    changed("runs = 100", "runs = 7"),
    changed("100_000", "100000 # a remark"),
    changed("100_000", "1e5"),
    BASE.replace("\n", "\r\n"),
    changed('count = 10\nfollowers = 1000', 'followers = 1e3\ncount = 10'),
    changed("[run]\nruns = 100\n\n[world]\npeople = 100_000\n\n", "") + "[world]\npeople = 100_000\n",
    "run.draws = 1\n" + changed("[run]\nruns = 100\n", ""),
    BASE + "quality = 1\n",
    BASE + "audience_loss = '0.06%'\nbreadth = 0.1\n",
    BASE + "[exposure]\nreach_1k = 0.30\n",
    BASE + "[world.communities.parameters]\nl = 10\nk = 20\np_in = 0.5\np_out = 0.02\n",
    BASE + "[response]\ncurve = { name = 'hazard_power', beta = 1 }\nrepeat_weight = 1\n",
    BASE + "[brand]\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME, ids=range(len(SAME)))
def test_what_does_not_change_the_fingerprint(text):
    assert fingerprint(loaded(text)) == fingerprint(loaded())


def test_minus_zero_has_the_fingerprint_of_zero():
    minus = fingerprint(loaded(BASE + "[brand]\nmatch_outside = -0.0\n"))
    assert minus == fingerprint(loaded(BASE + "[brand]\nmatch_outside = 0\n")) != fingerprint(loaded())


def other(value):
    """Another value of the same kind, near by."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * 0.99 if value else 0.01
    return f"{value}s" if isinstance(value, str) else value


RICH = "\n".join(line.removeprefix("#") if line.startswith(("#niche", "#fee_usd", "#posts", "#window_days")) else line
                 for line in template().splitlines())  # fmt: skip
LITERALS = {
    "schema_version": None,
    "platform": "tiktok",
    "costs.work": "left_out",
    "platform_uncertainty": False,
    "world.generator": "bipartite_preferential_attachment",
    "world.communities.niches": ["beauty", "tech"],
    "world.shared_audience.among.niche": "tech",
    "brand.niche": "tech",
    "creators.0.niche": "tech",
    "posts.pattern": "together",
    "engagement.statistic": "median",
    "costs.fees": "law",
    "costs.fee_per": "post",
}
GOES_WITH = {"costs.fee_per": {"costs.fees": "law"}}
WITHOUT_EFFECT = ("schema_version", "name", "run.runs", "run.draws")
NEEDS_A_FILE = ("world.network_undirected", "friends.network_undirected")


def test_every_other_value_changes_the_fingerprint():
    scenario = loads(RICH)
    seen = {fingerprint(scenario)}
    for key, value in leaves(scenario.scenario.model_dump(exclude_none=True)):
        path = ".".join(map(str, key))
        if path not in WITHOUT_EFFECT + NEEDS_A_FILE:
            changes = {path: LITERALS.get(path, other(value)), **GOES_WITH.get(path, {})}
            seen.add(fingerprint(scenario.replace_all(changes)))
            assert len(seen) > 1
    n_values = len(list(leaves(scenario.scenario.model_dump(exclude_none=True)))) - len(WITHOUT_EFFECT + NEEDS_A_FILE)
    assert len(seen) == n_values + 1


@pytest.mark.parametrize("table", ["world", "friends"])
def test_ties_both_ways_change_the_fingerprint(tmp_path, table):
    (tmp_path / "n.csv").write_text("follower,followee\n1,2\n")
    one_way = loads(RICH).replace_all({f"{table}.network": str(tmp_path / "n.csv")})
    both_ways = one_way.replace_all({f"{table}.network_undirected": True})
    assert fingerprint(one_way) != fingerprint(both_ways)


def test_whether_unknowns_are_drawn_matters_but_not_how_often():
    one, two, three = (fingerprint(loaded(sets=(f"run.draws={draws}",))) for draws in (1, 2, 3))
    assert one != two == three


def test_a_distribution_is_not_its_median():
    certain = fingerprint(loaded(BASE + "quality = 1.5\n"))
    assert certain != fingerprint(loaded(BASE + "quality = { dist = 'uniform', low = 1, high = 2 }\n"))
    wide = fingerprint(loaded(BASE + "quality = { dist = 'uniform', low = 0.5, high = 2.5 }\n"))
    assert wide != fingerprint(loaded(BASE + "quality = { dist = 'uniform', low = 1, high = 2 }\n"))


def test_the_order_of_groups_matters():
    head, micro, mega = BASE.split("[[creators]]")
    swapped = f"{head}[[creators]]{mega}\n[[creators]]{micro}"
    assert fingerprint(loaded(swapped)) != fingerprint(loaded())


@pytest.mark.parametrize("name", ["r.csv", "n.csv"])
def test_content_of_files_belongs_to_it(folder, name):
    first = fingerprint(load("s.toml"))
    assert first == fingerprint(load(folder / "s.toml"))
    (folder / name).write_text((folder / name).read_text() + "3,4\n")
    assert fingerprint(load("s.toml")) != first


def test_the_folder_does_not_belong_to_it(folder, monkeypatch):
    first = fingerprint(load("s.toml"))
    shutil.copytree(folder, folder / "elsewhere")
    assert fingerprint(load("elsewhere/s.toml")) == first
    monkeypatch.chdir(folder / "elsewhere")
    assert fingerprint(load("../s.toml")) == first


def test_a_file_that_is_not_there_is_told(folder):
    (folder / "r.csv").unlink()
    with pytest.raises(FileProblem) as caught:
        fingerprint(load("s.toml"))
    assert str(caught.value) == "r.csv: there is no such file"


# Fingerprints with other numbers


UNSURE = changed(
    "followers = 10_000",
    "followers = 10_000\nquality = { dist = 'lognormal', median = 1, sigma = 0.5 }\n"
    "breadth = { dist = 'beta', mean = 0.2, concentration = 5 }\nfee_usd = 20",
)
SCENARIOS = {
    "plain": loaded,
    "uncertain": lambda: loaded(UNSURE),
    "preset's ranges": lambda: loaded(changed('"instagram"', '"x"\nplatform_uncertainty = true')),
    "drawn": lambda: loaded(UNSURE, ("run.draws=5",)),
    "changed before": lambda: loaded(BASE, ("creators.mega.trust=2", "world.people=50_000")),
    "roster": lambda: load(ROOT / "configs" / "my_roster.toml"),
    "hybrid": lambda: load(ROOT / "configs" / "hybrid.toml"),
}


def turned(scenario, path):
    """Keys and the value of another legal scenario, if one is found; nothing where none of these is legal."""
    knob = parameters.knob((scenario,), path)
    today = knob.today[0] or 0.0
    for value in (today * 1.5, today * 0.75, today + 1.0, 0.5, 0.0):
        made = parameters.changes(knob, 0, round(value) if knob.is_whole else value)
        with contextlib.suppress(InputError):
            return dict(zip(knob.keys[0], made.values(), strict=True)), scenario.replace_all(made)
    return None


@pytest.mark.parametrize("name", SCENARIOS)
def test_prints_are_fingerprints_of_the_changed_scenario(name):
    scenario = SCENARIOS[name]()
    prints, n_tried, n_found = Prints(scenario), 0, 0
    for path in parameters.numeric_paths(scenario):
        found = turned(scenario, path)
        n_tried += 1
        if found:
            assert prints.of(found[0]) == fingerprint(found[1]), path
            n_found += 1
    assert n_found > 0.85 * n_tried > 50


def test_prints_leave_the_scenario_as_it_is():
    scenario = loaded(UNSURE)
    prints, key = Prints(scenario), ("creators", 1, "quality")
    assert prints.of({}) == fingerprint(scenario)
    assert prints.of({key: 2.0}) != prints.of({key: 3.0})
    assert prints.of({}) == fingerprint(scenario)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.floats(0.0, 4.0), st.integers(0, 1000), st.floats(0.001, 1e12))
def test_prints_of_several_numbers_at_once(spread, count, quality):
    scenario = loaded(UNSURE)
    changes = {"world.susceptibility_sd": spread, "creators.0.count": count, "creators.1.quality": quality}
    keys = [("world", "susceptibility_sd"), ("creators", 0, "count"), ("creators", 1, "quality")]
    made = Prints(scenario).of(dict(zip(keys, changes.values(), strict=True)))
    assert made == fingerprint(scenario.replace_all(changes))


def test_minus_zero_is_the_same_number():
    key = ("exposure", "attention_exponent")
    assert Prints(loaded()).of({key: -0.0}) == Prints(loaded()).of({key: 0.0}) == fingerprint(loaded())


@pytest.mark.parametrize("key", [("world", "nothing", "here"), ("creators", 7, "count"), ("brand", "niche", "x")])
def test_prints_of_a_key_that_is_not_written_out(key):
    with pytest.raises((KeyError, IndexError, TypeError)):
        Prints(loaded()).of({key: 1.0})
