"""Targets about creators' sizes (15, 16, 18)."""

import numpy as np

from sim.plan import make as planning
from sim.plan.hired_creators import line_up
from sim.plan.levels import levels_of
from sim.study.replication.finding import Lines, TargetFigure, TargetNumbers, name_figure, near, within
from sim.study.replication.scenes import ALONE, any_creator, rates, scenario, slope, world_of


def instagram() -> Lines:
    """Compare engagement rates by tier on Instagram (target 15)."""
    sizes = np.array([500.0, 3_162.0, 31_623.0, 3.16e6])
    usual = rates(scenario(any_creator()), sizes)
    for size, rate, due in zip(sizes, usual, (0.08, 0.04, 0.0237, 0.0166), strict=True):
        yield name_figure(f"engagement rate at {size:,.0f}", near(float(rate), due, 0.35))
    yield name_figure("slope over ln followers", within(slope(sizes, usual), -0.156, 0.03))


def tiktok() -> Lines:
    """Compare engagement rates by tier on TikTok (target 16)."""
    sizes = (5_800.0, 26_000.0, 171_000.0, 687_000.0, 2e6)
    groups = "".join(
        f'[[creators]]\nname = "c{size:.0f}"\nfollowers = {size}\nsponsored_share = 0.0\n' for size in sizes
    )
    asked = scenario(
        f"[run]\ndraws = 1000\n[world]\npeople = 10_000_000\nsample_one_in = 1_000_000\n{ALONE}\n{groups}", "tiktok"
    )
    world = world_of(asked)
    creators, figures = line_up(asked, world), planning.figures_of(asked, world)
    followers, sampled = creators.followers, np.empty((asked.run.draws, len(sizes)))
    usual = rates(asked, followers) * np.exp(-0.5 * asked.engagement.residual_sd**2)
    for draw in range(asked.run.draws):
        levels = levels_of(asked, draw, creators, figures)
        sampled[draw] = usual * levels.reach * np.exp(0.5 * figures.level_reach_sd**2) * levels.odds
    sampled = sampled[:, np.argsort(followers)]
    for size, rate, due in zip(sizes, np.median(sampled, axis=0), (0.105, 0.064, 0.032, 0.027, 0.024), strict=True):
        yield name_figure(f"median rate at {size:,.0f}", near(float(rate), due, 0.35))
    yield name_figure("slope", within(slope(np.tile(sizes, sampled.shape[0]), sampled.ravel()), -0.25, 0.03))
    yield name_figure("sd of ln rate", within(float(np.log(sampled).std(axis=0).mean()), 1.18, 0.1))


def inverted_u() -> Lines:
    """Look for the one maximum of total engagement over size (target 18)."""
    grid = np.logspace(3.0, 8.0, 501)

    def engagements(peak: float) -> np.ndarray:
        law = f'[engagement]\nlaw = {{ name = "log_quadratic", peak = {peak} }}\n'
        return rates(scenario(law + any_creator()), grid) * grid

    total = engagements(1e6)
    place = int(np.argmax(total))
    top = float(grid[place])
    single = bool((np.diff(total[: place + 1]) > 0.0).all() and (np.diff(total[place:]) < 0.0).all())
    is_met, numbers = single and bool(abs(np.log10(top) - 6) <= 0.1), TargetNumbers([top], 10**5.9, 10**6.1)
    yield TargetFigure("one maximum, at 1e6 within a factor of 10^0.1", f"{top:.3g}", is_met,
                       numbers._replace(unit="followers"))  # fmt: skip
    bends = [float(np.abs(np.diff(np.log(engagements(peak)), 2)).mean()) for peak in (1e6, 5e6)]
    ours = f"{bends[0]:.2e} to {bends[1]:.2e}"
    why = "customisation is expressed by a later peak (1e6 to 5e6): one parameter bends both"
    expected, numbers = "flatter with customised content: |second derivative| falls", TargetNumbers(bends)
    yield TargetFigure(expected, ours, bends[1] < bends[0], numbers, why)
