"""A company's image: whatever is uploaded is looked at before it is decoded, and drawn anew.

Nothing of the file is kept but its pixels: no metadata, no colour profile, nothing behind its end.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from tokenstock.profile.refusals import ImageAnimated, ImageTooHeavy, ImageTooLarge, ImageUnreadable

FORMATS = ("PNG", "JPEG", "WEBP")
UPLOAD_MAX = 1_000_000
"""Bytes that are read."""

SIDE_MAX = 4_000
PIXELS_MAX = 8_000_000
"""What is decoded: the longest side, and all pixels."""

WIDTH, HEIGHT = 480, 160
ENCODED_MAX = 300_000
"""What is kept: no wider, no higher, no more bytes."""

SMALLER = 0.85
"""What an image with too many bytes is made smaller by, until it has few enough."""

# The decoder's own limit: above it warns, above twice as much it refuses. Both are refusals here.
Image.MAX_IMAGE_PIXELS = PIXELS_MAX


@dataclass(frozen=True)
class Encoded:
    """A PNG of our own making."""

    content: bytes
    digest: str
    width: int
    height: int


def encode(data: bytes) -> Encoded:
    """The image in this file, drawn anew as a small PNG.

    :raises ImageTooHeavy: the file is too large.
    :raises ImageUnreadable: it is no PNG, JPEG or WebP, or a broken one.
    :raises ImageAnimated: it holds more than one picture.
    :raises ImageTooLarge: it has more pixels than are decoded.
    """
    if len(data) > UPLOAD_MAX:
        raise ImageTooHeavy(len(data), UPLOAD_MAX)
    try:
        return _drawn(_opened(data))
    except (ImageAnimated, ImageTooLarge):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageTooLarge from None
    except Exception as fault:
        # Decoders fail in many ways over a broken file, and each says the same: it cannot be read.
        raise ImageUnreadable from fault


def _opened(data: bytes) -> Image.Image:
    """The image, measured and not decoded yet."""
    image = Image.open(BytesIO(data), formats=FORMATS)
    _refuse_large(image.width, image.height)
    # A camera's JPEG may carry a preview as a second picture; the first is the one that is meant.
    if image.format in FORMATS and getattr(image, "n_frames", 1) > 1:
        raise ImageAnimated
    return image


def _refuse_large(width: int, height: int) -> None:
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise ImageTooLarge


def _drawn(image: Image.Image) -> Encoded:
    upright = ImageOps.exif_transpose(image)
    colours = _in_colours(upright)
    colours.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    while True:
        content = _png(colours)
        if len(content) <= ENCODED_MAX:
            return Encoded(content, hashlib.sha256(content).hexdigest(), colours.width, colours.height)
        smaller = (max(1, int(side * SMALLER)) for side in colours.size)
        colours = colours.resize((next(smaller), next(smaller)), Image.Resampling.LANCZOS)


def _in_colours(image: Image.Image) -> Image.Image:
    """The image in red, green, blue and, where it has any, transparency; whatever it was in before."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey, of which eight are kept.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB")


def _png(image: Image.Image) -> bytes:
    """The pixels alone: a new image carries nothing else over."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    written = BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()
