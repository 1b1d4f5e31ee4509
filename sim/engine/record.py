"""Contents of a result besides the runs: axes, exact values, drawn parameters, creators, provenance."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.core import outcome
from sim.measures.columns import EXPECTED, EXPECTED_COLUMNS
from sim.plan.word_of_mouth import r0
from sim.plugins import attributes_of
from sim.scenario.describe.resolved import fingerprint
from sim.scenario.graph_makers import makers_of
from sim.scenario.load import Loaded
from sim.scenario.model import Run, Scenario
from sim.scenario.plug_ins import plug_ins_of
from sim.scenario.prepare import portable
from sim.store import provenance
from sim.store.stored_result import Array, Attribute, Column
from sim.world.build import World

ENGINE_FORMAT = "8"  # goes up with every change that moves a stored bit
REVIEW = "REVIEW: "  # as it stands in notes on files that ask for a look
AXES = {
    "draw": "draw of the uncertain numbers",
    "run": "run: one play of luck",
    **{axis.name: axis.long_name for axis in outcome.AXES},
    "creator": "creator",
}
Values = Sequence[Mapping[str, float]]
Held = tuple[Column, Array]


def run_sizes(run: Run) -> dict[str, int]:
    """Labels on the axes of the runs."""
    along = {axis.name: axis.labels(run.horizon_days).size for axis in outcome.AXES}
    return {"draw": run.draws, "run": run.runs, **along}


def axes(run: Run, n_creators: int) -> list[Held]:
    """The labels on every axis of a result."""
    sizes = {"draw": run.draws, "run": run.runs, "creator": n_creators}
    labels = {name: np.arange(size, dtype=np.int64) for name, size in sizes.items()}
    labels |= {axis.name: axis.labels(run.horizon_days) for axis in outcome.AXES}
    return [(Column(name, (name,), "1", long_name), labels[name]) for name, long_name in AXES.items()]


def expected_columns(exact: Values) -> list[Held]:
    """Exact expected values [draw]."""
    return [
        (column, np.array([portable(values[name]) for values in exact]))
        for column, name in zip(EXPECTED_COLUMNS, EXPECTED, strict=True)
    ]


def parameters(drawn: Values) -> list[Held]:
    """Values of the uncertain numbers [draw]."""
    return [
        (
            Column(f"parameters/{name}", ("draw",), "1", f"drawn value of {name}"),
            np.array([values[name] for values in drawn]),
        )
        for name in drawn[0]
    ]


def creators(world: World) -> list[Held]:
    """Handles and followers of the creators [creator]."""

    def column(name: str, unit: str, long_name: str) -> Column:
        """A column of the creators."""
        return Column(f"creators/{name}", ("creator",), unit, long_name)

    return [
        (column("handle", "1", "handle"), np.array(world.creator_handle)),
        (column("followers", "persons", "followers listed"), world.creator_followers),
        (column("real_followers", "persons", "real followers simulated"), np.diff(world.link_start)),
    ]


class AudienceFigures(NamedTuple):
    """Sizes and overlap of a world's audiences; people as they are simulated."""

    shared_asked: float  # of the reference roster; nan: not asked
    shared_achieved: float
    distinct_followers: int  # real people who follow at least one of the creators
    following_people: float  # people who follow any creator at all
    reviews: tuple[str, ...] = ()  # notes on its files that ask for a look


def audience(world: World) -> AudienceFigures:
    """The audiences of a world."""
    distinct = int(np.count_nonzero(np.bincount(world.link_person)))
    people = world.following_share * world.n_people
    reviews = tuple(note.replace(REVIEW, "") for note in world.notes if REVIEW in note)
    return AudienceFigures(world.shared_asked, world.shared_achieved, distinct, people, reviews)


def audience_attributes(audiences: Sequence[AudienceFigures], one_in: int) -> dict[str, Attribute]:
    """The audiences of all the worlds of a run: the shared audience of the one that missed most, means of the people,
    and what there is to look at in the files that they were read from.

    Not asked for a shared audience, a result says nothing of it. one_in: people for whom a simulated one stands.
    """
    followers, pool = (
        round(one_in * float(np.mean([getattr(audience, name) for audience in audiences])))
        for name in ("distinct_followers", "following_people")
    )
    figures: dict[str, Attribute] = {"distinct_followers": followers, "following_people": pool}
    asked = [audience for audience in audiences if not np.isnan(audience.shared_asked)]
    if asked:
        farthest = max(asked, key=lambda audience: abs(audience.shared_achieved - audience.shared_asked))
        figures |= {"shared_asked": farthest.shared_asked, "shared_achieved": farthest.shared_achieved}
    if reviews := list(dict.fromkeys(review for audience in audiences for review in audience.reviews)):
        figures["input_reviews"] = json.dumps(reviews)
    return figures


class Talk(NamedTuple):
    """Word of mouth in a draw."""

    share_prob: float  # who engages for the first time shares
    r0: float  # further engagers whom an engager makes, at the first exposure
    friends: float  # per person


def talk(scenario: Scenario, world: World, share_prob: float) -> Talk:
    """The word of mouth of a draw."""
    return Talk(share_prob, r0(scenario, world, share_prob), world.friend.size / max(world.n_people, 1))


def talk_attributes(talks: Sequence[Talk]) -> dict[str, Attribute]:
    """Means over the draws; nothing where nobody shares."""
    if not talks:
        return {}
    return {name: float(np.mean([getattr(talk, name) for talk in talks])) for name in Talk._fields}


def attributes(loaded: Loaded, command: str, seconds: float) -> dict[str, Attribute]:
    """Provenance: what differs between machines stands here and not in the data sets."""
    scenario = loaded.scenario
    return {
        **provenance.gather(command),
        "Conventions": "CF-1.10",
        "title": scenario.name,
        "status": "complete",
        "seed": str(scenario.run.seed),
        "scenario_sha256": fingerprint(loaded),
        **makers_of(loaded.scenario),
        "engine_format": ENGINE_FORMAT,
        "platform_preset": scenario.platform,
        "wall_seconds": round(seconds, 3),
        **attributes_of(plug_ins_of(scenario)),
    }
