"""Contradictions between keys: the exact messages, each at the key to change."""

import pytest

from tests.scenarios import AFTER, BASE, changed, loaded, refusal


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
        (changed("people", "network_undirected = true\npeople"),
         ":9: world.network_undirected: needs world.network, whose ties it takes both ways"),
        (BASE + "[friends]\nnetwork_undirected = true\n",
         f":{AFTER + 1}: friends.network_undirected: needs friends.network, whose ties it takes both ways"),
        (changed('"mega"', '"micro"'),
         ':17: creators.1.name: must be a name of its own, not "micro", which 2 groups have'),
        (BASE + "[costs]\nfees = 'equal_price'\n",
         f':{AFTER + 1}: costs.fees: "equal_price" needs costs.budget_usd, the money that it splits'),
        (BASE + "[costs]\nwork = 'agency'\n",
         f':{AFTER + 1}: costs.work: "agency" needs costs.agency_share, what the agency takes of fees (vendors: 0.12 '
         "to 0.2)"),
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BASE + "roster_handles = ['ann']\n",
         f"s.toml:{AFTER}: creators.1.roster_handles: needs roster, the file in which they are"),
        (BASE + "[costs]\nfees = 'equal_price'\nbudget_usd = 1\nfee_per = 'post'\n",
         f's.toml:{AFTER + 3}: costs.fee_per: must be "campaign", not "post": equal_price splits one budget, however '
         "much is posted"),
        (BASE + "[word_of_mouth]\nshare_prob = 0.1\nr0 = 0.2\n",
         f"s.toml:{AFTER + 2}: word_of_mouth.r0: must be left out, not 0.2: word_of_mouth.share_prob = 0.1 says how "
         "much is shared"),
    ],
)  # fmt: skip
def test_contradictions_of_fees_handles_and_sharing(text, message):
    assert refusal(text) == message


def test_a_group_without_start_takes_the_window_of_all_posts():
    assert refusal(BASE + "start_day = 15\n[posts]\nwindow_days = 7\n").startswith(
        f"s.toml:{AFTER}: creators.1.start_day: must be at most 14, not 15"
    )


def test_every_later_group_of_one_name_is_blamed():
    text = BASE.replace('"mega"', '"micro"') + "[[creators]]\nname = 'micro'\nfollowers = 1\n"
    assert [line.split(": ")[1] for line in refusal(text).splitlines()] == ["creators.1.name", "creators.2.name"]
