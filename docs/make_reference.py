"""Make docs/reference/ and docs/levels.md from the code; with --check, only say whether they are up to date."""

import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import published_levels

import sim
from sim import EXTENSIONS, VERBS
from sim.cli.main import cli
from sim.scenario.describe.schema import json_schema
from sim.tasks.answer import Answer

FOLDER = Path(__file__).parent
WIDTH = 116
MADE = "<!-- Made by `python docs/make_reference.py`; edits are lost. -->"


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Text in lines that fit; a name is never broken."""
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def item(name: str, words: str) -> str:
    """A line of a list, and its continuation."""
    return wrapped(f"`{name}`: {words}" if words else f"`{name}`", "- ", "  ")


def paragraphs(text: str) -> str:
    """A docstring as Markdown: paragraphs that fit, examples as code."""
    parts = []
    for part in inspect.cleandoc(text).split("\n\n"):
        parts.append(f"```python\n{part}\n```" if part.startswith(">>>") else wrapped(" ".join(part.split())))
    return "\n\n".join(parts)


def page(title: str, lead: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", MADE, wrapped(lead), *parts]) + "\n"


def commands() -> str:
    """The page of all commands."""
    lead = (
        "Every command with its options. Each option can also come from the environment: "
        "`SIM_RUN_THREADS=1` stands for `sim run --threads 1`. The exit codes are on the [first page](../start.md)."
    )
    return page("Commands", lead, walk(cli, "sim"))


def walk(command: click.Command, path: str) -> Iterator[str]:
    """A section for a command, and for those below it."""
    context = click.Context(command, info_name=path)
    if path != "sim":
        yield section(command, path, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, f"{path} {name}")


def section(command: click.Command, path: str, context: click.Context) -> str:
    usage = " ".join(command.collect_usage_pieces(context))
    options = [line for each in command.get_params(context) if (line := option_line(each, context))]
    parts = [f"## {path}", f"```sh\n{path} {usage}\n```", paragraphs(command.help or "")]
    return "\n\n".join([*parts, "\n".join(options)] if options else parts)


def option_line(parameter: click.Parameter, context: click.Context) -> str:
    """One option; none for arguments, which the text above speaks of."""
    record = parameter.get_help_record(context)
    return item(record[0], record[1]) if record else ""


def keys() -> str:
    """The page of all keys of a scenario."""
    lead = (
        "Every key of a scenario: its meaning, its legal values, its default and the default's source. A number may "
        "also be a distribution, except in `[run]`. Reliability of a source: H measured on data that we could check, M "
        "credible, L weak, J our judgement."
    )
    return page("Keys of a scenario", lead, tables("", json_schema()))


def tables(path: str, schema: dict[str, Any]) -> Iterator[str]:
    """A section for a table, and for those in it."""
    plain = {name: inner for name, inner in schema["properties"].items() if "properties" not in table_of(inner)}
    others = {name: table_of(inner) for name, inner in schema["properties"].items() if name not in plain}
    heading = f"## {path}" if path else "## The scenario itself"
    lines = [item(name, key_words(inner)) for name, inner in plain.items()]
    yield "\n\n".join(filter(None, [heading, paragraphs(schema.get("description") or ""), "\n".join(lines)]))
    for name, inner in others.items():
        yield from tables(f"{path}.{name}" if path else name, inner)


def table_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a table, or of the tables in an array."""
    return schema.get("items", schema) if isinstance(schema.get("items", schema), dict) else schema


def key_words(schema: dict[str, Any]) -> str:
    """A key in words: description, legal values, default."""
    facts = [legal(schema), f"default {schema['default']!r}" if "default" in schema else ""]
    known = "; ".join(filter(None, facts))
    return f"{schema.get('description', '')} ({known})" if known else str(schema.get("description", ""))


def legal(schema: dict[str, Any]) -> str:
    """Legal values in words."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    inner = schema["anyOf"][0] if "anyOf" in schema else schema
    ends = [(inner[word], sign) for word, sign in (("minimum", "≥"), ("exclusiveMinimum", ">")) if word in inner]
    ends += [(inner[word], sign) for word, sign in (("maximum", "≤"), ("exclusiveMaximum", "<")) if word in inner]
    kind = inner.get("type", "")
    return " ".join([kind, *(f"{sign} {end:g}" for end, sign in ends)]).strip()


def python() -> str:
    """The page of the Python interface."""
    lead = (
        "Every verb is a function of the package `sim`; its arguments are named like the options of the command. "
        "What is wrong with input is a `sim.errors.SimError` with a message of one line. "
        "[From Python](../python.md) is a session that shows each verb once."
    )
    extensions = [name for name in EXTENSIONS if name[0].islower()]
    checks = [name for name in vars(sim.testing) if name.startswith("check_")]
    parts = [*(function(name, getattr(sim, name)) for name in VERBS), "## Answers", *map(answer, answers())]
    parts += ["## Plug-ins", *(function(name, getattr(sim, name)) for name in extensions)]
    parts += [function(f"testing.{name}", getattr(sim.testing, name)) for name in checks]
    return page("Python", lead, parts)


def function(name: str, verb: Any) -> str:
    """A section for a function."""
    arguments = list(inspect.signature(verb).parameters.values())
    shown = [
        argument.replace(annotation=inspect.Parameter.empty) for argument in arguments if argument.name != "command"
    ]
    signature = textwrap.fill(
        f"sim.{name}{inspect.Signature(shown)}", WIDTH, subsequent_indent="    ", break_long_words=False
    )
    before, _, listed = (inspect.getdoc(verb) or "").partition("\n\nArguments:\n\n")
    lines = [line for entry in entries(listed) if (line := item(*entry))]
    parts = [f"## sim.{name}", f"```python\n{signature}\n```", paragraphs(before)]
    return "\n\n".join([*parts, "\n".join(lines)] if lines else parts)


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Names and meanings of a list of arguments."""
    for block in filter(None, textwrap.dedent(text).replace("\n    ", " ").splitlines()):
        name, _, words = block.partition(": ")
        yield name, words


def answers() -> list[type]:
    """The classes of answers, the base first."""
    for name in sim.__all__:
        getattr(sim, name)
    found = sorted(Answer.__subclasses__(), key=lambda kind: kind.__name__)
    return [Answer, *found]


def answer(kind: type) -> str:
    """A section for a class of answers: its own attributes and methods."""
    own = {name: value for name, value in vars(kind).items() if not name.startswith("_") and name != "verb"}
    lines = [item(f"{name}()" if callable(value) else name, first_line(value)) for name, value in own.items()]
    fields = [
        item(name, "") for name in getattr(kind, "__dataclass_fields__", {}) if name not in own and name != "verb"
    ]
    return "\n\n".join(
        filter(None, [f"### {kind.__name__}", paragraphs(kind.__doc__ or ""), "\n".join(fields + lines)])
    )


def first_line(value: Any) -> str:
    return (inspect.getdoc(value) or "").partition("\n")[0] if callable(value) or isinstance(value, property) else ""


def levels() -> str:
    """The page of what presets expect, beside what is published."""
    lead = "This page answers: are the levels of the presets those that others have published?"
    return page("Presets against the world", lead, published_levels.parts())


PAGES = {
    "reference/commands.md": commands,
    "reference/keys.md": keys,
    "reference/python.md": python,
    "levels.md": levels,
}


def main(check: bool) -> int:
    """Write the pages, or say which are out of date; returns the exit code."""
    stale = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    if check and stale:
        print(f"docs: out of date: {', '.join(stale)}; run python docs/make_reference.py")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
