"""Which blueprints the gateway serves."""

from __future__ import annotations

from typing import Any

from sanic import Sanic

from web import accounts, console, monitoring, ops, pay, push, uploads


def add(app: Sanic[Any, Any]) -> None:
    app.blueprint(accounts.blueprint)
    app.blueprint(console.blueprint)
    app.blueprint(monitoring.blueprint)
    app.blueprint(ops.blueprint)
    app.blueprint(pay.blueprint)
    app.blueprint(push.blueprint)
    app.blueprint(uploads.blueprint)
