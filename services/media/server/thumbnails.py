"""The modes of `imageView2`: how a picture is brought to a size."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

LONGEST = 9999
"""Pixels of an edge."""


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
    """Cover, then keep only the middle."""
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
