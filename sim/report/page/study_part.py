"""The part of the report that tells of a sweep: what decides, what it is worth to know, when who wins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sim.errors import InputError
from sim.report.figures import studies
from sim.report.page.page import StudyPart
from sim.report.text.sweeps import discover as discover_text
from sim.report.text.sweeps import importance
from sim.report.text.sweeps import sweep as sweep_text
from sim.study.comparison.strategies import Labels
from sim.study.sweeps import discover, sensitivity
from sim.study.sweeps.collect import OpenStudy
from sim.study.what_if.why_and_when import Gaps
from sim.text import printable


def study_parts(sweeps: Sequence[OpenStudy], gaps: Gaps) -> Iterator[StudyPart]:
    """The parts of all sweeps, without those that cannot be shown."""
    for sweep in sweeps:
        with gaps.around(f"the study {sweep.path} is"):
            yield study_part(sweep)


@contextmanager
def instead(sentences: list[str], what: str) -> Iterator[None]:
    """Add a sentence on why a part of the study has no answer, so that the others are shown."""
    try:
        yield
    except InputError as error:
        sentences.append(f"{what}: {error.message}.")


def study_part(study: OpenStudy) -> StudyPart:
    """One sweep in sentences and figures. Raises InputError."""
    letters = "; ".join(f"{side['label']}: {side['title']}" for side in study.about["strategies"])
    sentences = [f"In this sweep, {letters}.", *sweep_text.leads(study)]
    drawings = [studies.of_sweep(study)]
    if study.method in sensitivity.TELLING:
        with instead(sentences, "What decides is not known"):
            answer = sensitivity.sensitivity(study, study.measure, None)
            sentences += importance.sentences(answer)
            drawings += studies.of_sensitivity(answer)
    if len(study.titles) > 1 and study.method in sensitivity.RANDOM:
        with instead(sentences, "There is no rule for who wins"):
            rule = discover.discover(study, study.measure, Labels("A", "B"), None)
            sentences.append(discover_text.rule(rule))
            drawings += studies.of_discovery(rule)
    return StudyPart(study.title, tuple(map(printable, sentences)), tuple(drawings))
