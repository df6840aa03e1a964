"""Where attachments lie: one folder a city in the installation's store, and how they leave it."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from guichet.documents.models import Attachment
from guichet.kernel.errors import NotFound

_UNSAFE_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LAST_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_LONGEST_STEM = 100
_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
_EXTENSIONS: Mapping[str, str] = MappingProxyType({"image/jpeg": "jpg", "image/webp": "webp"})


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to someone who may see it. `inline` is true only for pictures that we drew ourselves."""

    file: File[bytes]
    media_type: str
    name: str
    size: int
    inline: bool


def put(content: bytes, extension: str) -> str:
    """Keep bytes under a new name in the current city's folder, and give their key."""
    schema = str(getattr(connection, "schema_name", "public"))
    if schema == "public":
        raise RuntimeError("a file is always kept by a city")
    name = f"{schema}/{timezone.now():%Y/%m}/{uuid.uuid4().hex}.{extension}"
    return default_storage.save(name, ContentFile(content))


def remove(keys: Iterable[str]) -> None:
    """Take files out of the store; one that is not there any more is no fault."""
    for key in keys:
        if key:
            default_storage.delete(key)


def open_for_download(attachment: Attachment, *, thumbnail: bool = False) -> Download:
    """Open an attachment, or its small picture, for someone who was found to be allowed to see it.

    Raises NotFound when the store has lost the file, or when there is no small picture.
    """
    key = attachment.thumbnail_key if thumbnail else attachment.storage_key
    media_type = "image/webp" if thumbnail else attachment.media_type
    extension = key.rpartition(".")[2]
    try:
        file = default_storage.open(key, "rb") if key else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise NotFound(_("This file is no longer there."))
    return Download(
        file=file,
        media_type=media_type,
        name=safe_name(attachment.name, extension),
        size=file.size,
        inline=attachment.is_photo and media_type in _EXTENSIONS,
    )


def response_headers(download: Download) -> dict[str, str]:
    """Give the headers with which a door sends a download: a browser shows our pictures and runs nothing."""
    disposition = content_disposition_header(not download.inline, download.name)
    return {
        "Content-Type": download.media_type,
        "Content-Length": str(download.size),
        "Content-Disposition": disposition or "attachment",
        "Content-Security-Policy": _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600",
    }


def safe_name(name: str, extension: str) -> str:
    """Give a name under which a computer may keep a file: no path, no hidden direction, the extension that is true."""
    visible = "".join(
        letter for letter in name if unicodedata.category(letter) not in ("Cf", "Cc", "Cs", "Co")
    )
    last = re.split(r"[/\\]", visible)[-1]
    stem = _UNSAFE_IN_NAMES.sub("", _LAST_SUFFIX.sub("", last)).strip(" .")[:_LONGEST_STEM].strip(" .")
    return f"{stem or 'document'}.{extension}"
