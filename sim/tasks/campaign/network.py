"""Show the network of a scenario: sizes, creators per person, overlaps of audiences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Config, Force, Option, PathLike, Set

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.scenario.model import Scenario
    from sim.world.audience_overlap import Overlap
    from sim.world.build import World


@dataclass(frozen=True)
class NetworkRequest(Conduct):
    """Show what the network of a scenario looks like.

    Sizes, how many creators people follow, how much audiences overlap, and what was asked for.
    """

    config: Config
    _: KW_ONLY
    set: Set = ()
    picture: Annotated[PathLike | None, Option("Draw it into this file (svg, pdf, png).", is_file=True)] = None
    export: Annotated[
        PathLike | None, Option("Write who follows whom (graphml, csv); small worlds only.", is_file=True)
    ] = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class NetworkAnswer(Answer):
    """A network: its world, and the overlaps of its audiences."""

    verb: ClassVar[str] = "network"
    scenario: Scenario
    world: World
    overlap: Overlap
    files: tuple[Path, ...]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The table as the command prints it."""
        from sim.report.style.table import render
        from sim.report.text import network as report

        return render(report.table(self.scenario, self.world, self.overlap), form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import network as report

        return report.tables(self.scenario, self.world, self.overlap)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import network as report

        return report.as_dict(self.scenario, self.world, self.overlap)


def network(request: NetworkRequest) -> NetworkAnswer:
    """Build the network of a scenario and write the files that are asked for. Raises InputError, FileProblem.

    >>> network(NetworkRequest("nowhere.toml"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.toml: there is no such file
    """
    from sim.engine import session
    from sim.report.pictures import network_files
    from sim.store import names
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import changes_of, load_scenario
    from sim.world import audience_overlap

    outs = [Path(path) for path in (request.picture, request.export) if path is not None]
    for out in outs:
        network_files.check(out, request.force)
    loaded = load_scenario(request.config, changes_of(request.set))
    for out in outs:
        names.refuse_inputs(out, loaded.files)
    with place(request) as where:
        where.reporter.detail("building the network")
        world = session.build(loaded)
        overlap = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
        for out in outs:
            network_files.write(loaded.scenario, world, overlap, out)
    return NetworkAnswer(loaded.scenario, world, overlap, tuple(outs))
