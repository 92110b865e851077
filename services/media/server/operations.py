"""Operations in the address: thumbnails, facts about a picture, a still of a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import msgspec
from PIL import Image, ImageDraw

from services.media.server import films, pictures, thumbnails
from services.media.server.pictures import NoPicture, Picture
from services.media.server.thumbnails import LONGEST

LONGEST_QUERY = 512
MOST = 8
"""The most operations after each other."""
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
STILL = (640, 360)
STILL_EDGE, STILL_PIXELS = 3840, 3840 * 2160
FARTHEST = 24 * 3600


class BadOperation(ValueError):
    """The operation is unknown to this store, or not possible with the file."""


def names(query: str) -> list[str]:
    """The operations that a query asks for, in their order; empty when it asks for the file."""
    steps = _steps(query)
    return [step.partition("/")[0] for step in steps] if _is_known(steps[0]) else []


def operate(path: Path, query: str) -> tuple[bytes, str]:
    """Carry out `vframe/jpg/offset/7|imageView2/1/w/150` on a file: (bytes, content type).

    Raises BadOperation.
    """
    if len(query) > LONGEST_QUERY:
        raise BadOperation(f"more than {LONGEST_QUERY} characters")
    steps = [step.split("/") for step in _steps(query)]
    if len(steps) > MOST:
        raise BadOperation(f"more than {MOST} operations")
    try:
        return _answer(path, steps)
    except NoPicture as error:
        raise BadOperation(str(error)) from error


def _steps(query: str) -> list[str]:
    return [step for step in unquote(query.partition("&")[0]).split("|") if step] or [""]


def _is_known(step: str) -> bool:
    return step.partition("/")[0] in ("imageInfo", "vframe", "imageView2")


def _answer(path: Path, steps: Sequence[Sequence[str]]) -> tuple[bytes, str]:
    if [step[0] for step in steps] == ["imageInfo"]:
        return msgspec.json.encode(pictures.describe(path)), "application/json"
    first, *rest = steps
    if first[0] == "vframe":
        picture = _still(path, first[1:])
    else:
        picture, rest = pictures.read(path, _wanted(steps)), list(steps)
    for name, *words in rest:
        picture = _step(name)(picture, words)
    if picture.size[0] * picture.size[1] > pictures.PIXELS_OUT:
        raise BadOperation("the result would be too large")
    return picture.written()


def _step(name: str) -> Callable[[Picture, Sequence[str]], Picture]:
    if name != "imageView2":
        raise BadOperation(f"unknown operation {name[:32]}")
    return _thumbnail


def _wanted(steps: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The least size of the picture that all steps need; the long edge counts for both."""
    edges = [max(_edges(_options(words[1:]))) for _, *words in steps]
    longest = max(edges, default=LONGEST) or LONGEST
    return longest, longest


def _thumbnail(picture: Picture, words: Sequence[str]) -> Picture:
    """imageView2/<mode>/w/<w>/h/<h>/format/<format>/q/<quality>; never enlarges."""
    mode, options = words[0] if words else "", _options(words[1:])
    if mode not in thumbnails.MODES:
        raise BadOperation("imageView2 has the modes 0 to 5")
    width, height = _edges(options)
    if not (width or height):
        raise BadOperation("imageView2 needs w or h")
    small = [thumbnails.MODES[mode](frame, width, height) for frame in picture.frames]
    return _as_asked(picture.with_frames(small), options)


def _as_asked(picture: Picture, options: dict[str, str]) -> Picture:
    form = FORMATS.get(options.get("format", "").lower(), picture.format)
    quality = _number(options, "q", 100) or picture.quality
    return replace(picture, format=form, quality=quality)


def _still(path: Path, words: Sequence[str]) -> Picture:
    """vframe/<format>/offset/<s>/w/<w>/h/<h>/rotate/<degrees>; else a drawing."""
    form, options = words[0] if words else "", _options(words[1:])
    image = films.still(path, _offset(options)) or _drawn()
    width, height = _edges(options)
    if width or height:
        image = image.resize(_still_size(image.size, width, height))
    return Picture([image], FORMATS.get(form.lower(), "JPEG"))


def _still_size(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    width = width or round(size[0] * height / size[1])
    height = height or round(size[1] * width / size[0])
    if max(width, height) > STILL_EDGE or width * height > STILL_PIXELS:
        raise BadOperation(f"vframe: w and h are at most {STILL_EDGE}, and 8 megapixels together")
    return max(1, width), max(1, height)


def _drawn() -> Image.Image:
    image = Image.new("RGB", STILL, "#20262e")
    middle, arm = (STILL[0] / 2, STILL[1] / 2), min(STILL) / 6
    triangle = [
        (middle[0] - arm * 0.7, middle[1] - arm),
        (middle[0] - arm * 0.7, middle[1] + arm),
        (middle[0] + arm, middle[1]),
    ]
    ImageDraw.Draw(image).polygon(triangle, fill="#c8d0da")
    return image


def _options(words: Sequence[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=False))


def _edges(options: dict[str, str]) -> tuple[int, int]:
    return _number(options, "w", LONGEST), _number(options, "h", LONGEST)


def _number(options: dict[str, str], name: str, most: int) -> int:
    text = options.get(name, "")
    return min(int(text[:9]), most) if text.isascii() and text.isdigit() else 0


def _offset(options: dict[str, str]) -> float:
    try:
        seconds = float(options.get("offset", "0")[:16])
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds <= FARTHEST else 0.0
