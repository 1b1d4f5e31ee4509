"""Make and execute the notebooks of docs/notebooks/ from the scripts beside them; needs the `docs` extra."""

import sys
from pathlib import Path

import jupytext
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "notebooks"
VOLATILE = ("execution", "kernelspec", "language_info")  # of the machine that executed it


def make(script: Path) -> None:
    """Execute a script cell by cell and write the notebook."""
    notebook = jupytext.read(script, fmt="py:percent")
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key not in VOLATILE}
    jupytext.write(notebook, script.with_suffix(".ipynb"), fmt="ipynb")


if __name__ == "__main__":
    for script in sorted(FOLDER.glob("*.py")):
        if sys.argv[1:] in ([], [script.stem]):
            make(script)
