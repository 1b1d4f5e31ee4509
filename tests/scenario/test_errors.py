"""What is wrong with a scenario is told by file, line, key, value, legal range and remedy: the exact messages."""

import os
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError, InputErrors
from sim.scenario.load import load, loads
from tests.scenarios import AFTER, BASE, changed, loaded, refusal

PEOPLE = "s.toml:9: world.people: must be a whole number from 1 to 2_000_000_000, not "
SHARE = f"s.toml:{AFTER}: creators.1.breadth: must be a number from 0 to 1, not "
GROUP_KEYS = (
    "name, count, followers, followers_sd, roster, roster_handles, network_top, network_handles, niche, breadth, "
    "fake_share, quality, trust, sponsored_share, audience_loss, no_show_prob, management_hours, hours_per_post, "
    "gift_usd, fee_usd, posts, start_day, window_days"
)
TABLES = (
    "schema_version, name, platform, platform_uncertainty, run, world, friends, creators, brand, posts, exposure, "
    "engagement, response, word_of_mouth, funnel, costs, ambassadors"
)
VARY = '; a distribution has a key dist, as in { dist = "uniform", low = 1, high = 2 }'
DEEP = "arrays or tables are nested more than 12 levels deep"


def of_file(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(path)
    return str(caught.value).replace(str(tmp_path) + os.sep, "")


# Bytes


def test_byte_order_mark_is_stripped(tmp_path):
    (tmp_path / "s.toml").write_bytes(b"\xef\xbb\xbf" + BASE.encode())
    assert load(tmp_path / "s.toml").scenario == loaded().scenario


def test_windows_line_endings(tmp_path):
    (tmp_path / "s.toml").write_bytes(BASE.replace("\n", "\r\n").encode())
    assert load(tmp_path / "s.toml").scenario == loaded().scenario
    content = changed("100_000", "-1").replace("\n", "\r\n").encode()
    assert of_file(tmp_path, content) == PEOPLE + "-1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed("test", "tést").encode("latin-1"), ":2: byte 0xe9 at offset 28 is not UTF-8; save the file as UTF-8"),
        (BASE.encode("utf-16"), ": is UTF-16 or UTF-32 (byte offset 0); save the file as UTF-8"),
        (BASE.encode("utf-32"), ": is UTF-16 or UTF-32 (byte offset 0); save the file as UTF-8"),
        (BASE.encode("utf-16-le"), ":1: a NUL character at offset 1 is not allowed in TOML"),
        (
            BASE.replace("\n", "\r").encode(),
            ":1: a carriage return without a line feed at offset 18 is not allowed in TOML",
        ),
        (changed("100_000", "1\0").encode(), ":9: a NUL character at offset 93 is not allowed in TOML"),
        ((BASE + "#" * 2_000_000).encode(), ": is larger than 1_000_000 bytes, the most that a scenario may have"),
        (
            b"",
            ": is empty: a scenario needs at least schema_version = 1, name, platform and a [[creators]] table",
        ),
        (
            b"\n# nothing\n",
            ": is empty: a scenario needs at least schema_version = 1, name, platform and a [[creators]] table",
        ),
    ],
)
def test_content_that_is_no_text(tmp_path, content, message):
    assert of_file(tmp_path, content) == "s.toml" + message


def test_only_regular_files(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    told = {
        tmp_path: "is a folder, not a file that can be read",
        tmp_path / "fifo": "is a pipe, not a file that can be read",
        Path("/dev/zero"): "is a device, not a file that can be read",
        tmp_path / "absent.toml": "there is no such file",
        tmp_path / ("x" * 300): "cannot be read: File name too long",
    }
    for path, message in told.items():
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert str(caught.value) == f"{path}: {message}"
        assert caught.value.exit_code == 4


def test_a_name_that_no_file_can_have():
    with pytest.raises(FileProblem, match=r"PosixPath\('a\\x00b'\): is not the name of a file: embedded null byte"):
        load("a\0b")


# TOML


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("= 100_000", "= 1\npeople = 2"), ":10: this key was given before in the same table (column 11)"),
        (
            BASE + "[run]\nseed = 1\n",
            f":{AFTER}: this table was given before: keep its keys together; "
            "groups of creators have [[two brackets]] (column 5)",
        ),
        (
            BASE + "[creators]\nname = 'z'\n",
            f":{AFTER}: this table was given before: keep its keys together; "
            "groups of creators have [[two brackets]] (column 10)",
        ),
        ("name: test\n", ":1: must be key = value or [table] or # remark (column 5)"),
        ('{"name": "test"}', ":1: must be key = value or [table] or # remark (column 1)"),
        (
            changed('"test"', "test"),
            ':2: not a value: text needs straight "quotes", numbers are like 10000 or 0.5, '
            "true and false are small (column 8)",
        ),
        (
            changed('"test"', "“test”"),
            ':2: not a value: text needs straight "quotes", numbers are like 10000 or 0.5, '
            "true and false are small (column 8)",
        ),
        (
            changed("100_000", "100,000"),
            ':9: more follows than one value: numbers are like 10000 or 10_000 or 0.5, shares like "3%" (column 13)',
        ),
        (
            changed("100_000", "5%"),
            ':9: more follows than one value: numbers are like 10000 or 10_000 or 0.5, shares like "3%" (column 11)',
        ),
        (changed('"test"', '"test'), ":2: a quote is not closed on its line (column 13)"),
        (changed('"test"', '"""test'), ":18: not TOML: Unterminated string (at the end of the file)"),
        (changed("[world]", "[world"), ":8: not TOML: Expected ']' at the end of a table declaration (column 7)"),
        (changed("100_000", "1" * 5000), ":9: a number has more digits than can be meant"),
        ("x = " + "[" * 5000 + "]" * 5000, f":1: {DEEP}"),
        (BASE + "x = " + "[" * 50 + "]" * 50, f": {DEEP}"),
        (BASE + "[" + ".".join("a" * 3000) + "]", f":{AFTER}: {DEEP}"),
        (BASE + "x = {" + ".".join("a" * 300_000) + " = 1}", f":{AFTER}: {DEEP}"),
        (BASE + ".".join(["'a'"] * 300) + " = 1", f":{AFTER}: {DEEP}"),
    ],
)  # fmt: skip
def test_what_is_not_toml(text, message):
    assert refusal(text) == "s.toml" + message


def test_dots_in_remarks_and_texts_are_not_deep_keys():
    loaded("# " + "." * 1000 + " e.g. a.b.c.d\n" + changed('"test"', f'"{"." * 100}"'))


# One value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("nan", "nan"), ("inf", "inf"), ("-inf", "-inf"), ("1e999", "inf"), ("0", "0"), ("-0.0", "0"), ("1.5", "1.5"),
        ("true", "true"), ('"1000"', '"1000"; write it without quotes'), ("'many'", '"many"'), ("'5%'", '"5%"'),
        ("1979-05-27", "1979-05-27"), ("07:32:00", "07:32:00"), ("[]", "[]"), ("[1, 2]", "[1, 2]"),
        ("1" + "0" * 30, "1_000_000_000_000_000_000_000_000_000_000"), ("0x" + "f" * 5000, "0x" + "f" * 55 + "..."),
        ("'" + "x" * 5000 + "'", '"' + "x" * 56 + "..."), ("{}", "a table" + VARY), ("1e19", "1e+19"),
    ],
)  # fmt: skip
def test_whole_numbers(value, told):
    assert refusal(changed("100_000", value)) == PEOPLE + told


@pytest.mark.parametrize(
    ("value", "told"),
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
def test_shares(value, told):
    text = BASE + f"breadth = {value}\n"
    if told is None:
        assert 0.0 <= loaded(text).scenario.creators[1].breadth <= 1.0
    elif len(told) > 100:
        assert refusal(text) == SHARE + f"{int(told):_}"[:57] + "..."
    else:
        assert refusal(text) == SHARE + told


@pytest.mark.parametrize(
    ("value", "number"), [("1e3", 1000), ("0x10", 16), ("1_0", 10), ("2_000_000_000.0", 2 * 10**9)]
)
def test_whole_numbers_may_be_written_in_many_ways(value, number):
    people = loaded(changed("100_000", value)).scenario.world.people
    assert people == number
    assert isinstance(people, int)


def test_minus_zero_is_zero():
    assert str(loaded(BASE + "breadth = -0.0\n").scenario.creators[1].breadth) == "0.0"


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


# Contradictions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BASE + "roster = 'x.csv'\n",
         ":16: creators.1: needs exactly one of followers, roster, network_top, network_handles; "
         "it has followers and roster"),
        (changed("followers = 10_000", ""),
         ":16: creators.1: needs exactly one of followers, roster, network_top, network_handles; it has none of them"),
        (changed("followers = 10_000", "roster = 'x.csv'\ncount = 3"),
         ":19: creators.1.count: must be left out, not 3: roster says how many creators there are"),
        (changed("followers = 10_000", "network_top = 3"),
         ":18: creators.1.network_top: needs world.network, a file with a real follower graph"),
        (changed('"mega"', '"micro"'),
         ':17: creators.1.name: must be a name of its own, not "micro", which 2 groups have'),
        (BASE + "[costs]\nfees = 'equal_price'\n",
         f':{AFTER + 1}: costs.fees: "equal_price" needs costs.budget_usd, the money that it splits'),
        (BASE + "[posts]\nwindow_days = 30\n",
         f":{AFTER + 1}: posts.window_days: must be at most run.horizon_days = 21, not 30: "
         "later posts would not be counted"),
        (BASE + "start_day = 8\n",
         f":{AFTER}: creators.1.start_day: must be at most 7, not 8: run.horizon_days = 21, and later posts would not "
         "be counted"),
        (BASE + "start_day = 1\nwindow_days = 30\n",
         f":{AFTER + 1}: creators.1.window_days: must be at most 21, not 30: run.horizon_days = 21, and later posts "
         "would not be counted"),
        (BASE + "niche = 'beuty'\n",
         f':{AFTER}: creators.1.niche: "beuty" is not in world.communities.niches; did you mean "beauty"?'),
        (BASE + "[brand]\nniche = 'zzz'\n",
         f':{AFTER + 1}: brand.niche: "zzz" is not in world.communities.niches; known: beauty, fashion, fitness, '
         "food, gaming, home, music, parenting, tech, travel"),
        (changed("people", "shared_audience = { share = 0.3, among = { niche = 'tec' } }\npeople"),
         ':9: world.shared_audience.among.niche: "tec" is not in world.communities.niches; did you mean "tech"?'),
        (BASE + "niche = 'beauty'\n[world.communities]\nniches = ['beauty\u202e']\n",
         f':{AFTER}: creators.1.niche: "beauty" is not in world.communities.niches; '
         'did you mean "beauty\\u202e"?'),
        (BASE + "niche = 'x'\n[world.communities]\nniches = [" + ", ".join(f"'n {i}'" for i in range(30)) + "]\n",
         f':{AFTER}: creators.1.niche: "x" is not in world.communities.niches; known: '
         + ", ".join(f'"n {i}"' for i in range(20)) + ", ..."),
        (BASE + "[world.communities]\nniches = ['a', 'b', 'a']\n",
         f':{AFTER + 1}: world.communities.niches: "a" is there 2 times; every niche needs a name of its own'),
    ],
)  # fmt: skip
def test_contradictions(text, message):
    assert refusal(text) == "s.toml" + message


def test_posts_may_fill_the_whole_horizon():
    assert loaded(BASE + "[posts]\nwindow_days = 21\n").scenario.posts.window_days == 21
    assert loaded(BASE + "window_days = 1\nstart_day = 20\n").scenario.creators[1].start_day == 20


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
        '"triangular", "beta", not "lognormall"; did you mean "lognormal"?',
    ]


def test_a_text_without_a_file_has_lines_but_no_name():
    with pytest.raises(InputError) as caught:
        loads(changed("100_000", "0"))
    assert str(caught.value) == "world.people: must be a whole number from 1 to 2_000_000_000, not 0"
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
    told = refusal(BASE + "[[creators]]\n" * 20_000).splitlines()
    assert len(told) == 51
    assert told[0].startswith(f"s.toml:{AFTER}: creators.2.name: missing:")
    assert told[-1] == "s.toml: has more errors"
