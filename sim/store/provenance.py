"""Origin of a result: enough to make it again."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.scenario.graph_makers import BUILDERS
from sim.version import __version__

PACKAGES = ("numpy", "numba", "llvmlite", "networkx", "h5py", "scipy")
NO_COMMIT = "unknown"
CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_COMMAND = 10_000


def gather(command: str) -> dict[str, str]:
    """Versions, commit, machine and command, as attributes of a result; times in UTC."""
    return {
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sim_version": __version__,
        "git_commit": commit_of(CHECKOUT),
        "packages": json.dumps(versions()),
        "platform": platform.platform(),
        "command": _storable(command),
    }


def _storable(command: str) -> str:
    """File names may hold bytes that are no text, and there may be thousands of them."""
    return command.encode("utf-8", "backslashreplace").decode()[:LONGEST_COMMAND]


def commit_of(folder: Path) -> str:
    """The commit that is checked out in the folder, without asking git; "unknown" where there is none."""
    try:
        return _head(_git_folder(folder / ".git"))
    except (OSError, ValueError):
        return NO_COMMIT


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that numbers depend on."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def differences(origins: Sequence[Mapping[str, Any]]) -> str:
    """Libraries that build worlds and differ between the attributes of results, with their versions; else machines.

    >>> made = [{"packages": '{"networkx": "3.7"}'}, {"packages": '{"networkx": "3.6.1"}'}]
    >>> differences(made)
    'made with networkx 3.7 and 3.6.1'
    """
    packages = [_packages(origin) for origin in origins]
    told = [f"{name} {both}" for name in BUILDERS if (both := _apart([found.get(name, "?") for found in packages]))]
    if told:
        return f"made with {', '.join(told)}"
    machines = _apart([str(origin.get("platform", "?")) for origin in origins])
    return f"made on {machines}" if machines else "made with the same libraries on machines of one kind"


def _apart(values: Sequence[str]) -> str:
    """Distinct values; empty where there is but one."""
    distinct = list(dict.fromkeys(values))
    return " and ".join(distinct) if len(distinct) > 1 else ""


def _packages(origin: Mapping[str, Any]) -> dict[str, str]:
    """Versions that a result names; nothing for attributes that are not ours."""
    try:
        return {str(name): str(version) for name, version in json.loads(origin["packages"]).items()}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _git_folder(git: Path) -> Path:
    """A work tree has a file there that says where the folder is."""
    if git.is_dir():
        return git
    return git.parent / git.read_text().removeprefix("gitdir:").strip()


def _head(git: Path) -> str:
    head = (git / "HEAD").read_text().strip()
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    common = git / "commondir"
    places = [git, git / common.read_text().strip()] if common.is_file() else [git]
    for place in places:
        if (place / name).is_file():
            return (place / name).read_text().strip()
        if commit := _packed(place / "packed-refs", name):
            return commit
    return NO_COMMIT


def _packed(refs: Path, name: str) -> str:
    if not refs.is_file():
        return ""
    lines = [line.split(" ") for line in refs.read_text().splitlines()]
    return next((line[0] for line in lines if line[1:] == [name]), "")
