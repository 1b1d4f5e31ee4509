"""A picture of one cascade: who has it from whom, ring by ring around the first engager."""

import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.trace import Engagers
from sim.errors import FileProblem
from sim.report.pictures.network_picture import DPI, FORMS, SETTINGS
from sim.report.pictures.own_matplotlib import own_settings
from sim.report.pictures.strokes import COLOURS, INK, PALE, SOFT, count_noun, cut, discs, lines, tint
from sim.store.commit import commit
from sim.store.names import check_output

INCHES = (8.0, 8.4)
LARGEST, SMALLEST = 0.03, 0.007  # radius of a disc, of the picture's


class Caption(NamedTuple):
    """The words above a picture."""

    title: str
    below: str  # smaller, in lines


def angles(tree: Engagers) -> F64:
    """The angle of each engager: a branch has a sector as wide as its outermost engagers are many [engager]."""
    n = tree.person.size
    leaves = np.zeros(n)
    children: list[list[int]] = [[] for _ in range(n)]
    for node in range(n - 1, -1, -1):
        leaves[node] = max(leaves[node], 1.0)
        if tree.parent[node] >= 0:
            leaves[tree.parent[node]] += leaves[node]
            children[tree.parent[node]].append(node)
    start, width = np.zeros(n), np.full(n, 2.0 * np.pi)
    for node in range(n):
        at = start[node]
        for child in reversed(children[node]):
            start[child], width[child] = at, width[node] * leaves[child] / leaves[node]
            at += width[child]
    return np.asarray(start + 0.5 * width)


def rings(axes: Any, n: int) -> None:
    """A pale ring for each share since the first engager."""
    from matplotlib.patches import Circle

    for ring in range(1, n + 1):
        axes.add_patch(Circle((0.0, 0.0), ring, fill=False, ec=tint(PALE, 0.6), lw=0.6, zorder=0.5))


def figure(tree: Engagers, caption: Caption) -> Any:
    """The cascade as a matplotlib Figure."""
    from matplotlib.figure import Figure

    out = Figure(INCHES, facecolor="white")
    out.text(0.05, 0.955, cut(caption.title, 80), fontsize=15, fontweight="bold", color=INK, parse_math=False)
    out.text(0.05, 0.908, caption.below, fontsize=9.5, color=SOFT, parse_math=False)
    axes = out.add_axes((0.03, 0.02, 0.94, 0.87))
    axes.set_aspect("equal")
    axes.axis("off")
    hop = (tree.hop - tree.hop[0]).astype(np.float64)
    angle = angles(tree)
    place = np.stack([hop * np.cos(angle), hop * np.sin(angle)], axis=1)
    shared = tree.parent >= 0
    rings(axes, int(hop.max()))
    lines(axes, np.stack([place[shared], place[tree.parent[shared]]], axis=1), SOFT, 0.8)
    reach = float(hop.max()) + 0.4
    crowd = min(1.0, 12.0 / float(np.sqrt(tree.person.size)))
    size = np.clip(SMALLEST * np.sqrt(tree.size), SMALLEST, LARGEST) * reach * crowd
    discs(axes, place[1:], size[1:], COLOURS[0], 3.0)
    discs(axes, place[:1], size[:1], COLOURS[4], 4.0)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    return out


def save(tree: Engagers, caption: Caption, path: Path, force: bool) -> None:
    """Draw a cascade into a file (svg, png, pdf). Raises FileProblem."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise FileProblem(f"{path}: pictures end in {', '.join(FORMS)}")
    check_output(path, force)
    memory, dates = io.BytesIO(), {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with own_settings(SETTINGS):
        metadata = {"Title": caption.title, **dates.get(form, {})}
        figure(tree, caption).savefig(memory, format=form[1:], dpi=DPI, metadata=metadata)
    commit(path, [memory.getvalue()])


def depth(tree: Engagers) -> int:
    """Shares between the first engager and the last."""
    return int(tree.hop.max() - tree.hop[0])


def words(tree: Engagers, name: str, run: int, seed: int) -> Caption:
    """Title of a picture, and what is seen in it."""
    below = (
        f"{count_noun(tree.person.size, 'engager')}, {count_noun(depth(tree), 'share')} deep, structural virality "
        f"{tree.virality():.2f} (mean distance of two engagers)\n"
        f"in the middle: who engaged with the creator's own post; a ring is a share; run {run}, seed {seed}"
    )
    return Caption(f"The largest cascade of {name}", below)
