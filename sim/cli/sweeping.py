"""From the arguments of a sweep to the floors below: imported by commands when they run."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from sim.cli.comparing import Talk, place
from sim.engine import cells, cluster, session
from sim.engine.batches import default_threads
from sim.engine.cells import Order, Played
from sim.errors import EngineError, FileProblem, InputError
from sim.report.text import plan as report_sizing
from sim.report.text import sweep as report_study
from sim.scenario import study as scenario_study
from sim.scenario.overrides import read_override
from sim.scenario.study import Study
from sim.store import names, parts
from sim.store import points as pool
from sim.store.locks import claim
from sim.study.comparison.strategies import Place, is_scenario
from sim.study.sweeps import collect, plan, sweep_forecast
from sim.study.sweeps import sweep as sweeps
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.sweep import Progress, Sweep, SweepCells, SweepTask

GIVEN = {"method": ("design", "method"), "points": ("design", "points"), "design_seed": ("design", "seed"),
         "runs": ("run", "runs"), "seed": ("run", "seed"), "measure": ("measure",)}  # fmt: skip


def asked(options: dict[str, Any]) -> Study:
    """The study that the command line describes. Raises InputError, FileProblem."""
    files: tuple[Path, ...] = options["files"]
    for file in files:
        if not is_scenario(file):
            raise InputError("is neither a study nor a scenario (.toml)", file=file)
    if len(files) == 1 and scenario_study.is_study(files[0]):
        study = scenario_study.load(files[0])
        tree = study.table.model_dump(exclude_unset=True)
        return scenario_study.from_tables(said_besides(tree, options), study.text, study.file)
    if any(map(scenario_study.is_study, files)):
        raise click.UsageError("give one study alone, or scenarios with --vary")
    if not options["vary"]:
        raise click.UsageError("scenarios need --vary PATH=RANGE, once or more; or give a study")
    name = " against ".join(file.stem for file in files)
    return scenario_study.from_tables(
        said_besides({"name": name, "strategies": [str(file) for file in files]}, options)
    )


def said_besides(tree: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The study's tables with what the command line says."""
    said = [varied(text) for text in options["vary"]]
    if len(dict(said)) < len(said):
        raise click.UsageError("--vary names a number twice")
    tree = {**tree, "vary": {**tree.get("vary", {}), **dict(said)}}
    for name, path in GIVEN.items():
        if options[name] is not None:
            inner = tree if len(path) == 1 else tree.setdefault(path[0], {})
            inner[path[-1]] = options[name]
    return tree


def varied(text: str) -> tuple[str, Any]:
    """A path and its range from --vary."""
    path, equals, _ = text.partition("=")
    if not equals:
        raise click.UsageError(f"--vary {text}: must be written PATH=RANGE")
    return path.strip(), read_override(f"value={text[len(path) + 1 :]}", Path()).value


def out_of(options: dict[str, Any], study: Study) -> Path:
    # Not the plain names of scenarios: under these, their own results are kept.
    stem = study.file.stem if study.file else "-".join([*(file.stem for file in study.files), "sweep"])
    return options["out"] or Path("results") / names.file_name(stem, ".h5")


def store_of(options: dict[str, Any], out: Path) -> Path:
    return options["store"] or out.parent / "points"


def swept(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim sweep` prints: the study in short."""
    if options["resume"] and options["force"]:
        raise click.UsageError("--resume continues a sweep, --force starts it again: give one of them")
    if options["cluster"] and options["threads"]:
        raise click.UsageError("--threads is for this machine; a cluster's workers have their own")
    began = time.monotonic()
    study = asked(options)
    out = out_of(options, study)
    sweep = sweeps.prepare(study, options["changes"])
    names.refuse_inputs(out, [file for side in sweep.sides for file in side.files])
    found = finished_already(out, sweep, options)
    if found is None:
        with place(out.parent, options["threads"], talk) as where:
            names.check_output(out, options["force"])
            ahead = sweep_forecast.of(sweep, where.threads)
            sweep_forecast.check_disk(ahead, out.parent)
            where.reporter.note(report_study.outlook_line(ahead))
            run(sweep, (out, store_of(options, out), mode_of(options)), where, options["cluster"], began)
        found = collect.open_study(out)
    return report_study.text(found, form, wide)


def mode_of(options: dict[str, Any]) -> parts.Mode:
    return "resume" if options["resume"] else "force" if options["force"] else "new"


def finished_already(out: Path, sweep: Sweep, options: dict[str, Any]) -> OpenStudy | None:
    """The study's own file, where the sweep is resumed and there is nothing left to do."""
    if not (options["resume"] and out.is_file()):
        return None
    found = collect.open_study(out)
    if found.stored.attributes.get("study_sha256") != sweeps.digest(sweep):
        return None
    marks = sweeps.marks(sweep)
    if parts.unfinished_key(out) == marks:  # killed when all but this was done
        with claim.claim(out, marks, "resume"):
            pass
    return found


def run(sweep: Sweep, where: tuple[Path, Path, parts.Mode], how: Place, address: str | None, began: float) -> None:
    """Play what is missing and write the study."""
    out, folder, mode = where
    with player(address, how) as play, claim.claim(out, sweeps.marks(sweep), mode), claim.share(folder):
        task = SweepTask(folder, play, how.reporter, how.stop)
        target = (out, folder, mode == "force")
        session.tell_compiling(how.reporter)
        try:
            done = sweeps.complete(sweep, task, lambda found, made: write(sweep, made, found, target, how, began))
        except EngineError as error:
            raise type(error)(f"{error}; continue with the same command and --resume") from error
        for why in dict.fromkeys(done.refused.values()):
            n = sum(told == why for told in done.refused.values())
            how.reporter.note(f"{n} of {sweep.n_cells} cells cannot be had and are left out: {why}")


def write(
    sweep: Sweep, made: SweepCells, done: Progress, target: tuple[Path, Path, bool], how: Place, began: float
) -> None:
    how.reporter.detail(f"collecting {sweep.n_cells:,} cells")
    collect.write(sweep, made, done, target, how.command, began)
    how.reporter.note(f"stored in {target[0]}")


@contextmanager
def player(address: str | None, how: Place) -> Iterator[sweeps.Play]:
    """Whoever plays cells: threads of this process, or a cluster."""
    if address is None:
        yield partial(on_threads, how=how)
        return
    with cluster.join(address) as client:
        yield partial(cluster.on_cluster, client=client, stop=how.stop, reporter=how.reporter)


def on_threads(orders: Iterable[Order], how: Place) -> Iterator[Played]:
    return cells.on_threads(orders, how.threads, how.stop)


def forecast(options: dict[str, Any], form: str, wide: bool) -> str:
    """What `sim sweep --dry-run` prints."""
    sweep = sweeps.prepare(asked(options), options["changes"])
    found = sweep_forecast.of(sweep, options["threads"] or default_threads())
    return report_study.outlook(sweep, found, form, wide)


def status(options: dict[str, Any], form: str, wide: bool) -> str:
    """What `sim sweep status` prints."""
    study = asked(options)
    out = out_of(options, study)
    sweep = sweeps.prepare(study, options["changes"])
    found = sweep_forecast.standing(sweep, out, store_of(options, out))
    return report_study.standing(found, form, wide)


def merged(options: dict[str, Any], talk: Talk) -> str:
    """What `sim sweep merge` prints."""
    began = time.monotonic()
    study = asked(options)
    out = out_of(options, study)
    folder = store_of(options, out)
    names.check_output(out, options["force"])
    sweep = sweeps.prepare(study, options["changes"])
    made = SweepCells(sweep)
    for source in options["sources"]:
        if not source.is_dir():
            raise FileProblem(f"{source}: there is no such folder")
    with place(out.parent, None, talk) as how, claim.share(folder):
        taken = sum(take_over(made, number, folder, options["sources"], how) for number in range(sweep.n_cells))
        missing = sweeps.survey(made, sweep, folder, how.reporter).missing
        n_missing = sum(map(len, missing.values()))
        told = f"{taken:,} of {sweep.n_cells:,} cells taken over"
        if missing:
            return f"{told}, {n_missing:,} are missing: nothing is collected; play them with sim sweep"
        write(sweep, made, Progress({}, {}), (out, folder, options["force"]), how, began)
    return f"{told}; {out}: written"


def take_over(made: SweepCells, number: int, folder: Path, sources: Sequence[Path], how: Place) -> bool:
    """Copy a cell from the first folder that has it whole."""
    key = made.key(number)
    if pool.is_kept(folder, key):
        return False
    having = (source for source in sources if pool.is_kept(source, key))
    return any(pool.copy(source, folder, key, how.reporter.note) for source in having)


def planned(options: dict[str, Any], talk: Talk, form: str, wide: bool) -> str:
    """What `sim plan` prints."""
    study = asked(options)
    out = out_of(options, study)
    whole = sweeps.prepare(study, options["changes"])
    small = plan.pilot_of(study, options["pilot_points"], options["pilot_runs"])
    pilot = sweeps.prepare(small, options["changes"])
    folder = store_of(options, out)
    with place(out.parent, options["threads"], talk) as how, claim.share(folder), player(None, how) as play:
        session.tell_compiling(how.reporter)
        found = plan.size_up(whole, pilot, options["precision"], SweepTask(folder, play, how.reporter, how.stop))
    return report_sizing.text(found, form, wide)


def pruned(folder: Path, keep: Sequence[Path], dry_run: bool) -> str:
    """What `sim sweep prune` prints."""
    if not folder.is_dir():
        raise FileProblem(f"{folder}: there is no such folder of points")
    options = dict.fromkeys(GIVEN) | {"vary": (), "changes": ()}
    wanted: set[str] = set()
    for file in keep:
        made = sweeps.prepare(asked({**options, "files": (file,)}))
        cells_of = SweepCells(made)
        wanted |= {cells_of.key(number) for number in range(made.n_cells)}
    if not any(pool.stored_keys(folder)) and not pool.leftovers(folder):
        return f"{folder}: holds no points"
    with claim.alone(folder):
        doomed = [key for key in pool.stored_keys(folder) if key not in wanted]
        left = pool.leftovers(folder)
        size = pool.size(folder, doomed)
        if not dry_run:
            pool.drop(folder, doomed)
            for path in left:
                path.unlink(missing_ok=True)
    word = "would be removed" if dry_run else "removed"
    return f"{folder}: {len(doomed):,} points ({size / 1e6:.1f} MB) and {len(left)} leftovers {word}"
