"""Pages of Markdown hold: lines are short, paths, links and commands exist, and the index has every page in order."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import click
import pytest

from sim.cli.main import cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
PAGES = sorted(
    page
    for folder in (ROOT, DOCS, ROOT / "benchmarks", ROOT / "results")
    for page in (folder.rglob("*.md") if folder == DOCS else folder.glob("*.md"))
)
LONGEST_LINE = 120
FENCE = re.compile(r"^ *```")
LINK = re.compile(r"\]\(([^()\s]+)\)")
FILE = re.compile(
    r"\b(?:sim|tests|benchmarks|configs|docs)/[\w./]*\w\.(?:py|toml|csv|md|svg)|\b(?:sim|tests)/[\w/]*\w/"
)
NEXT = re.compile(r"^Next: \[.*?\]\(([^()\s]+)\)", re.MULTILINE)
HEADING = re.compile(r"^#+ (.*)", re.MULTILINE)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines outside of code blocks."""
    inside = False
    for number, line in enumerate(text_of(page).splitlines(), start=1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each call of sim in a block of shell lines."""
    inside = False
    for line in text_of(page).splitlines():
        if FENCE.match(line):
            inside = line.strip() in ("```sh", "```console")
        elif inside and (call := re.match(r"(?:\$ )?(?:\.venv/bin/)?sim (.*)", line)):
            yield shlex.split(call[1], comments=True)


def anchor(heading: str) -> str:
    """The name that a heading can be linked by."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def targets(page: Path) -> Iterator[tuple[Path, str]]:
    """The file and the anchor of each link to this repository."""
    for _, line in prose(page):
        for target in LINK.findall(line):
            if "://" not in target and not target.startswith("mailto:"):
                file, _, place = target.partition("#")
                yield (page.parent / file).resolve() if file else page, place


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_lines_are_short(page: Path) -> None:
    long = [number for number, line in prose(page) if len(line) > LONGEST_LINE and not line.startswith("|")]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    assert [str(file) for file, _ in targets(page) if not file.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_to_headings_find_them(page: Path) -> None:
    for file, place in targets(page):
        if place and file.suffix == ".md":
            assert place in {anchor(heading) for heading in HEADING.findall(text_of(file))}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    named = {file for _, line in prose(page) for file in FILE.findall(line)}
    assert sorted(file for file in named if not (ROOT / file).exists()) == []


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that is called, and its arguments."""
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group):
        context = click.Context(command)
        inner = command.get_command(context, rest[0]) if rest else None
        if inner is None:  # a group with a verb of its own, as in `sim sweep study.toml`
            inner = next(filter(None, (command.get_command(context, name) for name in ("run", "show"))), None)
        else:
            rest = rest[1:]
        if inner is None:
            return command, rest
        command = inner
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_and_their_options_exist(page: Path) -> None:
    for words in commands(page):
        command, rest = resolve(words)
        known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
        used = {word.partition("=")[0] for word in rest if re.match(r"-[a-z]$|--[a-z]", word)}
        assert used - known - {"-h", "--help"} == set(), f"sim {shlex.join(words)}"


def ordered_pages() -> list[Path]:
    """The pages of the docs in the order of the index."""
    folders = (DOCS, DOCS / "reference")
    return [file for file, _ in targets(INDEX) if file.exists() and file.suffix == ".md" and file.parent in folders]


def test_the_index_has_every_page_once() -> None:
    pages = [page for page in (*DOCS.glob("*.md"), *(DOCS / "reference").glob("*.md")) if page != INDEX]
    assert sorted(ordered_pages()) == sorted(pages)


def test_next_is_the_next_page_of_the_index() -> None:
    pages = ordered_pages()
    for page, after in pairwise(pages):
        for target in NEXT.findall(text_of(page)):
            assert (page.parent / target).resolve() == after, name_of(page)


def test_the_glossary_is_in_alphabetical_order() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", text_of(ROOT / "GLOSSARY.md"), re.MULTILINE)
    words = [row.lower() for row in rows if row != "word"]
    assert len(words) > 50
    assert words == sorted(words)
