"""Comparing texts with a list of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.moderation import MASK, REFUSE, REVIEW, Verdict, Words, normalised


@pytest.fixture(scope="module")
def words():
    return Words([("bad", REFUSE), ("odd", REVIEW), ("rude", MASK), ("坏人", MASK), ("  ", REFUSE)])


@pytest.mark.parametrize("text", ["bad", "BAD", "ｂａｄ", "b a d", "so ba\n d!", "x.bad.y"])
def test_refused_however_it_is_written(words, text):
    assert words.judge(text) == Verdict(text, refused=True)


@pytest.mark.parametrize("text", ["", " ", "good", "ba", "da b", "好人"])
def test_others_pass(words, text):
    assert words.judge(text) == Verdict(text)


def test_review(words):
    assert words.judge("how odd") == Verdict("how odd", review=True)
    assert words.judge("odd and rude") == Verdict("odd and ****", review=True)
    assert words.judge("odd and bad").refused


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("how rude!", "how ****!"),
        ("RUDE rude", "**** ****"),
        ("r u d e", "*******"),
        ("ｒｕｄｅ", "****"),
        ("你是坏人吗", "你是**吗"),
        ("坏 人", "***"),
        ("ﬁ rude", "ﬁ ****"),
    ],
)
def test_masked(words, text, shown):
    assert words.judge(text) == Verdict(shown)


def test_what_is_no_text(words):
    assert words.judge("\ud800 rude") == Verdict("\ud800 ****")


def test_no_words():
    assert Words([]).judge("bad") == Verdict("bad")


def test_overlapping_words():
    words = Words([("abc", MASK), ("bcd", MASK)])
    assert words.judge("xabcdx").text == "x****x"


@given(st.text())
def test_a_masked_text_is_as_long_and_nothing_else_changes(text):
    words = Words([("ab", MASK), ("é", MASK)])
    shown = words.judge(text).text
    assert len(shown) == len(text)
    assert all(new in (old, "*") for new, old in zip(shown, text, strict=True))
    if not any(word in normalised(text) for word in ("ab", "é")):
        assert shown == text
