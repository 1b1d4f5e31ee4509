"""--set path=value: what it reaches, how its value is read, where its files are looked for."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import load, loads
from sim.scenario.overrides import make_override, read_override
from tests.scenarios import BASE, changed, loaded, refusal

GROUP_KEYS = (
    "name, count, followers, followers_sd, roster, reading, roster_handles, network_top, network_handles, niche, "
    "breadth, fake_share, quality, trust, sponsored_share, audience_loss, no_show_prob, management_hours, "
    "hours_per_post, gift_usd, fee_usd, posts, start_day, window_days"
)


def value_of(text):
    return read_override(text, Path()).value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=5", 5), ("a= 5 ", 5), ("a=1_000", 1000), ("a=0.5", 0.5), ("a=true", True), ("a=True", "True"),
        ("a=tiktok", "tiktok"), ("a='5'", "5"), ('a="it\'s"', "it's"), ("a=it's", "it's"), ('a=5"', '5"'),
        ("a=b=c", "b=c"), ("a=", ""), ("a=3%", "3%"), ("a=é 日本", "é 日本"), ("a=5 # remark", 5), ("a=x # y", "x # y"),
        ("a=[1, 2]", [1, 2]), ("a={ b = 1 }", {"b": 1}), ("a={ b = 1", "{ b = 1"), ("a=two\nlines", "two\nlines"),
        ("a=5\nb=6", "5\nb=6"), ("a=5\n\n[b]", "5\n\n[b]"), ("a='''x\ny'''", "x\ny"),
    ],
)  # fmt: skip
def test_values_are_toml_or_bare_words(text, value):
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("path", "parts"),
    [("a", ("a",)), ("a.b.0", ("a", "b", "0")), (" a . b ", ("a", "b")), ("'a.b'.c", ("a.b", "c")), ('"é"', ("é",))],
)
def test_paths_are_dotted_keys(path, parts):
    assert make_override(path, 1, Path()).path == parts


def test_groups_by_name_and_by_number():
    scenario = loaded(sets=("creators.micro.count=7", "creators.1.followers=20_000")).scenario
    assert scenario.creators[0].count == 7
    assert scenario.creators[1].followers == 20_000.0


def test_a_name_goes_before_a_number():
    text = changed('"mega"', '"0"')
    assert [group.count for group in loaded(text, ("creators.0.count=7",)).scenario.creators] == [10, 7]


def test_the_last_one_wins():
    scenario = loaded(sets=("world.people=5", "world={people=6}", "world.people=7"))
    assert scenario.scenario.world.people == 7
    assert str(scenario.places.origin(("world", "people"))) == "--set world.people=7"
    again = loaded(sets=("world.people=7", "world={people=6}"))
    assert str(again.places.origin(("world", "people"))) == "--set world={ people = 6 }"


def test_a_whole_table_and_a_whole_group():
    scenario = loaded(sets=("run={runs=5}", "creators.mega={name='z',count=2,followers=3}")).scenario
    assert (scenario.run.runs, scenario.run.seed) == (5, 20261)
    assert [group.name for group in scenario.creators] == ["micro", "z"]


def test_what_was_set_is_not_changed_by_what_comes_later():
    scenario = loaded(sets=("exposure={reach_1k=0.2}", "exposure.reach_1k=0.3"))
    assert scenario.overrides[0].value == {"reach_1k": 0.2}


def test_keys_that_the_file_does_not_have():
    scenario = loaded(sets=("world.shared_audience.share=30%", "costs.budget_usd=5")).scenario
    assert scenario.world.shared_audience.share == 0.3
    assert scenario.costs.budget_usd == 5.0


def test_a_parameter_joins_the_default_function():
    scenario = loaded(sets=("response.curve.beta=1.9", "world.communities.parameters.l=3")).scenario
    assert scenario.response.curve.model_dump() == {"name": "hazard_power", "beta": 1.9}
    assert scenario.world.communities.parameters == {"l": 3.0, "k": 20.0, "p_in": 0.5, "p_out": 0.02}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("world.people", "--set world.people: must be written path=value"),
        ("", "--set : must be written path=value"),
        ("=5", '--set =5: "" is not a key such as world.people'),
        ("a b=3", '--set a b=3: "a b" is not a key such as world.people'),
        ("world..people=3", '--set world..people=3: "world..people" is not a key such as world.people'),
        ("[world]\npeople=3", '--set [world]\\npeople=3: "[world]\\npeople" is not a key such as world.people'),
        ("creators.٣.count=3", '--set creators.٣.count=3: "creators.٣.count" is not a key such as world.people'),
        ("\udcff=1", '--set \\udcff=1: "\\udcff" is not a key such as world.people'),
        (".".join("a" * 3000) + "=1",
         f'--set {"a." * 28}a...: "{"a." * 28}... is not a key such as world.people'),
        ("name=\udcff", "--set name=\\udcff: is not UTF-8"),
        ("name=a\nb", '--set name=a\\nb: must be text of 1 to 100 characters on one line, not "a\\nb"'),
        ("world.people=", '--set world.people=: must be a whole number from 1 to 1e12, not ""'),
        ("world.people=5\nrun.runs=0",
         "--set world.people=5\\nrun.runs=0: must be a whole number from 1 to 1e12, "
         'not "5\\nrun.runs=0"'),
        ("world.people=nan", "--set world.people=nan: must be a whole number from 1 to 1e12, not nan"),
        ("world.people=" + "9" * 6000, f"--set world.people={'9' * 44}...: a number has more digits than can be meant"),
        ("world.people=" + "[" * 3000,
         f"--set world.people={'[' * 44}...: arrays or tables are nested more than 12 levels deep"),
        ("world.peple=5", '--set world.peple=5: unknown key; did you mean "people"?'),
        ("creators.0.0=3", f"--set creators.0.0=3: unknown key; known: {GROUP_KEYS}"),
        ("run={runs=0}", "--set run={runs=0}: runs: must be a whole number from 1 to 10_000_000, not 0"),
        ("run=3", "--set run=3: must be a table, not 3"),
        ("run.runs.x=3", '--set run.runs.x=3: there is no table to hold "x"'),
        ("run.runs.x.y=3", '--set run.runs.x.y=3: there is no table to hold "x"'),
        ("creators=3", "--set creators=3: must be at least one table under [[double brackets]], not 3"),
        ("creators.9.count=7", '--set creators.9.count=7: there is no group "9"; groups: micro, mega'),
        ("creators.00.count=7", '--set creators.00.count=7: there is no group "00"; groups: micro, mega'),
        ("creators.2={name='z',followers=1}",
         "--set creators.2={name='z',followers=1}: there is no group \"2\"; groups: micro, mega"),
        ("creators.-1.count=7", '--set creators.-1.count=7: there is no group "-1"; groups: micro, mega'),
        ("creators." + "9" * 5000 + ".count=7",
         f'--set creators.{"9" * 48}...: there is no group "{"9" * 56}...; groups: micro, mega'),
        ("creators.count=1", '--set creators.count=1: there is no group "count"; groups: micro, mega'),
        ("creators.micro=", '--set creators.micro=: must be a table, not ""'),
        ("platform=tik",
         '--set platform=tik: must be one of "instagram", "tiktok", "x", "youtube", not "tik"; did you mean "tiktok"?'),
        ("creators.0.niche=beuty",
         '--set creators.0.niche=beuty: "beuty" is not in world.communities.niches; did you mean "beauty"?'),
        ("creators.0.breadth=3", '--set creators.0.breadth=3: must be a number from 0 to 1, not 3; use 0.03 or "3%"'),
        ("schema_version=2", "--set schema_version=2: must be 1, not 2"),
        ("run.runs={dist='uniform',low=1,high=2}",
         "--set run.runs={dist='uniform',low=1,high=2}: must be a plain number, not a distribution"),
        ("creators.micro.name=mega",
         's.toml:17: creators.1.name: must be a name of its own, not "mega", which 2 groups have'),
        ("creators.micro.roster=x.csv",
         "s.toml:11: creators.0: needs exactly one of followers, roster, network_top, network_handles; "
         "it has followers and roster"),
    ],
)  # fmt: skip
def test_refusals(text, message):
    assert refusal(BASE, text) == message


def test_odd_names_of_groups_stay_on_the_line():
    message = '--set creators.z.count=1: there is no group "z"; groups: "a\\nb", mega'
    assert refusal(changed('"micro"', '"a\\nb"'), "creators.z.count=1").splitlines()[0] == message


# Files


def roster_of(scenario):
    return scenario.scenario.creators[1].roster


def test_files_in_the_toml_stay_as_written_and_count_from_its_folder(tmp_path, monkeypatch):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "s.toml").write_text(changed("followers = 10_000", "roster = 'r.csv'"))
    monkeypatch.chdir(tmp_path)
    scenario = load("configs/s.toml")
    assert roster_of(scenario) == "r.csv"
    assert scenario.folder == tmp_path / "configs"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("r.csv", "../r.csv"),
        ("configs/r.csv", "r.csv"),
        ("../r.csv", "../../r.csv"),
        ("a/./b/../r.csv", "../a/r.csv"),
        ("{here}/r.csv", "../r.csv"),
    ],
)
def test_files_of_a_set_count_from_the_current_folder(tmp_path, monkeypatch, typed, kept):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "s.toml").write_text(BASE)
    monkeypatch.chdir(tmp_path)
    group = f"{{name='mega',roster='{typed.format(here=tmp_path)}'}}"
    for scenario in (
        load("configs/s.toml", [f"creators.mega={group}"]),
        load("configs/s.toml").replace("creators.mega", {"name": "mega", "roster": typed.format(here=tmp_path)}),
    ):
        assert roster_of(scenario) == kept
        where = str(scenario.places.origin(("creators", 1, "roster")))
        assert where == f'--set creators.mega={{ name = "mega", roster = "{kept}" }}'


def test_a_file_set_by_its_own_key(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(changed("followers = 10_000", "roster = 'r.csv'"))
    assert roster_of(load("s.toml", ["creators.mega.roster=other.csv"])) == "other.csv"
    assert load("s.toml", ["world.network=n.csv"]).scenario.world.network == "n.csv"
    with pytest.raises(InputError) as caught:
        load("s.toml", ["creators.mega.roster="])
    assert str(caught.value) == '--set creators.mega.roster=: must be text of at least 1 character, not ""'


def test_a_text_without_a_file_counts_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = changed("followers = 10_000", "roster = 'r.csv'")
    assert loads(text).folder == tmp_path
    assert roster_of(loads(text, ["creators.mega.roster=a/x.csv"])) == "a/x.csv"


@pytest.mark.parametrize("turn", [1, -1])
def test_the_order_of_a_dictionary_of_changes_does_not_matter(turn):
    """Tables are set before keys in them, and groups keep their names until all else is set."""
    changes = {
        "creators.micro.name": "small",
        "creators.micro.count": 3,
        "world": {"people": 5000},
        "world.people": 7000,
    }
    loaded = loads(BASE).replace_all(dict(list(changes.items())[::turn]))
    assert (loaded.scenario.creators[0].name, loaded.scenario.creators[0].count) == ("small", 3)
    assert loaded.scenario.world.people == 7000


@pytest.mark.parametrize("typed", ["9k", "$9,000", "9000", "9e3"])
def test_money_may_be_typed_as_people_do(typed):
    assert loaded(sets=(f"costs.budget_usd={typed}",)).scenario.costs.budget_usd == 9000.0


@pytest.mark.parametrize(("path", "typed"), [("costs.hour_usd", "37.5"), ("creators.micro.quality", "1.200")])
def test_a_dot_is_a_decimal_mark_where_nobody_doubts_it(path, typed):
    assert make_override(path, float(typed), Path()).value == read_override(f"{path}={typed}", Path()).value


def test_money_that_toml_reads_and_others_read_differently_is_refused():
    with pytest.raises(InputError) as caught:
        read_override("costs.hour_usd=1.200", Path())
    assert str(caught.value) == "--set costs.hour_usd=1.200: may be 1,200 or 1.2; write 1200 or 1.20"
