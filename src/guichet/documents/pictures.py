"""Pictures: opened with care, turned upright, stripped of all that they tell besides the image, made small."""

from __future__ import annotations

import io
import struct
import threading
import zlib
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50 * 1024 * 1024  # the « 50-megapixel » telephones make 8192 × 6144
LARGEST_SIDE = 2048
THUMBNAIL_SIDE = 400
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_DIRECT_MODES = ("RGB", "RGBA", "L", "CMYK")
_SRGB = ImageCms.createProfile("sRGB")
# What the decoders raise on bytes made to confuse them.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, TypeError, RuntimeError)
_BROKEN_BELOW = (struct.error, zlib.error, MemoryError)
# A decoded picture of 50 megapixels takes 200 MB: not more than two at a time in one process.
_DECODING = threading.BoundedSemaphore(2)

pillow_heif.register_heif_opener(thumbnails=False)


class NotAPicture(Exception):
    """The bytes are not one of the accepted kinds of picture."""


class TooManyPixels(Exception):
    """The picture would take too much memory; it was not decoded."""


class BrokenPicture(Exception):
    """The picture is damaged, or only a part of it came."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn again: sRGB, upright, without any metadata; sizes in pixels."""

    content: bytes
    thumbnail: bytes
    media_type: str
    extension: str
    width: int
    height: int


def clean_picture(content: bytes) -> Picture:
    """Draw a picture again from what was received.

    The first image of an animation is kept. At most LARGEST_SIDE pixels a side; JPEG, or WebP when parts of it are
    transparent; the thumbnail is WebP. Raises NotAPicture, TooManyPixels or BrokenPicture.
    """
    with _DECODING:
        try:
            return _drawn_again(content)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooManyPixels from error
        except (*_BROKEN, *_BROKEN_BELOW) as error:
            raise BrokenPicture from error


def _drawn_again(content: bytes) -> Picture:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise NotAPicture from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels
        upright = ImageOps.exif_transpose(_made_small(image))
    plain = _without_metadata(_in_srgb(upright))
    is_transparent = plain.mode == "RGBA"
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(
        content=_encoded(plain, "WEBP" if is_transparent else "JPEG"),
        thumbnail=_encoded(small, "WEBP"),
        media_type="image/webp" if is_transparent else "image/jpeg",
        extension="webp" if is_transparent else "jpg",
        width=plain.width,
        height=plain.height,
    )


def _made_small(image: Image.Image) -> Image.Image:
    """Bring an image to at most LARGEST_SIDE; large JPEGs are decoded at a fraction of their size at once."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode not in _DIRECT_MODES:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.has_transparency_data and image.mode != "RGBA":
        image = image.convert("RGBA")
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=1.5)
    image.load()
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Give the colours as every screen shows them; a profile that cannot be read is ignored."""
    has_alpha = image.mode == "RGBA"
    wanted = "RGBA" if has_alpha and image.getchannel("A").getextrema()[0] != 255 else "RGB"  # opaque
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, _SRGB, outputMode="RGBA" if has_alpha else "RGB"
            )
        except (ImageCms.PyCMSError, *_BROKEN):
            converted = None
        image = converted or image
    return image.convert(wanted)


def _without_metadata(image: Image.Image) -> Image.Image:
    """Keep the pixels and nothing else: no position, no date, no name of a telephone, no comment."""
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "JPEG":
        image.save(buffer, "JPEG", quality=85, optimize=True, progressive=True)
    else:
        image.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()
