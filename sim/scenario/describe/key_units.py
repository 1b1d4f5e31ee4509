"""Units of a scenario's keys, read off their names: `hour_usd` is USD, `window_days` are days."""

PURE = "1"  # a number without a unit, as result files write it
NAMED = {
    "count": "creators",
    "reserve": "creators",
    "network_top": "creators",
    "congestion_creators": "creators",
    "people": "people",
    "followers": "people",
    "big_followers": "people",
    "sample_one_in": "people per simulated person",
    "posts": "posts",
    "per_creator": "posts",
    "pulses": "bursts",
    "waves": "campaigns",
    "runs": "runs",
    "draws": "draws",
    "reach_1k": "share",
    "breadth": "share",
    "audience_loss": "share",
    "rate_1k": "engagements per follower",
    "r0": "engagers per engager",
    "wear_out_start": "exposures",
    "hours_per_post": "hours",
    "days_between": "days",
    "repeat_hours": PURE,
}
ENDINGS = {"usd": "USD", "hours": "hours", "days": "days", "day": "day", "share": "share", "prob": "probability",
           "sd": "sd of ln"}  # fmt: skip


def unit_of_key(path: str) -> str:
    """The unit of the number at a path; "1" for exponents, factors and other plain numbers.

    >>> unit_of_key("costs.hour_usd"), unit_of_key("creators.micro.count"), unit_of_key("engagement.exponent")
    ('USD', 'creators', '1')
    """
    name = path.rpartition(".")[2]
    return NAMED.get(name) or ENDINGS.get(name.rpartition("_")[2], PURE)
