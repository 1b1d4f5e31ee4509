"""Where a result came from is found without asking git, and can always be stored."""

import json
import platform
import subprocess
from pathlib import Path

import pytest

from sim.store import provenance, result
from sim.store.stored_result import StoredResult
from sim.version import __version__
from tests.store.any_content import ANYTHING

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


def repository(folder: Path, head: str = "ref: refs/heads/main\n") -> Path:
    (folder / ".git" / "refs" / "heads").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text(head)
    return folder


def test_what_is_gathered() -> None:
    found = provenance.gather("sim run x.toml")
    assert list(found) == ["created", "sim_version", "git_commit", "packages", "platform", "command"]
    assert found["sim_version"] == __version__
    assert found["command"] == "sim run x.toml"
    packages = json.loads(found["packages"])
    assert packages["python"] == platform.python_version()
    assert {"numpy", "numba", "h5py"} <= packages.keys()


@pytest.mark.parametrize(
    ("command", "wanted"),
    [("sim run \udcff.toml ✓", "sim run \\udcff.toml ✓"), ("x" * 80_000, "x" * 10_000), ("", "")],
)
def test_every_command_can_be_stored(tmp_path: Path, command: str, wanted: str) -> None:
    """Not to be able to after hours of computing would be a pity."""
    texts = {"scenario_toml": "", "resolved_json": "{}"}
    result.save(tmp_path / "r.h5", StoredResult((), {}, {**provenance.gather(command)}, texts))
    assert result.load(tmp_path / "r.h5", ANYTHING).attributes["command"] == wanted


def test_a_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "PACKAGES", ("numpy", "no-such-library"))
    assert list(provenance.versions()) == ["python", "numpy"]


def test_commit_of_a_branch(tmp_path: Path) -> None:
    (repository(tmp_path) / ".git" / "refs" / "heads" / "main").write_text(f"{COMMIT}\n")
    assert provenance.commit_of(tmp_path) == COMMIT


def test_commit_without_a_branch(tmp_path: Path) -> None:
    assert provenance.commit_of(repository(tmp_path, f"{COMMIT}\n")) == COMMIT


def test_commit_of_a_packed_branch(tmp_path: Path) -> None:
    packed = f"# pack-refs with: peeled\n{OTHER} refs/heads/mainly\n{COMMIT} refs/heads/main\n^{OTHER}\n"
    (repository(tmp_path) / ".git" / "packed-refs").write_text(packed)
    assert provenance.commit_of(tmp_path) == COMMIT


def test_commit_of_a_work_tree(tmp_path: Path) -> None:
    git = repository(tmp_path / "main") / ".git"
    (git / "refs" / "heads" / "side").write_text(f"{COMMIT}\n")
    (git / "worktrees" / "side").mkdir(parents=True)
    (git / "worktrees" / "side" / "HEAD").write_text("ref: refs/heads/side\n")
    (git / "worktrees" / "side" / "commondir").write_text("../..\n")
    (tmp_path / "side").mkdir()
    (tmp_path / "side" / ".git").write_text("gitdir: ../main/.git/worktrees/side\n")
    assert provenance.commit_of(tmp_path / "side") == COMMIT


@pytest.mark.parametrize("head", ["ref: refs/heads/none\n", "ref: \n"])
def test_a_branch_without_commits(tmp_path: Path, head: str) -> None:
    assert provenance.commit_of(repository(tmp_path, head)) == "unknown"


def test_no_repository(tmp_path: Path) -> None:
    assert provenance.commit_of(tmp_path) == "unknown"
    (tmp_path / ".git").write_bytes(b"\xff\xfe")
    assert provenance.commit_of(tmp_path) == "unknown"


def test_git_says_the_same(tmp_path: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, *identity, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    asked = subprocess.run(["git", "-C", tmp_path, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    assert provenance.commit_of(tmp_path) == asked.stdout.strip()


def made(platform: str = "Linux", **packages: str) -> dict[str, str]:
    return {"packages": json.dumps(packages), "platform": platform}


def test_libraries_that_differ_are_named_with_their_versions() -> None:
    one, other = made(networkx="3.7", numpy="2.4.6", h5py="3.16"), made(networkx="3.6.1", numpy="2.5.5", h5py="3.17")
    assert provenance.differences([one, other, one]) == "made with networkx 3.7 and 3.6.1, numpy 2.4.6 and 2.5.5"
    assert provenance.differences([one, made(networkx="3.7")]) == "made with numpy 2.4.6 and ?"


def test_machines_are_named_where_libraries_are_the_same() -> None:
    assert provenance.differences([made("Linux"), made("macOS")]) == "made on Linux and macOS"
    assert provenance.differences([made(), made()]) == "made with the same libraries on machines of one kind"


@pytest.mark.parametrize("packages", [None, 3, "", "[]", '"x"', "{"])
def test_attributes_of_another_hand_name_no_library(packages: object) -> None:
    assert (
        provenance.differences([{"packages": packages}, {}]) == "made with the same libraries on machines of one kind"
    )
