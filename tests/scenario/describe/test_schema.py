"""The JSON schema for editors: sound in itself, complete, and of one mind with the loader."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import pytest

from sim.errors import InputError
from sim.scenario.describe.schema import DIALECT, json_schema
from sim.scenario.describe.template import template
from sim.scenario.fields import Spot, child, fields_of, find, is_model, is_money, may_vary
from sim.scenario.load import loads
from sim.scenario.model import Scenario
from sim.scenario.platforms import preset_keys
from sim.scenario.uncertain import DISTRIBUTIONS
from tests.scenarios import BASE, FILE, ROOT, changed

SCHEMA = json_schema()
WORDS = {
    "type", "description", "default", "properties", "required", "additionalProperties", "items", "anyOf", "$ref",
    "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern",
    "minItems",
}  # fmt: skip
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def schemas(node=SCHEMA) -> Iterator[dict]:
    """Every schema in the schema."""
    yield node
    inner = [*node.get("properties", {}).values(), *node.get("anyOf", []), *node.get("$defs", {}).values()]
    inner += [node[word] for word in ("items", "additionalProperties") if isinstance(node.get(word), dict)]
    for child_ in inner:
        yield from schemas(child_)


def of_reference(reference: str) -> dict:
    kind, name = reference.removeprefix("#/").split("/")
    return SCHEMA[kind][name]


def fits(value, schema) -> bool:
    """A small validator of the words that the schema uses."""
    if "$ref" in schema:
        return fits(value, of_reference(schema["$ref"]))
    if "anyOf" in schema:
        return any(fits(value, option) for option in schema["anyOf"])
    kind = TYPES[schema["type"]]
    whole = schema["type"] == "integer" and isinstance(value, float) and value.is_integer()
    if not (isinstance(value, kind) or whole) or (isinstance(value, bool) and schema["type"] != "boolean"):
        return False
    return fits_inside(value, schema) and ("enum" not in schema or value in schema["enum"])


def fits_inside(value, schema) -> bool:
    if isinstance(value, dict):
        others = schema["additionalProperties"]
        properties = schema.get("properties", {})
        known = all(fits(inner, properties[name]) for name, inner in value.items() if name in properties)
        rest = [inner for name, inner in value.items() if name not in properties]
        missing = set(schema.get("required", ())) - set(value)
        return known and not missing and all(others is not False and fits(inner, others) for inner in rest)
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(fits(inner, schema["items"]) for inner in value)
    if isinstance(value, str):
        length = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return length and re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, bool):
        return True
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and not value <= schema.get("exclusiveMinimum", value - 1)
        and not value >= schema.get("exclusiveMaximum", value + 1)
    )


def at(*key):
    """The schema of a key."""
    schema = SCHEMA
    for part in key:
        schema = schema["items"] if part == 0 else schema["properties"][part]
    return schema


# Sound in itself


def test_dialect_and_words():
    assert SCHEMA["$schema"] == DIALECT == "https://json-schema.org/draft/2020-12/schema"
    used = {word for schema in schemas() for word in schema}
    assert used - {"$schema", "$defs", "title"} == WORDS


def test_every_reference_resolves_and_every_definition_is_used():
    references = {schema["$ref"] for schema in schemas() if "$ref" in schema}
    assert references == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_each_schema_is_well_formed():
    for schema in schemas():
        assert ("$ref" in schema) + ("anyOf" in schema) + ("type" in schema) == 1, schema
        assert schema.get("type", "object") in TYPES
        assert set(schema.get("required", ())) <= set(schema.get("properties", ()))
        if schema.get("type") == "object":
            assert "additionalProperties" in schema
        if "pattern" in schema:
            re.compile(schema["pattern"])


def test_defaults_fit_their_own_schemas():
    defaults = [(schema["default"], schema) for schema in schemas() if "default" in schema]
    assert len(defaults) > 50
    assert all(fits(default, schema) for default, schema in defaults)


def test_it_is_json_and_the_same_each_time():
    text = json.dumps(SCHEMA)
    assert json.dumps(json_schema()) == text
    code = "import json; from sim.scenario.describe.schema import json_schema; print(json.dumps(json_schema()))"
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == text


# Complete


def keys_of(spot, key=()) -> Iterator[tuple[tuple, Spot]]:
    for name in fields_of(spot.type):
        inner = child(spot, name)
        assert inner is not None
        yield (*key, name), inner
        if is_model(inner.type):
            yield from keys_of(inner, (*key, name))
        element = child(inner, 0) if not inner.number and not is_model(inner.type) else None
        if element is not None and is_model(element.type):
            yield from keys_of(element, (*key, name, 0))


KEYS = dict(keys_of(Spot(Scenario)))


def test_every_key_of_the_models_and_no_other():
    assert len(KEYS) > 90
    count = sum(len(schema.get("properties", {})) for schema in schemas())
    of_distributions = sum(3 * len(fields_of(kind)) for kind in DISTRIBUTIONS.values())
    assert count == len(KEYS) + of_distributions


@pytest.mark.parametrize("key", KEYS, ids=lambda key: ".".join(map(str, key)))
def test_what_it_says_about_each_key(key):
    schema, spot = at(*key), KEYS[key]
    if spot.field.description:
        assert spot.field.description[1:] in schema["description"]
    else:
        assert "properties" in schema or "items" in schema
    extra = spot.field.json_schema_extra
    if extra:
        assert f"Source of the default: {extra['source']} ({extra['reliability']})." in schema["description"]
    if spot.number:
        options = schema.get("anyOf", [schema])
        references = [option["$ref"] for option in options if "$ref" in option]
        suffix = "_of_share" if spot.is_fraction else "_of_money" if is_money(key) else ""
        assert (f"#/$defs/distribution{suffix}" in references) == may_vary(key)
        assert ("#/$defs/percent" in references) == spot.is_fraction
        assert ("#/$defs/money" in references) == is_money(key)


def test_what_is_required():
    assert SCHEMA["required"] == ["schema_version", "name", "platform", "creators"]
    assert at("creators", 0)["required"] == ["name"]
    assert at("world", "shared_audience")["required"] == ["share"]
    assert at("response", "curve")["required"] == ["name"]
    for table in ("exposure", "engagement", "funnel", "costs", "run", "world"):
        assert "required" not in at(table)


def test_platforms_and_what_they_fill():
    assert at("platform")["enum"] == ["instagram", "tiktok", "x", "youtube"]
    assert at("engagement", "rate_1k")["description"] == (
        "Engagements per listed follower and post at 1,000 followers. "
        "Left out: instagram 0.05, tiktok 0.13, x 0.005, youtube 0.04."
    )
    assert all("default" not in at(*key) for key in preset_keys())


# Of one mind with the loader


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.toml")), ids=lambda path: path.name)
def test_configs_conform(path):
    assert fits(tomllib.loads(path.read_text("utf-8")), SCHEMA)


def test_the_template_conforms():
    assert fits(tomllib.loads(template()), SCHEMA)
    assert fits(tomllib.loads(re.sub(r"(?m)^#(?!or )(?=[A-Za-z_\[])", "", template())), SCHEMA)


SAMPLES = [
    BASE,
    changed("100_000", "0"), changed("100_000", "'1'"), changed("100_000", "1e3"), changed("100_000", "1.5"),
    changed("100_000", "true"), changed("people", "peple"), changed('"instagram"', '"instagrm"'),
    changed("runs = 100", "runs = { dist = 'uniform', low = 1, high = 2 }"),
    changed("100_000", "{ dist = 'uniform', low = 1, high = 2 }"),
    changed("100_000", "{ dist = 'uniform', low = 1 }"),
    changed("100_000", "{ dist = 'uniform', low = '1%', high = '2%' }"),
    changed("100_000", "{ dist = 'unifrm', low = 1, high = 2 }"),
    changed("100_000", "{ low = 1, high = 2 }"),
    changed('"mega"', '"me ga"'), changed('name = "mega"\n', ""), changed('"test"', '""'), changed('"test"', r'"a\tb"'),
    BASE.split("[[")[0], "creators = []\n" + BASE.split("[[")[0],
    BASE + "breadth = '3%'\n", BASE + "breadth = '3'\n", BASE + "breadth = 1.01\n", BASE + "quality = '3%'\n",
    BASE + "quality = 0\n", BASE + "niche = 3\n", BASE + "trust = { dist = 'lognormal', median = 1, sigma = 0.1 }\n",
    BASE + "breadth = { dist = 'uniform', low = '1%', high = '2%' }\n",
    BASE + "breadth = { dist = 'normal', mean = '50%', sd = '1%' }\n",
    BASE + "fake_share = 1\n", BASE + "fake_share = 0.99\n", BASE + "[exposure]\nreach_1k = 0.2\n",
    BASE + "[response]\ncurve = 'hill'\n", BASE + "[response]\ncurve = { name = 'hill', half = 3 }\n",
    BASE + "[response]\ncurve = { half = 3 }\n", BASE + "[response]\ncurve = { name = 'hill', half = '3' }\n",
    BASE + "[response]\ncurve = { name = 'hill', half = { dist = 'uniform', low = 1, high = 2 } }\n",
    BASE + "[posts]\npattern = 'together'\n", BASE + "[posts]\npattern = 'evn'\n",
    BASE + "[costs]\npay_no_shows = 'no'\n", BASE + "[world.communities]\nniches = []\n",
    BASE + "[world.communities]\nparameters = { l = 'x' }\n", BASE + "[world.shared_audience]\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_it_accepts_what_loads_and_refuses_what_does_not(text):
    try:
        loads(text, (), FILE)
        is_loaded = True
    except InputError:
        is_loaded = False
    assert fits(tomllib.loads(text), SCHEMA) == is_loaded


def test_find_knows_the_same_keys():
    assert all(find(key) is not None for key in KEYS)
