"""What pages offer: an operator sees no link and no form of what the role does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from models.operator import ROLES
from tests.fixtures.service import Service
from tests.web.ops import samples
from tests.web.ops.operator import PREFIX, Operator
from tests.web.ops.samples import Samples
from tests.web.ops.test_roles import As, enter
from web.ops.pages import PAGES, is_of, may
from web.ops.views import OTHERS

pytestmark = pytest.mark.e2e

__all__ = ["enter"]

MOST_PAGES = 200
AIM = re.compile(r"""<(?:a|form)\b[^>]*\s(?:href|action)="([^"]*)""")


@pytest.fixture
def made(service: Service, operator: Operator) -> Samples:
    return samples.make(service, operator)


@dataclass
class Walk:
    """All that an operator can reach by links; of addresses that differ in values only, one."""

    operator: Operator
    offered: set[str] = field(default_factory=set)
    """Names of pages to which links or forms lead."""
    wrong: list[str] = field(default_factory=list)
    _seen: set[object] = field(default_factory=set)

    def from_(self, starts: list[str]) -> None:
        waiting = [f"{PREFIX}/{start}" for start in starts]
        while waiting:
            page = waiting.pop()
            waiting += [aim for aim in self._aims(page) if self._is_new(aim)]
            assert len(self._seen) < MOST_PAGES

    def _aims(self, address: str) -> Iterator[str]:
        """Where a page leads."""
        reply = self.operator.http.get(address.removeprefix(PREFIX))
        if reply.status_code == 403:
            self.wrong.append(address)
            return
        for aim in AIM.findall(reply.text):
            parts = urlsplit(urljoin(reply.url, unescape(aim)))
            if parts.path.startswith(f"{PREFIX}/") and not parts.path.endswith("/Logout"):
                self.offered.add(parts.path.removeprefix(f"{PREFIX}/"))
                yield f"{parts.path}?{parts.query}"

    def _is_new(self, address: str) -> bool:
        parts = urlsplit(address)
        given = dict(parse_qsl(parts.query))
        kind = given.get("id") if parts.path.endswith("/Undo") else given.get("kind")
        shape = (parts.path, *sorted(given), kind)
        if shape in self._seen:
            return False
        self._seen.add(shape)
        return True


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_offered_that_is_refused(enter: As, made: Samples, role: str) -> None:
    walk = Walk(enter(role))
    walk.from_(["", *(one for one in made.addresses if _is_for(role, one.partition("?")[0]))])
    assert walk.wrong == []
    entities = {"User", "Group", "Circle", "Post", "Order", "AuditLog", "DeadLetters", "Reports"}
    assert entities <= walk.offered


def _is_for(role: str, name: str) -> bool:
    return (
        may(role, PAGES[name])
        if name in PAGES
        else name not in OTHERS or is_of(role, OTHERS[name].role)
    )


def test_each_role_is_offered_its_ways_back_and_answers(enter: As, made: Samples) -> None:
    page = f"/User?uid={made.uid}"
    texts = {role: enter(role).http.get(page).text for role in ROLES}
    links = {role: text.count(f"{PREFIX}/Undo?") for role, text in texts.items()}
    # one way back of support's: the suspension; one of trade's: the second change
    assert links == {"look": 0, "support": 1, "trade": 1, "admin": 2}
    answers = {role: f"{PREFIX}/DismissReport?" in text for role, text in texts.items()}
    assert answers == {"look": False, "support": True, "trade": False, "admin": True}
    letters = {
        role: f"{PREFIX}/RequeueDeadLetter?" in enter(role).http.get("/DeadLetters").text
        for role in ("look", "admin")
    }
    assert letters == {"look": False, "admin": True}


def test_a_way_back_to_a_page_that_is_gone_is_not_offered(
    operator: Operator, service: Service, made: Samples
) -> None:
    assert "Gone" not in PAGES
    service.sql(
        "INSERT INTO audit_log (action, time, params, result)"
        " VALUES ('Gone', 1, jsonb_build_object('uid', CAST(:u AS int)),"
        ' \'{"undo": {"page": "Gone", "fill": {}}}\')',
        u=made.uid,
    )
    page = operator.http.get("/AuditAbout", params={"kind": "User", "id": str(made.uid)})
    assert page.status_code == 200
    assert "Gone" in page.text
