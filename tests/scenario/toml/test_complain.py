"""A value that cannot be meant is refused by its key, the value, the legal range and the remedy: the exact messages."""

import pytest

from sim.errors import InputError
from sim.scenario.toml.complain import distinct
from tests.scenarios import AFTER, BASE, changed, loaded, refusal

PEOPLE = "s.toml:9: world.people: must be a whole number from 1 to 1e12, not "
SHARE = f"s.toml:{AFTER}: creators.1.breadth: must be a number from 0 to 1, not "
GROUP_KEYS = (
    "name, count, followers, followers_sd, roster, reading, roster_handles, network_top, network_handles, niche, "
    "breadth, fake_share, quality, trust, sponsored_share, audience_loss, no_show_prob, management_hours, "
    "hours_per_post, gift_usd, fee_usd, posts, start_day, window_days"
)
TABLES = (
    "schema_version, name, platform, platform_uncertainty, run, world, friends, creators, brand, posts, exposure, "
    "engagement, response, word_of_mouth, funnel, costs, ambassadors"
)
VARY = '; a distribution has a key dist, as in { dist = "uniform", low = 1, high = 2 }'


# One value


@pytest.mark.parametrize(
    ("value", "ending"),
    [
        ("nan", "nan"), ("inf", "inf"), ("-inf", "-inf"), ("1e999", "inf"), ("0", "0"), ("-0.0", "0"), ("1.5", "1.5"),
        ("true", "true"), ('"1000"', '"1000"; write it without quotes'), ("'many'", '"many"'), ("'5%'", '"5%"'),
        ("1979-05-27", "1979-05-27"), ("07:32:00", "07:32:00"), ("[]", "[]"), ("[1, 2]", "[1, 2]"),
        ("1" + "0" * 30, "1_000_000_000_000_000_000_000_000_000_000"), ("0x" + "f" * 5000, "0x" + "f" * 55 + "..."),
        ("'" + "x" * 5000 + "'", '"' + "x" * 56 + "..."), ("{}", "a table" + VARY), ("1e19", "1e+19"),
    ],
)  # fmt: skip
def test_whole_numbers(value, ending):
    assert refusal(changed("100_000", value)) == PEOPLE + ending


@pytest.mark.parametrize(
    ("value", "ending"),
    [
        ("3", '3; use 0.03 or "3%"'), ("1.5", '1.5; use 0.015 or "1.5%"'), ("101", "101"), ("-0.5", "-0.5"),
        ("true", "true"), ("nan", "nan"), ("1e-400", None), ("'3%'", None), ("' 3.5 % '", None), ("'100%'", None),
        ("'3,5%'", '"3,5%"; a percentage is written from "0%" to "100%", like "3.5%"'),
        ("'300%'", '"300%"; a percentage is written from "0%" to "100%", like "3.5%"'),
        ("'-3%'", '"-3%"; a percentage is written from "0%" to "100%", like "3.5%"'),
        ("'٣%'", '"٣%"; a percentage is written from "0%" to "100%", like "3.5%"'),
        ("'0.03'", '"0.03"; write it without quotes'), ("10" * 200, "10" * 200), ("1e999", "inf"),
    ],
)  # fmt: skip
def test_shares(value, ending):
    text = BASE + f"breadth = {value}\n"
    if ending is None:
        assert 0.0 <= loaded(text).scenario.creators[1].breadth <= 1.0
    elif len(ending) > 100:
        assert refusal(text) == SHARE + f"{int(ending):_}"[:57] + "..."
    else:
        assert refusal(text) == SHARE + ending


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("runs = 100", "runs = 0", ":6: run.runs: must be a whole number from 1 to 10_000_000, not 0"),
        ("runs = 100", "runs = -3", ":6: run.runs: must be a whole number from 1 to 10_000_000, not -3"),
        ("runs = 100", "runs = {}", ":6: run.runs: must be a whole number from 1 to 10_000_000, not a table"),
        (
            "runs = 100",
            "seed = -1",
            ":6: run.seed: must be a whole number from 0 to 18_446_744_073_709_551_615, not -1",
        ),
        (
            "runs = 100",
            f"seed = {2**64}",
            ":6: run.seed: must be a whole number from 0 to 18_446_744_073_709_551_615, "
            "not 18_446_744_073_709_551_616",
        ),
        ("schema_version = 1", "schema_version = 2", ":1: schema_version: must be 1, not 2"),
        ('"test"', "3", ":2: name: must be text of 1 to 100 characters on one line, not 3"),
        ('"test"', '""', ':2: name: must be text of 1 to 100 characters on one line, not ""'),
        ('"test"', r'"a\nb"', r':2: name: must be text of 1 to 100 characters on one line, not "a\nb"'),
        ('"test"', r'"\u001b[31m"', r':2: name: must be text of 1 to 100 characters on one line, not "\u001b[31m"'),
        (
            '"mega"',
            '"me ga"',
            ":17: creators.1.name: must be text of 1 to 100 characters that are letters, digits, dots, dashes or "
            'underscores, not "me ga"',
        ),
        (
            '"instagram"',
            '"instagrm"',
            ':3: platform: must be one of "instagram", "tiktok", "x", "youtube", not "instagrm"; '
            'did you mean "instagram"?',
        ),
        ('"instagram"', "3", ':3: platform: must be one of "instagram", "tiktok", "x", "youtube", not 3'),
        ('"instagram"', "['x']", ':3: platform: must be one of "instagram", "tiktok", "x", "youtube", not ["x"]'),
        ("[run]\nruns = 100\n", "", None),
        ("[run]\nruns = 100\n", "[posts]\npattern = 'evn'\n",
         ':6: posts.pattern: must be one of "even", "together", "burst", "pulsed", "staggered", not "evn"; '
         'did you mean "even"?'),
        ("[run]\nruns = 100\n", "[posts]\npattern = 3\n",
         ':6: posts.pattern: must be one of "even", "together", "burst", "pulsed", "staggered", not 3'),
        ("[run]\nruns = 100\n", "run = 3\n", ":5: run: must be a table, not 3"),
        ("[run]\nruns = 100\n", "exposure = 3\n", ":5: exposure: must be a table, not 3"),
        ("[run]\nruns = 100\n", "platform_uncertainty = 'yes'\n",
         ':5: platform_uncertainty: must be true or false, not "yes"'),
        ("[run]\nruns = 100\n", "response.curve = 'hill'\n", ':5: response.curve: must be a table, not "hill"'),
        ("[run]\nruns = 100\n", "response.curve = { beta = 1.0 }\n",
         ":5: response.curve.name: missing: must be text (name in the registry)"),
        ("[run]\nruns = 100\n", "response.curve = { name = 'hill', half = true }\n",
         ":5: response.curve.half: must be a number, not true"),
        ("[run]\nruns = 100\n", "response.curve = { name = 'hill', half = nan }\n",
         ":5: response.curve.half: must be a number, not nan"),
        ("[run]\nruns = 100\n", "[world.communities]\nparameters = { l = 3, k = 'x' }\n",
         ':6: world.communities.parameters.k: must be a number, not "x"'),
        ("[run]\nruns = 100\n", "[world.communities]\nniches = []\n",
         ":6: world.communities.niches: must be an array of at least 1 value, not []"),
        ("[run]\nruns = 100\n", "[world.communities]\nniches = ['a', 3]\n",
         ":6: world.communities.niches.1: must be text, not 3"),
        ("[run]\nruns = 100\n", "[exposure]\nreach_1k = 1\n",
         ":6: exposure.reach_1k: must be a number at least 0 and below 1, not 1"),
        ("[run]\nruns = 100\n", "[costs]\nbudget_usd = 1e13\n",
         ":6: costs.budget_usd: must be a number from 0 to 1e12, not 10_000_000_000_000.0"),
        ("followers = 10_000", "roster = 3", ":18: creators.1.roster: must be text of at least 1 character, not 3"),
        ("followers = 10_000", "roster = ''", ':18: creators.1.roster: must be text of at least 1 character, not ""'),
        ("followers = 10_000", "network_handles = []",
         ":18: creators.1.network_handles: must be an array of at least 1 value, not []"),
    ],
)  # fmt: skip
def test_other_values(old, new, message):
    text = changed(old, new)
    if message is None:
        assert loaded(text).scenario.run.runs == 1000
    else:
        assert refusal(text) == "s.toml" + message


def test_the_largest_seed_is_legal():
    assert loaded(changed("runs = 100", f"seed = {2**64 - 1}")).scenario.run.seed == 2**64 - 1


# Keys and tables


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("people", "peple"), ':9: world.peple: unknown key; did you mean "people"?'),
        (BASE + "[wrold]\npeople = 1\n", f':{AFTER}: wrold: unknown key; did you mean "world"?'),
        (BASE + "[zzzz]\npeople = 1\n", f":{AFTER}: zzzz: unknown key; known: {TABLES}"),
        (BASE + "zzzz = 1\n", f":{AFTER}: creators.1.zzzz: unknown key; known: {GROUP_KEYS}"),
        (BASE + '"" = 1\n', f':{AFTER}: creators.1."": unknown key; known: {GROUP_KEYS}'),
        (BASE + '"a\\nb" = 1\n', f':{AFTER}: creators.1."a\\nb": unknown key; known: {GROUP_KEYS}'),
        (BASE + '"nic\u200bhe" = 1\n', f':{AFTER}: creators.1."nic\\u200bhe": unknown key; did you mean "niche"?'),
        (BASE.split("[[")[0], ": creators: missing: must be at least one table under [[double brackets]]"),
        (
            BASE.split("[[")[0] + "[creators]\nname = 'a'\n",
            ":11: creators: must be at least one table under [[double brackets]], not a table",
        ),
        (
            "creators = []\n" + BASE.split("[[")[0],
            ":1: creators: must be at least one table under [[double brackets]], not []",
        ),
        ("creators = [1]\n" + BASE.split("[[")[0], ":1: creators.0: must be a table, not 1"),
        (changed('platform = "instagram"', ""),
         ': platform: missing: must be one of "instagram", "tiktok", "x", "youtube"'),
        (changed('name = "mega"\n', ""),
         ":16: creators.1.name: missing: must be text of 1 to 100 characters that are letters, digits, dots, "
         "dashes or underscores (name of the group)"),
        (changed("people = 100_000", "shared_audience = {}"),
         ":9: world.shared_audience.share: missing: must be a number above 0 and below 1 "
         "(followers of a creator who also follow another one)"),
    ],
)  # fmt: skip
def test_keys(text, message):
    assert refusal(text) == "s.toml" + message


# The first error about each key


def errors(*paths):
    return [InputError(f"bad {number}", path=path) for number, path in enumerate(paths)]


RUNS, SEED = ("run", "runs"), ("run", "seed")


def test_errors_about_different_keys_stay_in_their_order():
    problems = errors(SEED, RUNS, ("name",))
    assert distinct(problems) == problems


@pytest.mark.parametrize("later", [RUNS, ("run",), (*RUNS, "dist")], ids=["itself", "its table", "a part of it"])
def test_what_only_repeats_an_error_is_left_out(later):
    problems = errors(RUNS, later)
    assert distinct(problems) == problems[:1]


def test_an_error_about_a_table_hides_those_about_its_keys():
    problems = errors(("run",), RUNS, SEED)
    assert distinct(problems) == problems[:1]


def test_errors_about_the_whole_file_are_all_shown():
    problems = errors((), ())
    assert distinct(problems) == problems
