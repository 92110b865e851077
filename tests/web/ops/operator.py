"""An operator, as a script and as a browser."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.fixtures.service import Http, Service

PSW = "open sesame"
PREFIX = "/operational_background"
GONE = 10**15
JSON = {"Accept": "application/json"}
addresses = (f"198.51.{number // 250}.{number % 250}" for number in range(10_000))


def entry_csrf(page: str) -> str:
    """What the form of the login carries."""
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found
    return found[1]


class Operator:
    """An operator who uses the pages from an address of their own."""

    def __init__(self, service: Service, address: str) -> None:
        self.http = Http(service.url + PREFIX)
        self.http.headers["X-Forwarded-For"] = address
        self.http.headers["Accept-Language"] = "en"
        self.csrf = ""

    @property
    def cookie(self) -> str:
        return self.http.cookies.get("ops") or ""

    def login(self, psw: str = PSW) -> dict:
        reply = self.http.post("/Login", data={"psw": psw}, headers=JSON).json()
        self.csrf = reply["result"].get("csrf", "")
        return reply

    def enter(self, psw: str = PSW, **form: str) -> requests.Response:
        """A login, as a browser does it: the form is asked for before."""
        csrf = entry_csrf(self.http.get("/Login").text)
        return self.http.post("/Login", data={"csrf": csrf, "psw": psw} | form)

    def do(self, page: str, **form: object) -> dict:
        """An action, as a script does it."""
        headers = JSON | {"X-CSRF-Token": self.csrf}
        reply = self.http.post(f"/{page}", data=form, headers=headers)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        return reply.json()

    def do_json(self, page: str, **body: Any) -> dict:
        """An action whose parameters come as a JSON object."""
        headers = JSON | {"X-CSRF-Token": self.csrf}
        return self.http.post(f"/{page}", json=body, headers=headers).json()

    def ok(self, page: str, **form: object) -> dict:
        reply = self.do(page, **form)
        assert (reply["errno"], reply["error"]) == (0, "no error"), reply
        return reply["result"]

    def submit(self, page: str, **form: object) -> requests.Response:
        """An action, as a browser does it."""
        return self.http.post(f"/{page}", data={"csrf": self.csrf} | form)
