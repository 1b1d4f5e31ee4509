"""Peak memory of building a scenario and playing a run, in a process of its own for each; a line of JSON for each."""

import json
import os
import resource
import sys

from sim.engine import drawing, forecast
from sim.engine.play import Player
from sim.plan import make as planning
from sim.scenario.load import loads
from sim.world.build import build
from tests.scenarios import BASE


def play(sets: list[str]) -> float:
    """Build and play a scenario; returns its forecast in bytes."""
    loaded = loads(BASE, sets)
    needs = forecast.forecast(loaded, 1)
    scenario, _ = drawing.scenario_of_draw(loaded, 0)
    world = build(scenario, loaded.folder)
    Player(planning.make(scenario, world, 0)).play(0, 1)
    return needs.memory.total


def measure(sets: list[str]) -> dict[str, float]:
    """Play in a child of this process; returns what was forecast, and the most that the child used, bytes."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.write(writer, json.dumps(play(sets)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        forecast_bytes = float(said.read())
    return {"forecast": forecast_bytes, "used": os.wait4(child, 0)[2].ru_maxrss * 1024.0}


SMALL = ["run.runs=1", "run.draws=1"]

if __name__ == "__main__":
    measure(SMALL)  # a child compiles, which takes more than anything that is measured
    play(SMALL)  # compiled code is loaded once
    # A child counts only what it touches of the program, so the program is added as this process has it.
    program = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0 - measure(SMALL)["used"]
    for sets in json.loads(sys.argv[1]):
        found = measure(sets)
        sys.stdout.write(json.dumps({**found, "used": found["used"] + program}) + "\n")
