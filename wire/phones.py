"""Phone numbers: reading what people type into the one spelling that is stored and compared."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import phonenumbers
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
)
from phonenumbers import PhoneNumberMatcher as Matcher

HOME_REGION = "CN"
"""The region whose numbers are written without a country code."""
LONGEST = 64
"""At most so many characters of a text are searched for numbers; more cost time without use."""

# A text that is a number and nothing else, after NFKC: people put blanks, brackets, dots, dashes.
_WHOLE = re.compile(r"[ (]*\+?[ (]*[0-9][0-9 ()./-]*")
_NO_PHONES = (
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー·"), "-")


class Number(NamedTuple):
    """`e164` is "+" and digits; `national` the digits people dial within the country."""

    e164: str
    national: str


class Beginning(NamedTuple):
    """The beginning of a number to search for; `full`: with the country code."""

    digits: str
    full: bool


def parse(text: str) -> Number | None:
    """Read a number; None unless the whole text is a possible one.

    A text with letters, a second number or an extension is no number, whatever digits it has: an
    SMS might reach somebody else. Whether the number is assigned is not checked.
    """
    number = _possible(_plain(text)) if is_spelled(text) else None
    if number is None:
        return None
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return Number(_e164(number), digits(national))


def is_spelled(text: str) -> bool:
    """Whether a text has only characters of numbers, complete or not."""
    return len(text) <= LONGEST and _WHOLE.fullmatch(_plain(text)) is not None


def beginning(text: str) -> Beginning | None:
    """What to search for when somebody typed the beginning of a number; None for other texts."""
    if not is_spelled(text):
        return None
    plain = _plain(text)
    found = digits(plain)
    if plain.lstrip(" (").startswith("+"):
        return Beginning(found, full=True)
    if found.startswith("00"):
        return Beginning(found[2:], full=True)
    return Beginning(found, full=False)


def numbers_in(text: str) -> list[str]:
    """The numbers in a line of a phone book, as they are compared.

    E.164 for each number, whatever text is around it. A text with digits but no number gives "?"
    and the digits, which no account can have; a text without digits gives nothing.
    """
    plain = _plain(text[:LONGEST])
    number = _possible(plain)
    if number is None:
        found = _matches(plain, Leniency.POSSIBLE)
        left = digits(plain)
        return found or ([f"?{left}"] if left else [])
    if _WHOLE.fullmatch(plain):
        return [_e164(number)]
    # Behind a comma or a semicolon may be another number, or what is dialled afterwards.
    return list(dict.fromkeys([_e164(number), *_matches(plain, Leniency.VALID)]))


def _matches(plain: str, leniency: int) -> list[str]:
    return list(dict.fromkeys(_e164(one.number) for one in Matcher(plain, HOME_REGION, leniency)))


def country(e164: str) -> int:
    """The calling code of a stored number."""
    code = phonenumbers.parse(e164).country_code
    assert code is not None
    return code


def is_costly(e164: str) -> bool:
    """Whether a stored number is of a kind that no phone has, and to which an SMS may cost a lot.

    Who owns a premium number earns by each SMS to it.
    """
    return phonenumbers.number_type(phonenumbers.parse(e164)) in _NO_PHONES


def shown(e164: str) -> str:
    """A stored number as people write it: numbers of the home region without country code."""
    number = phonenumbers.parse(e164)
    if number.country_code != phonenumbers.country_code_for_region(HOME_REGION):
        return e164
    return digits(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def digits(text: str) -> str:
    """The digits of a text; digits of other scripts become 0 to 9."""
    return phonenumbers.normalize_digits_only(text)


def _plain(text: str) -> str:
    """The text with digits as 0 to 9, one kind of blank and dash, and nothing invisible."""
    told = unicodedata.normalize("NFKC", text).translate(_DASHES)
    kept = [_sign(char) for char in told]
    return "".join(kept).strip()


def _sign(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.digit(char))
    if kind == "Zs" or char in "\t\r\n":
        return " "
    return "" if kind in ("Cf", "Cc") else char


def _e164(number: PhoneNumber) -> str:
    number.extension = None  # an SMS cannot be sent to an extension
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _possible(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
