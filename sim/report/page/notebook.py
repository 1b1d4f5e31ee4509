"""Answers in a notebook: tables and a figure as HTML that needs nothing but itself, without scripts."""

from collections.abc import Sequence
from html import escape

from sim.report.figures import canvas
from sim.report.figures.canvas import Drawing
from sim.report.page.page import is_quantity
from sim.report.style.table import TextTable
from sim.text import printable

HIDDEN = 'aria-hidden="true" focusable="false"'  # on the page its frame says what the figure shows
RIGHT = ' style="text-align: right; white-space: nowrap"'
LEFT = ' style="text-align: left"'


def html_tables(tables: Sequence[TextTable], figure_svg: str | None = None, lead: str = "") -> str:
    """The tables, one below the other, then the figure; every word is escaped.

    figure_svg: from `inline_svg`, put in as it is. lead: a sentence to stand above all.
    """
    parts = [f"<p><strong>{words(lead)}</strong></p>"] if lead else []
    parts += [html_table(table) for table in tables]
    if figure_svg is not None:
        parts.append(f'<div style="max-width: 50rem">{figure_svg}</div>')
    return f"<div>{''.join(parts)}</div>"


def html_table(table: TextTable) -> str:
    """A table with its heading above and its notes below."""
    heading = "<br>".join(map(words, table.heading.split("\n")))
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.header)
    sides = [RIGHT if index and any(map(is_quantity, column)) else LEFT for index, column in enumerate(columns)]
    head = "".join(f'<th scope="col"{side}>{words(cell)}</th>' for cell, side in zip(table.header, sides, strict=True))
    body = "".join(f"<tr>{''.join(cells(row))}</tr>" for row in table.rows)
    notes = "".join(f"<li>{words(note)}</li>" for note in table.notes)
    return f"<p><strong>{heading}</strong></p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + (
        f"<ul>{notes}</ul>" if notes else ""
    )


def cells(row: Sequence[str]) -> list[str]:
    """The cells of a row: the first names it, numbers stand to the right."""
    name, *others = row
    first = f'<th scope="row"{LEFT}>{words(name)}</th>'
    return [first, *(f"<td{RIGHT if is_quantity(cell) else LEFT}>{words(cell)}</td>" for cell in others)]


def words(text: str) -> str:
    """Text as HTML: escaped, without control characters."""
    return escape(printable(text))


def inline_svg(drawing: Drawing) -> str:
    """The figure as an SVG element that says in words what it shows."""
    seen = f'role="img" aria-label="{words(drawing.alt)}" style="width: 100%; height: auto"'
    return canvas.inline(drawing).replace(HIDDEN, seen, 1)
