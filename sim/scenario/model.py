"""The question as frozen values: every key of a scenario, its unit, its legal range, its default's source."""

from typing import Literal

from pydantic import Field

from sim.scenario.base import (
    ONE_LINE,
    Choice,
    Exponent,
    NonNegative,
    Positive,
    Probability,
    Share,
    Spread,
    TomlTable,
    sourced_field,
)
from sim.scenario.settings.group_settings import Group
from sim.scenario.settings.programme_settings import Ambassadors
from sim.scenario.settings.world_settings import Brand, Friends, WorldSettings


class Run(TomlTable):
    """The amount of simulation; none of these keys may be a distribution."""

    seed: int = Field(20261, ge=0, le=2**64 - 1, description="seed of every coin toss")
    runs: int = Field(1000, ge=1, le=10_000_000, description="runs per draw: how often luck is played out")
    draws: int = Field(1, ge=1, le=1_000_000, description="draws of the uncertain numbers; 1 takes their medians")
    horizon_days: int = Field(21, ge=1, le=730, description="days that are simulated and counted")


class Posts(TomlTable):
    """The number of posts and their days."""

    per_creator: int = Field(3, ge=1, le=1000, description="sponsored posts per creator")
    window_days: int = Field(14, ge=1, le=730, description="days over which posts are spread")
    pattern: Literal["even", "together", "burst", "pulsed", "staggered"] = Field(
        "even",
        description="even: over the window, each creator at an own time; together: likewise, all at the same time; "
        "burst: daily from the window's start; pulsed: in bursts; staggered: one creator after the other, each daily",
    )
    pulses: int = Field(3, ge=1, le=730, description="pulsed: bursts over the window")


class Exposure(TomlTable):
    """The reach of a post: who sees it, and when."""

    reach_1k: float = Field(ge=0.0, lt=1.0, description="share of 1,000 listed followers that one post reaches")
    reach_exponent: Exponent = Field(description="reach falls as (followers / 1000) to minus this")
    creator_reach_sd: Spread = Field(description="spread of reach between creators of one size (sd of ln)")
    post_reach_sd: Spread = Field(description="spread of reach between posts of one creator (sd of ln)")
    repeat_reach_sd: Spread = sourced_field(
        0.3, "assumption, 0 to 0.5", "J", "spread of one creator's reach between campaigns (sd of ln)"
    )
    spread_exponent: Exponent = sourced_field(
        0.0,
        "recomputed from TIDES 2024: 0.08 for likes per video of 4,935 TikTok accounts; switched off",
        "M",
        "spreads of a creator's reach and engagement rate fall as (followers / 1000) to minus this",
    )
    outside_share: float = Field(ge=0.0, le=0.99, description="share of a post's views by people who do not follow")
    outside_pool: float = Field(
        ge=0.1, le=1000.0, description="people who could be shown a post without following, per listed follower"
    )
    half_life_hours: float = Field(gt=0.0, le=17_520.0, description="half of a post's views happen within so long")
    impressions_per_view: float = Field(
        1.0,
        gt=0.0,
        le=100.0,
        description="impressions that a platform counts where a person sees a post on a day, as `sim calibrate` learns",
    )
    feed: Choice = Field(
        Choice(name="chronological"),
        description="how posts are shown: chronological, ranked(momentum, most_boost)",
    )
    attention_exponent: float = sourced_field(
        0.0,
        "no public figure, 0 to 1: switched off",
        "J",
        "who follows k of the creators has k^-exponent of the attention for each",
        ge=0.0,
        le=4.0,
    )


class Engagement(TomlTable):
    """The response of followers to a first exposure."""

    rate_1k: Probability = Field(description="engagements per listed follower and post at 1,000 followers")
    exponent: Exponent = Field(description="the rate falls as (followers / 1000) to minus this")
    statistic: Literal["mean", "median"] = Field(description="what rate_1k is of the creators of that size")
    residual_sd: Spread = Field(
        description="spread of rates between creators of one size (sd of ln), what reach has of it included"
    )
    law: Choice = Field(Choice(name="power"), description="shape over size: power(bend), log_quadratic(peak)")
    repeat_sd: Spread = sourced_field(
        0.5,
        "recomputed from HypeAuditor lists of 2022, the same account three months later: 0.46 (Instagram, 754), "
        "0.55 (TikTok, 336)",
        "M",
        "spread of one creator's rate between campaigns (sd of ln)",
    )
    quality_sd: Spread = sourced_field(
        0.6, "assumption, 0.3 to 1.0; 0.95 in 500 posts of one page", "J", "spread per view between posts (sd of ln)"
    )
    reach_correlation: float = sourced_field(
        -0.4,
        "recomputed from Moro et al. 2016: 500 posts of one page, -0.37 to -0.47",
        "L",
        "correlation of ln reach and ln engagement per view, between creators and between posts",
        ge=-0.95,
        le=0.95,
    )
    load_penalty: NonNegative = sourced_field(
        1.0,
        "sign from 2020 field data; size assumed, 0 to 3",
        "J",
        "relative loss of response per unit of sponsored_share",
    )


class Interference(TomlTable):
    """The effect of having seen one kind of creator on the response to the other kind; 1 switches it off."""

    big_followers: Positive = Field(100_000, description="listed followers from which on a creator is a big one")
    after_big: NonNegative = sourced_field(
        1.0, "no public figure", "J", "factor on a small creator's post for who has seen a big one's"
    )
    after_small: NonNegative = sourced_field(
        1.0, "no public figure", "J", "factor on a big creator's post for who has seen a small one's"
    )


class Response(TomlTable):
    """The effect of repeated exposure."""

    curve: Choice = Field(
        Choice.model_validate({"name": "hazard_power", "beta": 1.0}),
        description="weight of the k-th distinct source, by name in the registry of curves",
    )
    repeat_weight: NonNegative = Field(1.0, description="weight of seeing the same source again")
    wear_out_start: int = sourced_field(
        10, "Schmidt & Eisend 2015", "H", "exposures before wear-out begins", ge=1, le=1_000_000
    )
    wear_out_factor: Share = Field(1.0, description="factor per exposure beyond that; 1 switches it off")
    interference: Interference = Interference()


class WordOfMouth(TomlTable):
    """Sharing with friends by followers who engaged; nobody talks unless share_prob or r0 is given."""

    share_prob: Probability | None = Field(
        None, examples=[0.3], description="who engages for the first time shares the post"
    )
    r0: float | None = Field(
        None,
        examples=[0.15],
        ge=0.0,
        le=1000.0,
        description="instead of share_prob: further engagers whom an engager makes (Goel 2012: 0.05 to 0.30)",
    )
    friend_view_prob: Probability = sourced_field(
        0.3, "assumption: as many as a post of a creator with 1,000 followers reaches", "J", "a friend sees a share"
    )
    half_life_days: float = Field(
        0.0, ge=0.0, le=730.0, description="0: friends see it the next day; else half of them so many days later"
    )


class Funnel(TomlTable):
    """From exposure to purchase."""

    click_prob: Probability = Field(description="click per exposure")
    click_sd: Spread = sourced_field(
        0.8,
        "recomputed from Moro et al. 2016: 0.8 to 0.9 in 500 posts of one page; 0.5 to 1.0",
        "L",
        "spread of clicks per view between posts (sd of ln), beside what follows engagement",
    )
    click_exponent: float = sourced_field(
        0.3,
        "recomputed from Moro et al. 2016: 0.2 to 0.4 in 500 posts of one page; 0 to 0.6",
        "L",
        "clicks per view grow as engagement per view to this power; 0: they do not follow it",
        ge=0.0,
        le=2.0,
    )
    conversion_prob: Probability = Field(description="purchase per click in the click's own visit, before trust")
    conversion_sd: Spread = sourced_field(
        0.3,
        "assumption, 0 to 0.6: nobody publishes it",
        "J",
        "spread of purchases per click between creators and campaigns (sd of ln odds)",
    )
    attributed_share: float = sourced_field(
        0.45,
        "vendor: 40 to 70% of influenced orders use no code (influencerfee.com); 0.3 to 0.6",
        "L",
        "share of all purchases that links and codes show, as conversion_prob does; 1: count those alone",
        gt=0.0,
        le=1.0,
    )
    trust_exponent: Share = sourced_field(
        0.1,
        "set to 5.4 times the revenue per follower at 1,000 followers of that at a million (Beichert et al. 2024, nano "
        "against macro); 0 to 0.25",
        "L",
        "trust falls as (followers / 1000) to minus this; 0 switches it off",
    )
    order_usd: NonNegative = Field(50.0, description="value of one purchase")


class Costs(TomlTable):
    """Money and work."""

    fees: Literal["equal_price", "law"] = Field("law", description="equal_price splits budget_usd by followers")
    budget_usd: NonNegative | None = Field(None, examples=[10_000], description="what equal_price splits")
    fee_per_1k_usd: NonNegative = Field(description="fee law: phi, per contracted campaign and 1,000 followers")
    fee_exponent: Exponent = Field(description="fee law: kappa")
    fee_sd: Spread = Field(description="fee law: sd of ln fee between creators, per run")
    fee_minimum_usd: NonNegative = Field(0.0, description="fee law: no creator works for less")
    fee_per: Literal["campaign", "post"] = Field("campaign", description="what a fee, own or by the law, pays for")
    work: Literal["own_hours", "agency", "left_out"] = Field(
        "own_hours",
        description="who does the work, own_hours: hours at hour_usd, and agency_share on top; agency: agency_share "
        "pays for all hours; left_out: neither costs anything",
    )
    hour_usd: NonNegative = sourced_field(60.0, "assumption, 35 to 120", "J", "loaded cost of an hour of management")
    congestion_creators: Positive = Field(1.0, description="n0: creators that one manager handles at ease")
    congestion_exponent: Exponent = Field(0.0, description="w: hours grow as (n / n0)^w beyond n0")
    agency_share: Share = Field(0.0, description="agency fee as a share of creators' fees")
    agency_minimum_usd: NonNegative = Field(0.0, description="least agency fee")
    pay_no_shows: bool = Field(False, description="whether creators who do not post are paid")

    @property
    def charged_hour_usd(self) -> float:
        """The cost of an hour as it is charged: nothing where somebody else does the work."""
        return self.hour_usd if self.work == "own_hours" else 0.0

    @property
    def charged_agency_share(self) -> float:
        """The agency fee as it is charged, as a share of creators' fees."""
        return 0.0 if self.work == "left_out" else self.agency_share

    @property
    def charged_agency_minimum_usd(self) -> float:
        """The least agency fee as it is charged."""
        return 0.0 if self.work == "left_out" else self.agency_minimum_usd


class Scenario(TomlTable):
    """One strategy in one world, complete."""

    schema_version: int = Field(ge=1, le=1, description="version of this format")
    name: str = Field(min_length=1, max_length=100, pattern=ONE_LINE, description="name of the strategy")
    platform: str = Field(description="preset: instagram, tiktok, youtube, x")
    platform_uncertainty: bool = Field(False, description="take the preset's ranges instead of its values")
    run: Run = Run()
    world: WorldSettings = WorldSettings()
    friends: Friends = Friends()
    creators: tuple[Group, ...] = Field(min_length=1)
    brand: Brand = Brand()
    posts: Posts = Posts()
    exposure: Exposure
    engagement: Engagement
    response: Response = Response()
    word_of_mouth: WordOfMouth = WordOfMouth()
    funnel: Funnel
    costs: Costs
    ambassadors: Ambassadors = Ambassadors()
