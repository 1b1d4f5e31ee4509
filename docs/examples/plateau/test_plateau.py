"""The checks that sim publishes for plug-ins: run them with pytest."""

import influence_sim_plateau as plug_ins

from sim import testing


def test_the_curve() -> None:
    testing.check_curve(plug_ins.plateau)


def test_the_measure() -> None:
    testing.check_measure(plug_ins.ENGAGERS_PER_POST)
