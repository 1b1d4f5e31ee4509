"""Sealing a file again whose bytes have changed and whose content has not."""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from sim.store import problems, seal
from sim.store.commit import commit
from sim.store.proofs import proof
from sim.store.seal import PIECE, Checksum, Sealing


class CheckedFile(NamedTuple):
    """A file that holds what was written."""

    path: Path
    is_new: bool  # whether its seal is: the old one was broken


def seal_again(path: Path) -> CheckedFile:
    """Give a file a new seal where its own is broken.

    The bytes stay as they are, with what another program has added. DamagedFile where the content is not what was
    written, FileProblem for what is no file of ours, and where the disk refuses; the old file stays then.
    """
    broken = proof.broken_seal(path)
    if broken is None:
        return CheckedFile(path, is_new=False)
    proof.prove(path, broken)
    with problems.refusals_as_problems(path), path.open("rb") as file:
        commit(path.resolve(), _pieces(file))
    return CheckedFile(path, is_new=True)


def _pieces(file: BufferedReader) -> Iterator[bytes]:
    """The HDF5 image, which may have grown, and its new seal."""
    left = seal.image_length(file)
    sealing = Sealing(Checksum.SHA256, left)
    while piece := file.read(min(PIECE, left)):
        left -= len(piece)
        sealing.add(piece)
        yield piece
    yield sealing.seal()
