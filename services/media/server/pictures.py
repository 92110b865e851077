"""Picture operations in the address: thumbnails, facts about a picture, a still of a film."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

Size = tuple[int, int]

LONGEST = 9999
QUALITY = 75
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
STILL = (640, 360)


class BadOperation(ValueError):
    """The operation is none this store knows, or the file is no picture."""


def operate(path: Path, query: str) -> tuple[bytes, str]:
    """Carry out an operation like `imageView2/2/w/200` on a file: (bytes, content type)."""
    name, *words = query.split("/")
    operation = OPERATIONS.get(name)
    if operation is None:
        raise BadOperation(f"unknown operation {name}")
    try:
        return operation(path, words)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadOperation("the file is no picture") from error


def _thumbnail(path: Path, words: Sequence[str]) -> tuple[bytes, str]:
    """imageView2/<mode>/w/<w>/h/<h>/format/<format>/q/<quality>; never enlarges."""
    mode, options = words[0] if words else "", _options(words[1:])
    if mode not in MODES:
        raise BadOperation("imageView2 has the modes 0 to 5")
    width, height = _number(options, "w"), _number(options, "h")
    if not (width or height):
        raise BadOperation("imageView2 needs w or h")
    with Image.open(path) as image:
        form = FORMATS.get(options.get("format", ""), image.format or "JPEG")
        upright = ImageOps.exif_transpose(image)
        return _encoded(MODES[mode](upright, width, height), form, _number(options, "q"))


def _options(words: Sequence[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=False))


def _number(options: dict[str, str], name: str) -> int:
    text = options.get(name, "")
    return min(int(text), LONGEST) if text.isascii() and text.isdigit() else 0


def _encoded(image: Image.Image, form: str, quality: int) -> tuple[bytes, str]:
    form = form if form in FORMATS.values() else "JPEG"
    if form == "JPEG" and image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, form, quality=min(quality, 100) or QUALITY)
    return out.getvalue(), f"image/{form.lower()}"


# ----------------------------------------------------------------------------------- the modes


def _within(image: Image.Image, width: int, height: int) -> Image.Image:
    """Fit into width x height; 0 = any."""
    factor = min((width or LONGEST) / image.width, (height or LONGEST) / image.height)
    return _scaled(image, factor)


def _filling(image: Image.Image, width: int, height: int) -> Image.Image:
    """Cover width x height; one given counts for both."""
    factor = max((width or height) / image.width, (height or width) / image.height)
    return _scaled(image, factor)


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    if factor >= 1:
        return image.copy()
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size)


def _cropped(image: Image.Image, width: int, height: int) -> Image.Image:
    """Cover, then cut the middle out."""
    width, height = width or height, height or width
    covered = _filling(image, width, height)
    left = max(0, (covered.width - width) // 2)
    top = max(0, (covered.height - height) // 2)
    right, bottom = min(covered.width, left + width), min(covered.height, top + height)
    return covered.crop((left, top, right, bottom))


def _by_edges(
    change: Callable[[Image.Image, int, int], Image.Image],
) -> Callable[[Image.Image, int, int], Image.Image]:
    """The same with w for the long edge and h for the short one."""

    def run(image: Image.Image, long: int, short: int) -> Image.Image:
        upright = image.height > image.width
        return change(image, short, long) if upright else change(image, long, short)

    return run


MODES = {
    "0": _by_edges(_within),
    "1": _cropped,
    "2": _within,
    "3": _filling,
    "4": _by_edges(_filling),
    "5": _by_edges(_cropped),
}

# ---------------------------------------------------------------------------- other operations


def _info(path: Path, words: Sequence[str]) -> tuple[bytes, str]:
    with Image.open(path) as image:
        facts: dict[str, Any] = {
            "size": path.stat().st_size,
            "format": (image.format or "").lower(),
            "width": image.width,
            "height": image.height,
            "colorModel": image.mode.lower(),
        }
    return msgspec.json.encode(facts), "application/json"


def _still(path: Path, words: Sequence[str]) -> tuple[bytes, str]:
    """vframe/<format>/offset/<s>/w/<w>/h/<h>: a drawn still; nothing here decodes films."""
    options = _options(words[1:])
    size = (_number(options, "w") or STILL[0], _number(options, "h") or STILL[1])
    image = Image.new("RGB", size, "#20262e")
    middle, arm = (size[0] / 2, size[1] / 2), min(size) / 6
    triangle = [
        (middle[0] - arm * 0.7, middle[1] - arm),
        (middle[0] - arm * 0.7, middle[1] + arm),
        (middle[0] + arm, middle[1]),
    ]
    ImageDraw.Draw(image).polygon(triangle, fill="#c8d0da")
    return _encoded(image, FORMATS.get(words[0] if words else "", "JPEG"), 0)


OPERATIONS: dict[str, Callable[[Path, Sequence[str]], tuple[bytes, str]]] = {
    "imageView2": _thumbnail,
    "imageInfo": _info,
    "vframe": _still,
}
