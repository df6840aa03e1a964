from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
vendor = runpy.run_path(str(ROOT / "script" / "vendor.py"))


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(vendor["TARGET"], tmp_path / "vendor"))


def test_vendored_files_are_those_of_the_manifest():
    assert vendor["differences"](vendor["pinned_files"]()) == []


def test_a_changed_a_missing_and_an_unknown_file_are_told(copy):
    (copy / "htmx" / "htmx.min.js").write_text("changed")
    (copy / "bootstrap" / "LICENSE.txt").unlink()
    (copy / "stray.js").write_text("")
    told = " ".join(vendor["differences"](vendor["pinned_files"](), copy))
    assert "htmx/htmx.min.js is not the file of htmx.org" in told
    assert "bootstrap/LICENSE.txt is missing" in told
    assert "stray.js is not in the manifest" in told


def test_every_package_ships_its_licence():
    pinned = vendor["pinned_files"]()
    with_text = {item.package for item in pinned if "LICENSE" in item.file or "OFL" in item.file}
    assert with_text == {item.package for item in pinned}
    assert (vendor["KIT"] / "static" / "kit" / "img" / "icons-LICENSE.txt").exists()
