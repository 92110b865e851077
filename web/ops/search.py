"""The one search: what was typed, and the page of what is meant."""

from __future__ import annotations

from sanic import HTTPResponse

from web.functions import Function
from web.ops import answers, cells, sayings
from web.ops.visit import Visit
from web.replies import see_other
from wire.errors import OK
from wire.frames import JsonObject

SEARCH = Function("ops.find.search_all")
NAME = "Search"


async def show(visit: Visit) -> HTTPResponse:
    """What was found; a browser goes straight on to the only entity."""
    request, text = visit.request, str(visit.values.get("text") or "").strip()
    errno, error, found = OK, "", {"hits": list[JsonObject]()}
    if text:
        errno, error, found = await SEARCH(request, {"text": text, "who": visit.who})
    if answers.wants_json(request):
        return answers.to_script(found, errno, error or "no error")
    hits = found.get("hits", [])
    if len(hits) == 1:
        return see_other(_address(hits[0]))
    return answers.render(
        request,
        "ops/search.html",
        status=answers.STATUS.get(errno, 500),
        csrf=visit.csrf,
        text=text,
        error=sayings.failed(request, errno, error),
        hits=[(hit["kind"], hit["id"], hit["text"], _address(hit)) for hit in hits],
    )


def _address(hit: JsonObject) -> str:
    return cells.entity(hit["kind"], hit["id"])
