"""The colours of all pages: what is written in them can be read, placeholders included."""

from __future__ import annotations

import re

import pytest

from web.replies import HOME

LIGHT, DARK = (HOME / "static" / "palette.css").read_text().split("@media")
COLOUR = re.compile(r"--([a-z-]+): #([0-9a-f]{6});")
TEXTS = ("ink", "quiet", "accent", "good", "bad", "push", "number", "a", "b")
GROUNDS = ("ground", "card", "sunk")
LEAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.1 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_every_ground(scheme: str) -> None:
    colours = dict(COLOUR.findall(scheme))
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS] + [("on-accent", "accent")]
    found = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST} == {}
