"""Word-processor and spreadsheet files: what is really inside a ZIP archive."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MAX_MEMBERS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_MIMETYPE = 100
_ENCRYPTED = 0x1

_OOXML: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "word/document.xml": (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    }
)
_OPEN_DOCUMENT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "application/vnd.oasis.opendocument.text": ("application/vnd.oasis.opendocument.text", "odt"),
        "application/vnd.oasis.opendocument.spreadsheet": (
            "application/vnd.oasis.opendocument.spreadsheet",
            "ods",
        ),
    }
)


class NotAnOfficeFile(Exception):
    """An archive of another kind."""


class BrokenArchive(Exception):
    """Damaged, cut, or made to fill the memory of whoever opens it."""


class HasMacros(Exception):
    """It carries programs that would run on the computer of whoever opens it."""


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """What the file is."""

    media_type: str
    extension: str


def read_office_file(content: bytes) -> OfficeFile:
    """Tell what an archive is by its members.

    Raises NotAnOfficeFile for another archive (also when something stands before it), BrokenArchive, HasMacros.
    """
    if not content.startswith(b"PK\x03\x04"):
        raise NotAnOfficeFile
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_members(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise BrokenArchive from error


def _read_members(archive: zipfile.ZipFile) -> OfficeFile:
    members = {member.filename: member for member in archive.infolist()}
    unpacked = sum(member.file_size for member in members.values())
    if len(archive.infolist()) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise BrokenArchive
    found = _ooxml(members) or _open_document(archive, members)
    if found is None:
        raise NotAnOfficeFile
    if any(_is_program(name) for name in members):
        raise HasMacros
    if any(member.flag_bits & _ENCRYPTED for member in members.values()):
        raise BrokenArchive
    return found


def _ooxml(members: Mapping[str, zipfile.ZipInfo]) -> OfficeFile | None:
    if "[Content_Types].xml" not in members:
        return None
    return next((OfficeFile(*kind) for main, kind in _OOXML.items() if main in members), None)


def _open_document(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> OfficeFile | None:
    declared = members.get("mimetype")
    if declared is None or declared.file_size > MAX_MIMETYPE or "content.xml" not in members:
        return None
    kind = _OPEN_DOCUMENT.get(archive.read(declared).decode("ascii", "replace").strip())
    return OfficeFile(*kind) if kind else None


def _is_program(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith("vbaproject.bin") or lowered.startswith(("basic/", "scripts/"))
