"""Every text has its French, in right typography, and the compiled catalogue is the written one."""

from __future__ import annotations

import subprocess
import sys

from tests.house.source import ROOT


def test_french_is_complete() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "script" / "translations", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
