"""What operators of each role may do, over HTTP."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pyotp
import pytest

from tests.fixtures.service import Person, Service
from tests.web.ops.operator import JSON, Operator, addresses
from web.ops import views
from web.ops.entities import ENTITIES
from web.ops.pages import PAGES, may
from web.ops.views import OTHERS
from web.ops.visit import Visit

pytestmark = pytest.mark.e2e

PSW = "four green umbrellas"
_numbers = count(1)

As = Callable[[str], Operator]


@pytest.fixture
def enter(service: Service, operator: Operator) -> Iterator[As]:
    """`enter("look")`: a new operator of that role, logged in."""
    entered = []

    def run(role: str) -> Operator:
        name = f"{role}{next(_numbers)}"
        operator.ok("OperatorEdit", name=name, role=role, psw=PSW)
        other = Operator(service, next(addresses))
        entered.append(other)
        form = {"name": name, "psw": PSW}
        reply = other.http.post("/Login", data=form, headers=JSON).json()
        other.csrf = reply["result"]["csrf"]
        return other

    yield run
    for other in entered:
        other.http.close()


def refused(operator: Operator, page: str, **form: object) -> bool:
    headers = JSON | {"X-CSRF-Token": operator.csrf}
    return operator.http.post(f"/{page}", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("role", "allowed", "forbidden"),
    [
        ("look", ["FindUser", "AuditLog"], ["DeleteNick", "RefundOrder", "Operators", "Image"]),
        ("support", ["DeleteNick", "GroupEdit"], ["RefundOrder", "DeleteUser", "OperatorEdit"]),
        ("trade", ["RefundOrder", "MerchandiseEdit"], ["DeleteNick", "RequeueDeadLetter"]),
        ("admin", ["DeleteUser", "RefundOrder", "Operators"], []),
    ],
)
def test_roles(enter: As, role: str, allowed: list[str], forbidden: list[str]) -> None:
    operator = enter(role)
    assert not any(refused(operator, name) for name in allowed)
    assert all(refused(operator, name) for name in forbidden)
    index = operator.http.get("/").text
    for name, page in PAGES.items():
        assert (f'Background/{name}"'.lower() in index.lower()) == (
            page.listed and may(role, page)
        ), name


ROLES = {
    "look": """
        Search Figures SecondFactor Undo User Order Group Circle Post FindUser FindSession Orders
        UserOrders UserFriends UserGroups UserCircles UserPosts Reports ReportsAbout Words FindGroup
        GroupMembers GroupPosts PostReplies CircleMembers CirclePosts CircleBoards AskProvider
        DeadLetters AuditLog AuditAbout
    """,
    "support": """
        DeleteSessionID DeleteNick RevokeSession DismissReport DeleteReported WarnReported
        ReopenReport SuspendUser LiftSuspension AddWords RemoveWords SendMessageToUser
        SendMessageToCircleUser UpdateCircleBoard NewCirclePost SetCircleRole CircleEdit CircleIcon
        CircleRoleEdit CircleExEdit GroupEdit GroupCreator RemoveGroupMember LetJoinAgain DeletePost
        DeleteReply DeleteGroup Image
    """,
    "trade": """
        StoreGroupEdit MerchandiseEdit EndorsementEdit EndorsementItemEdit OrderState RefundOrder
    """,
    "admin": """
        GrantActorLevel DeleteUser RequeueDeadLetter Operators OperatorEdit OperatorDelete
        SecondFactorDrop ActAs
    """,
}
"""By route: what its caller must be. A new route has to be entered here."""


class Reached(Exception):
    """Raised when a request passed the check of roles."""


class Asked:
    """A request as far as the check of roles reads it."""

    headers, cookies = {"accept": "application/json"}, dict[str, str]()

    def __init__(self, method: str) -> None:
        self.method = method

    @property
    def app(self) -> None:
        raise Reached


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_every_route_asks_for_the_role(role: str, method: str) -> None:
    needed = {name: needs for needs, names in ROLES.items() for name in names.split()}
    assert needed.keys() == {*OTHERS, *ENTITIES, *PAGES}
    handler = inspect.unwrap(views.page)
    for name, needs in needed.items():
        request: Any = Asked(method)
        visit = Visit(request, {}, "", "somebody", role)
        try:
            refused = (await handler(visit, name)).status == 403
        except Reached:
            refused = False
        assert refused == (needs not in ("look", role) and role != "admin"), name


def test_links_of_the_document_need_the_role_too(enter: As, service: Service, user: Person) -> None:
    operator = enter("look")
    reply = operator.http.get("/DeleteNick", params={"uid": user.uid})
    assert reply.status_code == 403
    assert service.sql("SELECT nick FROM users WHERE uid = :u", u=user.uid) != [(None,)]


def test_the_page_of_a_thing_offers_what_the_role_allows(enter: As, user: Person) -> None:
    page = enter("trade").http.get("/User", params={"uid": user.uid}).text
    assert "/EndorsementEdit" in page
    assert "/DeleteUser" not in page
    assert "/SuspendUser" not in page


def test_a_way_back_needs_the_role_of_its_page(enter: As, operator: Operator, user: Person) -> None:
    operator.ok("SuspendUser", uid=user.uid, days=1)
    (row,) = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
    for role, status in (("look", 403), ("trade", 403), ("support", 200)):
        http = enter(role).http
        assert http.get("/Undo", params={"id": row["id"]}).status_code == status
        told = http.get("/Undo", params={"id": row["id"]}, headers=JSON).json()
        assert (told["errno"], bool(told["result"])) == (0 if status == 200 else 2, status == 200)


def test_the_log_names_the_operator(enter: As, operator: Operator, user: Person) -> None:
    support = enter("support")
    support.ok("DeleteNick", uid=user.uid, who="somebody else")
    (row,) = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
    assert row["who"].startswith("support")


def test_nothing_of_a_password_is_shown_again(operator: Operator) -> None:
    page = operator.submit("OperatorEdit", name="Wrong Name", role="look", psw=PSW)
    assert page.status_code == 400
    assert PSW not in page.text
    assert 'type="password"' in page.text


def test_a_second_factor(enter: As, service: Service) -> None:
    operator = enter("look")
    page = operator.submit("SecondFactor", step="begin")
    assert 'src="data:image/svg+xml' in page.text
    secret = re.search(r'class="secret">(\w+)<', page.text)
    assert secret
    totp = pyotp.TOTP(secret[1])
    wrong = operator.submit("SecondFactor", step="confirm", code="123")
    assert (wrong.status_code, 'name="code"' in wrong.text) == (403, True)
    shown = operator.submit("SecondFactor", step="confirm", code=totp.at(time.time() - 30))
    codes = re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", shown.text)
    assert len(codes) == 10
    assert operator.http.get("/", headers=JSON).status_code == 200
    ((name,),) = service.sql("SELECT operator FROM ops_sessions WHERE csrf = :c", c=operator.csrf)
    again = Operator(service, next(addresses))
    form = {"name": name, "psw": PSW}
    assert again.http.post("/Login", data=form, headers=JSON).json()["errno"] == 2
    page = again.enter(**form, code=codes[0])
    assert page.url.endswith("/operational_background/")
    again.http.close()
    state = operator.http.get("/SecondFactor", headers=JSON).json()["result"]
    assert state == {"on": 1, "codes": 9}
    assert operator.do("SecondFactor", step="remove", code=codes[1])["result"]["on"] == 0


def test_who_has_no_name_has_no_second_factor(operator: Operator) -> None:
    page = operator.http.get("/SecondFactor")
    assert "OPS_PASSWORD has none of its own" in page.text
    assert operator.do("SecondFactor", step="begin")["errno"] == 3
    assert operator.do("SecondFactor", step="jump")["errno"] == 6
