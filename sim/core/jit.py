"""The one door to numba: how everything compiled is compiled, and where the machine code is kept.

numba's cache on disk does not notice edits in other files, so its folder carries a hash of all compiled sources:
a changed helper, field or constant means a new folder, never an old kernel that reads the wrong array.
"""

import atexit
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numba.extending
from llvmlite import ir
from numba.core import cgutils

PACKAGE = Path(__file__).parents[1]
JIT = b"from sim.core.jit import"
COMPILES = re.compile(rb"^from sim\.core\.jit import [^\n]*\b(?:jit|lean|leaf|inline)\b", re.MULTILINE)
IMPORT = re.compile(r"^from (sim[\w.]*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
WORD = re.compile(r"\w+")
IEEE: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
UNCOUNTED: dict[str, Any] = {**IEEE, "_nrt": False}  # without reference counts, so without arrays of its own


def cache_home() -> Path:
    """The folder of built worlds and compiled code: SIM_CACHE_DIR, else the user's cache folder."""
    folder = os.environ.get("SIM_CACHE_DIR")
    if folder:
        return Path(folder)
    above = os.environ.get("XDG_CACHE_HOME") or Path("~").expanduser() / ".cache"
    return Path(above) / "influence-sim"


def read_sources() -> Iterator[tuple[str, bytes]]:
    """Full name and text of every module of this package; plain strings, for every start waits for it."""
    for name, _, files in os.walk(PACKAGE):
        folder = Path(name)
        package = ".".join(("sim", *folder.relative_to(PACKAGE).parts))
        for file in files:
            if file.endswith(".py"):
                yield f"{package}.{file.removesuffix('.py')}", (folder / file).read_bytes()


def compiled_sources(texts: Mapping[str, bytes]) -> list[str]:
    """Modules that compile something, and modules of ours that such a module imports from, however far away.

    texts: the source of every module of the package, by full name.
    """
    sources = {name: None for name, text in texts.items() if JIT in text and COMPILES.search(text)}
    waiting = list(sources)
    while waiting:
        for other in imports_of(texts[waiting.pop()]):
            if other in texts and other not in sources:
                sources[other] = None
                waiting.append(other)
    return sorted(sources)


def imports_of(text: bytes) -> Iterator[str]:
    """Full names of what a source may import from: `from sim.x import y` names a module sim.x, or a module sim.x.y."""
    for module, names in IMPORT.findall(text.decode()):
        yield module
        yield from (f"{module}.{name}" for name in WORD.findall(names))


@cache
def source_hash() -> str:
    """Hash of every source file on which compiled code depends, as they stood when first asked for."""
    texts = dict(read_sources())
    digest = hashlib.sha256(sys.version.encode())
    for name in compiled_sources(texts):
        digest.update(name.encode() + b"\0" + texts[name])
    return digest.hexdigest()[:16]


def code_cache() -> Path:
    """The folder of compiled code for exactly these sources."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or cache_home() / "code" / source_hash())


def usable_code_cache() -> Path:
    """The folder of compiled code, or a passing one where that cannot be written; never one that others may write."""
    folder = code_cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    passing = tempfile.mkdtemp(prefix="influence-sim-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing)


def forget_code() -> Path:
    """Remove the compiled code; returns where it was."""
    shutil.rmtree(code_cache(), ignore_errors=True)
    return code_cache()


if not os.environ.get("NUMBA_CACHE_DIR"):
    # Not by the environment: programs that this one starts may be another version.
    numba.config.CACHE_DIR = str(usable_code_cache())


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for one thread without the interpreter's lock, keep the machine code, keep IEEE arithmetic."""
    return numba.njit(cache=True, **IEEE)(function)  # type: ignore[no-any-return]


def lean(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that makes no arrays, without reference counts: counting is most of a small call's cost,
    and two threads that share a plan would fight over the counters."""
    return numba.njit(cache=True, **UNCOUNTED)(function)  # type: ignore[no-any-return]


def leaf(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function of plain numbers, always into its callers: loops over it can use wide registers."""
    return numba.njit(forceinline=True, **UNCOUNTED)(function)  # type: ignore[no-any-return]


def inline(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function, likewise without arrays of its own, into its callers."""
    return numba.njit(inline="always", **UNCOUNTED)(function)  # type: ignore[no-any-return]


@numba.extending.intrinsic  # type: ignore[untyped-decorator]
def prefetch(_typing: Any, array: Any, index: Any) -> Any:
    """Bring array[index] nearer to the processor, without waiting for it; changes no value."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        """Emit the instruction; it has no value."""
        data = context.make_array(array)(context, builder, arguments[0]).data
        place = builder.gep(data, [context.cast(builder, arguments[1], index, numba.types.intp)])
        byte_pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [byte_pointer, number, number, number])
        instruction = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0")
        to_read, keep_near, data_cache = number(0), number(3), number(1)
        builder.call(instruction, [builder.bitcast(place, byte_pointer), to_read, keep_near, data_cache])
        return context.get_dummy_value()

    return numba.types.void(array, index), generate
