"""A study as a request describes it: a file, or scenarios with the numbers to turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from sim.errors import InputError, UsageProblem, option
from sim.tasks.request import RESULT, Changes, Conduct, Option, PathLike, Scenarios, Set

if TYPE_CHECKING:
    from sim.scenario.study import Study
    from sim.store.parts import Mode
    from sim.study.sweeps.conduct import StudyFiles
    from sim.study.sweeps.sweep import Sweep

Design = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "saltelli", "morris"]
PLACES = {"design": ("design", "method"), "points": ("design", "points"), "design_seed": ("design", "seed"),
          "runs": ("run", "runs"), "seed": ("run", "seed"), "measure": ("measure",)}  # fmt: skip


class PreparedSweep(NamedTuple):
    """A sweep that is ready to be played, and its files."""

    sweep: Sweep
    files: StudyFiles


@dataclass(frozen=True)
class StudyRequest(Conduct):
    """A study file, or scenarios with the numbers to turn, and where the points are kept."""

    files: Annotated[Scenarios, Option("A study in TOML, or one or more scenarios.", is_argument=True)]
    _: KW_ONLY
    vary: Annotated[
        Changes,
        Option(
            "A parameter to vary: low:high, low:high:levels, [values], or known (its published range).",
            metavar="PATH=RANGE",
        ),
    ] = ()
    design: Annotated[
        Design | None,
        Option(
            "How points are chosen: a grid, one parameter at a time, at random, or for Sobol indices (saltelli).",
            usual="latin_hypercube",
        ),
    ] = None
    points: Annotated[int | None, Option("Points, or levels of a grid.", low=1, usual="64")] = None
    design_seed: Annotated[
        int | None, Option("Number that fixes the choice of points.", low=0, high=2**63 - 1, usual="1")
    ] = None
    runs: Annotated[int | None, Option("Runs of each strategy at each point.", low=1, usual="100")] = None
    seed: Annotated[
        int | None, Option("Number that fixes the luck.", low=0, high=2**64 - 1, usual="the scenarios'")
    ] = None
    measure: Annotated[str | None, Option("The measure that decides, for example cpe or engagers.", usual="cpe")] = None
    set: Set = ()
    out: Annotated[PathLike | None, Option("Study file", usual="in results/", short="-o", endings=RESULT)] = None
    store: Annotated[
        PathLike | None, Option("Where points are kept, for all studies", usual="points beside the study file")
    ] = None

    def read_study(self) -> Study:
        """The study that is described. Raises UsageProblem, InputError, FileProblem."""
        from sim.scenario import study as studies
        from sim.scenario.load import Loaded
        from sim.study.comparison.strategies import is_scenario
        from sim.tasks.scenarios import load_scenario, name_of, scenario_in

        files = [name_of(file) for file in self.files]
        are_loaded = any(isinstance(scenario_in(file), Loaded) for file in self.files)
        for file in files:
            if not is_scenario(file):
                raise InputError("is neither a study nor a scenario (.toml)", file=file)
        if not are_loaded and len(files) == 1 and studies.is_study(files[0]):
            study = studies.load(files[0])
            return studies.from_tables(
                self._with_options(study.table.model_dump(exclude_unset=True)), study.text, study.file
            )
        if not are_loaded and any(map(studies.is_study, files)):
            raise UsageProblem(f"give one study alone, or scenarios with {option('vary')}")
        if not self.vary:
            raise UsageProblem(f"scenarios need {option('vary')} PATH=RANGE, once or more; or give a study")
        name = " against ".join(file.stem for file in files)
        tables = self._with_options({"name": name, "strategies": [str(file) for file in files]})
        scenarios = tuple(load_scenario(file, []) for file in self.files) if are_loaded else ()
        return replace(studies.from_tables(tables), scenarios=scenarios)

    def _with_options(self, tables: Mapping[str, Any]) -> dict[str, Any]:
        """The tables of a study with what the request says."""
        tree = {**tables, "vary": {**tables.get("vary", {}), **turned_numbers(self.vary)}}
        for name, path in PLACES.items():
            if getattr(self, name) is not None:
                inner = tree if len(path) == 1 else tree.setdefault(path[0], {})
                inner[path[-1]] = getattr(self, name)
        return tree

    def files_of(self, study: Study, mode: Mode) -> StudyFiles:
        """The files of the study: its own, and the folder of the points."""
        from sim.store import names
        from sim.study.sweeps.conduct import StudyFiles

        # Not the plain names of scenarios: under these, their own results are kept.
        stem = study.file.stem if study.file else "-".join([*(file.stem for file in study.files), "sweep"])
        out = Path(self.out or Path("results") / names.file_name(stem, ".h5"))
        return StudyFiles(out, Path(self.store or out.parent / "points"), mode)

    def prepare(self, mode: Mode) -> PreparedSweep:
        """The sweep, ready to be played, and its files. Raises UsageProblem, InputError, FileProblem."""
        from sim.study.sweeps import sweep as sweeps
        from sim.tasks.scenarios import changes_of

        study = self.read_study()
        return PreparedSweep(sweeps.prepare(study, changes_of(self.set)), self.files_of(study, mode))


def turned_numbers(vary: Changes) -> dict[str, Any]:
    """Ranges by their paths. Raises UsageProblem.

    >>> turned_numbers(["creators.micro.fee_usd=5:15"])
    {'creators.micro.fee_usd': '5:15'}
    """
    if isinstance(vary, Mapping):
        return dict(vary)
    ranges = [range_of(text) for text in vary]
    if len(dict(ranges)) < len(ranges):
        raise UsageProblem(f"{option('vary')} names a number twice")
    return dict(ranges)


def range_of(text: str) -> tuple[str, Any]:
    """A path and its range from --vary. Raises UsageProblem, InputError.

    >>> range_of("world.people=[100000, 200000]")
    ('world.people', [100000, 200000])
    """
    from sim.scenario.overrides import read_override

    path, equals, _ = text.partition("=")
    if not equals:
        raise UsageProblem(f"{option('vary')} {text}: must be written PATH=RANGE")
    return path.strip(), read_override(f"value={text[len(path) + 1 :]}", Path()).value
