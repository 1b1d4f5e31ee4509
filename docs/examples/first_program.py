"""A small program of a user's, as `mypy --strict` has to accept it."""

from pathlib import Path

import sim


def cheapest(configs: list[Path], measure: str = "cpe") -> str:
    """The verdict on some scenarios, in a sentence."""
    results = [sim.run(config, runs=20, quiet=True) for config in configs]
    verdict = sim.compare(results, measure=measure, quiet=True)
    ratio = verdict[measure].ratio
    return f"{verdict.sentence} A / B: {ratio.value:.3g} ({ratio.low:.3g} to {ratio.high:.3g})"


def break_even(a: Path, b: Path, parameter: str) -> list[float]:
    """The values of a parameter at which the answer turns."""
    turn = sim.flip(a, b, over=[parameter], quiet=True)
    values = turn.to_dict()
    return [float(root["value"]) for root in values["roots"]]


if __name__ == "__main__":
    print(cheapest([Path("configs/micro_5.toml"), Path("configs/micro_10.toml")]))
