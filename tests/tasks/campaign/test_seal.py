"""Sealing files again by the verb: results and studies, one after the other."""

from pathlib import Path

import h5py
import pytest

from sim.errors import ChangedBytes, FileProblem
from sim.store import result
from sim.store import seal as seals
from sim.study.comparison.compare import Comparison
from sim.tasks.campaign.seal import SealRequest, seal
from sim.tasks.campaign.show import open_file
from tests.answers import corner
from tests.commands import sim
from tests.studies import written


@pytest.fixture
def stored(comparison: Comparison, tmp_path: Path) -> Path:
    result.save(tmp_path / "r.h5", comparison.strategies[0].stored)
    return tmp_path / "r.h5"


def test_a_result_and_a_study_are_sealed_again(stored: Path, tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 12, corner).path
    h5py.File(stored, "r+").close()
    with h5py.File(study, "r+") as file:
        file.attrs["comment"] = "mine"
    answer = seal(SealRequest([stored, study]))
    assert [file.is_new for file in answer.files] == [True, True]
    for path in (stored, study):
        seals.verify(path)
        open_file(path)


def test_a_file_before_one_that_is_refused_is_sealed(stored: Path, tmp_path: Path) -> None:
    h5py.File(stored, "r+").close()
    with pytest.raises(FileProblem, match="there is no such file"):
        seal(SealRequest([stored, tmp_path / "none.h5"]))
    seals.verify(stored)


def test_changed_bytes_are_a_warning_in_python(stored: Path) -> None:
    h5py.File(stored, "r+").close()
    with pytest.warns(ChangedBytes, match="`sim seal .*r.h5` seals it again"):
        open_file(stored)


def test_changed_bytes_are_a_note_of_the_command(stored: Path, tmp_path: Path) -> None:
    whole = sim(tmp_path, "show", "r.h5")
    h5py.File(stored, "r+").close()
    done = sim(tmp_path, "show", "r.h5")
    told = "note: r.h5: another program has changed its bytes, not its content, which is read; `sim seal r.h5` seals it"
    assert done == (0, whole.stdout, f"{told} again\n")
    assert sim(tmp_path, "show", "r.h5", "-q") == (0, whole.stdout, "")


def test_after_the_seal_there_is_no_note(stored: Path, tmp_path: Path) -> None:
    h5py.File(stored, "r+").close()
    done = sim(tmp_path, "seal", "r.h5")
    assert done.stdout == "1 of 1 files sealed again; all hold what was written\nfile\tseal\nr.h5\tsealed again\n"
    assert sim(tmp_path, "show", "r.h5").stderr == ""


def test_damage_is_named_and_not_sealed(stored: Path, tmp_path: Path) -> None:
    with h5py.File(stored, "r+") as file:
        file["outcomes/reach"][0, 0] += 1
    done = sim(tmp_path, "seal", "r.h5")
    assert done.returncode == 4
    assert done.stderr == (
        "Error: r.h5: damaged: outcomes/reach: is not what was written; all else is as it was written; "
        "run again to make it anew\n"
    )
