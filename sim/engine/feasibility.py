"""Whether a scenario can be built and played at all, as far as can be known before it is."""

from collections.abc import Iterator
from pathlib import Path

from sim.engine import drawing, forecast
from sim.engine.forecast import Forecast, ReadFiles
from sim.errors import InputError
from sim.plan import unplayable
from sim.scenario.files import beside, split_sheet
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.scenario.toml.reading import open_regular
from sim.world import creators, unbuildable

REFUSED = ("world", "word_of_mouth", "friends")  # tables whose drawn numbers may be refused
REFUSED_NAMES = ("followers", "followers_sd", "fake_share", "fee_usd", "budget_usd")  # and numbers of other tables
OF_TALK = ("engagement", "exposure")  # and these tables, where R0 is asked for


def check(loaded: Loaded, threads: int) -> Forecast:
    """The forecast of a scenario that can be built and played, and whose needs the machine has.

    `sim config check` and `sim run` ask here, so that both say the same. A number that is drawn is tried where it is
    lowest and highest. Raises InputError, FileProblem.
    """
    try:
        files = forecast.read_files(loaded.scenario, loaded.folder)
    except InputError as error:
        raise loaded.locate(error) from None
    needs = forecast.check(loaded, threads, files)
    heads = (*REFUSED, *OF_TALK) if loaded.scenario.word_of_mouth.r0 is not None else REFUSED
    try:
        if talks(loaded.scenario) and loaded.scenario.friends.network is not None:
            refuse_missing(beside(loaded.folder, loaded.scenario.friends.network))
        draws = drawing.widest_draws(loaded, {*heads, *REFUSED_NAMES})
        scenarios = [drawing.scenario_of_draw(loaded, draw)[0] for draw in draws] or [loaded.scenario]
        for scenario in scenarios:
            who = creators.expand(scenario, loaded.folder, files.real) if draws else files.who
            check_draw(scenario, files._replace(who=who))
        if files.real is None:
            unbuildable.check_least_overlap(scenarios)
    except InputError as error:
        raise loaded.locate(error) from None
    return needs


def refuse_missing(path: Path) -> None:
    """Raise FileProblem where there is no such file, in the words of reading it; what is there is left unread."""
    if not split_sheet(path)[0].is_file():
        with open_regular(path):
            pass


def notes(scenario: Scenario, needs: Forecast) -> Iterator[str]:
    """Say what can be run, but hardly meant: creators whom nobody follows, a single run."""
    if needs.n_slots == 0:
        yield "nobody who is simulated follows the creators: nothing will be seen"
    elif needs.n_unfollowed:
        yield f"{needs.n_unfollowed:,} of {needs.n_creators:,} creators have no followers: only their costs count"
    if scenario.run.runs * scenario.run.draws == 1:
        yield "a single run is one way in which it may go, and means have no intervals: raise run.runs"


def check_draw(scenario: Scenario, files: ReadFiles) -> None:
    """Refuse one setting of the uncertain numbers. Raises InputError."""
    unbuildable.check(scenario, files.who, files.real)
    unplayable.check(scenario, files.who)
