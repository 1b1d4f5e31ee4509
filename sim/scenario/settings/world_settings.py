"""The people of a scenario: who follows whom, and who is friends with whom."""

from typing import Literal

from pydantic import Field

from sim.scenario.base import Choice, NonNegative, Positive, Probability, Share, Spread, TomlTable, sourced_field


class Communities(TomlTable):
    """Audience communities: a networkx graph whose nodes are communities and whose edges are affinity."""

    generator: str = Field("planted_partition_graph", description="networkx generator, by its own name")
    parameters: dict[str, float] = Field(
        {"l": 10.0, "k": 20.0, "p_in": 0.5, "p_out": 0.02}, description="the generator's own parameters"
    )
    niches: tuple[str, ...] = Field(
        ("beauty", "fashion", "fitness", "food", "gaming", "home", "music", "parenting", "tech", "travel"),
        min_length=1,
        description="names of the niches; consecutive communities share one",
    )
    size_exponent: float = Field(0.0, ge=0.0, le=3.0, description="0: equal sizes; above: Zipf over the rank")
    restart: float = Field(0.5, gt=0.0, le=1.0, description="PageRank's restart: 1 keeps audiences at home")


class Among(TomlTable):
    """The reference roster on which the shared audience is measured."""

    creators: int = Field(1000, ge=2, le=100_000, description="creators of the reference roster")
    followers: int = Field(1000, ge=1, le=10_000_000, description="real followers of each")
    niche: str | None = Field(None, examples=["beauty"], description="their niche; left out: anywhere")
    breadth: Share = Field(0.1, description="their breadth: 0 home community, 1 everywhere")


class SharedAudience(TomlTable):
    """The share of their audience that the creators of a reference roster have in common."""

    share: float = Field(gt=0.0, lt=1.0, description="followers of a creator who also follow another one")
    among: Among = Among()


class WorldSettings(TomlTable):
    """The people, and whom they follow."""

    people: int = Field(10_000_000, ge=1, le=1_000_000_000_000, description="people on the platform")
    sample_one_in: int = Field(1, ge=1, le=1_000_000, description="simulate one person in so many")
    generator: Literal["communities", "bipartite_configuration_model", "bipartite_preferential_attachment"] = Field(
        "communities", description="how followers are assigned"
    )
    attachment: Probability = Field(0.5, description="preferential attachment: probability of a new person")
    network: str | None = Field(
        None,
        min_length=1,
        examples=["follows.csv"],
        description="a real follower graph: an edge list, GraphML or another format of graph programs",
    )
    network_undirected: bool = Field(
        False, description="take each tie of the network both ways, whatever its file says"
    )
    unique_quantile: Share = Field(
        0.5,
        description="where world.network holds a range of unique audiences (sim network fit): the place in it, from 0 "
        "(fewest people) to 1 (most); left out, each draw takes its own",
    )
    communities: Communities = Communities()
    followiness: Choice = Field(
        Choice.model_validate({"name": "zipf", "exponent": 3.0, "most": 1000.0}),
        description="how unevenly people follow creators: gamma(shape) or zipf(exponent, most)",
    )
    activity_classes: int = Field(4, ge=1, le=32, description="classes from light to heavy users")
    activity_shape: float = sourced_field(
        1.0, "assumption: exponential spread of use", "J", "Gamma shape of use", ge=0.2, le=1e6
    )
    susceptibility_sd: Spread = sourced_field(
        1.3,
        "recomputed from the Higgs set: retweets of 228,556 people spread by 1.86, of which use has 1.28; 0.8 to 1.7 "
        "(Pew 2019, a tenth of US Twitter users makes 80% of tweets: 2.1 in all)",
        "L",
        "spread between people in how readily they engage, beside how much they see (sd of ln); 0: all alike",
    )
    shared_audience: SharedAudience | None = Field(
        None,
        examples=[{"share": 0.35, "among": {"creators": 1000, "followers": 1000}}],
        description="overlap asked for; solved",
    )
    following_share: float = Field(
        1.0, gt=0.0, le=1.0, description="share of people who follow creators; used without shared_audience"
    )


class Friends(TomlTable):
    """The friends who see what a person shares; used where word_of_mouth lets anybody share."""

    generator: Choice = Field(
        Choice.model_validate({"name": "circles", "size": 150.0, "inside": 0.6}),
        description="circles(size, inside), or a networkx graph of each community by its own name and parameters",
    )
    mean: Positive = sourced_field(
        10.0, "assumption: friends who see each other's posts", "J", "circles: friends per person"
    )
    sociability: Choice = Field(
        Choice.model_validate({"name": "gamma", "shape": 2.0}),
        description="circles: how unevenly friends are spread, gamma(shape) or zipf(exponent, most)",
    )
    network: str | None = Field(
        None,
        min_length=1,
        examples=["friends.csv"],
        description="a real network instead: who follows a person there sees what they share",
    )
    network_undirected: bool = Field(
        False, description="take each tie of the network both ways, whatever its file says"
    )


class Brand(TomlTable):
    """The product and the people whom it suits."""

    niche: str | None = Field(None, examples=["beauty"], description="the product's niche; left out: everybody")
    match_inside: Positive = Field(1.0, description="response of people inside the niche, relative")
    match_outside: NonNegative = Field(1.0, description="response of people outside it, relative")
