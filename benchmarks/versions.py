"""Try the versions of Python and of the libraries: the same bits, and commands that work.

    python benchmarks/versions.py --folder /tmp/versions            # all, one after another
    python benchmarks/versions.py --folder /tmp/versions 3.13-newest
    python benchmarks/versions.py --digests                         # of the reference scenarios, here

An environment is a Python of pyenv with one of three sets of libraries: the lowest that pyproject.toml allows, those of
constraints.txt, or the newest that pip finds. What is there already is used again. Each plays the reference scenarios
of `sim doctor`, a config of each kind as the golden tests do, and some commands, in a cache of its own. Prints a table,
and exits with 1 where an environment fails.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LIBRARIES = ("lowest", "pinned", "newest")
SHOWN = ("numpy", "scipy", "numba", "networkx", "h5py", "pydantic", "click")
CONFIGS = ("micro_10", "micro_1000", "mega_1", "hybrid", "ambassadors_100", "tiktok_for_you", "my_roster")
LONGEST = 3600.0  # seconds for an environment; most of them compile
COMMANDS = (  # run in a new folder, in this order
    ("init", "campaign.toml"),
    ("config", "check", "campaign.toml"),
    ("run", "campaign.toml", "--runs", "20", "--draws", "2", "-o", "a.h5"),
    ("run", "campaign.toml", "--runs", "30", "--draws", "2", "-o", "a.h5", "--resume"),
    ("run", "campaign.toml", "--runs", "30", "--draws", "2", "--set", "creators.micro.count=700", "-o", "b.h5"),
    ("show", "a.h5", "--format", "json"),
    ("compare", "a.h5", "b.h5"),
    ("export", "a.h5", "--to", "csv", "-o", "tables"),
    ("report", "a.h5", "b.h5", "-o", "page.html"),
    ("doctor",),
)


def requirements(libraries: str) -> list[str]:
    """What pip is told to install."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    if libraries == "lowest":
        return [line.replace(">=", "==") for line in asked]
    if libraries == "pinned":
        return ["-c", str(ROOT / "constraints.txt"), *(re.split("[<>=]", line)[0] for line in asked)]
    return ["--upgrade", *asked]


def pythons() -> dict[str, Path]:
    """The newest Python of each series that pyenv has."""
    root = Path(os.environ.get("PYENV_ROOT") or Path("~/.pyenv").expanduser()) / "versions"
    found = sorted(root.glob("3.*/bin/python"), key=lambda path: [int(part) for part in path.parts[-3].split(".")])
    return {".".join(path.parts[-3].split(".")[:2]): path for path in found}


def make(name: str, folder: Path) -> Path:
    """The program of an environment, made where it is not there. Raises CalledProcessError where pip refuses."""
    series, libraries = name.split("-")
    home = folder / name
    program = home / "bin" / "python"
    if not (home / "made").exists():
        subprocess.run([pythons()[series], "-m", "venv", "--clear", home], check=True)
        install = [program, "-m", "pip", "install", "-q", "--disable-pip-version-check", *requirements(libraries)]
        subprocess.run(install, check=True, capture_output=True, text=True)
        (home / "made").touch()
    return program


def smoke(folder: Path) -> list[str]:
    """Commands that do not end with 0, each with its last line."""
    failed = []
    for command in COMMANDS:
        made = subprocess.run(
            [sys.executable, "-m", "sim", *command], cwd=folder, capture_output=True, text=True, check=False
        )
        if made.returncode:
            last = (made.stderr.strip().splitlines() or ["says nothing"])[-1]
            failed.append(f"sim {command[0]}: exit {made.returncode}, {last}")
    return failed


def digest_of_config(name: str, agreed: dict[str, Any]) -> str:
    """The digest of a config, played as the golden tests play it."""
    import sim

    changes = {"run.draws": agreed["draws"], "run.runs": agreed["runs"]}
    return sim.run(sim.load(ROOT / "configs" / f"{name}.toml", changes)).digest()


def inside() -> dict[str, Any]:
    """The findings in this environment."""
    from sim.store.provenance import versions
    from sim.tasks.setup import reference_bits

    golden = {name: json.loads((ROOT / "tests" / "golden" / f"{name}.json").read_text()) for name in CONFIGS}
    with tempfile.TemporaryDirectory() as folder:
        failed = smoke(Path(folder))
    from importlib import metadata

    return {
        "versions": versions() | {name: metadata.version(name) for name in SHOWN},
        "reference": [name for name in reference_bits.SCENARIOS if differs(name)],
        "configs": [name for name, agreed in golden.items() if digest_of_config(name, agreed) != agreed["digest"]],
        "n_configs": len(golden),
        "failed": failed,
    }


def differs(name: str) -> bool:
    """Whether a reference scenario has other bits here than those shipped."""
    from sim.tasks.setup import reference_bits

    return reference_bits.play(name) != reference_bits.DIGESTS[name]


def attempt(name: str, folder: Path) -> dict[str, Any]:
    """The findings in an environment, or the reason why there are none."""
    try:
        program = make(name, folder)
    except subprocess.CalledProcessError as error:
        return {"refused": ([line for line in (error.stderr or "").splitlines() if "ERROR" in line] or ["pip"])[-1]}
    own = {"PYTHONPATH": str(ROOT), "SIM_CACHE_DIR": str(folder / f"cache-{name}")}
    command = [program, __file__, "--inside"]
    made = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, timeout=LONGEST, check=False)
    if made.returncode:
        return {"refused": (made.stderr.strip().splitlines() or ["says nothing"])[-1]}
    found: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return found


def row(name: str, found: dict[str, Any]) -> str:
    """A row of the table."""
    if "refused" in found:
        return f"| {name} | {' | '.join('-' for _ in SHOWN)} | {found['refused']} | - | - |"
    versions = [found["versions"]["python"], *(found["versions"][package] for package in SHOWN)]
    reference = "equal" if not found["reference"] else f"differ: {', '.join(found['reference'])}"
    n, off = found["n_configs"], found["configs"]
    configs = f"{n - len(off)} of {n} equal" + (f" (not {', '.join(off)})" if off else "")
    commands = "work" if not found["failed"] else "; ".join(found["failed"])
    return f"| {name.split('-')[1]} | {' | '.join(versions)} | {reference} | {configs} | {commands} |"


def is_good(found: dict[str, Any]) -> bool:
    """Whether everything in an environment is as it should be."""
    return not any(found.get(name) for name in ("refused", "reference", "configs", "failed"))


def names() -> Iterator[str]:
    """The environments that can be made here."""
    here = pythons()
    yield from (f"{series}-{libraries}" for libraries in LIBRARIES for series in PYTHONS if series in here)


def main() -> int:
    """Try the environments that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"such as 3.13-newest [{' '.join(names())}]")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "sim-versions")
    parser.add_argument("--digests", action="store_true", help="print the digests of the reference scenarios here")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.digests:
        from sim.tasks.setup import reference_bits

        print(json.dumps({name: reference_bits.play(name) for name in reference_bits.SCENARIOS}, indent=1))
        return 0
    if asked.inside:
        print(json.dumps(inside()))
        return 0
    print(f"| libraries | Python | {' | '.join(SHOWN)} | reference bits | configs | commands |")
    print("|---" * (len(SHOWN) + 5) + "|")
    good = True
    for name in asked.names or names():
        found = attempt(name, asked.folder)
        print(row(name, found), flush=True)
        good &= is_good(found)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
