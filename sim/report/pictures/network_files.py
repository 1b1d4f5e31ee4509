"""Files of `sim network`: a picture, or the graph for other tools, by the suffix of the name."""

from pathlib import Path

from sim.errors import FileProblem
from sim.report.pictures import network_picture
from sim.scenario.model import Scenario
from sim.store.commit import commit
from sim.store.names import check_output
from sim.world import edge_export
from sim.world.audience_overlap import Overlap
from sim.world.build import World

GRAPHS = (".graphml", ".csv")
PICTURES = network_picture.FORMS


def check(path: Path, force: bool) -> None:
    """FileProblem for a name that cannot be written or whose suffix says nothing."""
    if path.suffix.lower() not in GRAPHS + PICTURES:
        raise FileProblem(f"{path}: must end in {', '.join(GRAPHS)} (graph) or {', '.join(PICTURES)} (picture)")
    check_output(path, force)


def write(scenario: Scenario, world: World, measured: Overlap, path: Path) -> None:
    """Write the file, whole or not at all. Raises InputError for a graph that is too large, FileProblem."""
    match path.suffix.lower():
        case ".graphml":
            commit(path, [edge_export.graphml(world, scenario.world.sample_one_in)])
        case ".csv":
            commit(path, edge_export.edge_list(world, scenario.world.sample_one_in))
        case _:
            network_picture.save(scenario, world, measured, path)
