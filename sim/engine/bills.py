"""The same campaign at other prices: what people see and do does not depend on what was paid, so it is played once."""

import hashlib

import numpy as np

from sim.core.arrays import Plan, freeze
from sim.core.outcome import FIELDS, Outcome
from sim.engine.play import play

MONEY = (
    "creator_fee_usd", "creator_fee_sd", "creator_fee_minimum_usd", "creator_gift_usd", "pay_no_shows",
    "management_hours", "hour_usd", "agency_share", "agency_minimum_usd",
)  # fmt: skip
MONEY_OUTCOMES = tuple(name for name, field in FIELDS.items() if field.unit in ("USD", "hours"))


def identity(plan: Plan) -> str:
    """A hash of all that people see and do; equal for plans that differ in money alone."""
    digest = hashlib.blake2b(digest_size=16)
    for name, value in plan._asdict().items():
        if name not in MONEY:
            array = np.ascontiguousarray(value)
            digest.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


def rebill(outcome: Outcome, plan: Plan) -> Outcome:
    """The outcome with the money of this plan: its runs are played again without any posts being seen."""
    again = play(unseen(plan), outcome.posts.size)
    return outcome._replace(**{name: getattr(again, name) for name in MONEY_OUTCOMES})


def unseen(plan: Plan) -> Plan:
    """The plan without followers and views: what is left is who posts and what that costs."""
    bare = plan._replace(
        n_followers=0,
        spreads=0,
        day_cell_start=np.zeros_like(plan.day_cell_start),
        cell_post=plan.cell_post[:0].copy(),
        cell_hazard=plan.cell_hazard[:0].copy(),
        link_follower=plan.link_follower[:0].copy(),
        post_creator=plan.post_creator[:0].copy(),
        post_number=plan.post_number[:0].copy(),
    )
    return freeze(bare)  # type: ignore[no-any-return]
