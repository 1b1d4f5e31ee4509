"""Public functions are documented, and the examples in their docstrings run and print what they say."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sim"
FLOORS = ("measures", "mechanisms", "scenario", "statistics", "tasks")
FILES = sorted(path for floor in FLOORS for path in (PACKAGE / floor).rglob("*.py") if path.name != "__init__.py")
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def public(path: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    """What others may call or make: functions and classes of a module without an underscore before their name."""
    body = ast.parse(path.read_text("utf-8")).body
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_public_names_are_documented(path: Path) -> None:
    assert [node.name for node in public(path) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_public_functions_have_an_example(path: Path) -> None:
    functions = [node for node in public(path) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if ">>> " not in (ast.get_docstring(node) or "")] == []


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the source, since a compiled function hides its docstring from the finder of doctest."""
    module = importlib.import_module(module_name(path))
    monkeypatch.chdir(tmp_path)
    for node in public(path):
        text = ast.get_docstring(node) or ""
        test = doctest.DocTestParser().get_doctest(text, dict(vars(module)), node.name, str(path), node.lineno)
        assert doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test).failed == 0
