"""The rules of the house: imports go down, one library one door, small files and functions, one name one thing."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sim"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {  # a module may import from lower floors and from its own folder
    "version": 0, "ending": 0, "errors": 0, "text": 0, "numerals": 0, "plugins": 0, "recall": 0, "scenario": 1,
    "mechanisms": 2, "core": 2, "statistics": 3, "tables": 3, "world": 4, "plan": 5, "measures": 6, "store": 6,
    "engine": 7, "spreading": 8, "study": 9, "report": 10, "extend": 10, "testing": 10, "tasks": 11, "api": 12,
    "cli": 13, "__main__": 14, "__init__": 14,
}  # fmt: skip
SAME_FLOOR = {("measures", "store"), ("mechanisms", "core"), ("plugins", "errors")}  # the first may import the second
DOORS = {
    "numba": {"core/jit.py"},
    "llvmlite": {"core/jit.py"},
    "networkx": {"world/"},
    "h5py": {"store/"},
    "click": {"cli/"},
    "csv": {"tables/", "world/edge_export.py"},  # tables/csv_text.py writes tables, so that no cell is a formula
    "matplotlib": {"report/"},
    "rich": {"report/"},
    "pyarrow": {"store/", "tables/reading/parquet_file.py"},
    "python_calamine": {"tables/reading/workbook.py"},
    "pydantic": {"scenario/"},
    "fcntl": {"store/locks/system_lock.py"},  # what some systems lack
    "portalocker": {"store/locks/system_lock.py"},
    "psutil": {"engine/memory.py"},
    "dask": {"engine/"},
    "distributed": {"engine/"},
    "SALib": {"study/sweeps/design.py"},
    "emcee": {"study/calibration/sampler.py"},
    "pandas": {"tasks/answer.py"},
    "xarray": {"tasks/campaign/run_result.py"},
}
HEAVY = ("numpy", "numba", "networkx", "h5py", "pydantic", "scipy", "rich", "matplotlib", "jinja2", "distributed")
FILE_LINES, BODY_LINES, KERNEL_BODY_LINES, COMMAND_BODY_LINES, PARAMETERS = 300, 40, 60, 15, 6
FOLDER_MODULES = 15
KERNEL, KERNEL_DOOR = "sim.core.kernel", "engine/"
# Folders and single files of `sim/` of which each module has a test file of its own name at the same place in tests/
ROOMS_WITH_NAMESAKES = (
    "cli", "core", "engine", "measures", "mechanisms", "plan", "report", "scenario", "spreading", "statistics", "store",
    "study", "tables", "tasks", "world", "ending.py", "errors.py", "extend.py", "testing.py",
)  # fmt: skip
WITHOUT_NAMESAKE = {  # of these rooms, what only declares, or is tested as a whole elsewhere
    "core/states.py",  # bits of a state; read and written in tests/core/test_accounts.py and test_kernel.py
    "scenario/model.py",  # declares fields; their ranges are tested in tests/scenario/test_load.py and test_check.py
    "scenario/settings/group_settings.py",
    "scenario/settings/world_settings.py",
    "scenario/settings/programme_settings.py",  # declares fields, as scenario/model.py does
    # Commands that hand a request to their task and print its text; tests/cli/test_shared_options.py has their options,
    # tests/tasks/ and tests/report/text/ have the rest
    *(f"cli/campaign/{verb}.py" for verb in ("ambassadors", "cascade", "export", "promise", "run", "seal", "show")),
    *(f"cli/comparison/{verb}.py" for verb in ("compare", "explain", "flip", "overlap", "report", "score")),
    *(f"cli/roster/{verb}.py" for verb in ("calibrate", "network_fit", "optimize", "roster")),
    *(f"cli/setup/{verb}.py" for verb in ("config", "doctor", "init")),
    *(f"cli/sweeps/{verb}.py" for verb in ("discover", "plan", "sensitivity")),
}
# A docstring says what the thing does or is; these begin a sentence that has to be completed by its reader.
DEPENDENT = re.compile(r"(?:what|how|who|why|when|which|under which|where|from the|as text)\b", re.IGNORECASE)
IRREGULAR = {"told", "chosen", "swept", "found", "sent", "said", "kept", "held", "made"}
TEXTS = {".py", ".md", ".toml", ".ipynb", ".svg"}
MAKING = re.compile(
    r"/root/|/work/|\.\./shared|\bissue #?\d|\bshared machines?\b|\bneighbours on\b|\bin (?:that|another) session\b",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def floor_name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
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


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


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
        is_command = any(
            re.search(r"\b(command|verb)\(", ast.unparse(decorator)) for decorator in function.decorator_list
        )
        assert body_lines(function) <= (COMMAND_BODY_LINES if is_command else most), function.name
        # A click command has a parameter for each of its options.
        assert is_command or len(parameters(function)) <= PARAMETERS, function.name


def test_modules_say_what_they_are() -> None:
    written = [path for path in FILES if path.read_text("utf-8").strip()]
    assert [name_of(path) for path in written if not ast.get_docstring(tree_of(path))] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_docstrings_begin_with_a_plain_sentence(path: Path) -> None:
    tree = tree_of(path)
    documented = [tree, *functions(path), *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    sentences = [(getattr(node, "name", "module"), ast.get_docstring(node) or "") for node in documented]
    assert [name for name, sentence in sentences if DEPENDENT.match(sentence)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_functions_are_called_after_what_they_do(path: Path) -> None:
    """No participle; a question such as `is_finished` may end in one."""
    names = [function.name for function in functions(path)]
    assert [name for name in names if is_participle(name) and not name.startswith(("_", "is_", "has_", "are_"))] == []


def is_participle(name: str) -> bool:
    return name in IRREGULAR or (name.endswith("ed") and not name.endswith("eed"))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_parameter_is_a_fixed_tuple(path: Path) -> None:
    """Several things in one parameter have a name of their own: a NamedTuple. A tuple of any length is one thing."""
    packed = [(f.name, p.arg) for f in functions(path) for p in parameters(f) if is_fixed_tuple(p.annotation)]
    assert packed == []


def is_fixed_tuple(annotation: ast.expr | None) -> bool:
    """Whether an annotation is, or may be, a tuple of so many things."""
    match annotation:
        case ast.BinOp(left, ast.BitOr(), right):
            return is_fixed_tuple(left) or is_fixed_tuple(right)
        case ast.Subscript(ast.Name("tuple"), ast.Tuple([*_, ast.Constant(value)])) if value is ...:
            return False
        case ast.Subscript(ast.Name("tuple")):
            return True
        case _:
            return False


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_options_are_not_handed_on_in_a_dictionary(path: Path) -> None:
    """What can be asked for has names and types: a request."""
    annotated = [(f.name, p.arg, p.annotation) for f in functions(path) for p in parameters(f) if p.annotation]
    assert [(name, arg) for name, arg, note in annotated if ast.unparse(note) == "dict[str, Any]"] == []


def test_a_module_name_means_one_thing() -> None:
    """A verb's module bears its name on every floor."""
    verbs = {path.stem for path in (PACKAGE / "tasks").rglob("*.py")}
    places = defaultdict(list)
    for path in FILES:
        places[path.stem].append(name_of(path))
    assert [names for stem, names in places.items() if stem not in verbs | {"__init__"} and len(names) > 1] == []


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{name_of(path)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_folder_is_crowded() -> None:
    modules = Counter(path.parent.relative_to(ROOT).as_posix() for path in FILES if path.name != "__init__.py")
    assert {folder: n for folder, n in modules.items() if n > FOLDER_MODULES} == {}


def in_room(name: str) -> bool:
    return any(name == room or name.startswith(f"{room}/") for room in ROOMS_WITH_NAMESAKES)


def namesake(path: Path) -> Path:
    """The file that tests a module."""
    return ROOT / "tests" / path.relative_to(PACKAGE).with_name(f"test_{path.name}")


MODULES_WITH_NAMESAKES = [path for path in FILES if path.name != "__init__.py" and in_room(name_of(path))]


def test_every_module_is_tested_in_a_file_of_its_name() -> None:
    alone = {name_of(path) for path in MODULES_WITH_NAMESAKES if not namesake(path).is_file()}
    assert sorted(alone - WITHOUT_NAMESAKE) == []


def test_a_module_that_has_a_namesake_is_no_exception() -> None:
    alone = {name_of(path) for path in MODULES_WITH_NAMESAKES if not namesake(path).is_file()}
    assert sorted(WITHOUT_NAMESAKE - alone) == []


def test_a_namesake_is_not_empty() -> None:
    tests = [namesake(path) for path in MODULES_WITH_NAMESAKES if namesake(path).is_file()]
    assert [test.name for test in tests if "\ndef test_" not in test.read_text("utf-8")] == []


def test_rooms_are_there() -> None:
    assert [room for room in ROOMS_WITH_NAMESAKES if not (PACKAGE / room).exists()] == []


def test_the_kernel_has_one_door() -> None:
    """Everybody else plays runs through the engine."""
    callers = {name_of(path) for path in FILES for name in imported(path) if f"{name}.".startswith(f"{KERNEL}.")}
    assert [caller for caller in sorted(callers) if not caller.startswith(KERNEL_DOOR)] == []


def test_help_imports_nothing_heavy() -> None:
    code = f"import sim, sim.cli, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_project_does_not_speak_of_its_making() -> None:
    """Paths of a machine, other work on it, and lists of things to do mean nothing to a reader."""
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".")]
    files = [path for top in tops for path in (top.rglob("*") if top.is_dir() else [top]) if path.suffix in TEXTS]
    texts = {str(path): path.read_text("utf-8", "replace") for path in files if path != Path(__file__)}
    assert {name: MAKING.findall(text) for name, text in texts.items() if MAKING.search(text)} == {}
