"""What is in a file that someone sends: judged by its content, never by its name nor by what the sender declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import filetype  # type: ignore[import-untyped]  # it is published without its types
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.documents.models import Kind
from guichet.documents.office import BrokenArchive, HasMacros, NotAnOfficeFile, read_office_file
from guichet.documents.pictures import BrokenPicture, NotAPicture, TooManyPixels, clean_picture

MAX_BYTES = 20 * 1024 * 1024
_CHUNK = 64 * 1024
_PDF_END = 2048
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ACTIVE_TEXT = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php)\b", re.IGNORECASE
)

EMPTY = _("This file is empty. Choose it again.")
TOO_LARGE = _(
    "This file is larger than 20 MB. Choose a smaller one, or take the photo at a lower resolution."
)
TOO_MANY_PIXELS = _("This picture has more than 50 million pixels. Take it again at a lower resolution.")
BROKEN_PICTURE = _(
    "This picture is damaged, or only a part of it arrived. Choose it again, or take another one."
)
BROKEN_FILE = _(
    "This file is damaged, protected by a password, or only a part of it arrived. Choose it again."
)
MACROS = _("This document contains macros. Save it without macros, or as a PDF, then send it again.")
OLD_OFFICE = _(
    "This document is in an old format, or is protected by a password. Save it as a PDF, then send it again."
)
ARCHIVE = _("Archives are not accepted. Send the files one by one.")
MOVING = _("Videos and sounds are not accepted. Send photos instead.")
WEB_PAGE = _("Web pages and SVG drawings are not accepted. Send a photo or a PDF instead.")
NOT_A_PHOTO = _("This file is not a photo. Choose a photo (JPEG, PNG, WebP, HEIC or GIF).")
OF_PHOTOS = (EMPTY, TOO_LARGE, TOO_MANY_PIXELS, BROKEN_PICTURE, MOVING)
OTHER_KIND = _(
    "This kind of file is not accepted. Send a photo (JPEG, PNG, WebP, HEIC, GIF), a PDF, plain text, "
    "or a Word, Excel or OpenDocument file."
)


class Upload(Protocol):
    """Something that can be read from its beginning: a file that a browser sent, or any binary file."""

    def read(self, size: int, /) -> bytes:
        """Give at most `size` bytes; nothing at the end."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. With `problems` (sentences for the sender) there is nothing to keep, and the rest is empty.

    `content` is what will be kept: a picture drawn again, or another file as it came. `sha256` is of what was
    received, so that the same photo sent twice is known.
    """

    kind: Kind
    media_type: str = ""
    extension: str = ""
    sha256: str = ""
    content: bytes = b""
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0
    problems: tuple[str, ...] = ()

    def problem(self, *, photos_only: bool = False) -> str:
        """Say why the file is refused, where only photos are wanted too; empty when it is accepted."""
        of_photos = self.kind == Kind.PHOTO or bool(set(self.problems) & {str(one) for one in OF_PHOTOS})
        if photos_only and not of_photos:
            return str(NOT_A_PHOTO)
        return " ".join(self.problems)


def examine(upload: Upload) -> Examined:
    """Tell what a file is, and make a photo safe to show. Reads at most MAX_BYTES and one chunk."""
    content = _read(upload)
    if content is None:
        return _refused(TOO_LARGE)
    if not content:
        return _refused(EMPTY)
    digest = hashlib.sha256(content).hexdigest()
    try:
        picture = clean_picture(content)
    except NotAPicture:
        return _examine_other(content, digest)
    except TooManyPixels:
        return _refused(TOO_MANY_PIXELS)
    except BrokenPicture:
        return _refused(BROKEN_PICTURE)
    return Examined(
        kind=Kind.PHOTO,
        media_type=picture.media_type,
        extension=picture.extension,
        sha256=digest,
        content=picture.content,
        thumbnail=picture.thumbnail,
        width=picture.width,
        height=picture.height,
    )


def _read(upload: Upload) -> bytes | None:
    """Give the content, or None as soon as it is over the limit."""
    parts: list[bytes] = []
    size = 0
    while part := upload.read(_CHUNK):
        size += len(part)
        if size > MAX_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _refused(problem: Promise) -> Examined:
    return Examined(kind=Kind.FILE, problems=(str(problem),))


def _kept(content: bytes, digest: str, media_type: str, extension: str) -> Examined:
    return Examined(
        kind=Kind.FILE, media_type=media_type, extension=extension, sha256=digest, content=content
    )


def _examine_other(content: bytes, digest: str) -> Examined:
    for begins, examine_it in _BY_BEGINNING.items():
        if content.startswith(begins):
            return examine_it(content, digest)
    known = filetype.guess(content[:8192])
    if known is None:
        return _examine_text(content, digest)
    group = known.mime.partition("/")[0]
    return _refused({"image": BROKEN_PICTURE, "video": MOVING, "audio": MOVING}.get(group, OTHER_KIND))


def _examine_pdf(content: bytes, digest: str) -> Examined:
    if b"%%EOF" not in content.rstrip(b"\0\r\n\t ")[-_PDF_END:]:
        return _refused(BROKEN_FILE)
    return _kept(content, digest, "application/pdf", "pdf")


def _examine_archive(content: bytes, digest: str) -> Examined:
    try:
        office = read_office_file(content)
    except NotAnOfficeFile:
        return _refused(ARCHIVE)
    except BrokenArchive:
        return _refused(BROKEN_FILE)
    except HasMacros:
        return _refused(MACROS)
    return _kept(content, digest, office.media_type, office.extension)


def _examine_old_office(_content: bytes, _digest: str) -> Examined:
    return _refused(OLD_OFFICE)


def _examine_text(content: bytes, digest: str) -> Examined:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\ufffd" in text or _TEXT_CONTROLS.search(text) or content.startswith(b"#!"):
        return _refused(OTHER_KIND)
    if _ACTIVE_TEXT.search(text):
        return _refused(WEB_PAGE)
    return _kept(content, digest, "text/plain", "txt")


_BY_BEGINNING: Mapping[bytes, Callable[[bytes, str], Examined]] = MappingProxyType(
    {
        b"%PDF-": _examine_pdf,
        b"PK\x03\x04": _examine_archive,
        _OLD_OFFICE: _examine_old_office,
    }
)
