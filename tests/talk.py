"""A small campaign of which people talk: its plan, and its runs."""

import threading

from sim.core.outcome import join_outcomes
from sim.engine import batches
from sim.engine.drawing import draws
from sim.plan import make as planning
from sim.scenario.load import loads
from sim.store.stretches import Stretch

TEXT = """\
schema_version = 1
name = "talk"
platform = "instagram"

[run]
horizon_days = 30

[world]
people = 20_000
following_share = 0.4
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food", "tech"] }

[posts]
per_creator = 2
window_days = 7

[[creators]]
name = "micro"
count = 20
followers = 100
"""
TALK = "\n[word_of_mouth]\nr0 = 0.3\n"


def planned(more=TALK, text=TEXT):
    loaded = loads(text + more)
    draw = next(iter(draws(loaded)))
    return planning.make(draw.scenario, draw.world, 0), draw


def played(plan, runs=40, threads=1, batch=None):
    parts = list(batches.batches(plan, [Stretch(0, 0, runs)], threads, threading.Event(), batch))
    parts.sort(key=lambda batch: batch.start)
    return join_outcomes([batch.outcome for batch in parts])


def same(one, other):
    return all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))
