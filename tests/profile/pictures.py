"""Image files of all kinds, made here: what is taken, and what has to be refused."""

import random
import struct
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

GPS = 0x8825
ORIENTATION = 0x0112
HIDDEN = b"48.8584 N, by Anna"


def logo(width: int = 300, height: int = 100, mode: str = "RGB") -> Image.Image:
    """A picture with a dark left half and a light right one, so that a turn can be told."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="navy")
    return image.convert(mode)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of zeroes, as small as it gets, that nobody had to hold in memory."""
    packer = zlib.compressobj(9)
    line = b"\0" * (width * 3 + 1)
    packed = b"".join([*(packer.compress(line) for _ in range(height)), packer.flush()])
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    """The PNG with one part more, behind the first."""
    return png[:33] + chunk(name, content) + png[33:]


def frames(number: int) -> list[Image.Image]:
    """Different small pictures."""
    return [Image.new("RGB", (40, 40), (place % 256, place // 256, 0)) for place in range(number)]


def moving(kind: str, number: int) -> bytes:
    """Pictures that follow one another."""
    first, *others = frames(number)
    return written(first, kind, save_all=True, append_images=others)


def with_exif(kind: str) -> bytes:
    """A picture that lies on its side and says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x013B] = HIDDEN.decode()
    exif.get_ifd(GPS)[1] = "N"
    return written(logo(), kind, exif=exif)


def with_text() -> bytes:
    """A PNG with a text beside the picture."""
    texts = PngInfo()
    texts.add_text("Author", HIDDEN.decode())
    return written(logo(), "PNG", pnginfo=texts)


def noise(mode: str, width: int, height: int) -> bytes:
    """A PNG that no packing makes smaller."""
    size = len(mode) if mode != "I;16" else 2
    return written(Image.frombytes(mode, (width, height), random.Random(7).randbytes(width * height * size)), "PNG")


def see_through() -> bytes:
    """A palette of which the colour of the first corner is none."""
    picture = logo(mode="P")
    return written(picture, "PNG", transparency=picture.getpixel((0, 0)))


def huge_webp() -> bytes:
    """A WebP of 144 million pixels in some kilobytes: the picture's size is written over in a small one."""
    small = bytearray(written(Image.new("RGB", (16, 16)), "WEBP"))
    assert small[12:16] == b"VP8 "
    small[26:30] = struct.pack("<HH", 12_000, 12_000)
    return bytes(small)


def postscript() -> bytes:
    """What a decoder would hand to a program of its own."""
    return written(logo(), "EPS")


def profile_of_ten_megabytes() -> bytes:
    """A colour profile that is small only while it is packed."""
    return with_chunk(written(logo(), "PNG"), b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 10_000_000, 9))


def camera_pair() -> bytes:
    """A camera's JPEG with a second picture in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return written(logo(), "MPO", save_all=True, append_images=[logo(30, 10)])


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

UNREADABLE: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"",
    "PostScript called a.png": postscript,
    "TIFF": lambda: written(logo(), "TIFF"),
    "GIF": lambda: written(logo(), "GIF"),
    "BMP": lambda: written(logo(), "BMP"),
    "ICO": lambda: written(logo(64, 64), "ICO"),
    "PCX": lambda: written(logo(), "PCX"),
    "TGA": lambda: written(logo(), "TGA"),
    "SVG with a script": lambda: SVG,
    "HTML called logo.jpg": lambda: HTML,
    "the first half of a PNG": lambda: noise("RGB", 200, 100)[:30_000],
    "the first half of a JPEG": lambda: written(logo(2000, 1000), "JPEG")[:4_000],
    "the first half of a WebP": lambda: written(logo(), "WEBP")[:60],
    "a PNG's first bytes alone": lambda: b"\x89PNG\r\n\x1a\n",
    "a JPEG's first bytes and HTML": lambda: b"\xff\xd8\xff\xe0" + HTML,
    "a PNG with a wrong checksum": lambda: written(logo(), "PNG")[:40] + b"\0" + written(logo(), "PNG")[41:],
    "a profile of ten megabytes": profile_of_ten_megabytes,
}
TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "13,000 times 13,000": lambda: png_of(13_000, 13_000),
    "1 times 65,000": lambda: png_of(1, 65_000),
    "4,001 times 10": lambda: png_of(4_001, 10),
    "4,000 times 2,001": lambda: png_of(4_000, 2_001),
    "a WebP that says so": huge_webp,
}
MOVING: dict[str, Callable[[], bytes]] = {
    "a WebP of 3,000 pictures": lambda: moving("WEBP", 3_000),
    "a PNG of 50 pictures": lambda: moving("PNG", 50),
}
TAKEN: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: written(logo(), "PNG"),
    "JPEG": lambda: written(logo(), "JPEG"),
    "WebP": lambda: written(logo(), "WEBP", lossless=True),
    "PNG with a script behind it": lambda: written(logo(), "PNG") + b"<script>alert(1)</script>",
    "PNG with a text in it": with_text,
    "JPEG on its side, with a place": lambda: with_exif("JPEG"),
    "WebP on its side, with a place": lambda: with_exif("WEBP"),
    "a camera's JPEG with a preview": camera_pair,
    "JPEG in four inks": lambda: written(logo(mode="CMYK"), "JPEG"),
    "PNG in grey": lambda: written(logo(mode="L"), "PNG"),
    "PNG in sixteen bits of grey": lambda: noise("I;16", 300, 100),
    "PNG in black and white": lambda: written(logo(mode="1"), "PNG"),
    "PNG of a palette": lambda: written(logo(mode="P"), "PNG"),
    "PNG of a palette with a hole": see_through,
    "noise with transparency": lambda: noise("RGBA", 480, 160),
    "a line": lambda: written(logo(4_000, 1), "PNG"),
    "as large as it may be": lambda: png_of(4_000, 2_000),
}
