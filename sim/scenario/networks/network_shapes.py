"""Shapes of a network: audiences at even parts of a range, side by side in one list of edges; a draw plays one.

A column `follower` holds the centre, `follower_1`, `follower_2`, ... hold the others, the fewest people first. Every
creator has as many followers in each.
"""

import gzip
import re
import zlib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import FileProblem
from sim.scenario.files import FileRecall, beside
from sim.scenario.toml.keys import Key
from sim.scenario.toml.reading import open_regular

KEY: Key = ("world", "unique_quantile")
ANYWHERE: Mapping[str, Any] = {"dist": "uniform", "low": 0.0, "high": 1.0}
CENTRE = "follower"
TITLE = re.compile(rf"{CENTRE}_([1-9][0-9]?)", re.ASCII | re.IGNORECASE)
LONGEST_HEADER = 65_536  # bytes, with the comments above it
MOST_REMEMBERED = 100
SEPARATORS = re.compile(r"[,;\t ]")


def column_of(shape: int, n_shapes: int) -> str:
    """The column with the followers of a shape; shapes are counted from 0, the one in the middle is the centre.

    >>> [column_of(shape, 3) for shape in range(3)]
    ['follower_1', 'follower', 'follower_3']
    """
    return CENTRE if shape == n_shapes // 2 else f"{CENTRE}_{shape + 1}"


def shape_at(quantile: float, n_shapes: int) -> int:
    """The shape at a place of the range: each stands for an equal part of it.

    >>> [shape_at(quantile, 7) for quantile in (0.0, 0.5, 1.0)]
    [0, 3, 6]
    """
    return min(int(quantile * n_shapes), n_shapes - 1)


def count_shapes(fields: Sequence[str]) -> int:
    """The number of shapes in a list with these columns; 1 for a plain one.

    >>> count_shapes(["follower", "creator", "follower_1", "follower_3"]), count_shapes(["follower", "creator"])
    (3, 1)
    """
    titles = {field.strip().strip('"').lower() for field in fields}
    n_shapes = 1 + sum(TITLE.fullmatch(title) is not None for title in titles)
    wanted = {column_of(shape, n_shapes) for shape in range(n_shapes)}
    return n_shapes if n_shapes % 2 == 1 and wanted <= titles else 1


def fields_of_header(path: Path) -> list[str]:
    """The fields of the first line that is not a comment. Raises FileProblem, OSError, EOFError, zlib.error.

    >>> _ = Path("follows.csv").write_text("# one person in 9\\nfollower,creator\\n")
    >>> fields_of_header(Path("follows.csv"))
    ['follower', 'creator']
    """
    with open_regular(path) as file:
        is_packed = file.peek(2)[:2] == b"\x1f\x8b"
        start = gzip.GzipFile(fileobj=file).read(LONGEST_HEADER) if is_packed else file.read(LONGEST_HEADER)
    lines = (line.strip() for line in start.decode("utf-8-sig", errors="replace").splitlines())
    return SEPARATORS.split(next((line for line in lines if line and not line.startswith("#")), ""))


COUNTS: FileRecall[int] = FileRecall(MOST_REMEMBERED)


def shapes_in(path: Path) -> int:
    """The number of shapes that a network holds; 1 for what cannot be read: reading it for real tells what is wrong.

    >>> shapes_in(Path("nowhere.csv"))
    1
    """

    def count() -> int:
        try:
            return count_shapes(fields_of_header(path))
        except (FileProblem, OSError, EOFError, zlib.error):
            return 1

    return COUNTS.of(path, count)


def draw_shapes(tree: MutableMapping[str, Any], folder: Path) -> str | None:
    """Let each draw play its own shape of a network that holds a range, unless the tables say which.

    Returns the network's name where they do not.

    >>> _ = Path("audiences.csv").write_text("follower,creator,follower_1,follower_3\\n")
    >>> tree = {"world": {"network": "audiences.csv"}}
    >>> draw_shapes(tree, Path()), tree["world"]["unique_quantile"]["dist"]
    ('audiences.csv', 'uniform')
    """
    world = tree.get("world")
    name = world.get("network") if isinstance(world, dict) else None
    if not isinstance(world, dict) or not isinstance(name, str):
        return None
    if "unique_quantile" in world or shapes_in(beside(folder, name)) == 1:
        return None
    world["unique_quantile"] = dict(ANYWHERE)
    return name
