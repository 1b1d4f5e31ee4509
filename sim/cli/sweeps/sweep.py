"""sim sweep: run, status, merge, prune."""

import click

from sim.cli.shared_options import dry_run as dry_run_option
from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.errors import FileProblem
from sim.tasks.answer import Form
from sim.tasks.sweeps import sweep as task
from sim.tasks.sweeps.sweep import MergeRequest, PruneRequest, StatusRequest, SweepRequest


class Sweeps(click.Group):
    """A group whose first word may be a file: then it is a sweep of that file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Whatever is no subcommand and does not ask for help is what to sweep.
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group("sweep", cls=Sweeps)
def sweep() -> None:
    """Play strategies at many values of uncertain numbers.

    `sim sweep study.toml`, or `sim sweep A.toml B.toml --vary PATH=LOW:HIGH`; `sim sweep run --help` lists the options.
    Points that are finished are kept, whatever happens, and never played again.
    """


@verb("run", SweepRequest, dry_run_option("Show points, time, memory and disk; play nothing."), form_option())
def run(request: SweepRequest, dry_run: bool, form: Form) -> None:
    """Play a sweep, or say what that would take."""
    answer = task.forecast(request) if dry_run else task.sweep(request)
    click.echo(answer.text(form, is_wide()))


@verb("status", StatusRequest, form_option(), talks=[])
def status(request: StatusRequest, form: Form) -> None:
    """Say how far a sweep is."""
    click.echo(task.status(request).text(form, is_wide()))


@verb("merge", MergeRequest)
def merge(request: MergeRequest) -> None:
    """Take points over. Raises FileProblem where any is missing."""
    merged = task.merge(request)
    taken = f"{merged.n_taken:,} of {merged.n_cells:,} cells taken over"
    if merged.n_missing:
        missing = f"{merged.n_missing:,} are missing: nothing is collected; play them with sim sweep"
        raise FileProblem(f"{merged.out}: {taken}, {missing}")
    click.echo(f"{taken}; {merged.out}: written")


@verb("prune", PruneRequest, talks=[])
def prune(request: PruneRequest) -> None:
    """Remove points."""
    pruned = task.prune(request)
    if pruned.is_empty:
        click.echo(f"{pruned.folder}: holds no points")
        return
    size, word = f"{pruned.n_bytes / 1e6:.1f} MB", "would be removed" if request.dry_run else "removed"
    click.echo(f"{pruned.folder}: {pruned.n_points:,} points ({size}) and {pruned.n_leftovers} leftovers {word}")


for command in (run, status, merge, prune):
    sweep.add_command(command)
