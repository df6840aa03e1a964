"""Printed papers: a Typst source and its values become an accessible PDF (PDF/UA-1), always the same for the same values."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

FONTS = Path(__file__).parent / "fonts"


@cache
def _fonts() -> typst.Fonts:
    """Read our fonts once for each process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def print_pdf(
    source: str,
    values: Mapping[str, Any],
    *,
    made_at: dt.datetime | None = None,
    archive: bool = False,
) -> bytes:
    """Give the PDF of a Typst source; `values` are read in it with `json(bytes(sys.inputs.values))`.

    `archive` makes it PDF/A-3 too, which may carry files. Nothing outside is read: no file, no package, no font of the machine. A text of the values is never source.
    """
    made: bytes = typst.compile(
        source.encode(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-3a"] if archive else "ua-1",
        timestamp=int(made_at.timestamp()) if made_at else None,
    )
    return made


def qr_svg(address: str) -> str:
    """Draw the code that leads from a paper to a page, as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, scale=4
    )
    return out.getvalue().decode("utf-8")
