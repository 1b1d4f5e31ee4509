"""The forecast of a run as text (`sim run --dry-run`, `sim config check`): its size and what it needs."""

from typing import Any

from sim.engine.feasibility import check
from sim.engine.forecast import Forecast
from sim.engine.session import Job
from sim.report.style import scenario_values
from sim.report.style.plain_values import quantity
from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, render
from sim.scenario.load import Loaded


def rows(forecast: Forecast, job: Job) -> list[tuple[str, str]]:
    """Sizes and needs, in words."""
    run = job.loaded.scenario.run
    return [
        ("creators", f"{forecast.n_creators:,}"),
        ("real follower slots simulated", f"{forecast.n_slots:,}"),
        ("impressions per run", f"about {forecast.impressions:,.0f}"),
        ("runs", f"{run.draws:,} x {run.runs:,}" if run.draws > 1 else f"{run.runs:,}"),
        ("memory", f"at most about {forecast.memory.total / 1e9:.2g} GB"),
        ("time to play", f"about {duration(forecast.seconds)} on {job.threads} threads"),
        ("result", str(job.out)),
    ]


def text(job: Job, form: str, wide: bool) -> str:
    """The resolved scenario and what it needs."""
    needs = table(job)
    if form != "table":
        return render(needs, form, wide)
    return "\n\n".join([scenario_values.text(job.loaded, form, wide), render(needs, form, wide)]).rstrip()


def table(job: Job) -> TextTable:
    """Sizes and needs, a row each."""
    forecast = check(job.loaded, job.threads)
    return TextTable(f"{job.loaded.scenario.name}: nothing is run", ("figure", "value"), list(rows(forecast, job)), [])


def in_short(loaded: Loaded, forecast: Forecast, threads: int) -> str:
    """The forecast in a line."""
    return (
        f"{forecast.n_creators:,} creators, {forecast.n_slots:,} real follower slots, {loaded.scenario.run.runs:,} "
        f"runs; about {forecast.memory.total / 1e9:.2g} GB and {duration(forecast.seconds)} on {threads} threads"
    )


def as_dict(job: Job) -> dict[str, Any]:
    """Sizes and needs as plain values with units."""
    forecast, run = check(job.loaded, job.threads), job.loaded.scenario.run
    return {
        "title": job.loaded.scenario.name,
        "creators": quantity(forecast.n_creators, "creators"),
        "follower_slots": quantity(forecast.n_slots, "people"),
        "impressions": quantity(forecast.impressions, "per run"),
        "draws": run.draws,
        "runs": run.runs,
        "memory": quantity(forecast.memory.total, "bytes"),
        "seconds": quantity(forecast.seconds, "s"),
        "threads": quantity(job.threads, "threads"),
        "out": str(job.out),
    }
