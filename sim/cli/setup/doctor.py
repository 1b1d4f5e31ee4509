"""sim doctor."""

import click

from sim.cli.shared_options import form as form_option
from sim.cli.shared_options import is_wide, verb
from sim.tasks.answer import Form
from sim.tasks.setup import doctor as task
from sim.tasks.setup.doctor import DoctorRequest


@verb("doctor", DoctorRequest, form_option(), talks=[])
def doctor(request: DoctorRequest, form: Form) -> None:
    """Report on the installation."""
    click.echo(task.doctor(request).text(form, is_wide()))
