"""Play a programme of several campaigns with the same creators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import InputError
from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Config, Option, ScenarioLike, Set, Threads

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.study.programme.ambassadors import Programme


@dataclass(frozen=True)
class AmbassadorsRequest(Conduct):
    """Play a programme of several campaigns with the same creators.

    Who stays and who is replaced, what that does to fees, hours and trust, and the net present value of it all
    ([ambassadors] in the scenario).
    """

    config: Config
    _: KW_ONLY
    against: Annotated[ScenarioLike | None, Option("Another programme, on the same luck.")] = None
    paths: Annotated[int, Option("Histories per draw.", low=1, high=1_000_000)] = 100
    threads: Threads = None
    set: Set = ()


@dataclass(frozen=True, repr=False, eq=False)
class AmbassadorsAnswer(Answer):
    """A programme of campaigns, or two on the same luck."""

    verb: ClassVar[str] = "ambassadors"
    programmes: tuple[Programme, ...]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """One programme, or two and which is worth more, as the command prints it."""
        from sim.report.text import ambassadors as report

        return report.text(list(self.programmes), form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import ambassadors as report

        return report.tables(list(self.programmes))

    def _values(self) -> dict[str, Any]:
        from sim.report.text import ambassadors as report

        return report.as_dict(list(self.programmes))


def ambassadors(request: AmbassadorsRequest) -> AmbassadorsAnswer:
    """Play a programme, and the other one where there is one. Raises InputError, FileProblem, Interrupted.

    >>> ambassadors(AmbassadorsRequest("nowhere.toml"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.toml: there is no such file
    """
    from sim.study.programme import ambassadors as study
    from sim.study.what_if.trials import Means
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import changes_of, load_scenario, name_of

    sources = [source for source in (request.config, request.against) if source is not None]
    loaded = [load_scenario(source, changes_of(request.set)) for source in sources]
    if len({each.scenario.ambassadors.waves for each in loaded}) > 1:
        message = "programmes must have equally many waves"
        raise InputError(message, file=name_of(sources[1]), path=("ambassadors", "waves"))
    with place(request, threads=request.threads) as where:
        means = Means(1, where.threads, where.reporter, where.stop)
        return AmbassadorsAnswer(tuple(study.play(each, request.paths, means) for each in loaded))
