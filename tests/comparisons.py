"""Two strategies of eight paired runs, and results of theirs that are changed by hand."""

import json
from dataclasses import replace
from pathlib import Path

from sim.engine.progress import Silent, Stop
from sim.study.comparison import compare
from sim.study.comparison.strategies import Place, enter, result_of
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 8").replace("100_000", "20_000")
FEW = SMALL.replace("count = 10", "count = 3").replace('"test"', '"few"')
WORLDS = {"shared_asked": 0.35, "shared_achieved": 0.3497, "distinct_followers": 10_000, "following_people": 20_000}


def played(folder: Path) -> compare.Comparison:
    """The two strategies, played in a folder."""
    for name, text in (("many", SMALL), ("few", FEW)):
        (folder / f"{name}.toml").write_text(text)
    entrants = enter([folder / "many.toml", folder / "few.toml"], [])
    place = Place(folder, 1, "test", Silent(), Stop())
    return compare.compare(entrants, [result_of(entrant, place) for entrant in entrants], "engagers", 0.0)


def with_results(base, columns=None, attributes=None, resolved=None):
    """The comparison after changes to both results: columns by factor, attributes, and keys of the scenario."""
    return base._replace(strategies=tuple(changed(one, columns, attributes, resolved) for one in base.strategies))


def changed(strategy, columns, attributes, resolved):
    held = {
        f"outcomes/{name}": strategy.columns[f"outcomes/{name}"] * factor for name, factor in (columns or {}).items()
    }
    known = {**strategy.stored.attributes, **(attributes or {})}
    tables = json.loads(strategy.stored.resolved_json)
    for path, value in (resolved or {}).items():
        *above, last = path.split(".")
        table = tables
        for part in above:
            table = table[int(part) if part.isdigit() else part]
        table[last] = value
    texts = {**strategy.stored.texts, "resolved_json": json.dumps(tables)}
    result = replace(
        strategy.stored,
        attributes={key: value for key, value in known.items() if value is not None},
        texts=texts,
    )
    return strategy._replace(columns={**strategy.columns, **held}, stored=result)


def only(checks):
    (one,) = checks
    return one.status, one.sentence
