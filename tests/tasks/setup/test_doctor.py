"""The doctor: its text and its plain values say the same facts."""

from sim.tasks.setup.doctor import DoctorRequest, doctor
from sim.version import __version__


def test_facts_are_the_same_in_both_forms() -> None:
    answer = doctor(DoctorRequest())
    facts = [line.split("\t")[0] for line in answer.text(wide=False).splitlines() if "\t" in line]
    assert facts[0] == "item"
    assert set(facts[1:]) == set(answer.to_dict()) - {"schema_version", "verb", "sim_version"}


def test_the_version_is_this_one() -> None:
    assert doctor(DoctorRequest()).to_dict()["sim"] == __version__
