"""Compiled code is kept under a name that changes with every source on which it depends, and with no other."""

import subprocess
import sys

import pytest

from sim.core import jit
from sim.core.jit import PACKAGE, compiled_sources, read_sources, source_hash
from tests.plans import Campaign, Creator, play

SOURCES = compiled_sources(dict(read_sources()))
CAMPAIGN = Campaign((Creator(1, (0,), (((0, 1.0),),)),))
SECOND = """\
from sim.core import kernel
from tests.plans import Campaign, Creator, play
play(Campaign((Creator(1, (0,), (((0, 1.0),),)),)), 1)
print(sum(kernel.play_runs.stats.cache_misses.values()), sum(kernel.play_runs.stats.cache_hits.values()))
"""


@pytest.mark.parametrize(
    "name",
    [
        "sim.core.kernel",
        "sim.core.outcome",
        "sim.measures.expected",
        "sim.mechanisms.reach",
        "sim.spreading.independent_cascade",
        "sim.spreading.thresholds",
        "sim.world.overlap_fit.aimed_swaps",
        "sim.world.overlap_fit.swaps",
    ],
)
def test_what_compiles_is_a_source(name):
    assert name in SOURCES


@pytest.mark.parametrize("name", ["sim.api", "sim.engine.play", "sim.measures.columns", "sim.measures.summary"])
def test_what_nobody_compiles_is_not(name):
    assert (PACKAGE.parent / f"{name.replace('.', '/')}.py").is_file()
    assert name not in SOURCES


def test_sources_are_followed_through_imports():
    texts = {
        "sim.a": b"from sim.core.jit import inline, lean\nfrom sim.b import (\n    c,\n)\n",
        "sim.b": b"",
        "sim.b.c": b"from sim.d import number\n",
        "sim.d": b"from sim.a import back\n",
        "sim.e": b"from sim.a import function\n",
        "sim.f": b"from sim.core.jit import cache_home\n",
    }
    assert compiled_sources(texts) == ["sim.a", "sim.b", "sim.b.c", "sim.d"]


def test_files_are_read_once(monkeypatch):
    first = source_hash()
    monkeypatch.setattr(jit, "compiled_sources", lambda texts: pytest.fail("read again"))
    assert source_hash() == first


def test_a_second_process_compiles_nothing():
    play(CAMPAIGN, 1)
    done = subprocess.run(
        [sys.executable, "-c", SECOND], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout.split() == ["0", "1"]
