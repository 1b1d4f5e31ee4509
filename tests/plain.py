"""Functions that are compiled into their callers, called as plain Python: by hand, a tool is made of what is needed."""

from types import ModuleType
from typing import Any


def plainly(monkeypatch: Any, *modules: ModuleType) -> None:
    """Undo the compilation of all functions that these modules use; nothing is prefetched."""
    for module in modules:
        for name, value in vars(module).items():
            if name == "prefetch":
                monkeypatch.setattr(module, name, lambda _array, _index: None)
            elif hasattr(value, "py_func"):
                monkeypatch.setattr(module, name, value.py_func)
