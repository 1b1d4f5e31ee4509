"""The machine as text (`sim doctor`): versions, threads, memory and caches, for a bug report or a slow run."""

import os
import platform
import shutil
from importlib.util import find_spec
from pathlib import Path

from sim.core.jit import cache_home, code_cache
from sim.engine.batches import default_threads
from sim.engine.memory import available
from sim.plugins import find_entry_points
from sim.report.style.table import TextTable, render
from sim.store import provenance
from sim.version import __version__
from sim.world import cache

EXTRAS = {"parquet": ("pyarrow",), "analysis": ("xarray", "h5netcdf", "pandas")}


def folder_size(folder: Path) -> str:
    """Files and megabytes in a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB"


def is_writable(folder: Path) -> bool:
    """Whether files can be made there, or in the nearest folder above that exists."""
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)


def rows() -> list[tuple[str, str]]:
    """Everything that differs between machines."""
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
        ("processors usable", f"{default_threads()} of {os.cpu_count()}"),
        ("memory free", f"{available() / 1e9:.1f} GB"),
        ("disk free here", f"{shutil.disk_usage(Path.cwd()).free / 1e9:.1f} GB"),
        ("cache folder", f"{cache_home()}{'' if is_writable(cache_home()) else ' (cannot be written)'}"),
        ("code for this version", "compiled" if code_cache().exists() else "not compiled yet"),
        ("compiled code", folder_size(cache_home() / "code")),
        ("built worlds", folder_size(cache.home())),
    ]


def text(form: str, wide: bool) -> str:
    """The report as a table, JSON or CSV."""
    return render(table(), form, wide)


def table() -> TextTable:
    """The state of the installation, a row for each fact."""
    return TextTable("sim doctor", ("item", "value"), list(rows()), [])
