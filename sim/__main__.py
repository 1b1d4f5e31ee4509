"""The command `sim`, and python -m sim: signals are heard before anything large is imported."""

from typing import NoReturn

from sim.ending import listen


def main() -> NoReturn:
    """Listen, then import and run the command."""
    listen()
    from sim.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
