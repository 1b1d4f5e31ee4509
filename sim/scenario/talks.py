"""Whether followers talk to each other in a scenario."""

from sim.scenario.model import Scenario


def talks(scenario: Scenario) -> bool:
    """Whether anybody shares and any friend sees it: only then is a friend network built.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> [talks(loads(EXAMPLE, sets).scenario) for sets in ([], ["word_of_mouth.r0=0.2"])]
    [False, True]
    """
    rule = scenario.word_of_mouth
    return bool((rule.share_prob or rule.r0) and rule.friend_view_prob)
