"""Which blueprints the gateway serves."""

from __future__ import annotations

from edge.guard import App
from tasks.rpc import load
from web import accounts, console, functions, monitoring, ops, pay, push, uploads


def add(app: App) -> None:
    """Raises LookupError when an endpoint names a function that does not exist."""
    functions.check(load())
    app.blueprint(accounts.blueprint)
    app.blueprint(console.blueprint)
    app.blueprint(monitoring.blueprint)
    app.blueprint(ops.blueprint)
    app.blueprint(pay.blueprint)
    app.blueprint(push.blueprint)
    app.blueprint(uploads.blueprint)
