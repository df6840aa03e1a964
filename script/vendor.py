#!/usr/bin/env python3
"""Bring the front-end files that the pages use from npm packages, pinned by version and by hash.

`script/vendor.py --check` compares the files in the tree with the manifest, without any network.
`script/vendor.py` downloads the packages with npm and refuses a file whose hash is not the manifest's.
`script/vendor.py --accept` does the same after a version was changed by hand, and writes the new hashes.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

KIT = Path(__file__).resolve().parents[1] / "src" / "guichet" / "web" / "kit"
MANIFEST = KIT / "vendor" / "manifest.toml"
TARGET = KIT / "static" / "kit" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")


class Pinned(NamedTuple):
    """One file of the manifest: from which package, under which name, with which licence and hash."""

    package: str
    version: str
    source: str
    file: str
    licence: str
    sha256: str


def pinned_files(manifest: Path = MANIFEST) -> list[Pinned]:
    """Read the manifest."""
    tables = tomllib.loads(manifest.read_text())["file"]
    return [Pinned(**table) for table in tables]


def differences(pinned: list[Pinned], target: Path = TARGET) -> list[str]:
    """Say in words what differs between the tree and the manifest; an empty list when nothing does."""
    problems = []
    for item in pinned:
        path = target / item.file
        if not path.is_file():
            problems.append(f"{item.file} is missing")
        elif _digest(path.read_bytes()) != item.sha256:
            problems.append(f"{item.file} is not the file of {item.package} {item.version}")
    known = {item.file for item in pinned}
    present = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    return problems + [f"{name} is not in the manifest" for name in sorted(present - known)]


def download(pinned: list[Pinned]) -> dict[str, bytes]:
    """Fetch every package once with npm (which checks the registry's own integrity) and take out our files."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to download; script/vendor.py --check is not.")
    contents: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package, version in sorted({(item.package, item.version) for item in pinned}):
            command = [npm, "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"]
            name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
            wanted = [item for item in pinned if item.package == package]
            with tarfile.open(Path(folder) / name) as archive:
                for item in wanted:
                    member = archive.extractfile(f"package/{item.source}")
                    if member is None:
                        sys.exit(f"{package} {version} has no file {item.source}")
                    contents[item.file] = SOURCE_MAP.sub(b"\n", member.read())
    return contents


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _accept(pinned: list[Pinned], contents: dict[str, bytes]) -> None:
    text = MANIFEST.read_text()
    for item in pinned:
        head = f'file = "{item.file}"\nlicence = "{item.licence}"\nsha256 = '
        text = text.replace(f'{head}"{item.sha256}"', f'{head}"{_digest(contents[item.file])}"')
    MANIFEST.write_text(text)


def main() -> None:
    """Parse, call, print."""
    parser = argparse.ArgumentParser(description="Front-end files taken from npm packages, pinned by hash.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="only compare the tree with the manifest, offline")
    mode.add_argument("--accept", action="store_true", help="write the new hashes into the manifest")
    options = parser.parse_args()
    pinned = pinned_files()
    if not options.check:
        contents = download(pinned)
        if options.accept:
            _accept(pinned, contents)
            pinned = pinned_files()
        wrong = [item.file for item in pinned if _digest(contents[item.file]) != item.sha256]
        if wrong:
            sys.exit("Not what the manifest says, nothing was written: " + ", ".join(wrong))
        for name, content in contents.items():
            (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
            (TARGET / name).write_bytes(content)
    problems = differences(pinned)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(pinned)} vendored files are those of the manifest.")


if __name__ == "__main__":
    main()
