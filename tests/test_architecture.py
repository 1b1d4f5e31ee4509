"""The rules of the house: imports go down, one library one door, small files and functions."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sim"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {  # a module may import from lower floors and from its own folder
    "version": 0, "errors": 0, "text": 0, "scenario": 1, "mechanisms": 2, "core": 2, "statistics": 3, "tables": 3,
    "world": 4, "plan": 5, "measures": 6, "store": 6, "engine": 7, "spreading": 8, "study": 9, "report": 10,
    "tasks": 11, "api": 12, "cli": 13, "__main__": 14, "__init__": 14,
}  # fmt: skip
SAME_FLOOR = {("measures", "store"), ("mechanisms", "core")}  # the first may import the second
DOORS = {
    "numba": {"core/jit.py"},
    "llvmlite": {"core/jit.py"},
    "networkx": {"world/"},
    "h5py": {"store/"},
    "click": {"cli/"},
    "matplotlib": {"report/"},
    "rich": {"report/"},
    "pyarrow": {"store/"},
    "pydantic": {"scenario/"},
    "dask": {"engine/"},
    "distributed": {"engine/"},
    "SALib": {"study/sweeps/design.py"},
    "emcee": {"study/calibration/sampler.py"},
    "pandas": {"api.py"},
    "xarray": {"api.py"},
}
HEAVY = ("numpy", "numba", "networkx", "h5py", "pydantic", "scipy", "rich", "matplotlib", "jinja2", "distributed")
FILE_LINES, BODY_LINES, KERNEL_BODY_LINES, COMMAND_BODY_LINES, PARAMETERS = 300, 40, 60, 15, 6


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def floor_name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def goes_down(own: str, other: str) -> bool:
    return own == other or (own, other) in SAME_FLOOR or FLOORS[own] > FLOORS[other]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_down(path: Path) -> None:
    own = floor_name(path)
    others = {name.split(".")[1] for name in imported(path) if name.startswith("sim.")}
    assert [other for other in others if other in FLOORS and not goes_down(own, other)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nobody_imports_names_from_the_package_root(path: Path) -> None:
    roots = {name for name in imported(path) if name.startswith("sim.") and name.count(".") == 1}
    assert {name for name in roots if name.removeprefix("sim.") not in FLOORS} == set()
    assert "sim" not in imported(path)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_one_library_one_door(path: Path) -> None:
    used = {name.split(".")[0] for name in imported(path)} & set(DOORS)
    assert [library for library in used if not any(name_of(path).startswith(door) for door in DOORS[library])] == []


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_there_are_no_cycles() -> None:
    modules = {module_name(path): path for path in FILES}

    def needs(name: str) -> set[str]:
        found = set()
        for whole in top_level_imports(modules[name]):
            found.add(whole if whole in modules else whole.rpartition(".")[0])
        return found & set(modules) - {name}

    graph = {name: needs(name) for name in modules}
    while graph:
        leaves = {name for name, others in graph.items() if not others & set(graph)}
        assert leaves, f"cycle among {sorted(graph)}"
        graph = {name: others for name, others in graph.items() if name not in leaves}


def top_level_imports(path: Path) -> set[str]:
    found = set()
    for node in tree_of(path).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_budgets(path: Path) -> None:
    most = KERNEL_BODY_LINES if name_of(path) == "core/kernel.py" else BODY_LINES
    assert len(path.read_text("utf-8").splitlines()) <= FILE_LINES
    for function in functions(path):
        is_command = any("command(" in ast.unparse(decorator) for decorator in function.decorator_list)
        arguments = function.args
        n_parameters = len([*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs])
        assert body_lines(function) <= (COMMAND_BODY_LINES if is_command else most), function.name
        # A click command has a parameter for each of its options.
        assert is_command or n_parameters <= PARAMETERS, function.name


def test_modules_say_what_they_are() -> None:
    written = [path for path in FILES if path.read_text("utf-8").strip()]
    assert [name_of(path) for path in written if not ast.get_docstring(tree_of(path))] == []


def test_help_imports_nothing_heavy() -> None:
    code = f"import sim, sim.cli, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_no_machine_path_in_the_project() -> None:
    texts = [path for path in ROOT.rglob("*.[tm][od]*") if ".venv" not in path.parts]
    assert [path for path in texts if "/root/" in path.read_text("utf-8", "replace")] == []
