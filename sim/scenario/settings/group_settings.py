"""Settings of a group of creators: who they are, and how their file is read."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import (
    PLAIN_NAME,
    InlineTable,
    NonNegative,
    Positive,
    Probability,
    Share,
    Spread,
    TomlTable,
    sourced_field,
)


class RosterReading(InlineTable):
    """Sayings by hand about a roster's file, where its columns do not say it themselves."""

    sheet: str | None = Field(
        None, examples=["Plan"], description="the sheet of a workbook; left out: the only one with such columns"
    )
    columns: dict[str, str] = Field(
        {}, examples=[{"fee_usd": "Budget asked"}], description="columns by meaning, where their headers are not known"
    )
    units: dict[str, Literal["percent", "fraction"]] = Field(
        {}, examples=[{"engagement_rate": "percent"}], description="units of columns of shares by meaning"
    )
    decimal: Literal[".", ","] | None = Field(None, examples=[","], description="the decimal mark of the numbers")
    ignore: tuple[str, ...] = Field((), examples=[["Old price"]], description="columns that are not to be read")
    rates: dict[str, Annotated[float, Field(gt=0.0, le=1e6)]] = Field(
        {}, examples=[{"EUR": 1.1}], description="what one of another currency is in USD"
    )


class Group(TomlTable):
    """Creators of one kind: generated, from a roster file, or from the real network."""

    name: str = Field(min_length=1, max_length=100, pattern=PLAIN_NAME, description="name of the group")
    count: int = Field(1, ge=0, le=1_000_000, description="creators in the group")
    followers: float | None = Field(None, examples=[1000], ge=0, le=1e10, description="mean followers listed")
    followers_sd: Spread = Field(0.0, description="spread of followers within the group (sd of ln)")
    roster: str | None = Field(
        None,
        min_length=1,
        examples=["roster.csv"],
        description="a table of creators instead of count and followers",
    )
    reading: RosterReading | None = Field(
        None, examples=[{"decimal": ","}], description="what is said by hand of the roster's file"
    )
    roster_handles: tuple[str, ...] | None = Field(
        None, min_length=1, examples=[["anna", "ben"]], description="only these creators of the roster"
    )
    network_top: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        examples=[10],
        description="how many of the most followed accounts of world.network",
    )
    network_handles: tuple[str, ...] | None = Field(
        None, min_length=1, examples=[["anna", "ben"]], description="named accounts of world.network"
    )
    niche: str | None = Field(None, examples=["beauty"], description="home niche; left out: anywhere")
    breadth: Share = Field(0.1, description="0: audience around home, 1: everywhere by size")
    fake_share: float | None = sourced_field(
        None,
        "SRF Data 2017: 115 accounts, quartiles 10, 16 and 50%, mean 28%, no relation to size",
        "H",
        "share of listed followers that is nobody, the same for all; left out: an own share for each creator, drawn "
        "as measured",
        examples=[0.28],
        ge=0.0,
        lt=1.0,
    )
    quality: Positive = Field(1.0, description="mean creative quality, relative")
    trust: Positive = Field(1.0, description="multiplier on conversion, beside funnel.trust_exponent")
    sponsored_share: Share = sourced_field(0.02, "Wearisma 2018", "M", "share of posts that are sponsored")
    audience_loss: Share = sourced_field(
        0.0006, "a third of Cheng & Zhang 2025", "J", "audience lost per sponsored post"
    )
    no_show_prob: Probability = sourced_field(0.08, "no public figure", "J", "contracted creator does not post")
    management_hours: NonNegative = sourced_field(4.0, "vendor claims 2 to 14 h", "L", "hours per creator and campaign")
    hours_per_post: NonNegative = Field(0.0, description="further hours per contracted post")
    gift_usd: NonNegative = Field(0.0, description="product sent to each contracted creator")
    fee_usd: NonNegative | None = Field(None, examples=[50.0], description="fee per creator, overrides costs.fees")
    posts: int | None = Field(
        None, examples=[3], ge=1, le=1000, description="posts per creator, overrides posts.per_creator"
    )
    start_day: int = Field(0, ge=0, le=729, description="day on which the group's window begins, from 0")
    window_days: int | None = Field(
        None, examples=[7], ge=1, le=730, description="days of the group's window, overrides posts.window_days"
    )
