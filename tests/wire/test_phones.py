"""Spellings of phone numbers."""

import pytest

from wire import phones


@pytest.mark.parametrize(
    ("text", "e164", "national"),
    [
        ("13800000001", "+8613800000001", "13800000001"),
        ("138-0000 0001", "+8613800000001", "13800000001"),
        ("+86 138 0000 0001", "+8613800000001", "13800000001"),
        ("008613800000001", "+8613800000001", "13800000001"),
        ("8613800000001", "+8613800000001", "13800000001"),
        ("１３８０００００００１", "+8613800000001", "13800000001"),
        ("13800000001 ext 5", "+8613800000001", "13800000001"),
        ("010-62345678", "+861062345678", "01062345678"),
        ("+1 (201) 555-0123", "+12015550123", "2015550123"),
        ("+44 20 7946 0958", "+442079460958", "02079460958"),
    ],
)
def test_possible_numbers(text: str, e164: str, national: str) -> None:
    assert phones.parse(text) == (e164, national)
    assert phones.comparable(text) == e164


@pytest.mark.parametrize(
    ("text", "comparable"),
    [("110", "+110"), ("1-1-0", "+110"), ("138000000012345", "+138000000012345"), ("+", None)],
)
def test_what_is_no_number_is_compared_by_its_digits(text: str, comparable: str | None) -> None:
    assert phones.parse(text) is None
    assert phones.comparable(text) == comparable


def test_texts() -> None:
    assert phones.parse("") is None
    assert phones.comparable("nobody") is None
