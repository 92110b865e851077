"""The language of a page: what its reader chose, or else what the browser asks for.

The texts in templates and code are English. `locale/<language>.po` translates them; `./dev texts`
keeps it in step with them. Catalogs are compiled when a process first needs them, which takes
milliseconds, so that nothing has to be built before a start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from sanic import Request

HOME = Path(__file__).parent / "locale"
NAMES = {"zh": "中文", "en": "English"}
"""The languages there are, by what each calls itself."""
SOURCE = "en"
UNASKED = "zh"
"""For a browser that asks for no language: the apps in use are Chinese."""
COOKIE = "language"
MOST_RANGES = 20
_RANGE = re.compile(r"([A-Za-z0-9-]{1,35})\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?")

Words = Callable[[str], str]
"""From an English text to the one in a reader's language."""


def of(request: Request) -> str:
    """The language of the answer to a request."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in NAMES else asked(request.headers.get("accept-language", ""))


def asked(accept: str) -> str:
    """The language that an Accept-Language header asks for (RFC 9110, 12.5.4)."""
    ranges = [_RANGE.fullmatch(one.strip()) for one in accept.split(",")[:MOST_RANGES]]
    weighed = [(float(one[2] or 1), one[1]) for one in ranges if one]
    wanted = [name for weight, name in sorted(weighed, key=lambda one: -one[0]) if weight]
    if not wanted:
        return UNASKED
    return negotiate_locale(wanted, list(NAMES), sep="-") or SOURCE


def words(request: Request) -> Words:
    """The function that translates texts for the answer to a request."""
    return translations(of(request)).gettext


@cache
def translations(language: str) -> NullTranslations:
    """The texts of a language."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalog(language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def said_in(folder: str, language: str) -> dict[str, str]:
    """The texts that files in a folder of the pages say, with their translations."""
    if language == SOURCE:
        return {}
    return {
        str(one.id): str(one.string)
        for one in _catalog(language)
        if any(str(file).startswith(folder) for file, _ in one.locations)
    }


def _catalog(language: str) -> Catalog:
    with (HOME / f"{language}.po").open("rb") as file:
        return read_po(file, language)
