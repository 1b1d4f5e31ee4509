"""Nine candidates of a small scenario, all plans of them, and effects that are made up by hand."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.core.arrays import I64
from sim.engine.progress import Silent, Stop
from sim.scenario.load import Loaded, loads
from sim.study.optimise.audience_kinds import AudienceRows
from sim.study.optimise.candidates import Candidates, HiringQuestion, candidates
from sim.study.optimise.goal import Figure, Goal
from sim.study.optimise.search.greedy import SearchTask
from sim.study.optimise.search.limits import Limits, Prices, fulfils
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.solo_effects import SoloEffects, WantedEffects, solo_effects
from sim.study.what_if.trials import Means, Trials

N = 9
SCENARIO = """\
schema_version = 1
name = "few"
platform = "instagram"
[run]
seed = 5
runs = 400
horizon_days = 14
[world]
people = 3_000
communities = { generator = "complete_graph", parameters = { n = 2 }, niches = ["food", "tech"] }
susceptibility_sd = 0.4
[posts]
window_days = 10
[costs]
fee_per = "post"
fee_sd = 0.3
[brand]
niche = "food"
match_outside = 0.4
[[creators]]
name = "all"
roster = "r.csv"
fake_share = 0.2
management_hours = 2.0
hours_per_post = 0.5
"""
SIZES = (90, 140, 200, 260, 380, 500, 620, 900, 1400)
ROSTER = "handle,followers,niche,fee,engagement_rate\n" + "".join(
    f"c{place},{size},{'food' if place % 2 else 'tech'},{5 + (place * 7) % 11 + size // 40},{30 - 2 * place}%\n"
    for place, size in enumerate(SIZES)
)
BARE = "handle,followers\n" + "".join(f"c{place},{10 * size}\n" for place, size in enumerate(SIZES))

PLAN = np.array([1, 0, 2, 0, 0, 1, 2, 0, 1])
NOBODY = np.zeros(0, np.int64)


def asked(measure: str = "engagers", figure: Figure = "mean", **changes: Any) -> HiringQuestion:
    """A question about the nine, with limits on money and hours."""
    question = HiringQuestion(
        goal=Goal(measure, figure, 0.2),
        budget_usd=60.0,
        hours=9.0,
        most_posts=2,
        least=0,
        most=None,
        must=(),
        must_not=(),
        niche_most={},
        n_worlds=40,
    )
    return question._replace(**changes)


def written(folder: Path) -> Loaded:
    """The scenario, its roster written to a folder."""
    (folder / "r.csv").write_text(ROSTER)
    (folder / "bare.csv").write_text(BARE)
    return loads(SCENARIO, (), folder / "s.toml")


def on_platform(loaded: Loaded, platform: str, **run: int) -> Loaded:
    """Creators ten times as large of whom nothing else is known, with all that a platform's preset spreads."""
    bare = str(loaded.folder / "bare.csv")
    usual = {"world.people": 60_000, "world.susceptibility_sd": 1.3, "creators.all.roster": bare}
    return loaded.replace_all({"platform": platform, **usual, **{f"run.{name}": n for name, n in run.items()}})


def task_of(loaded: Loaded, question: HiringQuestion) -> tuple[Candidates, SearchTask]:
    """The candidates, and the search among them as if they were independent."""
    who = candidates(loaded, question)
    worlds = 1 if question.goal.figure == "mean" else question.n_worlds
    each = solo_effects(who.whom, who.settings, WantedEffects(question.goal.kind, worlds))
    return who, SearchTask(Crowd(each), question.goal, who.prices, who.limits)


def trials(runs: int = 400) -> Trials:
    return Trials(Means(runs, 2, Silent(), Stop()))


def all_plans(n_steps: int, n_creators: int = N) -> Iterator[I64]:
    """Every plan; n_steps: counted with step 0."""
    for steps in itertools.product(range(n_steps), repeat=n_creators):
        yield np.array(steps)


def value_of(task: SearchTask, plan: I64) -> float:
    """Worth by the definition, without the crowd's moves."""
    effects, creators = task.crowd.effects, np.arange(plan.size)
    if effects.events.size:
        return float(task.goal.of(effects.events[plan, creators].sum(axis=0) * effects.factor))
    rows = effects.rows
    if not hasattr(task.crowd, "logs"):
        segment = np.repeat(np.arange(rows.start.size - 1), np.diff(rows.start))
        missed = np.ones((len(effects.miss_prob), plan.size, rows.weight.size, effects.n_worlds))
        missed[:, segment // effects.n_kinds, rows.person] = effects.miss_prob[:, segment]
        task.crowd.logs = np.log(missed)
    missed = np.exp(task.crowd.logs[plan, creators].sum(axis=0))
    return float(task.goal.of((rows.weight @ (1.0 - missed)) * effects.factor))


# Made up by hand


def rows_of(follows: ArrayLike, people: ArrayLike | None = None) -> AudienceRows:
    """Who follows whom [row, creator]; people: in each row, else one."""
    table = np.asarray(follows, bool)
    creator, person = np.nonzero(table.T)
    start = np.searchsorted(creator, np.arange(table.shape[1] + 1)).astype(np.int64)
    weight = np.ones(len(table)) if people is None else np.asarray(people, np.float64)
    return AudienceRows(person.astype(np.int32), start, weight)


def effects_of(follows: ArrayLike, wins: ArrayLike, people: ArrayLike | None = None) -> SoloEffects:
    """Effects of creators who win a follower with a chance [step - 1, creator, world]."""
    chance = np.atleast_3d(np.asarray(wins, np.float64))
    kept = np.concatenate([np.ones((1, *chance.shape[1:])), 1.0 - chance])
    return SoloEffects(rows_of(follows, people), 1, kept, np.zeros((0, *kept.shape[1:])), np.ones(kept.shape[2]))


def events_of(events: ArrayLike) -> SoloEffects:
    """Effects of creators who cause so many events [step - 1, creator, world]."""
    some = np.atleast_3d(np.asarray(events, np.float64))
    every = np.concatenate([np.zeros((1, *some.shape[1:])), some])
    rows = rows_of(np.eye(some.shape[1]))
    return SoloEffects(rows, 1, np.full(every.shape, 0.5), every, np.ones(every.shape[2]))


def prices_of(fees: ArrayLike, hours: ArrayLike = 0.0, **changes: Any) -> Prices:
    """Prices of fees and hours [step - 1, creator], nothing else costing anything."""
    fee = np.atleast_2d(np.asarray(fees, np.float64))
    none = np.zeros((1, fee.shape[1]))
    work = np.concatenate([none, np.broadcast_to(hours, fee.shape)])
    plain = Prices(np.concatenate([none, fee]), np.zeros_like(work), work, 0.0, 0.0, 0.0, 1.0, 0.0)
    return plain._replace(**changes)


def limits_of(n_creators: int, budget_usd: float, **changes: Any) -> Limits:
    """Limits on money alone, unless others are given."""
    niche = np.zeros(n_creators, np.int64)
    return Limits(budget_usd, np.inf, 1, n_creators, NOBODY, NOBODY, niche, {})._replace(**changes)


def best_of_all(task: SearchTask) -> float:
    """The worth of the best of all plans that keep the limits."""
    n_steps, n_creators = task.prices.fee_usd.shape
    allowed = (plan for plan in all_plans(n_steps, n_creators) if fulfils(task.limits, task.prices, plan))
    return max(value_of(task, plan) for plan in allowed)


def random_task(seed: int, n_creators: int = 6, n_steps: int = 1, figure: Figure = "mean") -> SearchTask:
    """Creators whose followers, effects and fees are drawn, and money for about half of them."""
    rng = np.random.default_rng(seed)
    follows = rng.uniform(size=(40, n_creators)) < 0.3
    n_worlds = 1 if figure == "mean" else 10
    wins = np.cumsum(rng.uniform(0.05, 0.4, (n_steps, n_creators, n_worlds)), axis=0)
    fees = np.cumsum(rng.uniform(1.0, 5.0, (n_steps, n_creators)), axis=0)
    limits = limits_of(n_creators, 0.4 * float(fees[-1].sum()))
    effects = effects_of(follows, wins, rng.integers(1, 20, 40))
    return SearchTask(Crowd(effects), Goal("reach", figure, 0.2), prices_of(fees), limits)
