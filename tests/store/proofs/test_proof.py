"""Files whose bytes changed: read where the content is what was written, else the damage is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from sim.errors import ChangedBytes, DamagedFile
from sim.store import hdf5, result, seal
from sim.store.proofs import contents
from sim.store.stored_result import Column, StoredResult
from tests.store.any_content import ANYTHING

RUNS = 300_000  # three chunks
AGAIN = "all else is as it was written; run again to make it anew"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    columns = (Column("run", ("run",), "1", "run"), Column("outcomes/cost", ("run",), "USD", "cost"))
    arrays = {"run": np.arange(RUNS), "outcomes/cost": np.linspace(0.0, 1.0, RUNS)}
    content = StoredResult(columns, arrays, {"title": "x", "n": 3}, {"scenario_toml": "a = 1\n", "resolved_json": "{}"})
    result.save(tmp_path / "r.h5", content)
    return tmp_path / "r.h5"


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    """The file after another program has opened it for writing."""
    with h5py.File(path, "r+", libver=("v110", "v110")) as file:
        change(file)
    return path


def damage(path: Path) -> str:
    with pytest.raises(DamagedFile) as caught:
        result.load(path, ANYTHING)
    return caught.value.reason


def note(path: Path, wanted: StoredResult) -> str:
    """The warning of a file that is read; its content is the one that is wanted."""
    with pytest.warns(ChangedBytes) as caught:
        stored = result.load(path, ANYTHING)
    assert stored.attributes == wanted.attributes
    assert stored.texts == wanted.texts
    assert result.digest(stored) == result.digest(wanted)
    return str(caught[0].message).removeprefix(f"{path}: another program has changed its bytes, ")


def test_opened_for_writing_and_closed(path: Path) -> None:
    wanted = result.load(path, ANYTHING)
    said = note(changed(path, lambda file: None), wanted)
    assert said == f"not its content, which is read; `sim seal {path}` seals it again"


def test_an_attribute_of_another_program(path: Path) -> None:
    wanted = result.load(path, ANYTHING)
    said = note(changed(path, lambda file: file.attrs.update(comment="mine", shape=np.zeros(3))), wanted)
    assert "which is read, without what was added (comment, shape); " in said


def test_a_dataset_of_another_program(path: Path) -> None:
    wanted = result.load(path, ANYTHING)
    note(changed(path, lambda file: file.create_dataset("outcomes/mine", data=np.zeros(9))), wanted)


def test_values_that_were_changed(path: Path) -> None:
    def change(file: Any) -> None:
        file["outcomes/cost"][7] = -1.0

    assert damage(changed(path, change)) == f"outcomes/cost: is not what was written; {AGAIN}"


def test_an_attribute_that_was_changed(path: Path) -> None:
    assert damage(changed(path, lambda file: file.attrs.modify("n", np.int64(4)))) == (
        f"attribute n: is not what was written; {AGAIN}"
    )


def test_an_attribute_that_was_removed(path: Path) -> None:
    assert (
        damage(changed(path, lambda file: file.attrs.__delitem__("title"))) == f"attribute title: is missing; {AGAIN}"
    )


def test_a_text_that_was_changed(path: Path) -> None:
    def change(file: Any) -> None:
        file["provenance/scenario_toml"][0] = ord("b")

    assert damage(changed(path, change)) == f"text scenario_toml: is not what was written; {AGAIN}"


def test_a_dataset_that_was_removed(path: Path) -> None:
    assert damage(changed(path, lambda file: file.__delitem__("outcomes/cost"))) == (
        f"outcomes/cost: is missing; {AGAIN}"
    )


def test_the_stretch_of_a_damaged_chunk_is_named(path: Path) -> None:
    with h5py.File(path) as file:
        chunk = file["outcomes/cost"].id.get_chunk_info(1)
        rows = chunk.chunk_offset[0], chunk.chunk_offset[0] + file["outcomes/cost"].chunks[0] - 1
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset + 1000] ^= 4
    path.write_bytes(content)
    assert damage(path) == f"outcomes/cost, run {rows[0]:,} to {rows[1]:,}: its checksum is wrong; {AGAIN}"


def test_much_damage_is_cut_short(path: Path) -> None:
    def change(file: Any) -> None:
        for name in ("run", "outcomes/cost", "provenance/scenario_toml", "provenance/resolved_json"):
            file[name][0] = 9

    assert " and 1 more; all else is as it was written" in damage(changed(path, change))


def test_a_list_that_was_changed_proves_nothing(path: Path) -> None:
    def change(file: Any) -> None:
        file[f"provenance/{contents.LIST}"][20] = ord("x")

    assert damage(changed(path, change)) == ("the seal at its end is missing or changed; run again to make it anew")


def without_list(content: StoredResult, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A file as versions before the list of contents wrote it."""
    whole = hdf5._write_texts

    def write(file: Any, texts: dict[str, str]) -> None:
        whole(file, {name: text for name, text in texts.items() if name != contents.LIST})

    with monkeypatch.context() as earlier:
        earlier.setattr(hdf5, "_write_texts", write)
        return hdf5.image(content)


def test_files_of_older_versions_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = result.load(path, ANYTHING)
    image = without_list(wanted, monkeypatch)
    path.write_bytes(image + seal.seal(image, seal.Checksum.SHA256))
    stored = result.load(path, ANYTHING)
    assert stored.attributes == wanted.attributes
    assert result.digest(stored) == result.digest(wanted)


def test_changed_bytes_of_older_versions_prove_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(without_list(result.load(path, ANYTHING), monkeypatch))
    assert damage(path) == (
        "the seal at its end is missing or changed, and no list of contents tells what of it is right (older versions "
        "wrote none); run again to make it anew"
    )
