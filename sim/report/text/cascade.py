"""The largest cascade of a run as text: its size, its depth, and where its picture is."""

from pathlib import Path
from typing import Any

from sim.engine.trace import Engagers
from sim.report.pictures.cascade_picture import Caption, depth
from sim.report.style.numbers import number
from sim.report.style.plain_values import quantity
from sim.report.style.table import TextTable

NOBODY = "run {}: nobody engages, so there is nothing to draw"
DISTANCE = "mean distance of two engagers"


def text(run: int, caption: Caption | None, path: Path | None) -> str:
    """The cascade in words, and where its picture is; caption: None where nobody engages."""
    if caption is None:
        return NOBODY.format(run)
    return f"{caption.title}: {caption.below.splitlines()[0]}\n{path}: written"


def tables(run: int, tree: Engagers | None) -> list[TextTable]:
    """Size, depth and structural virality of a cascade as a table; an empty one where nobody engages."""
    if tree is None:
        return [TextTable(NOBODY.format(run), (), [], [])]
    rows: list[tuple[str, ...]] = [
        ("size", f"{tree.person.size:,}", "engagers"),
        ("depth", f"{depth(tree):,}", "shares"),
        ("structural virality", number(tree.virality(), 2), DISTANCE),
    ]
    return [TextTable("Largest cascade", ("figure", "value", "unit"), rows, [])]


def as_dict(run: int, tree: Engagers | None, path: Path | None) -> dict[str, Any]:
    """The cascade as plain values with units; who has it from whom by place in the list."""
    known = {"run": run, "picture": None if path is None else str(path)}
    if tree is None:
        return {**known, "size": quantity(0, "engagers")}
    return {
        **known,
        "size": quantity(int(tree.person.size), "engagers"),
        "depth": quantity(depth(tree), "shares"),
        "structural_virality": quantity(tree.virality(), DISTANCE),
        "engagers": [
            {"person": person, "parent": parent if parent >= 0 else None, "hop": quantity(hop, "shares")}
            for person, parent, hop in zip(tree.person.tolist(), tree.parent.tolist(), tree.hop.tolist(), strict=True)
        ],
    }
