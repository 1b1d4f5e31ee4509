"""The command in this process and in one of its own, most of whose time goes into starting."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import shared_options
from sim.cli.main import exit_code

ROOT = Path(__file__).parents[1]


class Done(NamedTuple):
    """What a command has said, named as of a process."""

    returncode: int
    stdout: str
    stderr: str


def sim(folder: Path, *arguments: str) -> Done:
    """Run the command in a folder, without a process of its own; streams are no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_options, "_verbosity", 0)
        for name, stream in (("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, stream)
        patch.setattr(sys, "argv", ["sim", *arguments])
        code = exit_code()
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def environment() -> dict[str, str]:
    """Variables of a process that is started: of ours only the folder of the cache."""
    ours = ("SIM_", "NUMBA_")
    passed = {name: value for name, value in os.environ.items() if not name.startswith(ours) or name == "SIM_CACHE_DIR"}
    return {**passed, "PYTHONPATH": str(ROOT)}


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment(), timeout=300)
