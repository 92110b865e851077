"""Alert texts are cut only between characters as people see them."""

from __future__ import annotations

import msgspec
import pytest

from push.alerts import texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e8\U0001f1f3"


@pytest.mark.parametrize("sign", ["a", "好", FAMILY, FLAG, "e\u0301", "\u2764\ufe0f"])
def test_a_message_is_cut_at_60_characters(sign: str) -> None:
    assert texts.message("txt", sign * 60, "Bo") == f"Bo:{sign * 60}"
    assert texts.message("txt", sign * 61, "Bo") == f"Bo:{sign * 60}"


def test_an_announcement_is_cut_at_50() -> None:
    assert texts.board("Lake", FLAG * 51) == f"Lake:{FLAG * 50}"


@pytest.mark.parametrize("sign", ["好", "x", FAMILY, FLAG, "e\u0301\u0302", "\x01", '"'])
def test_a_long_text_is_cut_between_characters(sign: str) -> None:
    text = texts.fitted(sign * 2000)
    assert text.endswith("…")
    assert text[:-1] == sign * ((len(text) - 1) // len(sign))
    size = len(msgspec.json.encode(text)) - 2
    room = len(msgspec.json.encode(sign)) - 2
    assert texts.MOST_BYTES - room < size <= texts.MOST_BYTES


def test_a_character_that_is_too_long_goes() -> None:
    assert texts.fitted("Bo:a" + "\u0301" * 4000) == "Bo:…"
    assert texts.fitted("Bo:" + FAMILY * 30) == "Bo:" + FAMILY * 30


def test_nothing_to_cut() -> None:
    assert texts.message("txt", None, "Bo") == "Bo:"
    assert texts.message("txt", "one\ntwo", "Bo") == "Bo:one\ntwo"
