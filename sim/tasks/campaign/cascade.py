"""Draw the largest cascade of word of mouth in a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import InputError
from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Config, Force, Option, PathLike, Set

if TYPE_CHECKING:
    from sim.engine.trace import Engagers
    from sim.report.pictures.cascade_picture import Caption
    from sim.report.style.table import TextTable
    from sim.scenario.load import Loaded


@dataclass(frozen=True)
class CascadeRequest(Conduct):
    """Draw the largest cascade of word of mouth in a run.

    Who has it from whom, share by share, beginning with who engaged with the creator's own post.
    """

    config: Config
    _: KW_ONLY
    set: Set = ()
    run: Annotated[int, Option("The run to draw.", low=0, high=2**32 - 1)] = 0
    out: Annotated[PathLike, Option("Picture: svg, pdf, png.", is_file=True)] = Path("cascade.svg")
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class CascadeAnswer(Answer):
    """The largest cascade of a run, and the picture of it; no cascade where nobody engages."""

    verb: ClassVar[str] = "cascade"
    run: int
    cascade: Engagers | None
    caption: Caption | None
    path: Path | None

    def text(self, form: Form = "table", wide: bool = True) -> str:  # noqa: ARG002
        """The cascade in words, and where its picture is."""
        from sim.report.text import cascade as report

        return report.text(self.run, self.caption, self.path)

    def _headline(self) -> str:
        return self.text().splitlines()[0]

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import cascade as report

        return report.tables(self.run, self.cascade)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import cascade as report

        return report.as_dict(self.run, self.cascade, self.path)


def cascade(request: CascadeRequest) -> CascadeAnswer:
    """Draw the largest cascade of a run. Raises InputError, FileProblem.

    >>> cascade(CascadeRequest("nowhere.toml"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.toml: there is no such file
    """
    import numpy as np

    from sim.report.pictures import cascade_picture as picture
    from sim.store import names
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import changes_of, load_scenario

    out = Path(request.out)
    names.check_output(out, request.force)
    loaded = load_scenario(request.config, changes_of(request.set))
    names.refuse_inputs(out, loaded.files)
    with place(request):
        engagers = engagers_of(loaded, request.run)
    if not engagers.person.size:
        return CascadeAnswer(request.run, None, None, None)
    largest = engagers.cascade(int(np.argmax(engagers.size)))
    caption = picture.words(largest, loaded.scenario.name, request.run, loaded.scenario.run.seed)
    picture.save(largest, caption, out, request.force)
    return CascadeAnswer(request.run, largest, caption, out)


def engagers_of(loaded: Loaded, run: int) -> Engagers:
    """Everybody who engages in a run, and from whom they have it. Raises InputError, FileProblem.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> engagers_of(loads(template(), ["word_of_mouth.r0=0"]), 0)
    Traceback (most recent call last):
    sim.errors.InputError: word_of_mouth: nobody shares, so there are no cascades; set word_of_mouth.r0 or share_prob
    """
    from sim.engine import drawing, forecast, trace
    from sim.plan import make as planning
    from sim.scenario.talks import talks

    try:
        forecast.check(loaded, 1)
        if not talks(loaded.scenario):
            message = "nobody shares, so there are no cascades; set word_of_mouth.r0 or share_prob"
            raise InputError(message, path=("word_of_mouth",))
        draw = next(iter(drawing.draws(loaded)))
        return trace.engagers(planning.make(draw.scenario, draw.world, draw.number), run)
    except InputError as error:
        raise loaded.locate(error) from None
