"""Compiled code is kept under a name that changes with every source on which it depends, and with no other."""

import subprocess
import sys

import pytest

from sim.core import cache_folder, jit
from sim.core.jit import PACKAGE, compiled_sources, read_sources, source_hash
from sim.core.kept_code import ENDING
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
        "sim.f": b"from sim.core.jit import code_cache\n",
        "sim.g": b"from sim.core.jit import jit\nfrom sim.core.kept_code import seal\n",
        "sim.core.kept_code": b"",
    }
    assert compiled_sources(texts) == ["sim.a", "sim.b", "sim.b.c", "sim.d", "sim.g"]


def test_files_are_read_once(monkeypatch):
    first = source_hash()
    monkeypatch.setattr(jit, "compiled_sources", lambda texts: pytest.fail("read again"))
    assert source_hash() == first


def test_the_environment_does_not_say_where_code_lies(monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    assert jit.Locator(jit.jit).get_cache_path().startswith(str(jit.code_cache()))


def double(number):
    return number + number


def test_code_that_cannot_be_kept_or_read_is_compiled(tmp_path, monkeypatch):
    """Nothing can be below a file; then the file is damaged."""
    said = []
    monkeypatch.setattr(jit, "code_cache", lambda: tmp_path / "file" / "code")
    (tmp_path / "file").touch()
    assert jit.jit(double)(3) == 6
    cache_folder.tell(said.append)
    assert len(said) == 1
    assert "compiled code cannot be kept: Not a directory" in said[0]
    monkeypatch.setattr(jit, "code_cache", lambda: tmp_path / "code")
    assert jit.jit(double)(3) == 6
    (kept,) = (tmp_path / "code").rglob(f"*{ENDING}")
    again = jit.jit(double)
    assert (again(3), sum(again.stats.cache_hits.values())) == (6, 1)
    content = kept.read_bytes()
    middle = len(content) // 2
    kept.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    anew = jit.jit(double)
    assert (anew(3), sum(anew.stats.cache_hits.values())) == (6, 0)
    cache_folder.tell(said.append)
    assert said[1:] == [f"{tmp_path / 'code'}: compiled code was damaged; it is compiled anew"]
    again = jit.jit(double)
    assert (again(3), sum(again.stats.cache_hits.values())) == (6, 1)


def test_a_second_process_compiles_nothing():
    play(CAMPAIGN, 1)
    done = subprocess.run(
        [sys.executable, "-c", SECOND], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout.split() == ["0", "1"]
