"""What people can see of texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import texts

SAME = [
    "Admin7",
    "ADMIN7",
    "\u0410dmin7",  # a Cyrillic capital
    "adm\u0456n7",  # a Ukrainian letter
    "\u200badmin7",
    "adm\u2060in7",
    "ad\u00admin7",
    "\ufeffadmin7",
    "admin7\u200e",
    "admin7\ufe0f",
    "admin7\u3164",
    "\uff21\uff44\uff4d\uff49\uff4e\uff17",
    "\U000e0041admin7",
]


@pytest.mark.parametrize("name", SAME)
def test_the_same_look(name: str) -> None:
    assert texts.look(name) == "admin7"


@pytest.mark.parametrize(
    ("one", "other"),
    [("小  明", "小 明"), ("é", "e\u0301"), ("小\u3000明", "小 明"), ("ΑΒΓ", "ABΓ")],
)
def test_pairs_that_look_alike(one: str, other: str) -> None:
    assert texts.look(one) == texts.look(other)


@pytest.mark.parametrize(
    ("one", "other"), [("user10", "user1O"), ("小明", "小朋"), ("a b", "ab"), ("rn", "m")]
)
def test_pairs_that_do_not(one: str, other: str) -> None:
    assert texts.look(one) != texts.look(other)


@given(st.text(max_size=40))
def test_a_look_is_its_own_look_and_knows_no_case(name: str) -> None:
    seen = texts.look(name)
    assert texts.look(seen) == seen
    assert texts.look(unicodedata.normalize("NFD", name)) == seen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u3000",
        "\u200b\u200d",
        "\u3164",
        "\u2800",
        "\ufe0f",
        "\n",
        "\u0301\u20dd",
        "\U0001d159",
    ],
)
def test_nothing_to_see(text: str) -> None:
    assert not texts.shows(text)


NEW = ["\U0001fa77", "\U0001fae9", "\U0001faea"]
"""Emoji of Unicode 15 to 17, of which Python's own tables may know nothing."""


@pytest.mark.parametrize("sign", NEW)
def test_an_emoji_of_tomorrow_is_seen(sign: str) -> None:
    assert texts.shows(sign)
    assert texts.look(f"a{sign}") != texts.look("a")


@pytest.mark.parametrize(
    "text", ["a", "。", "\U0001f600", "\u2764\ufe0f", "\u0301a", "0", "\uf8ff"]
)
def test_something_to_see(text: str) -> None:
    assert texts.shows(text)


@pytest.mark.parametrize("text", ["a\nb", "a\u0007", "a\u202eb", "\u2028", "a\u200f"])
def test_signs_no_name_may_have(text: str) -> None:
    assert texts.breaks(text)


@pytest.mark.parametrize("text", ["小 明", "\U0001f468\u200d\U0001f469", "a\u3000b"])
def test_signs_that_names_have(text: str) -> None:
    assert not texts.breaks(text)
