"""Scenarios and studies that are shipped as examples, and the files that they read."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2]
FOLDER = "configs"
ENDINGS = (".toml", ".csv")


def shipped_folder() -> Path:
    """The folder of examples: in the installed package, or beside the package in a checkout.

    >>> (shipped_folder() / "mega_1.toml").is_file()
    True
    """
    installed = PACKAGE / FOLDER
    return installed if installed.is_dir() else PACKAGE.parent / FOLDER


def example_names() -> list[str]:
    """Names of all examples, scenarios before studies.

    >>> example_names()[:3]
    ['ambassadors_100', 'hybrid', 'hybrid_mega_first']
    """
    folder = shipped_folder()
    files = (*sorted(folder.glob("*.toml")), *sorted(folder.glob("*/*.toml")))
    return [file.relative_to(folder).with_suffix("").as_posix() for file in files]


def files_of(name: str) -> list[Path]:
    """The file of an example, and all that it reads, from there on; relative to the folder of examples.

    >>> [file.as_posix() for file in files_of("studies/what_decides")]
    ['studies/what_decides.toml', 'micro_1000.toml', 'mega_1.toml']
    """
    folder, found = shipped_folder(), [Path(f"{name}.toml")]
    for file in found:
        if file.suffix == ".toml":
            beside = (folder / file).parent
            read = ((beside / text).resolve() for text in _texts(tomllib.loads((folder / file).read_text("utf-8"))))
            others = (each.relative_to(folder.resolve()) for each in read if each.is_file())
            found.extend(other for other in others if other not in found)
    return found


def _texts(value: Any) -> Iterator[str]:
    """Texts in a file's tables that may be names of files."""
    if isinstance(value, str) and value.endswith(ENDINGS):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
