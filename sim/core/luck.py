"""The luck of a run that its creators have: who posts, how far posts reach, how well they do, what that costs."""

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key, threefry, uniform, unit
from sim.core.jit import inline, lean
from sim.core.maths import exp, lognormal, normal_quantile


@lean
def mix(first, second, correlation):
    """A standard normal number that has this correlation with the first of two independent ones."""
    return correlation * first + np.sqrt(1.0 - correlation * correlation) * second


@inline
def cast_creators(plan, scratch, run, row, outcome):
    """Decide who posts, with how much reach and engagement, how many clicks are purchases, and what it costs."""
    luck_key = purpose_key(plan.seed, address.CREATOR_LUCK, plan.draw, run)
    reach_key = purpose_key(plan.seed, address.REACH_LUCK, plan.draw, run)
    show_key = purpose_key(plan.seed, address.NO_SHOW, plan.draw, run)
    fee_key = purpose_key(plan.seed, address.FEE, plan.draw, run)
    buy_key = purpose_key(plan.seed, address.BUY_LUCK, plan.draw, run)
    for creator in range(plan.creator_key.size):
        who = plan.creator_key[creator]
        posts = uniform(show_key, who, 0) >= plan.creator_no_show_prob[creator]
        scratch.creator_posted[creator] = posts
        reach_sd, reach = plan.creator_reach_sd[creator], 0.0
        if reach_sd > 0.0:
            reach = normal_quantile(uniform(reach_key, who, 0))
        scratch.creator_reach[creator] = reach_sd * reach - 0.5 * reach_sd * reach_sd
        scratch.creator_luck[creator] = 0.0
        if plan.creator_luck_sd[creator] > 0.0:
            own = normal_quantile(uniform(luck_key, who, 0))
            correlation = plan.reach_correlation if reach_sd > 0.0 else 0.0
            scratch.creator_luck[creator] = plan.creator_luck_sd[creator] * mix(reach, own, correlation)
        scratch.creator_buy_prob[creator] = plan.creator_buy_prob[creator]
        if plan.buy_sd > 0.0:
            odds = plan.creator_buy_odds[creator] * exp(plan.buy_sd * normal_quantile(uniform(buy_key, who, 0)))
            scratch.creator_buy_prob[creator] = 1.0 - 1.0 / (1.0 + odds)
        if posts:
            outcome.posts[row] += plan.creator_posts[creator]
        else:
            outcome.no_shows[row] += 1
        if posts or plan.pay_no_shows:
            fee = plan.creator_fee_usd[creator] * lognormal(uniform(fee_key, who, 0), plan.creator_fee_sd[creator])
            outcome.fees_usd[row] += max(fee, plan.creator_fee_minimum_usd[creator])
        outcome.gifts_usd[row] += plan.creator_gift_usd[creator]


@inline
def make_posts(plan, scratch, run):
    """Draw how far every post reaches and how well it does; nobody has engaged yet."""
    quality_key = purpose_key(plan.seed, address.QUALITY, plan.draw, run)
    reach_key = purpose_key(plan.seed, address.REACH_LUCK, plan.draw, run)
    for post in range(plan.post_creator.size):
        creator, number = plan.post_creator[post], plan.post_number[post]
        who, reach_sd = plan.creator_key[creator], plan.post_reach_sd[creator]
        reach = clicks = 0.0
        if reach_sd > 0.0 or plan.click_sd > 0.0:
            first, second = threefry(reach_key[0], reach_key[1], who, U64(number) + U64(1))
            reach, clicks = normal_quantile(unit(first)), normal_quantile(unit(second))
        luck = scratch.creator_luck[creator]
        if plan.quality_sd > 0.0:
            own = normal_quantile(uniform(quality_key, who, number))
            correlation = plan.reach_correlation if reach_sd > 0.0 else 0.0
            luck += plan.quality_sd * mix(reach, own, correlation)
        scratch.post_reach[post] = exp(scratch.creator_reach[creator] + reach_sd * reach - 0.5 * reach_sd * reach_sd)
        scratch.post_engage_odds[post] = plan.creator_engage_odds[creator] * exp(luck)
        scratch.post_click_odds[post] = plan.creator_click_odds[creator] * exp(
            plan.click_exponent * luck + plan.click_sd * clicks
        )
        scratch.post_engagements[post] = 0
