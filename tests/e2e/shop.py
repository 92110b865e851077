"""Buying over a socket: what the payer's browser does meanwhile."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.fixtures.client import Client
from tests.fixtures.service import Service


def press(service: Service, gourl: str, action: str, **form: str) -> None:
    """Open the payment page of an order and press one of its buttons."""
    address = urlsplit(gourl)
    (order,) = parse_qs(address.query)["order"]
    body = {"order": order, "action": action} | form
    done = service.http.post(address.path, data=body, allow_redirects=False)
    assert done.status_code == 303, done.text


async def bind_card(service: Service, client: Client, mid: int) -> str:
    """Bind a card that pays at once, on the page of an order that is never paid; its cardid."""
    ordered = await client.ok(
        "merchandise.createorder", mid=mid, people_count=0, hardwareid="phone"
    )
    press(service, ordered["gourl"], "bind", kind="pays")
    (card,) = (await client.ok("merchandise.cards"))["cards"]
    return str(card["cardid"])
