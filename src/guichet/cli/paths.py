"""Files that commands are given: those to read are there, those to write can be written before any work begins."""

from __future__ import annotations

import os
from pathlib import Path

import click

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class NewFile(click.ParamType[Path]):
    """A file to write: its folder is there and may be written in."""

    name = "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Give the path, or say what to change."""
        path = Path(str(value))
        if fault := unwritable(path):
            self.fail(fault, param, ctx)
        return path


def unwritable(path: Path) -> str:
    """Say why a file cannot be written; empty when it can."""
    folder = path.absolute().parent
    if path.is_dir():
        return f"{path} is a folder: give the name of a file"
    if not folder.is_dir():
        return f"the folder {folder} does not exist: make it, or choose another"
    if not os.access(path if path.exists() else folder, os.W_OK):
        return f"{path} may not be written: choose another folder"
    return ""


NEW_FILE = NewFile()
