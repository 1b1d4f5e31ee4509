"""sim validate."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.cli.shared_options import quiet as quiet_options
from sim.errors import CheckFailed
from sim.tasks.answer import Form
from sim.tasks.setup import validate as task
from sim.tasks.setup.validate import ValidateRequest


@verb("validate", ValidateRequest, form_option(), talks=quiet_options())
def validate(request: ValidateRequest, form: Form) -> None:
    """Compute published findings."""
    answer = task.validate(request)
    click.echo(answer.text(form, is_wide()))
    click.get_current_context().exit(0 if answer.all_met else CheckFailed.exit_code)
