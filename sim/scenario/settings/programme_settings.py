"""The part of a scenario about programmes of several campaigns with the same creators."""

from pydantic import Field

from sim.scenario.base import NonNegative, Probability, Share, TomlTable, sourced_field


class Ambassadors(TomlTable):
    """A programme of several campaigns with the same creators; as it stands, each campaign is like the first."""

    waves: int = Field(4, ge=1, le=104, description="campaigns, one after the other")
    days_between: int = Field(91, ge=1, le=730, description="days from one campaign to the next")
    reserve: int = Field(0, ge=0, le=1_000_000, description="further creators of each group, who replace those who go")
    renewal_prob: Probability = sourced_field(
        1.0, "Traackr: 0.35 a quarter, 0.25 to 0.75; 1 is neutral", "M", "a creator is there for the next campaign"
    )
    strength_start: Share = Field(0.5, description="strength of a new relationship, 0 to 1")
    pay_effect: NonNegative = sourced_field(
        0.0, "no public figure", "J", "strength gained per unit of ln(fee / fee by the law) and campaign", le=1.0
    )
    fit_effect: NonNegative = sourced_field(
        0.0, "no public figure", "J", "strength gained per unit of match above 1 and campaign", le=1.0
    )
    workload_effect: NonNegative = sourced_field(
        0.0, "no public figure", "J", "strength lost per post beyond the first and campaign", le=1.0
    )
    renewal_effect: NonNegative = sourced_field(
        0.0,
        "no public figure",
        "J",
        "growth of the odds of renewal (ln) per unit of strength above strength_start",
        le=100.0,
    )
    trust_effect: NonNegative = sourced_field(
        0.0, "no public figure", "J", "conversion gained per unit of strength above strength_start", le=10.0
    )
    fee_effect: Share = sourced_field(
        0.0, "vendors claim 10 to 15% less for partners", "L", "fee saved per unit of strength above strength_start"
    )
    repeat_hours: Share = sourced_field(
        1.0, "judgement: 4 h the first time, 2 h again", "J", "hours of a creator's later campaigns, relative"
    )
    recruiting_hours: NonNegative = sourced_field(
        0.0, "vendors claim 2 to 3 h for discovery", "L", "hours to find each new creator, the first ones too"
    )
    fatigue: Share = sourced_field(
        0.0, "sign from experiments, size assumed", "J", "response lost per earlier campaign with the same creator"
    )
    discount_rate: NonNegative = Field(0.0, description="yearly rate at which later money counts less")
