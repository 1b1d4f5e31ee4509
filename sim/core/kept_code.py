"""Machine code on disk: a file for each signature, sealed, so that a turned bit is noticed and never executed."""

import contextlib
import hashlib
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

from sim.core.cache_folder import tell_once

MAGIC = b"SIMCODE1"
ENDING = ".code"


class DamagedCode(Exception):
    """A file that is not what was written."""


def seal(data: bytes) -> bytes:
    """Bytes with their seal before them."""
    return MAGIC + zlib.crc32(data).to_bytes(4, "little") + data


def unseal(data: bytes) -> bytes:
    """The bytes behind a seal. Raises DamagedCode."""
    inner = data[len(MAGIC) + 4 :]
    if data != seal(inner):
        raise DamagedCode
    return inner


class CodeFiles:
    """The files of one function: code by its signature, processor and bytecode (the key), and the state of its source.

    A cache is no reason to fail: what cannot be read is as good as absent, and what cannot be written is said once.
    """

    def __init__(self, folder: Path, name: str, source: Any) -> None:
        self._folder, self._name, self._source = folder, name, source

    def path(self, key: Any) -> Path:
        """The file of a key."""
        digest = hashlib.sha256(repr(key).encode()).hexdigest()[:20]
        return self._folder / f"{self._name}.{digest}{ENDING}"

    def load(self, key: Any) -> Any:
        """The code of a key, None where there is none. Damaged files are removed."""
        path = self.path(key)
        try:
            source, known, code = pickle.loads(unseal(path.read_bytes()))  # ours: see cache_folder.distrust
        except OSError:
            return None
        except MemoryError:
            raise
        except Exception:  # unpickling raises anything
            self.drop(key)
            return None
        return code if (source, known) == (self._source, key) else None

    def drop(self, key: Any) -> None:
        """Remove a damaged file, and say so."""
        tell_once(f"{self._folder.parent}: compiled code was damaged; it is compiled anew")
        with contextlib.suppress(OSError):
            self.path(key).unlink(missing_ok=True)

    def save(self, key: Any, code: bytes) -> None:
        """Keep code; code: pickled (source, key, code) as `load` takes it apart."""
        path = self.path(key)
        temporary = path.with_name(f"{path.name}.{os.urandom(8).hex()}.tmp")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(seal(code))
            temporary.replace(path)
        except OSError as error:
            tell_once(
                f"{self._folder.parent}: compiled code cannot be kept: {error.strerror}; it is compiled each time"
            )
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
