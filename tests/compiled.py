"""What most tests need compiled, in two parts of about the same time."""


def compile_kernel() -> None:
    """Play one run."""
    from tests import plans

    plans.play(plans.Campaign((plans.Creator(1, (0,), (((0, 1.0),),)),)), 1)


def compile_worlds() -> None:
    """Build worlds, make plans, expect their outcomes and fit audiences, all without playing."""
    from sim.measures.expected import expected_values
    from tests import answers, talk

    for more in ("", talk.TALK):
        plan, _ = talk.planned(more)
        expected_values(plan)
    answers.network()
    answers.fitted()
