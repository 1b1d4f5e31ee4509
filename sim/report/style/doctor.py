"""The machine as text (`sim doctor`): versions, threads, memory, caches and bits, for a bug report or a slow run."""

import os
import platform
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from sim.core.cache_folder import asked_home, cache_home, is_writable, refusal
from sim.engine.batches import default_threads
from sim.engine.memory import available
from sim.engine.play import is_compiled
from sim.plugins import find_entry_points
from sim.report.style.plain_values import quantity
from sim.report.style.table import TextTable, render
from sim.store import provenance
from sim.version import __version__
from sim.world import cache

BITS = "reference bits"
EXTRAS = {"parquet": ("pyarrow",), "analysis": ("xarray", "h5netcdf", "pandas")}


class FolderSize(NamedTuple):
    """The files in a folder, and what they take on the disk."""

    files: int
    bytes: int


def folder_size(folder: Path) -> FolderSize:
    """Measure a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return FolderSize(len(sizes), sum(sizes))


class Machine(NamedTuple):
    """The numbers of this machine."""

    threads: int  # that may be used
    processors: int
    memory: float  # bytes that are free
    disk: float  # bytes that are free here
    code: FolderSize
    worlds: FolderSize


def measure_machine() -> Machine:
    """Read the numbers of this machine."""
    free, folders = shutil.disk_usage(Path.cwd()).free, (cache_home() / "code", cache.home())
    return Machine(default_threads(), os.cpu_count() or 1, available(), free, *map(folder_size, folders))


def in_words(size: FolderSize) -> str:
    """Files and megabytes."""
    return f"{size.files:,} files, {size.bytes / 1e6:,.0f} MB"


def software() -> list[tuple[str, str]]:
    """Versions, extras, plug-ins and the system."""
    versions = provenance.versions()
    extras = [
        (f"extra {name}", "installed" if all(map(find_spec, needed)) else f'pip install "influence-sim[{name}]"')
        for name, needed in EXTRAS.items()
    ]
    return [
        ("sim", __version__),
        *versions.items(),
        *extras,
        *(
            (f"plug-in {plug_in.package}", f"{plug_in.version}: {plug_in.kind} {plug_in.name}")
            for plug_in in find_entry_points()
        ),
        ("system", platform.platform()),
    ]


def cache_state(asked: Path | None) -> str:
    """The folder of the caches, tried out: whether it can be trusted and written, and what happens if not."""
    if asked is None:
        return "none (no home folder): compiled code and worlds are not kept"
    if problem := refusal(asked):
        return f"{asked} is not used: {problem}; compiled code and worlds are not kept"
    return f"{asked}{'' if is_writable(asked) else ' (cannot be written: only what is there already is used)'}"


def caches() -> list[tuple[str, str]]:
    """The folder of the caches, and whether this version is compiled."""
    return [
        ("cache folder", cache_state(asked_home())),
        ("code for this version", "compiled" if is_compiled() else "not compiled yet"),
    ]


def rows(bits: str) -> list[tuple[str, str]]:
    """Everything that differs between machines. bits: what was found of the reference scenarios, in words."""
    machine = measure_machine()
    return [
        *software(),
        ("processors usable", f"{machine.threads} of {machine.processors}"),
        ("memory free", f"{machine.memory / 1e9:.1f} GB"),
        ("disk free here", f"{machine.disk / 1e9:.1f} GB"),
        *caches(),
        ("compiled code", in_words(machine.code)),
        ("built worlds", in_words(machine.worlds)),
        (BITS, bits),
    ]


def size_values(size: FolderSize) -> dict[str, Any]:
    """The size of a folder as plain values with units."""
    return {"files": quantity(size.files, "files"), "size": quantity(size.bytes, "bytes")}


def as_dict(bits: str) -> dict[str, Any]:
    """Everything that differs between machines as plain values: texts, and numbers with units."""
    machine = measure_machine()
    return {
        **dict(software()),
        "processors usable": {"value": machine.threads, "of": machine.processors, "unit": "threads"},
        "memory free": quantity(machine.memory, "bytes"),
        "disk free here": quantity(machine.disk, "bytes"),
        **dict(caches()),
        "compiled code": size_values(machine.code),
        "built worlds": size_values(machine.worlds),
        BITS: bits,
    }


def text(bits: str, form: str, wide: bool) -> str:
    """The report as a table, JSON or CSV."""
    return render(table(bits), form, wide)


def table(bits: str) -> TextTable:
    """The state of the installation, a row for each fact."""
    return TextTable("sim doctor", ("item", "value"), list(rows(bits)), [])
