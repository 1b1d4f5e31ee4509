"""The one door to the compiled kernel: whoever wants runs of a plan has them played here.

The kernel counts simulated people; outcomes that leave here count real ones.
"""

from sim.core import kernel
from sim.core.arrays import Plan, new_scratch, with_more_room
from sim.core.jit import code_cache
from sim.core.kept_code import ENDING
from sim.core.outcome import Outcome, new_outcome, scale_up


class Player:
    """Plays runs of a plan on working memory of its own, so each thread needs its own player.

    plan: may be replaced by another with arrays of the same sizes. scratch: what the last run has left.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scratch = new_scratch(plan)

    def play(self, first_run: int, n_runs: int) -> Outcome:
        """Play consecutive runs; where friends share more than there is room for, again with more room."""
        outcome = new_outcome(n_runs, self.plan.n_days)
        while not kernel.play_runs(self.plan, first_run, self.scratch, outcome):
            self.scratch = with_more_room(self.plan, self.scratch)
            outcome = new_outcome(n_runs, self.plan.n_days)
        scale_up(outcome, self.plan.weight, self.plan.impressions_per_view)
        return outcome


def play(plan: Plan, n_runs: int) -> Outcome:
    """Play the first runs of a plan on this thread."""
    return Player(plan).play(0, n_runs)


def warm_up(plan: Plan) -> None:
    """Compile the kernel, or load it, by playing no run at all."""
    play(plan, 0)


def is_compiled() -> bool:
    """Whether the kernel's machine code is on disk already."""
    return any(code_cache().glob(f"**/kernel.play_runs*{ENDING}"))
