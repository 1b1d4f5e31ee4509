"""The luck of a run that its creators have: who posts, how well they do, what that costs."""

from sim.core import address
from sim.core.address import purpose_key, uniform
from sim.core.jit import inline
from sim.core.maths import exp, lognormal, normal_quantile


@inline
def cast_creators(plan, scratch, run, row, outcome):
    """Decide who posts, with how much engagement, and what that costs."""
    luck_key = purpose_key(plan.seed, address.CREATOR_LUCK, plan.draw, run)
    show_key = purpose_key(plan.seed, address.NO_SHOW, plan.draw, run)
    fee_key = purpose_key(plan.seed, address.FEE, plan.draw, run)
    for creator in range(plan.creator_key.size):
        who = plan.creator_key[creator]
        posts = uniform(show_key, who, 0) >= plan.creator_no_show_prob[creator]
        scratch.creator_posted[creator] = posts
        luck = 0.0
        if plan.creator_luck_sd[creator] > 0.0:
            luck = plan.creator_luck_sd[creator] * normal_quantile(uniform(luck_key, who, 0))
        scratch.creator_rate[creator] = plan.creator_engage_prob[creator] * exp(luck + plan.creator_luck_shift[creator])
        if posts:
            outcome.posts[row] += plan.creator_posts[creator]
        else:
            outcome.no_shows[row] += 1
        if posts or plan.pay_no_shows:
            fee_luck = lognormal(uniform(fee_key, who, 0), plan.creator_fee_sd[creator])
            outcome.fees_usd[row] += plan.creator_fee_usd[creator] * fee_luck
        outcome.gifts_usd[row] += plan.creator_gift_usd[creator]


@inline
def make_posts(plan, scratch, run):
    """Draw the quality of every post, with mean 1; nobody has engaged yet."""
    key = purpose_key(plan.seed, address.QUALITY, plan.draw, run)
    shift = -0.5 * plan.quality_sd * plan.quality_sd
    for post in range(plan.post_creator.size):
        quality = 1.0
        if plan.quality_sd > 0.0:
            who = plan.creator_key[plan.post_creator[post]]
            quality = exp(plan.quality_sd * normal_quantile(uniform(key, who, plan.post_number[post])) + shift)
        scratch.post_quality[post] = quality
        scratch.post_engagements[post] = 0
