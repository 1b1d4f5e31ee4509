"""Networks of a few ties: read from a file of any name, and told as pairs of handles."""

from pathlib import Path

from sim.errors import InputError
from sim.tables.graphs.edges import Edges
from sim.tables.graphs.network_file import read_edges


def ties_of(edges: Edges) -> list[tuple[str, str]]:
    """Follower and followed of each edge, in the order of their names."""
    names = edges.names
    ends = zip(edges.follower.tolist(), edges.followed.tolist(), strict=True)
    return sorted((str(a), str(b)) if names is None else (names[a], names[b]) for a, b in ends)


def read(folder: Path, content: str | bytes, name: str, is_undirected: bool = False) -> Edges:
    """The edges of a file of that name and content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_edges(path, is_undirected)


def fault(folder: Path, content: str | bytes, name: str, is_undirected: bool = False) -> str:
    """The message by which a file is refused, without its folder."""
    try:
        read(folder, content, name, is_undirected)
    except InputError as error:
        return str(error).removeprefix(f"{folder}/")
    raise AssertionError(f"{name} is read")
