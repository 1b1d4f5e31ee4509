"""The main question with word of mouth off, on, and with complex contagion: runs the comparisons of
docs/word_of_mouth.md and draws its figure."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import common
from matplotlib.figure import Figure

COMPLEX = 'response.curve={ name = "threshold", sources = 2.0, factor = 4.0 }'
SETTINGS = {
    "nobody talks": (),
    "word of mouth, R0 = 0.15": ("word_of_mouth.r0=0.15",),
    "word of mouth, R0 = 0.30": ("word_of_mouth.r0=0.30",),
    "complex contagion, nobody talks": (COMPLEX,),
    "complex contagion, R0 = 0.15": ("word_of_mouth.r0=0.15", COMPLEX),
}
MEASURES = {"cpe": "CPE of micros / CPE of the mega", "engagers": "engagers of micros / engagers of the mega"}
INK, SOFT = "#1f2430", "#5b6270"
COLOURS = {"cpe": "#332288", "engagers": "#117733"}


class Ratio(NamedTuple):
    """Micros over mega, with its interval."""

    value: float
    low: float
    high: float


def compare(changes: tuple[str, ...], runs: int, folder: Path) -> dict[str, Ratio]:
    """The ratios of one setting."""
    configs = [str(common.ROOT / "configs" / f"{name}.toml") for name in ("micro_1000", "mega_1")]
    options = [part for change in changes for part in ("--set", change)]
    command = [Path(sys.executable).with_name("sim"), "compare", *configs, "--runs", str(runs), *options]
    how = ["--results", folder, "--format", "json", "--progress", "none", "-q"]
    told: Any = json.loads(subprocess.run([*command, *how], check=True, capture_output=True, text=True).stdout)
    found = {one["name"]: one["ratio"] for one in told["contrasts"]}
    return {name: Ratio(*(found[name][part] for part in ("value", "low", "high"))) for name in MEASURES}


def draw(found: dict[str, dict[str, Ratio]], runs: int) -> Figure:
    """A dot and its interval for each setting and measure."""
    out = Figure((8.6, 4.3), facecolor="white")
    for panel, (name, title) in enumerate(MEASURES.items()):
        axes = out.add_axes((0.29 + 0.36 * panel, 0.14, 0.31, 0.66))
        for row, ratios in enumerate(reversed(found.values())):
            one = ratios[name]
            axes.plot([one.low, one.high], [row, row], color=COLOURS[name], lw=2.2, solid_capstyle="round")
            axes.plot([one.value], [row], "o", color=COLOURS[name], ms=6)
            axes.annotate(f"{one.value:.2f}", (one.value, row), (0, 7), textcoords="offset points", ha="center",
                          fontsize=9, color=INK)  # fmt: skip
        axes.set_yticks(range(len(found)), list(reversed(found)) if panel == 0 else [""] * len(found), fontsize=9.5)
        axes.set_ylim(-0.6, len(found) - 0.3)
        axes.set_title(title, fontsize=9.5, color=SOFT, loc="left")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.tick_params(axis="x", labelsize=9, colors=SOFT)
        axes.set_xlim(left=0.0)
        axes.grid(axis="x", color="#e6e9ee", lw=0.7)
        axes.set_axisbelow(True)
    title = "1,000 micros against one mega, with word of mouth and without"
    out.text(0.02, 0.94, title, fontsize=13, fontweight="bold", color=INK)
    out.text(
        0.02, 0.885, f"micro_1000 against mega_1, {runs} paired runs, 95% intervals (Fieller)", fontsize=9, color=SOFT
    )
    return out


def main() -> None:
    options = common.parse_arguments(__doc__, runs=(300, "paired runs"))
    with tempfile.TemporaryDirectory() as folder:
        found = {
            told: compare(changes, options.runs, Path(folder) / str(number))
            for number, (told, changes) in enumerate(SETTINGS.items())
        }
    for told, ratios in found.items():
        print(
            f"{told:<34}",
            *(f"{name} {one.value:.2f} ({one.low:.2f} to {one.high:.2f})" for name, one in ratios.items()),
        )
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "sim", "svg.fonttype": "none", "font.family": "DejaVu Sans"}):
        draw(found, options.runs).savefig(common.ROOT / "docs" / "word_of_mouth.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
