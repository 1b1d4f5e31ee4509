"""Files that were sealed again, as text and as JSON."""

import json
from pathlib import Path

from sim.report.text import seal
from sim.store.proofs.reseal import CheckedFile

FILES = (CheckedFile(Path("a\x1b.h5"), is_new=True), CheckedFile(Path("b.h5"), is_new=False))


def test_text() -> None:
    assert seal.text(FILES, "table", wide=False).splitlines() == [
        "1 of 2 files sealed again; all hold what was written", "file\tseal", "a.h5\tsealed again",
        "b.h5\tright already",
    ]  # fmt: skip


def test_json() -> None:
    assert json.loads(seal.text(FILES, "json", wide=False))["files"][1] == {"file": "b.h5", "sealed_again": False}
