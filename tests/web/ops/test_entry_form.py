"""How long the form of the login is good."""

import time

import pytest

from web.ops import entry


class Asked:
    """A request with the form's cookie, and what it carries."""

    scheme = "http"

    def __init__(self, ticket, **headers):
        self.cookies = {entry.COOKIE: ticket}
        self.headers = headers


def ours(ticket):
    return entry.is_ours(Asked(ticket), {"csrf": entry.csrf(ticket)})


@pytest.fixture
def after(monkeypatch):
    """Let so many seconds pass."""
    start = time.time()
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: start + seconds)


def test_half_an_hour(after):
    after(0)
    ticket = entry.ticket(Asked(""))
    after(entry.SECONDS - 1)
    assert ours(ticket)
    after(entry.SECONDS)
    assert not ours(ticket)


def test_a_new_one_before_it_ends(after):
    after(0)
    ticket = entry.ticket(Asked(""))
    assert entry.ticket(Asked(ticket)) == ticket
    after(entry.SECONDS // 2)
    assert entry.ticket(Asked(ticket)) != ticket


@pytest.mark.parametrize(
    "ticket", ["", ".", "x.y", "-5.y", "9" * 5000, "99999999999.y", "１７００.y", "1.y"]
)
def test_what_is_none(ticket):
    assert not ours(ticket)
    assert entry.ticket(Asked(ticket)) != ticket


def test_a_program_needs_none():
    assert entry.is_ours(Asked("", accept="application/json"), {})
    assert not entry.is_ours(Asked("", accept="application/json", origin="null"), {})
