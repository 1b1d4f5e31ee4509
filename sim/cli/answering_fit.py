"""From the arguments of `sim network fit` to the floors below: imported by the command when it runs."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.report import fidelity
from sim.store import commit, names
from sim.world import export, fitting, pairtable, roster
from sim.world.fitting import Fitted


def fitted(
    inputs: tuple[Path, Path], out: tuple[Path, bool], asked: Mapping[str, Any], how: tuple[str, bool]
) -> tuple[str, str]:
    """What was written, and the report of asked against achieved. Raises InputError, FileProblem."""
    names.check_output(*out)
    names.refuse_inputs(out[0], inputs)
    creators = roster.read(inputs[0])
    pairs = pairtable.read(inputs[1], creators, asked["meaning"])
    wanted = fitting.asked_of(creators, pairs, asked["one_in"])
    tail = fitting.usual_tail(wanted) if asked["tail"] is None else asked["tail"]
    found = fitting.fit(wanted, tail, asked["seed"])
    text = fidelity.text(creators, pairs, found, *how)
    commit.commit(out[0], [edge_list(creators.handle, found, out[0])])
    return f"{out[0]}: written", text


def edge_list(handles: list[str], found: Fitted, path: Path) -> bytes:
    """Who follows whom, as `sim network --export` writes it; gzip by the name."""
    audiences = np.split(found.person, found.link_start[1:-1])
    data = b"".join(export.lines([export.visible(handle) for handle in handles], audiences))
    return gzip.compress(data, 6, mtime=0) if path.suffix.lower() == ".gz" else data
