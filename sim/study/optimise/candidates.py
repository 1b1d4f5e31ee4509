"""Candidates of a scenario: their plans by number of posts, their prices, and the limits that are asked for."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64, Plan
from sim.engine import session
from sim.errors import InputError, option, spell
from sim.mechanisms import costs
from sim.mechanisms.tiers import mean_fee
from sim.plan.hired_creators import HiredCreators, line_up, of_groups
from sim.plan.links import links_of
from sim.scenario.files import beside
from sim.scenario.load import Loaded
from sim.study.optimise import draws
from sim.study.optimise.audience_kinds import AudienceKinds, audience_kinds
from sim.study.optimise.draws import Steps
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.limits import Limits, Prices
from sim.study.optimise.solo_effects import DrawSetting, sketch
from sim.study.what_if.trials import locate_errors
from sim.tables import roster as roster_file
from sim.tables.handles import identity
from sim.text import quote, suggest
from sim.world.build import World


class HiringQuestion(NamedTuple):
    """A question about whom to hire: the goal, the money, and the limits."""

    goal: Goal
    budget_usd: float
    hours: float | None  # None: paid from the budget
    most_posts: int | None  # None: three where fees are per post, else what the scenario says
    least: int
    most: int | None
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    niche_most: Mapping[str, int]
    n_worlds: int  # of luck, where more than the mean counts


class Candidates(NamedTuple):
    """Everybody who could be hired, in the order of the plans."""

    handle: tuple[str, ...]
    niche: tuple[str, ...]  # empty: not said
    followers: F64
    group: I64
    posts: tuple[int, ...]  # of each step; 0 where each group has its own number
    n_posts: I64  # [step - 1, creator]
    whom: AudienceKinds
    settings: list[DrawSetting]  # draws of the uncertain numbers
    dependences: list[str]  # why the search cannot see everything; empty: it can
    prices: Prices
    limits: Limits
    slots: F64  # real followers
    notes: tuple[str, ...]  # about the world that they live in
    filled_in: tuple[str, ...]  # of each, what is not said and a law fills in: "fee, rate"; empty: nothing


def refuse(loaded: Loaded, question: HiringQuestion) -> None:
    """Refuse scenarios that nobody can choose from. Raises InputError."""
    scenario = loaded.scenario
    if scenario.costs.fees == "equal_price":
        mend = "set costs.fees=law"
        why = "what each costs would depend on the others"
        message = f'must be "law" ({spell(f"--{mend}", mend)}), not "equal_price": {why}'
        raise InputError(message, path=("costs", "fees"))
    for index, group in enumerate(scenario.creators):
        if group.roster is None and group.network_top is None and group.network_handles is None:
            message = "needs roster, network_top or network_handles: nobody can hire creators who are only numbers"
            raise InputError(message, path=("creators", index))
        if group.posts is not None and question.most_posts is not None:
            message = f"must be left out, not {group.posts}: {option('most_posts')} says how many posts to choose from"
            raise InputError(message, path=("creators", index, "posts"))
    if scenario.costs.congestion_exponent < 0.0:
        exponent = scenario.costs.congestion_exponent
        message = f"must be 0 or more, not {exponent:g}, to choose: each creator would make others cheaper"
        raise InputError(message, path=("costs", "congestion_exponent"))
    if scenario.costs.fee_per == "campaign" and (question.most_posts or 1) > 1:
        mend = "set costs.fee_per=post"
        message = f'must be "post", not "campaign": further posts would cost nothing ({spell(f"--{mend}", mend)})'
        raise InputError(message, path=("costs", "fee_per"))


def numbers_of_posts(loaded: Loaded, question: HiringQuestion) -> tuple[int, ...]:
    """The posts that a creator may be asked for, from few to many; (0,): as the scenario says."""
    own = any(group.posts is not None for group in loaded.scenario.creators)
    if own or (question.most_posts is None and loaded.scenario.costs.fee_per == "campaign"):
        return (0,)
    return tuple(range(1, (question.most_posts or 3) + 1))


def candidates(loaded: Loaded, question: HiringQuestion) -> Candidates:
    """Everybody who could be hired, with effects and prices. Raises InputError, FileProblem."""
    with locate_errors(loaded):
        refuse(loaded, question)
    world = session.build(loaded)
    numbers = numbers_of_posts(loaded, question)
    by_posts = [loaded.replace(("posts", "per_creator"), n) if n else loaded for n in numbers]
    steps = Steps(by_posts, world, links_of(world))
    with locate_errors(loaded):
        plans = steps.plans([step.scenario for step in by_posts])
        roster = line_up(loaded.scenario, world)
        check_size(plans[0], question)
        check_talk(plans[0], question.goal)
        goal = question.goal.search_goal.kind
        whom = audience_kinds(plans[0], goal, thinning(loaded, world, roster))
        settings, reasons = draws.settings(steps, plans, goal, lambda plan: sketch(whom, plan, goal))
    handle = tuple(world.creator_handle[place] for place in roster.order)
    niche = tuple(niches(loaded, roster))
    return Candidates(
        handle=handle,
        niche=niche,
        followers=roster.followers,
        group=roster.group,
        posts=numbers,
        n_posts=np.stack([plan.creator_posts for plan in plans]),
        whom=whom,
        settings=settings,
        dependences=reasons,
        prices=prices(loaded, plans, roster, question.hours is None),
        limits=limits(question, handle, niche),
        slots=slots_of(loaded, world, roster),
        notes=(*world.notes, *ignored_settings(loaded, numbers), fee_buys(loaded)),
        filled_in=tuple(filled_in(loaded, world, roster)),
    )


def filled_in(loaded: Loaded, world: World, roster: HiredCreators) -> list[str]:
    """For each creator, the figures that neither a file nor its group says, and that a law of size fills in."""
    fees = np.array([math.nan if group.fee_usd is None else group.fee_usd for group in loaded.scenario.creators])
    figures = {
        "fee": np.isnan(world.creator_fee_usd) & np.isnan(fees[world.creator_group]),
        "rate": np.isnan(world.creator_rate),
    }
    return [", ".join(name for name, missing in figures.items() if missing[place]) for place in roster.order]


def ignored_settings(loaded: Loaded, numbers: tuple[int, ...]) -> list[str]:
    """Settings of the scenario that the question overrides, as notes."""
    asked = [change.value for change in loaded.overrides if change.path == ("posts", "per_creator")]
    if not asked or numbers in ((0,), (asked[-1],)):
        return []
    return [f"posts.per_creator={asked[-1]}: not used, {min(numbers)} to {max(numbers)} posts are tried (--most-posts)"]


def fee_buys(loaded: Loaded) -> str:
    """A note on the posts that a fee buys."""
    what = "one post" if loaded.scenario.costs.fee_per == "post" else "all posts of a creator"
    return f"A fee buys {what} (costs.fee_per)."


MOST_STATES = 1_500_000_000  # people times worlds that are held


def check_size(plan: Plan, question: HiringQuestion) -> None:
    """Refuse questions without anybody to choose from or to win, or with too many worlds. Raises InputError."""
    if not plan.creator_key.size:
        raise InputError("no creators to choose from")
    if not plan.n_followers:
        raise InputError("nobody who is simulated follows any of the creators")
    if question.goal.figure != "mean" and plan.n_followers * question.n_worlds > MOST_STATES:
        most = MOST_STATES // plan.n_followers
        message = f"must be at most {most:,}, not {question.n_worlds:,}: there are {plan.n_followers:,} people"
        raise InputError(message, path=(option("worlds"),))


def check_talk(plan: Plan, goal: Goal) -> None:
    """Refuse goals of word of mouth where nobody shares. Raises InputError."""
    if goal.kind.needs_sharing and not plan.spreads:
        message = f"{goal.name} is always 0: nobody shares; set word_of_mouth.r0 or word_of_mouth.share_prob"
        raise InputError(message, path=(option("goal"),))


def slots_of(loaded: Loaded, world: World, roster: HiredCreators) -> F64:
    """Real followers of each creator: as listed, or all whom a network holds."""
    if loaded.scenario.world.network is None:
        return roster.followers * (1.0 - roster.fake_share)
    return np.diff(world.link_start)[roster.order].astype(np.float64) * loaded.scenario.world.sample_one_in


def thinning(loaded: Loaded, world: World, roster: HiredCreators) -> F64:
    """Real followers over those whom the sample has [creator]; 1 where nothing is sampled, 0 where it has none."""
    one_in = loaded.scenario.world.sample_one_in
    if one_in == 1:
        return np.ones(roster.key.size)
    there = np.diff(world.link_start)[roster.order].astype(np.float64) * one_in
    return np.divide(slots_of(loaded, world, roster), there, out=np.zeros(there.size), where=there > 0.0)


def niches(loaded: Loaded, roster: HiredCreators) -> list[str]:
    """The niche of each creator, as the roster's file or the group says; empty: not said."""
    by_key: dict[int, str] = {}
    for group in loaded.scenario.creators:
        if group.roster is not None:
            read = roster_file.read(beside(loaded.folder, group.roster), roster_file.choices_of(group.reading))
            by_key |= {identity(h): group.niche or n or "" for h, n in zip(read.handle, read.niche, strict=True)}
    groups = [group.niche or "" for group in loaded.scenario.creators]
    return [by_key.get(int(key), groups[g]) for key, g in zip(roster.key, roster.group, strict=True)]


def prices(loaded: Loaded, plans: list[Plan], roster: HiredCreators, hours_cost: bool) -> Prices:
    """Prices of every creator, by step; fees as the mean of their luck."""
    scenario = loaded.scenario
    fee, gift, hours = (np.zeros((len(plans) + 1, roster.key.size)) for _ in range(3))
    for step, plan in enumerate(plans, 1):
        fee[step] = mean_fee(plan.creator_fee_usd, plan.creator_fee_sd, plan.creator_fee_minimum_usd)
        gift[step] = plan.creator_gift_usd
        own = of_groups(scenario, roster.group, "management_hours")
        hours[step] = costs.hours(own, of_groups(scenario, roster.group, "hours_per_post"), plan.creator_posts)
    rule = scenario.costs
    hour_usd = rule.charged_hour_usd if hours_cost else 0.0
    return Prices(
        fee, gift, hours, rule.charged_agency_share, rule.charged_agency_minimum_usd, hour_usd,
        rule.congestion_creators, rule.congestion_exponent,
    )  # fmt: skip


def limits(question: HiringQuestion, handle: tuple[str, ...], niche: tuple[str, ...]) -> Limits:
    """The limits in numbers. Raises InputError for a name that is not there, or limits that exclude one another."""
    place = {identity(name): index for index, name in enumerate(handle)}
    must = located_handles(question.must, option("with_"), place, handle)
    must_not = located_handles(question.must_not, option("without"), place, handle)
    both = np.intersect1d(must, must_not)
    if both.size:
        message = f"{quote(handle[both[0]])} is asked for by {option('with_')} and excluded by {option('without')}"
        raise InputError(message, path=(option("with_"),))
    names = sorted(set(niche))
    for name in question.niche_most:
        if name not in names:
            raise InputError(
                f"no creator has the niche {quote(name)}{suggest(name, names)}", path=(option("niche_most"),)
            )
    most = len(handle) if question.most is None else question.most
    least = max(question.least, must.size, 1)
    there = len(handle) - must_not.size
    if least > min(most, there):
        message = f"{least:,} creators or more are asked for, but at most {min(most, there):,} are allowed"
        limit = "least" if question.least == least else "with_" if must.size == least else "without"
        raise InputError(message, path=(option(limit),))
    return Limits(
        budget_usd=question.budget_usd,
        hours=math.inf if question.hours is None else question.hours,
        least=least,
        most=most,
        must=must,
        must_not=must_not,
        niche=np.array([names.index(name) for name in niche], np.int64),
        niche_most={names.index(name): most for name, most in question.niche_most.items()},
    )


def located_handles(names: tuple[str, ...], option: str, place: Mapping[int, int], handle: tuple[str, ...]) -> I64:
    """Places of the named creators. Raises InputError."""
    for name in names:
        if identity(name) not in place:
            raise InputError(f"no creator {quote(name)} in the roster{suggest(name, handle)}", path=(option,))
    return np.array(sorted({place[identity(name)] for name in names}), np.int64)
