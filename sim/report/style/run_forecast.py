"""sim run --dry-run, sim config check: what a run would be and need."""

from sim.engine.forecast import Forecast, check
from sim.engine.session import Job
from sim.report.style import scenario_values
from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, render
from sim.scenario.load import Loaded


def rows(found: Forecast, job: Job) -> list[tuple[str, str]]:
    """Sizes and needs, in words."""
    run = job.loaded.scenario.run
    return [
        ("creators", f"{found.n_creators:,}"),
        ("real follower slots simulated", f"{found.n_slots:,}"),
        ("impressions per run", f"about {found.impressions:,.0f}"),
        ("runs", f"{run.draws:,} x {run.runs:,}" if run.draws > 1 else f"{run.runs:,}"),
        ("memory", f"at most about {found.memory.total / 1e9:.2g} GB"),
        ("time to play", f"about {duration(found.seconds)} on {job.threads} threads"),
        ("result", str(job.out)),
    ]


def text(job: Job, form: str, wide: bool) -> str:
    """The resolved scenario and what it needs."""
    found = check(job.loaded, job.threads)
    needs = TextTable(f"{job.loaded.scenario.name}: nothing is run", ("figure", "value"), list(rows(found, job)), [])
    if form != "table":
        return render(needs, form, wide)
    return "\n\n".join([scenario_values.text(job.loaded, form, wide), render(needs, form, wide)]).rstrip()


def in_short(loaded: Loaded, threads: int) -> str:
    """One line."""
    found = check(loaded, threads)
    return (
        f"{found.n_creators:,} creators, {found.n_slots:,} real follower slots, {loaded.scenario.run.runs:,} runs; "
        f"about {found.memory.total / 1e9:.2g} GB and {duration(found.seconds)} on {threads} threads"
    )
