"""Magic variables `$(...)` in the bodies a policy asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote_plus

_VARIABLE = re.compile(r"(\"?)\$\(([^)]*)\)(\"?)")


def as_json(template: str, values: Mapping[str, object]) -> str:
    """Fill a JSON text: inside quotes as text, bare as a JSON value; unknown ones are null."""

    def put(match: re.Match[str]) -> str:
        before, name, after = match.groups()
        value = values.get(name)
        if before and after:
            return json.dumps("" if value is None else str(value), ensure_ascii=False)
        text = json.dumps("" if value is None else str(value), ensure_ascii=False)[1:-1]
        # part of a longer text, like an address that ends in a file name
        inside = before or after or match.string[: match.start()].count('"') % 2
        return f"{before}{text}{after}" if inside else json.dumps(value)

    return _VARIABLE.sub(put, template)


def as_form(template: str, values: Mapping[str, object]) -> str:
    """Fill a form body; unknown ones are empty."""

    def put(match: re.Match[str]) -> str:
        value = values.get(match.group(2))
        return quote_plus("" if value is None else str(value))

    return _VARIABLE.sub(put, template)
