"""Files that people send, and files that people should not send, made when a test needs them."""

from __future__ import annotations

import io
import zipfile
import zlib

import pillow_heif
from PIL import Image

GPS_IFD, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
PARIS = {1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>Jean-Tremblay</secret></x:xmpmeta>'


def two_halves(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Draw a picture whose left half is red and right half is blue."""
    image = Image.new("RGB", size, (220, 20, 20))
    image.paste((20, 20, 220), (size[0] // 2, 0, size[0], size[1]))
    return image


def picture(kind: str = "JPEG", image: Image.Image | None = None, **options: object) -> bytes:
    """Encode a picture."""
    buffer = io.BytesIO()
    (image or two_halves()).save(buffer, kind, **options)
    return buffer.getvalue()


def telling_exif(orientation: int = 1) -> bytes:
    """Give the EXIF of a telephone: its name, where it was, how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Telephone-of-Jean"
    exif.get_ifd(GPS_IFD).update(PARIS)
    return exif.tobytes()


def heic(orientation: int = 1) -> bytes:
    """Make a HEIC photo as telephones do, with EXIF."""
    buffer = io.BytesIO()
    file = pillow_heif.from_pillow(two_halves())
    file.save(buffer, exif=telling_exif(orientation))
    return buffer.getvalue()


def pdf() -> bytes:
    """Make a very small PDF."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def archive(members: dict[str, bytes]) -> bytes:
    """Make a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """Make what is needed for a Word file to be one."""
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def huge_png(side: int) -> bytes:
    """Make a PNG of a few kilobytes that would be side × side pixels once decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )
