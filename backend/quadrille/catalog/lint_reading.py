"""Which files a person means who names a file or a folder to the linter, and what is in them."""

from collections.abc import Iterator
from pathlib import Path

from quadrille.catalog.linting import Report, is_schema, lint_files
from quadrille.errors import MalformedFile


def lint_path(path: Path) -> tuple[Report, int]:
    """What is wrong with a file, or with every `*.json` at any depth of a folder; and how many files were read.

    In a folder, hidden files and folders are passed over, and so are JSON schemas: they describe a format, lie beside
    the projects and are none. A schema that is named itself is unreadable, as is whatever else is no project.
    """
    files: list[tuple[str, bytes]] = []
    unreadable: list[MalformedFile] = []
    for found in _files_below(path) if path.is_dir() else [path]:
        try:
            files.append((_name(found), found.read_bytes()))
        except OSError as error:
            unreadable.append(MalformedFile(_name(found), 0, "", f"cannot be read: {error.strerror}."))
    report = lint_files(files)
    unreadable += [error for error in report.unreadable if not (path.is_dir() and is_schema(error))]
    if not files and not unreadable:
        reason = "the folder has no *.json with a project."
        unreadable.append(MalformedFile(_name(path), 0, "", reason, "Name a folder that has, or a file."))
    return Report(report.findings, tuple(unreadable)), len(files)


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.json")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not is_hidden and not path.is_dir():
            yield path


def _name(path: Path) -> str:
    """The path as text that can be printed, whatever bytes a file system took for a name."""
    return str(path).encode("utf-8", "backslashreplace").decode()
