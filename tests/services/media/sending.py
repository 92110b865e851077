"""Uploading as clients do, to the store of a running service."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import qiniu
import requests
from qiniu.utils import etag_stream
from sqlalchemy import orm

from models import Group
from tests.fixtures.service import Person, Service
from wire.uploads import KINDS

Send = Callable[..., Any]
SUCCESS = {"errno": 0, "error": "Success"}


def by_sdk(token: dict[str, Any], data: bytes, **fields: object) -> Any:
    """Upload like apps: by Qiniu's own code, with the store as its zone."""
    zone = qiniu.Zone(up_host=token["upload_url"].removeprefix("http://"), scheme="http")
    params = {f"x:{name}": str(text) for name, text in fields.items()}
    reply, info = qiniu.put_data(token["token"], None, data, params=params, regions=[zone])
    assert info.status_code == 200, info
    return reply


def by_form(token: dict[str, Any], data: bytes, **fields: object) -> Any:
    """Upload like a page: by one multipart form."""
    reply = post_form(token, data, **fields)
    assert reply.status_code == 200, reply.text
    return reply.json()


def post_form(token: dict[str, Any], data: bytes, **fields: object) -> requests.Response:
    form = {"token": token["token"]} | {f"x:{name}": str(text) for name, text in fields.items()}
    file = {"file": ("图 1.jpg", data, "text/html")}
    return requests.post(token["upload_url"], data=form, files=file, timeout=15)


def ask(service: Service, person: Person, kind: str, **query: object) -> dict[str, Any]:
    """The reply to a request for a token of this kind."""
    params: Any = {"sessionid": person.sessionid} | query
    reply: dict[str, Any] = service.http.get(KINDS[kind].path, params=params).json()
    return reply


def make_group(service: Service, creator: Person, **columns: object) -> int:
    with orm.Session(service.engine) as db:
        group = Group(creator=creator.uid, name="读书会", time=1, **columns)
        db.add(group)
        db.flush()
        gid = group.gid
        db.commit()
    return gid


def url_of(service: Service, data: bytes) -> str:
    return f"{service.store}{etag_stream(io.BytesIO(data))}"
