"""Alert texts are cut between what people see as characters."""

from __future__ import annotations

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


def test_nothing_to_cut() -> None:
    assert texts.message("txt", None, "Bo") == "Bo:"
    assert texts.message("txt", "one\ntwo", "Bo") == "Bo:one\ntwo"
