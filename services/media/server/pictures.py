"""Pictures as they are shown: upright, in eight bits, on white in formats without transparency."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps, ImageSequence, PngImagePlugin

pillow_heif.register_heif_opener()
# The limits are below, and count the pixels that are really decoded.
Image.MAX_IMAGE_PIXELS = None
# A valid picture may have a colour profile of some MB; the file itself is bounded.
PngImagePlugin.MAX_TEXT_CHUNK = 16 * 1024 * 1024

READ = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF", "BMP", "DIB", "TIFF", "ICO", "JPEG2000")
"""No formats that are programs or lead to other files."""
PIXELS_IN = 64_000_000
"""The most pixels to decode. Larger JPEGs are accepted when they can be decoded smaller."""
PIXELS_MOVING = 128_000_000
"""The most pixels of all frames of a moving picture; of a longer one the first frame is used."""
PIXELS_OUT = 24_999_999
MOST_FRAMES = 300
PROFILE_BYTES = 256 * 1024
QUALITY = 75
JPEGS = ("JPEG", "MPO")
MOVING = ("GIF", "WEBP")
FLAT = ("JPEG",)
"""Formats without transparency."""
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
"""The content types of the formats that pictures are written in."""
ORIENTATIONS = (
    "Top-left", "Top-right", "Bottom-right", "Bottom-left",
    "Left-top", "Right-top", "Right-bottom", "Left-bottom",
)  # fmt: skip
"""EXIF's orientations, 1 to 8, in the store's words; from 5 on width and height change places."""
# 16 bits become 8 by their upper half; Pillow would cut off what is above 255.
_UPPER = [value >> 8 for value in range(65536)]


class NoPicture(ValueError):
    """The file is no picture, is broken, or is too large to be decoded here."""


class Facts(NamedTuple):
    width: int | None = None
    height: int | None = None
    orientation: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture, perhaps a moving one, and how it is to be written."""

    frames: list[Image.Image]
    format: str
    durations: list[int] = field(default_factory=list)
    """Of each frame, in ms."""
    profile: bytes | None = None
    """The colour profile."""
    quality: int = QUALITY

    @property
    def size(self) -> tuple[int, int]:
        return self.frames[0].size

    def with_frames(self, frames: list[Image.Image]) -> Picture:
        return replace(self, frames=frames)

    def written(self) -> tuple[bytes, str]:
        """The file, and its content type."""
        out, form = io.BytesIO(), self.format if self.format in TYPES else "JPEG"
        frames = [_writable(frame, form) for frame in self.frames]
        options: dict[str, Any] = {"quality": self.quality}
        if self.profile and len(self.profile) <= PROFILE_BYTES:
            options["icc_profile"] = self.profile
        if len(frames) > 1 and form in MOVING:
            more = {"append_images": frames[1:], "duration": self.durations, "loop": 0}
            options |= {"save_all": True, "disposal": 2} | more
        frames[0].save(out, form, **options)
        return out.getvalue(), TYPES[form]


def facts(path: Path) -> Facts:
    """Size and orientation of a picture, as far as they can be found out."""
    try:
        with _opened(path) as image:
            return Facts(*image.size, _orientation(image))
    except NoPicture:
        return Facts()


def describe(path: Path) -> dict[str, Any]:
    """What `imageInfo` says. Raises NoPicture."""
    with _opened(path) as image:
        told = {
            "size": path.stat().st_size,
            "format": "jpeg" if image.format in JPEGS else (image.format or "").lower(),
            "width": image.width,
            "height": image.height,
            "colorModel": image.mode.lower(),
        }
        orientation = _orientation(image)
        return told if orientation is None else told | {"orientation": orientation}


def read(path: Path, wanted: tuple[int, int]) -> Picture:
    """A picture, upright; of a large JPEG no more than is needed for `wanted`. Raises NoPicture."""
    with _opened(path) as image:
        if image.format in JPEGS:
            image.draft(None, wanted)
        if image.width * image.height > PIXELS_IN:
            raise NoPicture(f"more than {PIXELS_IN // 10**6} megapixels")
        form, profile = image.format or "", image.info.get("icc_profile")
        if _moves(image):
            frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
            durations = [_duration(frame) for frame in frames]
            shown = [_eight_bits(_upright(frame)) for frame in frames]
            return Picture(shown, form, durations, profile)
        upright = _upright(image.copy())  # decoded here, where every failure is caught
        if upright.mode == "CMYK":
            return Picture([_as_rgb(upright, profile)], form)
        return Picture([_eight_bits(upright)], form, profile=profile)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open a picture; every error of the decoders becomes NoPicture."""
    try:
        with Image.open(path, formats=READ) as image:
            yield image
    except NoPicture:
        raise
    except MemoryError:
        raise NoPicture("too large") from None
    except Exception as error:
        raise NoPicture(f"the file is no picture: {type(error).__name__}") from error


def _orientation(image: Image.Image) -> str | None:
    try:
        number = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - without readable EXIF the picture itself is still good
        return None
    return ORIENTATIONS[number - 1] if isinstance(number, int) and 1 <= number <= 8 else None


def _moves(image: Image.Image) -> bool:
    frames = getattr(image, "n_frames", 1)
    small = frames * image.width * image.height <= PIXELS_MOVING
    return image.format in MOVING and 1 < frames <= MOST_FRAMES and small


def _duration(frame: Image.Image) -> int:
    return max(20, int(frame.info.get("duration") or 100))


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image) if _orientation(image) else image


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(_UPPER, "L")
    if image.mode == "F":
        return ImageOps.autocontrast(image.convert("L"))
    if image.mode in ("LA", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    return image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")


def _as_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture in printing colours, by its own profile where that can be read."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        wanted = ImageCms.createProfile("sRGB")
        shown = ImageCms.profileToProfile(image, source, wanted, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        shown = None
    return shown or image.convert("RGB")


def _writable(frame: Image.Image, form: str) -> Image.Image:
    if form in FLAT and frame.mode not in ("RGB", "L"):
        seen = frame.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("RGB")
    return frame
