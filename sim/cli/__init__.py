"""The command `sim`: click commands that read arguments and hand over."""

from sim.cli.main import main

__all__ = ["main"]
