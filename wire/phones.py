"""Phone numbers: the many spellings people type, and the one that is stored and compared."""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

HOME_REGION = "CN"
"""Whose numbers are written without a country code."""


class Number(NamedTuple):
    """`e164` is "+" and digits; `national` the digits people dial within the country."""

    e164: str
    national: str


def parse(text: str) -> Number | None:
    """Read a number; None unless it is a possible one. Whether it is assigned is not judged."""
    number = _possible(text)
    if number is None:
        return None
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return Number(_e164(number), digits(national))


def comparable(text: str) -> str | None:
    """What two spellings of one number share: E.164, or "+" and the digits of what is no number.

    None for a text without digits.
    """
    number = _possible(text)
    if number is not None:
        return _e164(number)
    return f"+{found}" if (found := digits(text)) else None


def shown(e164: str) -> str:
    """A stored number as people write it: numbers of the home region without country code."""
    number = phonenumbers.parse(e164)
    if number.country_code != phonenumbers.country_code_for_region(HOME_REGION):
        return e164
    return digits(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def digits(text: str) -> str:
    """The digits of a text, those of other scripts as 0 to 9."""
    return phonenumbers.normalize_digits_only(text)


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _possible(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except NumberParseException:
        return None
    number.extension = None  # nobody sends an SMS to an extension
    return number if phonenumbers.is_possible_number(number) else None
