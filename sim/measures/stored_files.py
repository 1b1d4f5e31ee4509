"""The schemas of stored files: all columns, attributes and texts of results and studies, with their types and ranges.

A file whose seal is right may still come from anywhere; it is held against its schema where it is read, and nowhere
else. To store something new, add it here too.
"""

import json
from collections.abc import Iterator
from typing import get_args

from sim.core.outcome import AXES, DTYPES, FIELDS
from sim.measures.columns import EXPECTED_COLUMNS, RUN_COLUMNS
from sim.scenario.describe.resolved_shape import flaws_of_tables
from sim.scenario.study import Method
from sim.store.reading.json_rules import JsonList, JsonTable, OrNull
from sim.store.reading.stored_schema import AttributeRule, AxisRule, ColumnRule, Schema
from sim.store.stored_result import RESOLVED_TEXT, SCENARIO_TEXT, StoredResult
from sim.store.study_file import KIND_NAME, STUDY_TEXT

MOST = 1e18  # of counts, and of dollars
MOST_STRATEGIES = 26  # as many as there are letters
COUNTS = {total.name for name, field in FIELDS.items() if DTYPES[name].__name__ == "int64" for total in field.totals}
COUNTS |= {field.column for name, field in FIELDS.items() if field.axis}
ONE_LINE = r"[^\x00-\x1f\x7f-\x9f]+"
WHOLE = r"[0-9]{1,20}"
HASH = r"[0-9a-f]{64}"
PARTS = {  # part of a world: its name in messages
    "world": "worlds",  # that all strategies share: communities, and the laws of their people
    "links": "followers",
    "friends": "friends",
}

PROVENANCE = {
    "title": AttributeRule(str, ONE_LINE, is_needed=True),
    "seed": AttributeRule(str, WHOLE, is_needed=True),
    "sim_version": AttributeRule(str, ONE_LINE, is_needed=True),
    "engine_format": AttributeRule(str, WHOLE),
    "packages": AttributeRule(str, json=JsonTable(others=str)),
    "plug_ins": AttributeRule(str, json=JsonList(JsonTable(others=str))),
    "wall_seconds": AttributeRule(float, low=0.0),
    "schema_version": AttributeRule(int, low=1),
    **{name: AttributeRule(str) for name in ("created", "git_commit", "platform", "command", "Conventions", "status")},
}
WORD_OF_MOUTH = {
    "share_prob": AttributeRule(float, low=0.0, high=1.0),
    "r0": AttributeRule(float, low=0.0),
    "friends": AttributeRule(float, low=0.0),
}


def run_rules() -> list[ColumnRule]:
    """Rules for the columns of the runs.

    >>> run_rules()[0]
    ColumnRule(name='outcomes/impressions', axes=('draw', 'run'), kind='i', low=0.0, high=1e+18, has_gaps=False, \
is_needed=True)
    """
    kinds = ("i" if column.name.removeprefix("outcomes/") in COUNTS else "f" for column in RUN_COLUMNS)
    return [ColumnRule(column.name, column.axes, kind, 0.0, MOST)
            for column, kind in zip(RUN_COLUMNS, kinds, strict=True)]  # fmt: skip


def _disagreements_of_result(stored: StoredResult) -> Iterator[str]:
    """Attributes of word of mouth that are there by halves."""
    held = [name for name in WORD_OF_MOUTH if name in stored.attributes]
    if held and len(held) < len(WORD_OF_MOUTH):
        yield f"attribute {held[0]}: stands without {' and '.join(sorted(WORD_OF_MOUTH.keys() - set(held)))}"


def _disagreements_of_study(stored: StoredResult) -> Iterator[str]:
    """Columns, strategies and blocks that its description and its axes do not agree on."""
    about = json.loads(stored.texts[STUDY_TEXT])
    n_points, n_strategies = stored.arrays["point"].size, stored.arrays["strategy"].size
    wanted = [f"{kind}/{factor['column']}" for factor in about["factors"] for kind in ("factors", "quantiles")]
    if lost := [name for name in wanted if name not in stored.arrays]:
        yield f"{lost[0]}: is missing"
    if len(about["strategies"]) != n_strategies:
        yield f"{STUDY_TEXT}: describes {len(about['strategies'])} strategies of {n_strategies}"
    if n_points % int(stored.attributes["block"]):
        yield f"attribute block: {n_points} points are not made of blocks of {stored.attributes['block']}"


RESULT = Schema(
    axes=(
        AxisRule("draw", least=1),
        AxisRule("run", least=1),
        AxisRule("creator"),
        *(AxisRule(axis.name, 1, axis.fixed_labels) for axis in AXES),
    ),
    columns=(
        *run_rules(),
        *(ColumnRule(column.name, column.axes, "f", has_gaps=True) for column in EXPECTED_COLUMNS),
        ColumnRule("parameters/funnel.attributed_share", ("draw",), "f", 0.0, 1.0, is_needed=False),
        ColumnRule("parameters/*", ("draw",), "f"),
        ColumnRule("creators/handle", ("creator",), "S"),
        ColumnRule("creators/followers", ("creator",), "i", 0.0, MOST),
        ColumnRule("creators/real_followers", ("creator",), "i", 0.0, MOST),
    ),
    attributes={
        **PROVENANCE,
        "platform_preset": AttributeRule(str, ONE_LINE, is_needed=True),
        "scenario_sha256": AttributeRule(str, HASH),
        **{f"{part}_sha256": AttributeRule(str, HASH) for part in PARTS},
        **{f"{part}_asked_sha256": AttributeRule(str, HASH) for part in PARTS},
        "distinct_followers": AttributeRule(int, low=0, high=MOST),
        "following_people": AttributeRule(int, low=0, high=MOST),
        "input_reviews": AttributeRule(str, json=JsonList(str)),
        "shared_asked": AttributeRule(float, low=0.0, high=1.0),
        "shared_achieved": AttributeRule(float, low=0.0, high=1.0),
        **WORD_OF_MOUTH,
    },
    texts={SCENARIO_TEXT: None, RESOLVED_TEXT: flaws_of_tables},
    disagreements=_disagreements_of_result,
)

STUDY_AXES = ("point", "strategy", "run")
FACTOR = JsonTable(
    {"path": str, "column": str, "distribution": OrNull(JsonTable({"dist": str}))},
    {"levels": JsonList(float), "is_whole": bool, "today": JsonList(OrNull(float))},
)
STRATEGY = JsonTable(
    {"label": str, "title": str},
    {"toml": str, "set": JsonList(str), "scenario_sha256": str, "resolved": flaws_of_tables},
)
STUDY = Schema(
    kind=KIND_NAME,
    axes=(AxisRule("point", least=1), AxisRule("strategy", least=1), AxisRule("run", least=1)),
    columns=(
        *(ColumnRule(rule.name, STUDY_AXES, "f", 0.0, MOST, has_gaps=True)
          for rule in run_rules() if rule.name.startswith("outcomes/")),
        ColumnRule("factors/*", ("point",), "f"),
        ColumnRule("quantiles/*", ("point",), "f", 0.0, 1.0),
        ColumnRule("played", STUDY_AXES[:2], "i", 0.0, 1.0),
    ),
    attributes={
        **PROVENANCE,
        "measure": AttributeRule(str, ONE_LINE, is_needed=True),
        "method": AttributeRule(str, "|".join(get_args(Method)), is_needed=True),
        "block": AttributeRule(int, low=1, high=MOST, is_needed=True),
        "study_sha256": AttributeRule(str),
        "strategies": AttributeRule(str),
    },
    texts={
        STUDY_TEXT: JsonTable(
            {
                "factors": JsonList(FACTOR, least=1),
                "strategies": JsonList(STRATEGY, 1, MOST_STRATEGIES),
                "refused": JsonTable(others=int),
            }
        )
    },
    disagreements=_disagreements_of_study,
)  # fmt: skip
