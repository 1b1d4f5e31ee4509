"""From the arguments of `sim network fit` to the floors below: imported by the command when it runs."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report import fidelity
from sim.store import commit, names
from sim.world import fitting, pairtable, roster
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
    """follower,account lines, plain or gzip by the name."""
    quoted = ['"' + handle.replace('"', '""') + '"' if set(handle) & set(',"') else handle for handle in handles]
    rows = ["follower,account"]
    for creator, handle in enumerate(quoted):
        people = found.person[found.link_start[creator] : found.link_start[creator + 1]]
        rows += [f"p{person},{handle}" for person in people.tolist()]
    data = ("\n".join(rows) + "\n").encode()
    return gzip.compress(data, 6, mtime=0) if path.suffix.lower() == ".gz" else data
