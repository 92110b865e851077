"""Tokens asked for by HTTP, and the store's callbacks."""

import pytest

from tests.factories import make_session, make_user
from tests.services.media.callbacks import BASE, PICTURE, body_of, tell

SESSION = "A" * 24


@pytest.fixture
def me(db):
    user = make_user(db)
    make_session(db, user, SESSION)
    return user


@pytest.fixture
def ask(call, me):
    """Ask for a token by HTTP; `ask("Post", 5)`."""

    def run(kind, target=0, sessionid=SESSION):
        parm = {"sessionid": sessionid, "kind": kind, "base": BASE, "target": target}
        return call("http.uploads.token", parm)

    return run


@pytest.fixture
def upload(call, ask):
    """Upload a picture, or what the magic variables describe; returns the reply to the store."""

    def run(kind, target=0, values=None, **options):
        fields = {f"x:{name}": text for name, text in options.pop("form", {}).items()}
        body = body_of(ask(kind, target).result["token"], **((values or PICTURE) | fields))
        return tell(call, kind, body, **options)

    return run
