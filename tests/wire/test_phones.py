"""Spellings of phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import phones


@pytest.mark.parametrize(
    ("text", "e164", "national"),
    [
        ("13800000001", "+8613800000001", "13800000001"),
        ("138-0000 0001", "+8613800000001", "13800000001"),
        ("+86 138 0000 0001", "+8613800000001", "13800000001"),
        ("008613800000001", "+8613800000001", "13800000001"),
        ("8613800000001", "+8613800000001", "13800000001"),
        ("(+86)13800000001", "+8613800000001", "13800000001"),
        ("(+86) 138 0000 0001", "+8613800000001", "13800000001"),
        ("+(86) 13800000001", "+8613800000001", "13800000001"),
        ("١٣٨٠٠٠٠٠٠٠١", "+8613800000001", "13800000001"),
        ("１３８０００００００１", "+8613800000001", "13800000001"),
        ("010-62345678", "+861062345678", "01062345678"),
        ("+1 (201) 555-0123", "+12015550123", "2015550123"),
        ("+44 20 7946 0958", "+442079460958", "02079460958"),
    ],
)
def test_possible_numbers(text: str, e164: str, national: str) -> None:
    assert phones.parse(text) == (e164, national)
    assert phones.numbers_in(text) == [e164]


@pytest.mark.parametrize(
    "text",
    [
        *("", "nobody", "+", "110", "1-1-0", "138000000012345"),
        *("Tom13800000001", "13800000001 ext 5", "13800000001,5", "13800000001/13800000002"),
        *(
            "l38OOOOOOOO1",
            "13800000001a",
            "1380000000１a",
            "+13800000001+",
            "++8613800000001",
            "(+86)+13800000001",
            "138\u0665a0000001",
        ),
    ],
)
def test_only_a_whole_text_is_a_number(text: str) -> None:
    assert phones.parse(text) is None


@given(st.text(max_size=40))
def test_letters_are_never_read_over(text: str) -> None:
    if any(char.isalpha() for char in text):
        assert phones.parse(f"138{text}00000001") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("110", ["?110"]),
        ("1-1-0", ["?110"]),
        ("138000000012345", ["?138000000012345"]),
        ("+", []),
        ("nobody", []),
        ("13800000001 ext 5", ["+8613800000001"]),
        ("手机13800000001 家010-62345678", ["+8613800000001", "+861062345678"]),
    ],
)
def test_what_a_phone_book_may_hold(text: str, found: list[str]) -> None:
    assert phones.numbers_in(text) == found


@given(st.text(max_size=80))
def test_what_is_no_number_is_no_account_s(text: str) -> None:
    for number in phones.numbers_in(text):
        e164 = number.startswith("+") and phones.parse(number)
        assert number.startswith("?") or (e164 and e164.e164 == number)


@pytest.mark.parametrize(
    ("text", "digits", "full"),
    [
        ("138", "138", False),
        (" 138-0", "1380", False),
        ("+86138", "86138", True),
        ("(+86) 138", "86138", True),
        ("0086 138", "86138", True),
        ("１３８", "138", False),
    ],
)
def test_beginnings(text: str, digits: str, full: bool) -> None:
    assert phones.beginning(text) == (digits, full)


@pytest.mark.parametrize("text", ["", " ", "Tom138", "138 Tom", "+", "12.x", "1" * 65])
def test_no_beginnings(text: str) -> None:
    assert phones.beginning(text) is None
