"""What pages of operations say, in the language of whoever reads them: previews and errors."""

from __future__ import annotations

from dataclasses import dataclass

from sanic import Request

from web import language
from web.ops import cells, labels
from wire import readable
from wire.errors import OK
from wire.frames import JsonObject

NONE_SUCH = "no such "
"""How errors about a row that is not there begin."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and how many of what it is about."""

    text: str
    hits: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action will hit, or why it cannot be done."""

    says: Said | None
    refused: Said | None


def said(request: Request, say: JsonObject | None) -> Said | None:
    """A sentence of ours with its values."""
    if not say:
        return None
    words = language.words(request)
    values = {name: cells.text(name, value, words) for name, value in say["values"].items()}
    hits = [(words(cells.name(name)), str(number)) for name, number in say["hits"].items()]
    return Said(words(say["text"]).format_map(values), hits)


def preview(request: Request, found: JsonObject) -> Preview:
    """What `ops.preview.of` gave."""
    return Preview(said(request, found["says"]), said(request, found["refused"]))


def failed(request: Request, errno: int, error: str) -> str:
    """An error as operators read it: "" for none.

    What has no translation stands behind what its errno means, because developers must be able
    to look it up.
    """
    spoken = language.of(request)
    if errno == OK or spoken == language.SOURCE:
        return error if errno != OK else ""
    words = language.words(request)
    if (translated := words(error)) != error:
        return translated
    if error.startswith(NONE_SUCH):
        return words("no such {what}").format(what=words(error.removeprefix(NONE_SUCH)))
    means = readable.told(spoken).get(errno, "")
    return f"{means}（{_with_label(error, words)}）"


def _with_label(error: str, words: language.Words) -> str:
    """An error about a parameter, with what the form calls that."""
    name, colon, rest = error.partition(": ")
    label = labels.LABELS.get(name)
    return f"{words(label.text)}{colon}{words(rest)}" if colon and label else error
