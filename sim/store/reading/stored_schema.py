"""The language of schemas: what a kind of stored file holds, declared as rules and checked where files are read.

The schemas themselves stand in `sim.measures.stored_files`, and that of points beside their writer.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.store.reading import json_rules
from sim.store.reading.json_rules import Rule
from sim.store.stored_result import Array, Attribute, Column, StoredResult

ANY = "*"  # ends the name of a rule for all columns of a folder: parameters/*
KINDS = {"i": "whole numbers", "f": "numbers", "S": "texts", "u": "whole numbers"}
ATTRIBUTE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
TYPES: dict[type, tuple[type, ...]] = {str: (str,), int: (int,), float: (int, float)}
TYPE_WORDS = {str: "a text", int: "a whole number", float: "a number"}


class AxisRule(NamedTuple):
    """An axis: 0, 1, ... unless it has labels of its own."""

    name: str
    least: int = 0  # labels
    labels: Array | None = None

    def flaws(self, held: Array) -> Iterator[str]:
        """Flaws of the labels of an axis."""
        wanted = np.arange(held.size) if self.labels is None else self.labels
        if held.size < self.least:
            yield f"{self.name}: has {held.size} labels, not {self.least} or more"
        elif not np.array_equal(held, wanted):
            yield f"{self.name}: its labels are not {_brief(wanted)}"


class ColumnRule(NamedTuple):
    """A column, or all of a folder: axes, kind of numpy's types, and the range of the values."""

    name: str
    axes: tuple[str, ...]
    kind: str  # i, f or S
    low: float = -math.inf
    high: float = math.inf
    has_gaps: bool = False  # values may be undefined
    is_needed: bool = True

    def flaws(self, held: Array) -> Iterator[str]:
        """Flaws of the values of a column of this rule; texts are taken as they are."""
        if held.dtype.kind not in "iuf" or not held.size:
            return
        if self.has_gaps:
            held = held[np.isfinite(held)]
        elif held.dtype.kind == "f" and not np.isfinite(held).all():
            yield "holds what is not a number"
        elif held.min() < self.low:
            yield f"holds {held.min()}, less than {self.low:g}"
        elif held.max() > self.high:
            yield f"holds {held.max()}, more than {self.high:g}"


class AttributeRule(NamedTuple):
    """An attribute: its type, and the form of a text or the range of a number."""

    type: type
    form: str = ""  # a pattern of re that the whole text has
    json: Rule | None = None  # what the text is as JSON
    low: float = -math.inf
    high: float = math.inf
    is_needed: bool = False

    def flaws(self, held: Attribute) -> Iterator[str]:
        """Flaws of the value of an attribute."""
        if not isinstance(held, TYPES[self.type]):
            yield f"is not {TYPE_WORDS[self.type]}"
        elif isinstance(held, str):
            if self.form and not re.fullmatch(self.form, held):
                yield f"is not a text of the form {self.form}"
            if self.json is not None:
                yield from json_rules.flaws_of_text(held, self.json)
        elif not self.low <= held <= self.high:
            yield f"is {held:g}, not a number from {self.low:g} to {self.high:g}"


class Schema(NamedTuple):
    """All that a kind of file holds, and that this version reads of it; an empty schema takes any columns."""

    kind: str = ""
    axes: tuple[AxisRule, ...] = ()
    columns: tuple[ColumnRule, ...] = ()
    attributes: Mapping[str, AttributeRule] = {}
    texts: Mapping[str, Rule | None] = {}  # by name, with what they are as JSON
    disagreements: Callable[[StoredResult], Iterator[str]] | None = None  # between parts that are right by themselves

    def check_columns(self, held: Mapping[Column, str]) -> None:
        """ValueError unless columns have the names, axes and types of the rules. held: types by column."""
        if not self.columns:
            return
        rules = {rule.name: rule for rule in self._every_column()}
        names = {column.name for column in held}
        if lost := [rule.name for rule in rules.values() if rule.is_needed and rule.name not in names]:
            raise ValueError(f"{lost[0]}: is missing")
        for column, dtype in held.items():
            rule = _rule_of(column.name, rules)
            if rule is None:
                raise ValueError(f"{column.name}: is not a column that this version knows")
            if column.axes != rule.axes:
                raise ValueError(f"{column.name}: is on {_product(column.axes)}, not on {_product(rule.axes)}")
            if np.dtype(dtype).kind != rule.kind:
                raise ValueError(f"{column.name}: holds {KINDS[np.dtype(dtype).kind]}, not {KINDS[rule.kind]}")

    def check_values(self, held: Mapping[str, Array]) -> None:
        """ValueError unless the labels and values that were read are within the limits of the rules."""
        for axis in self.axes:
            for flaw in axis.flaws(held[axis.name]) if axis.name in held else ():
                raise ValueError(flaw)
        rules = {rule.name: rule for rule in self.columns}
        for name, array in held.items():
            rule = _rule_of(name, rules)
            for flaw in rule.flaws(array) if rule is not None else ():
                raise ValueError(f"{name}: {flaw}")

    def check_attributes(self, held: Mapping[str, Attribute]) -> None:
        """ValueError unless attributes have names, types and forms of the rules; others must be plain."""
        for name, value in held.items():
            if not ATTRIBUTE_NAME.fullmatch(name):
                raise ValueError(f"attribute {name!r}: is not a name that is ever written")
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"attribute {name}: is {value}, not a number")
        for name, rule in self.attributes.items():
            if name not in held and rule.is_needed:
                raise ValueError(f"attribute {name}: is missing")
            for flaw in rule.flaws(held[name]) if name in held else ():
                raise ValueError(f"attribute {name}: {flaw}")

    def check_texts(self, held: Mapping[str, str]) -> None:
        """ValueError unless texts that are JSON have the shape of their rules."""
        for name, rule in self.texts.items():
            for flaw in json_rules.flaws_of_text(held[name], rule) if rule is not None else ():
                raise ValueError(f"{name}: {flaw}")

    def check_together(self, held: StoredResult) -> None:
        """ValueError where parts of a file contradict each other."""
        for flaw in self.disagreements(held) if self.disagreements is not None else ():
            raise ValueError(flaw)

    def _every_column(self) -> Iterator[ColumnRule]:
        yield from (ColumnRule(axis.name, (axis.name,), "i") for axis in self.axes)
        yield from (rule._replace(is_needed=rule.is_needed and not rule.name.endswith(ANY)) for rule in self.columns)


def _rule_of(name: str, rules: Mapping[str, ColumnRule]) -> ColumnRule | None:
    """The rule of a column, or of its folder."""
    return rules.get(name, rules.get(f"{name.partition('/')[0]}/{ANY}"))


def _product(axes: tuple[str, ...]) -> str:
    return " x ".join(axes) or "no axis"


def _brief(labels: Any) -> str:
    return ", ".join(map(str, labels[:3])) + (", ..." if len(labels) > 3 else "")
