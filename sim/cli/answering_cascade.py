"""From the arguments of `sim cascade` to the floors below: imported by the command when it runs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.engine import drawing, forecast, trace
from sim.errors import InputError
from sim.plan import make as planning
from sim.report.pictures import cascade_picture as picture
from sim.scenario.load import load
from sim.scenario.talks import talks
from sim.store import names


def drawn(config: Path, changes: Sequence[str], run: int, out: tuple[Path, bool]) -> str:
    """Draw the largest cascade of a run; returns what is seen."""
    names.check_output(*out)
    loaded = load(config, changes)
    names.refuse_inputs(out[0], loaded.files)
    try:
        forecast.check(loaded, 1)
        if not talks(loaded.scenario):
            told = "nobody shares, so there are no cascades; set word_of_mouth.r0 or share_prob"
            raise InputError(told, path=("word_of_mouth",))
        draw = next(iter(drawing.draws(loaded)))
        found = trace.engagers(planning.make(draw.scenario, draw.world, draw.number), run)
    except InputError as error:
        raise loaded.locate(error) from None
    if not found.person.size:
        return f"run {run}: nobody engages, so there is nothing to draw"
    title, below = picture.words(
        tree := found.cascade(int(np.argmax(found.size))), loaded.scenario.name, run, loaded.scenario.run.seed
    )
    picture.save(tree, (title, below), *out)
    return f"{title}: {below.splitlines()[0]}\n{out[0]}: written"
