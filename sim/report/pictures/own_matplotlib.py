"""matplotlib with our settings alone: nothing is taken from its files or from the environment of a notebook."""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

BACKEND = "MPLBACKEND"  # a notebook sets it for programs that it starts, where its backend may not be installed


def load() -> ModuleType:
    """The library, whatever backend the environment asks for; one that works is left to those who show pictures."""
    asked = os.environ.pop(BACKEND, None)
    try:
        import matplotlib
    finally:
        if asked is not None:
            os.environ[BACKEND] = asked
    if asked is not None:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = asked
    return matplotlib


@contextmanager
def own_settings(settings: Mapping[str, Any]) -> Iterator[None]:
    """The library's own defaults and these settings, for as long as something is drawn."""
    matplotlib = load()
    defaults = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    with warnings.catch_warnings(), matplotlib.rc_context({**defaults, **settings}):
        # In SVG the reader's fonts draw letters that ours lack, elsewhere they become boxes.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield
