"""From the arguments of `sim network fit` to the floors below: imported by the command when it runs."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np

from sim.errors import InputError
from sim.report.text import network_fit
from sim.store import commit, names
from sim.tables import overlap_table, roster, textfile
from sim.world import export, follows
from sim.world.overlap_fit import coarse, fit
from sim.world.overlap_fit.fit import Fitted


def fitted(
    inputs: tuple[Path, Path | None], out: tuple[Path, bool], asked: Mapping[str, Any], how: tuple[str, bool]
) -> tuple[str, str]:
    """What was written, and the report of asked against achieved. Raises InputError, FileProblem."""
    for path in filter(None, (out[0], asked["pairs"])):
        names.check_output(path, out[1])
        names.refuse_inputs(path, [given for given in inputs if given is not None])
    if not out[0].name.lower().removesuffix(".gz").endswith(follows.EDGE_LISTS):
        known = " ".join(follows.EDGE_LISTS)
        raise InputError(
            f"{textfile.shown(out[0].name)} must end in one of {known}, each also with .gz", path=("--out",)
        )
    creators = roster.read(inputs[0])
    fit.refuse_empty(creators)
    pairs = pairs_of(creators, inputs[1], asked)
    wanted = fit.asked_of(creators, pairs, asked["one_in"])
    tail = fit.usual_tail(wanted) if asked["tail"] is None else asked["tail"]
    found = fit.fit(wanted, tail, asked["seed"])
    text = network_fit.text(creators, pairs, found, *how)
    if asked["pairs"] is not None:
        commit.commit(asked["pairs"], [network_fit.pair_by_pair(creators, pairs, found)])
    commit.commit(out[0], [edge_list(creators.handle, found, out[0])])
    told = [f"{out[0]}: written; next: {used(inputs[0], out[0], found.asked.one_in)}"]
    return "\n".join([*told, *network_fit.doubts(creators, pairs, found)]), text


def used(roster_file: Path, out: Path, one_in: int) -> str:
    """How the audiences are used."""
    sample = f" and world.sample_one_in = {one_in}" if one_in > 1 else ""
    return f"sim optimize {roster_file} --network {out}, or world.network{sample} in a scenario with this roster"


def pairs_of(creators: roster.Roster, table: Path | None, asked: Mapping[str, Any]) -> overlap_table.Pairs:
    """Overlaps by a table, by niche, or by one figure. Raises InputError, FileProblem."""
    niches = (asked["within"], asked["across"])
    if (table is not None) + any(given is not None for given in niches) + (asked["duplication"] is not None) != 1:
        raise click.UsageError("needs one of: a table OVERLAPS; --within and --across; --duplication")
    if table is not None:
        return overlap_table.read(table, creators, asked["meaning"])
    if asked["duplication"] is not None:
        return coarse.by_duplication(creators, asked["duplication"])
    if None in niches:
        raise click.UsageError("--within and --across go together")
    return coarse.by_niche(creators, *niches)


def edge_list(handles: list[str], found: Fitted, path: Path) -> bytes:
    """Who follows whom, as `sim network --export` writes it; gzip by the name."""
    audiences = np.split(found.person, found.link_start[1:-1])
    data = b"".join(export.lines([textfile.visible(handle) for handle in handles], audiences, found.asked.one_in))
    return gzip.compress(data, 6, mtime=0) if path.suffix.lower() == ".gz" else data
