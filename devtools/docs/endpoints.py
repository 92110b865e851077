"""The HTTP endpoints except uploads and operations, with what their functions do not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from configuration.payment import BACK_PATH

Json = dict[str, Any]

WEBSOCKET: Json = {
    "properties": {
        "ws": {"type": "string", "description": "Where to open the websocket."},
        "wss": {"type": "string", "description": "The same with TLS."},
    },
    "required": ["ws", "wss"],
}
TOKEN_STATUSES = {401: "wrong or missing token", 404: "no token is set"}


@dataclass(frozen=True)
class Endpoint:
    """A method of an address."""

    method: str
    path: str
    function: str
    """The function behind it: parameters, refusals and result are its own unless named here."""
    about: str = ""
    parameters: Json | None = None
    content: str = "application/x-www-form-urlencoded"
    """What the body of a request is."""
    nested: bool = False
    """Whether the result stands in `result`, and not beside errno."""
    more: tuple[Json, ...] = ()
    """What else a success has."""
    result: Json | None = None
    answer: str | None = None
    """The content type of an answer that is no outcome with errno."""
    page: bool = False
    """Whether it may also be a page."""
    statuses: dict[int, str] = field(default_factory=dict)
    security: str = ""
    tag: str = "Apps"


def _login(path: str, function: str, *, page: bool) -> list[Endpoint]:
    return [
        Endpoint(method, path, function, more=(WEBSOCKET,), page=page) for method in ("get", "post")
    ]


ENDPOINTS = [
    Endpoint("get", "/getcode", "http.account.send_code"),
    Endpoint("post", "/getcode", "http.account.send_code"),
    *_login("/PhoneLogin", "http.account.login_by_code", page=True),
    *_login("/login", "http.account.login", page=True),
    *_login("/RenewSession", "http.account.renew", page=False),
    Endpoint(
        "get",
        BACK_PATH,
        "http.payment.returned",
        "The payer's browser comes back with what the provider signed.",
        parameters={"type": "object"},
        answer="text/html",
        result={"type": "string"},
        statuses={400: "not signed by the provider", 503: "busy"},
        tag="Payment",
    ),
    Endpoint(
        "post",
        BACK_PATH,
        "http.payment.notice",
        "The provider's notice of a payment.",
        parameters={"type": "object"},
        answer="text/plain",
        result={"const": "success"},
        statuses={400: "`fail`: not booked, to be sent again"},
        tag="Payment",
    ),
    Endpoint(
        "post",
        "/push",
        "http.push.push",
        content="application/json",
        nested=True,
        statuses={400: "bad request", 503: "busy", **TOKEN_STATUSES},
        security="pushToken",
        tag="Other systems",
    ),
    Endpoint(
        "get",
        "/health",
        "http.health.canary",
        "Whether a call travels the whole path.",
        parameters={"type": "object"},
        answer="application/json",
        result={
            "type": "object",
            "properties": {
                "status": {"enum": ["ok", "fail"]},
                "checks": {
                    "type": "object",
                    "additionalProperties": {"enum": ["ok", "fail"]},
                },
            },
            "required": ["status", "checks"],
        },
        statuses={503: "a part fails"},
        tag="Monitoring",
    ),
    Endpoint(
        "get",
        "/metrics",
        "http.health.canary",
        "The service's figures as Prometheus text.",
        parameters={"type": "object"},
        answer="text/plain",
        result={"type": "string"},
        statuses=TOKEN_STATUSES,
        security="metricsToken",
        tag="Monitoring",
    ),
]
