"""A world for other tools: a bipartite networkx graph, GraphML, an edge list; all can be read back as a network."""

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.arrays import I32, I64
from sim.errors import InputError
from sim.scenario.networks import network_shapes
from sim.scenario.networks.network_shapes import CENTRE
from sim.tables.graphs.list_head import ONE_IN
from sim.text import visible
from sim.world.build import World
from sim.world.overlap_fit.fit import Fitted

EDGE_LISTS = (".csv", ".tsv", ".txt", ".edges", ".edgelist")  # ends of names under which a list is written
MOST_GRAPHML_LINKS = 200_000  # networkx holds each as Python objects, and GraphML spends some 50 bytes on it
MOST_LISTED_LINKS = 1_000_000


def graph(world: World, limit: int, one_in: int = 1) -> Any:
    """The bipartite networkx DiGraph, follower -> creator: all creators, and the people who follow any of them.

    one_in: how many people each person stands for, kept as an attribute of the graph where it is not one.

    Nodes have kind; creators also handle, niche and followers (listed), people the niche they live in.
    InputError beyond `limit` links.
    """
    import networkx as nx  # late: a run does not need it

    refuse_more(world, limit, "a networkx graph")
    names, prefix = identifiers(world), person_prefix(world)
    out = nx.DiGraph(**({ONE_IN: one_in} if one_in > 1 else {}))
    for creator, name in enumerate(names):
        listed = int(world.creator_followers[creator])
        niche = niche_of(world, int(world.creator_home[creator]))
        out.add_node(name, kind="creator", handle=name, followers=listed, **niche)
    people = np.unique(world.link_person)
    homes = np.searchsorted(world.community_start, people, side="right") - 1
    for person, home in zip(people.tolist(), homes.tolist(), strict=True):
        out.add_node(f"{prefix}{person}", kind="person", **niche_of(world, home))
    for creator, name in enumerate(names):
        out.add_edges_from((f"{prefix}{person}", name) for person in audience(world, creator).tolist())
    return out


def graphml(world: World, one_in: int = 1) -> bytes:
    """The graph as GraphML, the same bytes for the same world; InputError beyond 200,000 links."""
    import networkx as nx

    refuse_more(world, MOST_GRAPHML_LINKS, "GraphML")
    memory = io.BytesIO()
    # Not write_graphml: its bytes depend on whether lxml is installed.
    nx.write_graphml_xml(graph(world, MOST_GRAPHML_LINKS, one_in), memory)
    return memory.getvalue()


def edge_list(world: World, one_in: int = 1) -> Iterator[bytes]:
    """The graph as CSV, `follower,creator`, a piece for each creator; InputError beyond 1,000,000 links.

    Names are kept as they are, also those that a spreadsheet would take for a formula: it is made for programs.
    """
    refuse_more(world, MOST_LISTED_LINKS, "an edge list")
    audiences = ((audience(world, creator),) for creator in range(len(world.creator_handle)))
    return lines(identifiers(world), audiences, one_in)


def fitted_list(handles: Sequence[str], shapes: Sequence[Fitted], path: Path) -> bytes:
    """Fitted audiences as the same list; gzip if the file's name ends so.

    Several shapes stand side by side, in columns after the first two: see `sim.scenario.networks.network_shapes`.
    """
    middle = len(shapes) // 2
    order = [middle, *(place for place in range(len(shapes)) if place != middle)]
    columns = [network_shapes.column_of(place, len(shapes)) for place in order]
    audiences = [np.split(shapes[place].person, shapes[place].link_start[1:-1]) for place in order]
    names = [visible(handle) for handle in handles]
    data = b"".join(lines(names, zip(*audiences, strict=True), shapes[middle].asked.one_in, columns))
    return gzip.compress(data, 6, mtime=0) if path.suffix.lower() == ".gz" else data


def lines(
    names: list[str], audiences: Iterable[Sequence[I32 | I64]], one_in: int, columns: Sequence[str] = (CENTRE,)
) -> Iterator[bytes]:
    """The header, then the followers of each creator, who are called by `identifiers`, as they come.

    audiences: of each creator, one for each column; one_in: how many people each stands for, said in a comment where
    it is not one.
    """
    if one_in > 1:
        yield f"# {ONE_IN} {one_in}\n".encode()
    yield ",".join((columns[0], "creator", *columns[1:])).encode() + b"\n"
    prefix = prefix_beside(names)
    for name, (centre, *others) in zip(names, audiences, strict=True):
        quoted = io.StringIO()
        csv.writer(quoted, lineterminator="\n").writerow([name])
        end = quoted.getvalue()
        if others:
            rows = zip(*(persons.tolist() for persons in others), strict=True)
            rest = ["".join(f",{prefix}{person}" for person in row) for row in rows]
            pairs = zip(centre.tolist(), rest, strict=True)
            yield "".join(f"{prefix}{person},{end[:-1]}{more}\n" for person, more in pairs).encode()
        else:
            yield "".join(f"{prefix}{person},{end}" for person in centre.tolist()).encode()


def refuse_more(world: World, limit: int, form: str) -> None:
    """Refuse a world that is too large, saying by how much. Raises InputError."""
    n_links = world.link_person.size
    if n_links > limit:
        raise InputError(
            f"{n_links:,} links are too many for {form}, at most {limit:,}; make world.sample_one_in "
            f"{-(-n_links // limit):,} times as large, or take fewer creators"
        )


def audience(world: World, creator: int) -> I32:
    """The persons who follow a creator, ascending."""
    return np.sort(world.link_person[world.link_start[creator] : world.link_start[creator + 1]])


def niche_of(world: World, community: int) -> dict[str, str]:
    """The niche as an attribute; none in a real network, where all are in one community whatever they like."""
    if world.community_niche.size < len(world.niche_names):
        return {}
    return {"niche": visible(world.niche_names[int(world.community_niche[community])])}


def person_prefix(world: World) -> str:
    """The prefix that makes a person's number an id in this world."""
    return prefix_beside(identifiers(world))


def prefix_beside(names: list[str]) -> str:
    """The prefix that makes a person's number an id: `p`, lengthened until no creator is called so."""
    prefix = "p"
    taken = {name.rstrip("0123456789") for name in names if re.fullmatch(r"p+[0-9]+", name)}
    while prefix in taken:
        prefix += "p"
    return prefix


def identifiers(world: World) -> list[str]:
    """The creators' handles as ids that XML and the reader of networks take."""
    return [visible(handle) for handle in world.creator_handle]
