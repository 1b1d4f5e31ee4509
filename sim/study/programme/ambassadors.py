"""Programmes of several campaigns: who stays, who is replaced, and what the whole is worth.

A path is one history of relationships. Wave w of path p is run w * paths + p of the plain campaign, so that with
everything neutral n waves are n independent campaigns, bit for bit.
"""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64, Plan, freeze
from sim.engine import drawing, forecast
from sim.engine.drawing import Draw
from sim.engine.play import Player
from sim.errors import InputError, Interrupted
from sim.measures.columns import TOTALS, rows
from sim.mechanisms import costs, relationships, tiers
from sim.plan import make as planning
from sim.plan.figures import Figures
from sim.plan.hired_creators import HiredCreators, line_up, of_groups
from sim.plan.links import links_of
from sim.plan.responses import buy_odds
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.study.what_if.trials import Means

DAYS_PER_YEAR = 365.0


class Programme(NamedTuple):
    """The result of a programme, [draw, path, wave] each."""

    title: str
    totals: dict[str, F64]  # by the names of the outcomes; hours and cost with recruiting
    hired: F64
    recruited: F64  # of the hired, who are new
    strength: F64  # mean over the hired
    profit: F64  # revenue less cost, USD
    discount: F64  # [wave]

    @property
    def npv(self) -> F64:
        """Net present value of each path [draw, path], USD."""
        return np.asarray(self.profit @ self.discount)


class Company(NamedTuple):
    """Everything that all paths of a draw share."""

    draw: Draw
    figures: Figures
    roster: HiredCreators
    plans: tuple[Plan, ...]  # [campaigns worked] the plain plan with audiences that so many campaigns have left
    seats: np.ndarray  # [creator] place in the group's queue: those below its count are hired first
    fit: F64  # [creator] mean match of the audience
    law_usd: F64  # [creator] fee that the law asks


class State(NamedTuple):
    """The relationships of a path at the beginning of a wave, [creator] each."""

    hired: np.ndarray  # bool
    campaigns: F64  # worked for the brand, without a break
    strength: F64


def with_reserve(loaded: Loaded) -> Loaded:
    """The scenario with its reserve: creators who may replace others. Raises InputError for groups without a count."""
    reserve = loaded.scenario.ambassadors.reserve
    if reserve == 0:
        return loaded
    for index, group in enumerate(loaded.scenario.creators):
        if group.followers is None:
            message = f"must be 0, not {reserve}: the creators of group {group.name} come from a file or network"
            raise loaded.locate(InputError(message, path=("ambassadors", "reserve"))) from None
        loaded = loaded.replace_all({("creators", index, "count"): group.count + reserve})
    return loaded


def company(draw: Draw, counts: list[int]) -> Company:
    """Prepare the plans of a draw. counts: seats of each group."""
    scenario, world = draw.scenario, draw.world
    roster, links = line_up(scenario, world), links_of(world)
    figures = planning.figures_of(scenario, world)

    def plan_after(campaigns: int) -> Plan:
        def change(f: Figures) -> Figures:
            waves = scenario.ambassadors.waves
            return f._replace(earlier_posts=campaigns * roster.posts, posts_in_all=waves * roster.posts)

        return planning.make(scenario, world, draw.number, change, links)

    seats = np.empty(roster.key.size, np.int64)
    for group in range(len(counts)):
        mine = np.flatnonzero(roster.group == group)
        seats[mine[np.argsort(roster.order[mine])]] = np.arange(mine.size)
    plans = tuple(plan_after(n) for n in range(scenario.ambassadors.waves))
    rule = scenario.costs
    law = np.maximum(tiers.fee(roster.followers, rule.fee_per_1k_usd, rule.fee_exponent), rule.fee_minimum_usd)
    return Company(draw, figures, roster, plans, seats, fits(plans[0]), law)


def fits(plan: Plan) -> F64:
    """Mean match of each creator's followers [creator]."""
    sizes = plan.link_class_start[:, -1] - plan.link_class_start[:, 0]
    if plan.link_match.size == 1:
        return np.full(sizes.size, float(plan.link_match[0]))
    creator = np.repeat(np.arange(sizes.size), sizes)
    sums = np.bincount(creator, plan.link_match, sizes.size)
    return np.asarray(np.divide(sums, sizes, out=np.ones(sizes.size), where=sizes > 0))


def fees(shared: Company, state: State) -> F64:
    """Fees of a wave before luck [creator]: an equal price is split among those who are hired."""
    scenario, fee = shared.draw.scenario, shared.figures.fee_usd
    if scenario.costs.fees == "equal_price":
        fee = costs.equal_price(shared.roster.followers * state.hired, math.fsum(fee))
    return np.asarray(fee * relationships.fee_factor(state.strength, scenario.ambassadors) * state.hired)


def hours(shared: Company, state: State) -> float:
    """Hours of a wave: less for those who know the work, more for finding those who are new."""
    scenario, roster = shared.draw.scenario, shared.roster
    rule, terms = scenario.ambassadors, scenario.costs
    each = costs.hours(
        of_groups(scenario, roster.group, "management_hours"),
        of_groups(scenario, roster.group, "hours_per_post"),
        roster.posts,
    )
    worked = np.asarray(each) * np.where(state.campaigns > 0.0, rule.repeat_hours, 1.0)
    crowd = costs.congestion(int(state.hired.sum()), terms.congestion_creators, terms.congestion_exponent)
    new = int((state.hired & (state.campaigns == 0.0)).sum())
    return math.fsum(worked[state.hired]) * crowd + new * rule.recruiting_hours


def plan_of(shared: Company, state: State) -> Plan:
    """The plan of a wave: who is not hired neither posts nor costs."""
    rule = shared.draw.scenario.ambassadors
    plain = shared.plans[0]
    stop, mass = plain.post_class_stop, plain.post_mass
    if state.campaigns.any():
        post, campaigns = np.arange(plain.post_creator.size), state.campaigns.astype(np.int64)[plain.post_creator]
        stop = np.stack([plan.post_class_stop for plan in shared.plans])[campaigns, post]
        mass = np.stack([plan.post_mass for plan in shared.plans])[campaigns, post]
    trust = relationships.trust_factor(state.strength, rule)
    buying = np.minimum(plain.creator_buy_prob * trust, 1.0)
    return freeze(  # type: ignore[no-any-return]
        plain._replace(
            creator_no_show_prob=np.where(state.hired, plain.creator_no_show_prob, 1.0),
            creator_engage_odds=plain.creator_engage_odds * relationships.freshness(state.campaigns, rule),
            creator_buy_prob=buying,
            creator_buy_odds=buy_odds(buying, plain.buy_sd),
            creator_fee_usd=fees(shared, state),
            creator_fee_minimum_usd=plain.creator_fee_minimum_usd * state.hired,
            creator_gift_usd=plain.creator_gift_usd * state.hired,
            post_class_stop=stop,
            post_mass=mass,
            management_hours=hours(shared, state),
        )
    )


def start(shared: Company, counts: list[int]) -> State:
    """The first wave: all seats are filled in the order of the groups' creators."""
    hired = shared.seats < np.array(counts)[shared.roster.group]
    n = hired.size
    return State(hired, np.zeros(n), np.full(n, shared.draw.scenario.ambassadors.strength_start))


def after(shared: Company, state: State, counts: list[int], path: int, wave: int) -> State:
    """The relationships after a wave of a path."""
    scenario, roster = shared.draw.scenario, shared.roster
    rule = scenario.ambassadors
    pay = np.divide(fees(shared, state), shared.law_usd, out=np.ones(roster.key.size), where=shared.law_usd > 0.0)
    strength = relationships.step(state.strength, pay, shared.fit, roster.posts.astype(np.float64), rule)
    where = (shared.draw.number, path)
    u = address.uniforms_of_run(np.uint64(scenario.run.seed), address.RENEW, where, roster.key, wave)
    stays = state.hired & (u < relationships.renewal_probs(strength, rule))
    hired, campaigns = stays.copy(), np.where(stays, state.campaigns + 1.0, 0.0)
    for group, count in enumerate(counts):  # who has been away longest comes first, then the next in the queue
        free = np.flatnonzero((roster.group == group) & ~state.hired)
        wanted = count - int((stays & (roster.group == group)).sum())
        turn = (shared.seats[free] - shared.seats[state.hired & (roster.group == group)].max(initial=-1) - 1) % max(
            int((roster.group == group).sum()), 1
        )
        hired[free[np.argsort(turn, kind="stable")[:wanted]]] = True
    return State(hired, campaigns, np.where(stays, strength, rule.strength_start))


def history(shared: Company, counts: list[int], path: int, paths: int) -> list[dict[str, float]]:
    """The waves of one path."""
    scenario = shared.draw.scenario
    rule, player = scenario.ambassadors, Player(shared.plans[0])
    state, waves = start(shared, counts), []
    for wave in range(rule.waves):
        player.plan = plan_of(shared, state)
        outcome = player.play(wave * paths + path, 1)
        outcome.no_shows[0] -= int((~state.hired).sum())
        outcomes = {name: float(rows(outcome, scenario.funnel.order_usd)[f"outcomes/{name}"][0]) for name in TOTALS}
        outcomes["hired"] = float(state.hired.sum())
        outcomes["recruited"] = float((state.hired & (state.campaigns == 0.0)).sum())
        outcomes["strength"] = float(state.strength[state.hired].mean()) if state.hired.any() else math.nan
        waves.append(outcomes)
        state = after(shared, state, counts, path, wave)
    return waves


def play(loaded: Loaded, paths: int, means: Means) -> Programme:
    """Play a programme: `paths` histories of each draw. Raises InputError, FileProblem, Interrupted."""
    counts = [group.count for group in loaded.scenario.creators]
    whole = with_reserve(loaded)
    try:
        forecast.check(whole, means.threads)
        each = [wave for draw in drawing.draws(whole) for wave in play_draw(draw, counts, paths, means)]
    except InputError as error:
        raise loaded.locate(error) from None
    return gather(loaded.scenario, each)


def play_draw(draw: Draw, counts: list[int], paths: int, means: Means) -> Iterator[list[dict[str, float]]]:
    """The histories of a draw, in the order of paths."""
    shared = company(draw, seats_of(draw, counts))
    means.reporter.start(paths, 0, "paths")

    def play_path(path: int) -> list[dict[str, float]]:
        if means.stop.is_set():
            raise Interrupted("interrupted; what was played for this answer is not kept")
        return history(shared, seats_of(draw, counts), path, paths)

    with ThreadPoolExecutor(means.threads) as pool:
        for waves in pool.map(play_path, range(paths)):
            means.reporter.advance(1)
            yield waves


def seats_of(draw: Draw, counts: list[int]) -> list[int]:
    """Seats of each group: its count; of files and networks, as many as there are."""
    there = np.bincount(draw.world.creator_group, minlength=len(counts)).tolist()
    groups = draw.scenario.creators
    return [count if group.followers is not None else n for count, n, group in zip(counts, there, groups, strict=True)]


def gather(scenario: Scenario, each: list[list[dict[str, float]]]) -> Programme:
    """All paths as one programme. each [path of all draws][wave]."""
    rule = scenario.ambassadors
    shape = (scenario.run.draws, -1, rule.waves)
    names: dict[str, Any] = {
        name: np.array([[wave[name] for wave in path] for path in each]).reshape(shape) for name in each[0][0]
    }
    years = np.arange(rule.waves) * rule.days_between / DAYS_PER_YEAR
    return Programme(
        title=scenario.name,
        totals={name: names[name] for name in TOTALS},
        hired=names["hired"],
        recruited=names["recruited"],
        strength=names["strength"],
        profit=names["revenue_usd"] - names["cost_usd"],
        discount=(1.0 + rule.discount_rate) ** -years,
    )
