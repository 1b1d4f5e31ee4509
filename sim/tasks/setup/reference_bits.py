"""Bits of small reference scenarios, by which an installation shows that it computes what every other one does."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sim.engine import session
from sim.engine.play import is_compiled
from sim.engine.progress import Silent, Stop
from sim.engine.record import ENGINE_FORMAT
from sim.engine.session import Job
from sim.errors import SimError
from sim.scenario.load import EXAMPLE, loads
from sim.store.result import digest

SMALL = ["run.runs=20", "world.people=200_000"]
SCENARIOS = {  # name: changes to the shortest scenario
    "communities": SMALL,
    "shared audience": [
        *SMALL, "run.draws=2", "world.shared_audience.share=0.3", "world.shared_audience.among.creators=100",
        "world.shared_audience.among.followers=300", "creators.micro.followers=500",
    ],
    "word of mouth": [*SMALL, "word_of_mouth.r0=0.1", 'platform="tiktok"'],
}  # fmt: skip
DIGESTS = {  # of format ENGINE_FORMAT; python benchmarks/versions.py --digests prints them
    "communities": "bd9ddb499f9ba61ab3a8c0453877a5ff2cb1039e6c86608b14d4078890daef54",
    "shared audience": "63deea1bbc5e5c219ecc8e9f44e86f3e0b198de7829d6fcdbefef581a9d83def",
    "word of mouth": "5f5724cde535036093d9fd50a8e425198af1f3b4cf069ef0aa994658eaff7d2b",
}


class ReferenceBits(NamedTuple):
    """Reference scenarios whose bits were compared with the shipped ones."""

    differ: tuple[str, ...]  # names of scenarios
    problem: str = ""  # why nothing was compared

    @property
    def words(self) -> str:
        """The finding in words."""
        if self.problem:
            return f"not compared: {self.problem}"
        if self.differ:
            return f"differ in {len(self.differ)} of {len(SCENARIOS)} scenarios: {', '.join(self.differ)}"
        return f"this installation gives the reference bits ({len(SCENARIOS)} scenarios, format {ENGINE_FORMAT})"


def play(name: str) -> str:
    """The digest of a reference scenario here.

    >>> play("communities") == DIGESTS["communities"]
    True
    """
    with TemporaryDirectory() as folder:
        job = Job(loads(EXAMPLE, SCENARIOS[name]), Path(folder) / "reference.h5", 1, "new", "sim doctor")
        return digest(session.run(job, Silent(), Stop()))


def compare() -> ReferenceBits:
    """The reference scenarios against the shipped digests; nothing where the core would have to be compiled first.

    >>> compare().differ
    ()
    """
    if not is_compiled():
        return ReferenceBits((), "the simulation core is not compiled yet; any run compiles it")
    try:
        return ReferenceBits(tuple(name for name in SCENARIOS if play(name) != DIGESTS[name]))
    except SimError as error:
        return ReferenceBits((), str(error))
