"""Where each value of a scenario comes from: --set, the file, the platform's preset, or a default."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sim.errors import InputError, InputErrors
from sim.scenario.fields import find
from sim.scenario.overrides import Override
from sim.scenario.platforms import preset
from sim.scenario.toml.keys import Key, shown
from sim.scenario.toml.lines import lines


@dataclass(frozen=True)
class Origin:
    """Who says so; source and reliability (H, M, L, J) where the program itself does."""

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

    text: str
    file: Path | None
    sets: dict[Key, Override]
    platform: str
    filled: frozenset[Key]

    @cached_property
    def lines(self) -> dict[Key, int]:
        return lines(self.text)

    def origin(self, key: Key) -> Origin:
        """Who set the value at a key."""
        above = self._set_above(key)
        if above is not None:
            return Origin("set", self.sets[above].origin)
        if key[:2] in self.filled:
            entry = preset(self.platform)[str(key[0]), str(key[1])]
            return Origin("preset", self.platform, entry.source, entry.reliability)
        if key in self.lines:
            name = self.file.name if self.file else "line"
            return Origin("file", f"{name}:{self.lines[key]}")
        return _default(key)

    def _set_above(self, key: Key) -> Key | None:
        """The last override of this key or of a table that holds it."""
        return next((above for above in reversed(self.sets) if key[: len(above)] == above), None)

    def locate(self, error: InputError) -> InputError:
        """The error with its file and line, or with the --set that caused it."""
        if isinstance(error, InputErrors):
            return InputErrors([self.locate(one) for one in error.errors])
        if error.file is not None:
            return error
        above = self._set_above(error.path)
        if above is not None:
            rest = shown(error.path[len(above) :])
            return InputError(error.message, file=self.sets[above].flag, path=rest)
        return InputError(error.message, file=self.file, line=self._line(error.path), path=shown(error.path))

    def _line(self, key: Key) -> int | None:
        """The line of a key, or of the nearest table around it."""
        around = (key[:length] for length in range(len(key), 0, -1))
        return next((self.lines[part] for part in around if part in self.lines), None)


def _default(key: Key) -> Origin:
    spot = find(key)
    extra: Any = spot.field.json_schema_extra if spot is not None and spot.field is not None else None
    return Origin("default", **extra) if extra else Origin("default")
