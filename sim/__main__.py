"""The command `sim`, and python -m sim: signals are heard before anything large is imported."""

import sys
from typing import NoReturn

from sim.ending import listen

LEAST_MEMORY = 1_000_000_000  # bytes of address space; with half of it libraries of linear algebra load for ever


def main() -> NoReturn:
    """Listen, then import and run the command."""
    listen()
    if 0 <= (limit := memory_limit()) < LEAST_MEMORY:
        from sim.errors import EngineError

        said = f"memory is limited to {limit / 1e9:.2g} GB (ulimit -v); sim needs {LEAST_MEMORY / 1e9:.0f} GB or more"
        sys.stderr.write(f"Error: {said}\n")
        sys.exit(EngineError.exit_code)
    from sim.cli.main import main as run

    run()


def memory_limit() -> int:
    """The most address space that this process may have, in bytes; -1 where nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows
        return -1
    return resource.getrlimit(resource.RLIMIT_AS)[0]


if __name__ == "__main__":
    main()
