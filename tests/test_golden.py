"""The summary of each config, as last agreed on; `python tests/test_golden.py` rewrites them, in an own commit."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "golden"
CONFIGS = sorted(path.stem for path in (ROOT / "configs").glob("*.toml"))
PROGRAMMES = ("ambassadors_100", "one_off_100")
HANDFULS = ("micro_5", "micro_10", "micro_20")  # so few that they cannot cost what the others do
DRAWS, RUNS = 4, 5


def summary_of(name: str) -> dict[str, Any]:
    """Means of a few runs of a config, and the digest of all their bits."""
    import sim

    result = sim.run(sim.load(ROOT / "configs" / f"{name}.toml", {"run.draws": DRAWS, "run.runs": RUNS}))
    means = {line.name: line.estimate.value for line in result.summary().values()}
    exact = {line.name: line.exact for line in result.summary().values() if line.exact == line.exact}
    return {"draws": DRAWS, "runs": RUNS, "digest": result.digest(), "mean": means, "exact": exact}


def held(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return loaded


@pytest.mark.parametrize("name", CONFIGS)
def test_summary_is_as_agreed(name: str) -> None:
    found, agreed = json.loads(json.dumps(summary_of(name))), held(name)
    # Counts first: they say more about what moved than a digest does.
    assert found["mean"] == pytest.approx(agreed["mean"], rel=1e-12, nan_ok=True)
    assert found["exact"] == pytest.approx(agreed["exact"], rel=1e-9)
    assert found["digest"] == agreed["digest"]


def test_configs_differ_only_in_the_question() -> None:
    """Those of one platform, and the platforms but in what the platform says."""
    import sim

    plain = [
        sim.load(ROOT / "configs" / f"{name}.toml").scenario for name in CONFIGS if name not in (*PROGRAMMES, *HANDFULS)
    ]
    rest = [scenario.model_copy(update={"name": "", "creators": ()}) for scenario in plain]
    for platform in {scenario.platform for scenario in rest}:
        alike = [scenario for scenario in rest if scenario.platform == platform]
        assert len(alike) > 1
        assert all(scenario == alike[0] for scenario in alike)
    for table in ("run", "brand", "posts", "response"):  # the world of TikTok, where strangers matter, is a sample
        assert all(getattr(scenario, table) == getattr(rest[0], table) for scenario in rest)


def test_handfuls_differ_only_in_how_many_they_are() -> None:
    import sim

    handfuls = [sim.load(ROOT / "configs" / f"{name}.toml").scenario for name in HANDFULS]
    assert all(each.model_copy(update={"name": handfuls[0].name, "creators": handfuls[0].creators}) == handfuls[0]
               for each in handfuls)  # fmt: skip


def test_a_handful_lives_in_the_world_of_the_others() -> None:
    import sim

    few, many = (sim.load(ROOT / "configs" / f"{name}.toml").scenario for name in ("micro_10", "micro_1000"))
    assert few.model_copy(update={"name": many.name, "creators": many.creators, "costs": many.costs}) == many


def test_programmes_differ_only_in_who_is_asked_again() -> None:
    import sim

    one, other = (sim.load(ROOT / "configs" / f"{name}.toml").scenario for name in PROGRAMMES)
    rule = other.ambassadors.model_copy(update={"renewal_prob": one.ambassadors.renewal_prob})
    assert one == other.model_copy(update={"name": one.name, "ambassadors": rule})


if __name__ == "__main__":
    for config in CONFIGS:
        (FOLDER / f"{config}.json").write_text(json.dumps(summary_of(config), indent=1) + "\n")
