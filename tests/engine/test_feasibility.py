"""What `sim config check` and `sim run` refuse: the same, with the same line, and nothing that could be built."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.engine import feasibility, forecast, session
from sim.engine.progress import Silent
from sim.errors import FileProblem, InputError, SimError
from sim.scenario.load import loads
from sim.tasks.campaign.run import RunRequest, run
from sim.tasks.setup.config import ConfigCheckRequest, check_config

TEXT = """\
schema_version = 1
name = "small"
platform = "instagram"
[run]
runs = 2
draws = {draws}
[world]
people = {people}
{world}
{tables}
[[creators]]
name = "micro"
{creators}
"""
GENERATED = "count = 5\nfollowers = 1000\n"
COMMUNITIES = "communities.parameters = { l = 2, k = 5, p_in = 0.8, p_out = 0.1 }\ncommunities.niches = ['beauty']\n"
NETWORK = "network = 'f.csv'\n"
ACCOUNTS = "network_top = 2\n"
TALK = "[word_of_mouth]\nshare_prob = 0.1\n"
FILES = {
    "f.csv": "follower,account\na,x\nb,x\nc,y\na,y\n",
    "r.csv": "handle,followers\nann,900\nben,19000\n",
    "names.csv": "follower,account\nann,ben\nben,carl\n",
}


def text(draws=1, people=20_000, world=COMMUNITIES, tables="", creators=GENERATED):
    return TEXT.format(draws=draws, people=people, world=world, tables=tables, creators=creators)


def graph(parameters, generator="planted_partition_graph"):
    return f"communities.generator = '{generator}'\ncommunities.parameters = {parameters}\n"


def friends(rule):
    return f"{TALK}[friends]\ngenerator = {rule}\n"


REFUSED = {  # what is known before a world is built: scenario, and how the line goes on
    "people for communities": (text(people=9), ":8: world.people: 9 people cannot fill 10 communities"),
    "sampled people": (
        text(world=COMMUNITIES + "sample_one_in = 10000\n"),
        ":11: world.sample_one_in: 2 people cannot fill 10 communities (one in 10,000 of 20,000)",
    ),
    "niches for communities": (
        text(world=COMMUNITIES.replace("'beauty'", ", ".join(f"'n{number}'" for number in range(100_000)))),
        ":9: world.communities.parameters: 10 communities cannot make 100,000 niches",
    ),
    "communities too many": (
        text(world=graph("{ l = 100, k = 100, p_in = 0.5, p_out = 0.1 }")),
        ":10: world.communities.parameters: l times k is more than 2,000 communities",
    ),
    "a graph of communities": (
        text(world=graph("{ n = 9, k = 20, p = 0.1 }", "watts_strogatz_graph")),
        ":10: world.communities.parameters: k = 20 must be at most n = 9",
    ),
    "an unknown graph": (
        text(world=graph("{ n = 9, m = 2 }", "barabasi")),
        ":9: world.communities.generator: unknown generator",
    ),
    "followers for followers of anybody": (
        text(world=COMMUNITIES + "following_share = 0.01\n", creators=GENERATED + "fake_share = 0.0\n"),
        ":8: world.people: a creator has 1,000 real followers, but only 200 people follow creators",
    ),
    "followers for people": (
        text(creators="count = 1\nfollowers = 30000\nfake_share = 0.1\nbreadth = 1.0\n"),
        ":8: world.people: a creator has 27,000 real followers, but only 20,000 people follow creators",
    ),
    "a roster for people": (
        text(people=10_000, creators="roster = 'r.csv'\n"),
        'r.csv:3: followers: "ben" has 19,000 followers; world.people is 10,000',
    ),
    "a handle of a roster": (
        text(creators="roster = 'r.csv'\nroster_handles = ['anne']\n"),
        ':16: creators.0.roster_handles: r.csv has no creator "anne"; did you mean "ann"?',
    ),
    "a whole graph": (
        text(world=COMMUNITIES + "generator = 'bipartite_preferential_attachment'\n",
             creators="count = 20\nfollowers = 1000\nfake_share = 0.0\n"),
        ":11: world.generator: bipartite_preferential_attachment with 20,000 follower slots; at most 10,000",
    ),
    "overlap too small": (
        text(world=COMMUNITIES + "shared_audience.share = 0.01\nshared_audience.among.creators = 100\n"),
        ":11: world.shared_audience.share: 0.01 is too little: 100 creators with 1,000 followers each share about",
    ),
    "overlap among more than people": (
        text(world=COMMUNITIES + "shared_audience = { share = 0.3, among = { creators = 9, followers = 30000 } }\n"),
        ":11: world.shared_audience.among.followers: 30,000 is more than world.people = 20,000",
    ),
    "overlap of nobody": (
        text(world=COMMUNITIES + "sample_one_in = 1000\n"
             "shared_audience = { share = 0.3, among = { creators = 2, followers = 1 } }\n"),
        ":12: world.shared_audience.share: one person in 1,000 leaves the reference roster no followers",
    ),
    "friends by networkx": (
        text(tables=friends("{ name = 'watts_strogatz_graph', k = 5000, p = 0.1 }")),
        ":15: friends.generator: k = 5,000 must be at most the number of people (a community of 2,000 people)",
    ),
    "too many friends for networkx": (
        text(people=200_001, tables=friends("{ name = 'random_regular_graph', d = 4 }")),
        ":15: friends.generator: random_regular_graph for 200,001 people; at most 200,000",
    ),
    "a parameter of circles": (
        text(tables=friends("{ name = 'circles', size = 1 }")),
        ":15: friends.generator.size: 1 is not a number in [2, 1e+09]",
    ),
    "R0": (
        text(tables="[word_of_mouth]\nr0 = 5.0\n"),
        ":13: word_of_mouth.r0: 5 is unreachable: if everybody shared it would be 0.3",
    ),
    "an R0 that is drawn": (
        text(draws=9, tables="[word_of_mouth]\nr0 = { dist = 'uniform', low = 0.1, high = 5.0 }\n"),
        ":13: word_of_mouth.r0: ",
    ),
    "reach beyond real followers": (
        text(tables="[exposure]\nreach_1k = 0.5\n", creators=GENERATED + "fake_share = 0.8\n"),
        ":13: exposure.reach_1k: a post of a creator with 1,000 followers would reach 0.500 of those listed",
    ),
    "more answers than views": (
        text(tables="[engagement]\nrate_1k = 0.9\n", creators=GENERATED + "fake_share = 0.0\n"),
        ":13: engagement.rate_1k: a creator with 1,000 followers would have 2.21 engagements per view",
    ),
    "views from outside beyond people": (
        text(tables="[exposure]\noutside_share = 0.9\nreach_1k = 0.7\n",
             creators="count = 1\nfollowers = 15000\nfake_share = 0.0\nbreadth = 1.0\n"),
        ":13: exposure.outside_share: a post of a creator with 15,000 followers would be shown to ",
    ),
    "fees beyond a budget": (
        text(tables="[costs]\nfees = 'equal_price'\nbudget_usd = 10\n", creators=GENERATED + "fee_usd = 100\n"),
        ":14: costs.budget_usd: 10 is less than 500, the creators' own fees together",
    ),
    "a budget that is drawn": (
        text(draws=9, tables="[costs]\nfees = 'equal_price'\n"
             "budget_usd = { dist = 'uniform', low = 10, high = 2000 }\n", creators=GENERATED + "fee_usd = 100\n"),
        ":14: costs.budget_usd: ",
    ),
    "a curve": (
        text(tables="[response]\ncurve = { name = 'hil' }\n"),
        ':13: response.curve.name: unknown name "hil"; did you mean "hill"?',
    ),
    "a law of followiness": (
        text(world=COMMUNITIES + "followiness = { name = 'gamma', shape = -1.0 }\n"),
        ":11: world.followiness: shape = -1 is outside",
    ),
    "niches of a real network": (
        text(world=NETWORK, tables="[brand]\nniche = 'beauty'\nmatch_inside = 2.0\n", creators=ACCOUNTS),
        ":12: brand.niche: the people of a real network have no niches; leave brand.niche out",
    ),
    "a sample of a whole network": (
        text(world=NETWORK + "sample_one_in = 10\n", creators=ACCOUNTS),
        ":10: world.sample_one_in: must be 1, not 10: the real network is simulated whole",
    ),
    "strangers in a real network": (
        text(world=NETWORK),
        ":15: creators.0.followers: must be left out: creators are accounts of world.network",
    ),
    "more accounts than there are": (
        text(world=NETWORK, creators="network_top = 3\n"),
        ":14: creators.0.network_top: the 3 most followed accounts are asked for; the network has 2",
    ),
    "friends in a file that is missing": (
        text(tables=TALK + "[friends]\nnetwork = 'no.csv'\n"),
        "no.csv: there is no such file",
    ),
    "a network that is missing": (text(world="network = 'no.csv'\n", creators=ACCOUNTS), "no.csv: no such file"),
    "memory": (text(people=10**12, world=COMMUNITIES), ":8: world.people: needs about "),
}  # fmt: skip
DEEP = {  # what only the finished world shows
    "followers for a community": (
        text(world=graph("{ l = 4, k = 2, p_in = 0.0, p_out = 0.0 }") + "communities.niches = ['beauty']\n",
             creators="count = 1\nfollowers = 15000\nfake_share = 0.0\nbreadth = 0.0\n"),
        ":8: world.people: a creator has 15,000 real followers, but only 2,500 people follow creators",
    ),
    "people of a file of friends": (
        text(tables=TALK + "[friends]\nnetwork = 'names.csv'\n"),
        "names.csv: person \"ben\" is not a number from 0 to 19,999",
    ),
    "people of preferential attachment": (
        text(people=300, world=COMMUNITIES + "generator = 'bipartite_preferential_attachment'\nattachment = 1.0\n",
             creators="count = 5\nfollowers = 200\nfake_share = 0.0\n"),
        ":8: world.people: preferential attachment made 1,000 people, world.people has 300",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with the files that scenarios name, and little memory, on any machine."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(forecast.memory, "available", lambda: 8e9)
    return tmp_path


def said(task, *arguments):
    """The line of a refusal."""
    with pytest.raises(SimError) as caught:
        task(*arguments)
    assert isinstance(caught.value, InputError | FileProblem)
    return str(caught.value)


def write(content):
    Path("s.toml").write_text(content)
    return "s.toml"


@pytest.mark.parametrize("which", REFUSED)
def test_a_check_says_what_a_run_says_before_anything_is_built(which, monkeypatch):
    content, due = REFUSED[which]
    path = write(content)
    monkeypatch.setattr(session.drawing.cache, "world_of", lambda *_: pytest.fail("a world is built"))
    line = said(check_config, ConfigCheckRequest(path))
    assert line.startswith(f"s.toml{due}" if due[0] == ":" else due)
    assert said(run, RunRequest(path, out="s.h5", quiet=True)) == line


@pytest.mark.parametrize("which", [name for name in REFUSED if name != "memory"])
def test_what_a_check_refuses_could_not_be_built(which):
    """Loading, building and planning refuse it too, where nobody checks first."""

    def build():
        loaded = loads(REFUSED[which][0], file=Path("s.toml"))
        session.rehearse(loaded)

    said(build)


@pytest.mark.parametrize("which", DEEP)
def test_a_deep_check_says_what_only_the_world_shows(which):
    content, due = DEEP[which]
    path = write(content)
    assert check_config(ConfigCheckRequest(path)).text().startswith("s.toml: fine (")
    line = said(check_config, ConfigCheckRequest(path, deep=True))
    assert line.startswith(f"s.toml{due}" if due[0] == ":" else due)
    assert said(run, RunRequest(path, out="s.h5", quiet=True)) == line


@pytest.mark.parametrize(
    "content",
    [
        text(people=10, creators="count = 5\nfollowers = 1\n"),
        text(creators="count = 1\nfollowers = 20000\nfake_share = 0.0\nbreadth = 1.0\n"),
        text(tables="[word_of_mouth]\nr0 = 0.3\n"),
        text(draws=9, tables="[exposure]\nreach_1k = 0.5\n", creators=GENERATED + "fake_share = 0.8\n"),
        text(world=COMMUNITIES + "shared_audience.share = 0.985\nshared_audience.among.creators = 100\n"),
        text(world=NETWORK, creators=ACCOUNTS),
    ],
)
def test_what_is_barely_possible_is_not_refused(content):
    assert check_config(ConfigCheckRequest(write(content), deep=True)).text().startswith("s.toml: fine (")


@pytest.mark.parametrize(
    ("content", "sets", "due"),
    [
        (text(), [], []),
        (text(), ["run.runs=1"],
         ["a single run is one way in which it may go, and means have no intervals: raise run.runs"]),
        (text(creators="count = 5\nfollowers = 0\n"), [],
         ["nobody who is simulated follows the creators: nothing will be seen"]),
        (text(creators="count = 10\nfollowers = 0.3\nfake_share = 0.0\n"), [],
         ["7 of 10 creators have no followers: only their costs count"]),
    ],
)  # fmt: skip
def test_what_is_hardly_meant_is_said(content, sets, due):
    """Three followers among ten creators: seven have none."""
    checked = check_config(ConfigCheckRequest(write(content), set=sets))
    assert checked.text().splitlines()[1:] == due
    notes = []
    heard = SimpleNamespace(note=notes.append)
    reporter = type("Heard", (Silent,), {"note": lambda _, line: heard.note(line)})()
    job = session.Job(loads(content, sets, Path("s.toml")), Path("s.h5"), 1, "new", "test")
    session.run(job, reporter, session.Stop())
    assert [note for note in notes if note in due] == due


def test_numbers_that_are_drawn_are_tried_where_they_are_lowest_and_highest():
    drawn = "[costs]\nfees = 'equal_price'\nbudget_usd = { dist = 'uniform', low = 10, high = 2000 }\n"
    loaded = loads(text(draws=9, tables=drawn), file=Path("s.toml"))
    drawing = session.drawing
    budgets = [drawing.scenario_of_draw(loaded, draw)[0].costs.budget_usd for draw in range(9)]
    lowest_and_highest = sorted([budgets.index(min(budgets)), budgets.index(max(budgets))])
    assert drawing.widest_draws(loaded, feasibility.REFUSED_NAMES) == lowest_and_highest
    assert drawing.widest_draws(loaded, ["world"]) == []
