"""The one door to numba: how everything compiled is compiled, and where the machine code is kept.

numba's cache on disk does not notice edits in other files, so its folder carries a hash of all compiled sources:
a changed helper, field or constant means a new folder, never an old kernel that reads the wrong array.
"""

import hashlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numba.extending
from llvmlite import ir
from numba.core import cgutils
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.serialize import dumps

from sim.core.cache_folder import cache_home
from sim.core.kept_code import CodeFiles

PACKAGE = Path(__file__).parents[1]
JIT = b"from sim.core.jit import"
COMPILES = re.compile(rb"^from sim\.core\.jit import [^\n]*\b(?:jit|lean|leaf|inline)\b", re.MULTILINE)
IMPORT = re.compile(r"^from (sim[\w.]*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
WORD = re.compile(r"\w+")
KEEPING = ("sim.core.cache_folder", "sim.core.kept_code")  # where code lies changes none of it
IEEE: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
UNCOUNTED: dict[str, Any] = {**IEEE, "_nrt": False}  # without reference counts, so without arrays of its own


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
            if other in texts and other not in sources and other not in KEEPING:
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


@cache
def file_hash(path: Path) -> str:
    """Hash of one source, as it stood when first asked for."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def code_cache() -> Path:
    """The folder of compiled code for exactly these sources."""
    return cache_home() / "code" / source_hash()


class Locator:
    """The place of a function's code, as numba asks for it: our folder, whatever the environment says."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.source = Path(inspect.getfile(function))
        self.line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function: Callable[..., Any], _file: str) -> "Locator":
        return cls(function)

    def get_cache_path(self) -> str:
        """A folder for each of the package's, wherever that is installed; others by their path."""
        above = self.source.parent
        if above.is_relative_to(PACKAGE):
            return str(code_cache() / "_".join(("sim", *above.relative_to(PACKAGE).parts)))
        return str(code_cache() / f"{above.name}_{hashlib.sha256(bytes(above)).hexdigest()[:16]}")

    def get_source_stamp(self) -> str:
        return file_hash(self.source)

    def get_disambiguator(self) -> str:
        return str(self.line)

    def ensure_cache_path(self) -> None:
        """Folders are made when something is kept."""


class KeptResults(CompileResultCacheImpl):  # type: ignore[misc]
    """The compiled form of a function as it is kept, in our folder."""

    _locator_classes = (Locator,)


class KeptCode(FunctionCache):  # type: ignore[misc]
    """Machine code of a function on disk: sealed, and no reason to fail."""

    _impl_class = KeptResults

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._source = self._impl.locator.get_source_stamp()
        self._files = CodeFiles(Path(self.cache_path), self._impl.filename_base, self._source)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code of a signature, None where it has to be compiled."""
        target_context.refresh()
        key = self._key(sig, target_context.codegen())
        code = self._files.load(key)
        return None if code is None else self._impl.rebuild(target_context, code)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code of a signature, if it can be kept."""
        if self._impl.check_cachable(data):
            key = self._key(sig, data.codegen)
            self._files.save(key, dumps((self._source, key, self._impl.reduce(data))))

    def _key(self, sig: Any, codegen: Any) -> Any:
        """All that machine code depends on besides our sources."""
        return numba.__version__, *self._index_key(sig, codegen)


def keep_code(dispatcher: Any) -> Any:
    """Let a compiled function load its machine code from our files, and keep it there."""
    dispatcher._cache = KeptCode(dispatcher.py_func)
    return dispatcher


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for one thread without the interpreter's lock, keep the machine code, keep IEEE arithmetic."""
    return keep_code(numba.njit(**IEEE)(function))  # type: ignore[no-any-return]


def lean(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that makes no arrays, without reference counts: counting is most of a small call's cost,
    and two threads that share a plan would fight over the counters."""
    return keep_code(numba.njit(**UNCOUNTED)(function))  # type: ignore[no-any-return]


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
