"""Which blueprints the gateway serves."""

from __future__ import annotations

from edge.failures import Failures
from edge.guard import App
from tasks.rpc import load
from web import (
    accounts,
    console,
    documents,
    failures,
    functions,
    monitoring,
    ops,
    pay,
    push,
    sharing,
    start,
    uploads,
)


def add(app: App) -> None:
    """Raises LookupError when an endpoint names a function that does not exist."""
    functions.check(load())
    sharing.add(app)
    app.error_handler = Failures(failures.written)
    app.blueprint(accounts.blueprint)
    app.blueprint(console.blueprint)
    app.blueprint(documents.blueprint)
    app.blueprint(monitoring.blueprint)
    app.blueprint(ops.blueprint)
    app.blueprint(pay.blueprint)
    app.blueprint(push.blueprint)
    app.blueprint(start.blueprint)
    app.blueprint(uploads.blueprint)
