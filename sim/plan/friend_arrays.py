"""Friends as the kernel's arrays: whose they are, and the place of each person's state."""

from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import I32
from sim.plan.figures import Figures
from sim.plan.responses import odds_of_friends, purchase_prob
from sim.plan.word_of_mouth import delays, response_at_1k
from sim.scenario.model import Scenario
from sim.world import people
from sim.world.build import World

NOBODY = np.zeros(0, np.int32)


class Slots(NamedTuple):
    """The place of each person's state, and who stands in for whom."""

    person_slot: I32  # [person] followers first, in the order of their ids
    stand_in: I32  # [stranger] somebody beyond the world's people: whose friends they have


def nobody() -> Slots:
    """No places: where friends do not matter."""
    return Slots(NOBODY, NOBODY)


def slots_of(followers: np.ndarray, stand_in: np.ndarray, n_people: int) -> Slots:
    """Followers [slot] by ascending id, those beyond the world's people last."""
    own = followers[followers < n_people]
    slot = np.empty(n_people, np.int32)
    others = np.ones(n_people, bool)
    others[own] = False
    slot[own] = np.arange(own.size, dtype=np.int32)
    slot[others] = np.arange(followers.size, followers.size + n_people - own.size, dtype=np.int32)
    return Slots(slot, stand_in.astype(np.int32))


def traits_of_people(scenario: Scenario, world: World, figures: Figures) -> dict[str, Any]:
    """Fit to the brand and susceptibility of everybody [person]; one value each where all are alike."""
    match = figures.match
    if match.size > 1:
        inside = world.community_niche == world.niche_names.index(scenario.brand.niche or "")
        by_community = np.where(inside, scenario.brand.match_inside, scenario.brand.match_outside)
        match = np.repeat(by_community, np.diff(world.community_start)).astype(np.float32)
    everybody = np.arange(world.n_people, dtype=np.int32)
    level = people.susceptibility_levels(scenario.run.seed, everybody, scenario.world.susceptibility_sd)
    return {"person_match": match, "person_susceptibility": level}


def silence() -> dict[str, Any]:
    """The plan's arrays over friends where nobody talks."""
    return {
        "spreads": 0,
        "share_prob": 0.0,
        "friend_view_prob": 0.0,
        "friend_engage_odds": 0.0,
        "friend_click_odds": 0.0,
        "friend_buy_prob": 0.0,
        "delay_cumulative": np.ones(1),
        "friend_start": np.zeros(1, np.int64),
        "friend": np.zeros(0, np.int32),
        **nobody()._asdict(),
        "person_match": np.ones(1, np.float32),
        "person_susceptibility": np.zeros(1, np.uint8),
    }


def of_friends(scenario: Scenario, world: World, slots: Slots, figures: Figures) -> dict[str, Any]:
    """The plan's arrays over friends."""
    view_prob = scenario.word_of_mouth.friend_view_prob
    if figures.share_prob == 0.0 or view_prob == 0.0 or not world.friend.size:
        return silence()
    return {
        "spreads": 1,
        "share_prob": figures.share_prob,
        "friend_view_prob": view_prob,
        "friend_engage_odds": odds_of_friends(response_at_1k(scenario), scenario.world.susceptibility_sd),
        "friend_click_odds": odds_of_friends(scenario.funnel.click_prob, 0.0),
        "friend_buy_prob": min(purchase_prob(scenario), 1.0),
        "delay_cumulative": delays(scenario),
        "friend_start": world.friend_start,
        "friend": world.friend,
        **slots._asdict(),
        **traits_of_people(scenario, world, figures),
    }
