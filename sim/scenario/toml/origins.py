"""The origin of each value of a scenario: --set, the file, the platform's preset, or a default."""

from dataclasses import dataclass
from typing import Any, Literal

from sim.errors import InputError, InputErrors
from sim.scenario.fields import find
from sim.scenario.networks.network_shapes import KEY as SHAPE
from sim.scenario.overrides import Override
from sim.scenario.platforms import preset
from sim.scenario.toml.document import Document
from sim.scenario.toml.keys import Key, quote_odd


@dataclass(frozen=True)
class Origin:
    """The layer that set a value; source and reliability (H, M, L, J) where the program itself did."""

    kind: Literal["set", "file", "preset", "default"]
    where: str = ""
    source: str = ""
    reliability: str = ""

    def __str__(self) -> str:
        name = self.where if self.kind in ("set", "file") else f"{self.kind} {self.where}".rstrip()
        return f"{name} ({self.source}, {self.reliability})" if self.source else name


@dataclass(frozen=True)
class OriginLayers:
    """The layers of one scenario; sets: overrides by key, filled: keys that the preset gave."""

    document: Document
    sets: dict[Key, Override]
    platform: str
    filled: frozenset[Key]
    network: str | None = None  # the network that leaves its shape to the draws

    def origin(self, key: Key) -> Origin:
        """The origin of the value at a key."""
        above = self._set_above(key)
        if above is not None:
            return Origin("set", self.sets[above].origin)
        if key[:2] in self.filled:
            entry = preset(self.platform)[str(key[0]), str(key[1])]
            return Origin("preset", self.platform, entry.source, entry.reliability)
        if self.network is not None and key[: len(SHAPE)] == SHAPE:
            return Origin("file", self.network)
        if key in self.document.lines:
            name = self.document.file.name if self.document.file else "line"
            return Origin("file", f"{name}:{self.document.lines[key]}")
        return _default(key)

    def _set_above(self, key: Key) -> Key | None:
        """The last override of this key or of a table that holds it."""
        return next((above for above in reversed(self.sets) if key[: len(above)] == above), None)

    def locate(self, error: InputError) -> InputError:
        """The error with its file and line, or with the --set that caused it."""
        if isinstance(error, InputErrors):
            return InputErrors([self.locate(inner) for inner in error.errors])
        if error.file is not None:
            return error
        above = self._set_above(error.path)
        if above is not None:
            rest = quote_odd(error.path[len(above) :])
            return InputError(error.message, file=self.sets[above].flag, path=rest)
        line = self._line(error.path)
        return InputError(error.message, file=self.document.file, line=line, path=quote_odd(error.path))

    def _line(self, key: Key) -> int | None:
        """The line of a key, or of the nearest table around it."""
        around = (key[:length] for length in range(len(key), 0, -1))
        return next((self.document.lines[part] for part in around if part in self.document.lines), None)


def _default(key: Key) -> Origin:
    spot = find(key)
    extra: Any = spot.field.json_schema_extra if spot is not None and spot.field is not None else None
    return Origin("default", **extra) if extra else Origin("default")
