"""What an action writes to the audit log and sends to phones."""

import re
import time

import pytest

from tests.fixtures.service import Person, Service
from tests.web.ops.operator import GONE, JSON, PSW, Operator

pytestmark = pytest.mark.e2e


class TestAudit:
    def test_rows(self, operator: Operator, user: Person) -> None:
        before = int(time.time())
        operator.ok("FindSession", sessionid=user.sessionid)
        operator.ok("DeleteNick", uid=user.uid)
        operator.do("DeleteNick", uid=GONE)
        rows = operator.ok("AuditLog", count=3)["rows"]
        assert [(row["action"], row["errno"]) for row in rows] == [
            ("DeleteNick", 3),
            ("DeleteNick", 0),
            ("FindSession", 0),
        ]
        assert rows[1]["params"] == rows[1]["result"] == {"uid": user.uid}
        assert {row["address"] for row in rows} == {operator.http.headers["X-Forwarded-For"]}
        assert all(row["time"] >= before for row in rows)
        assert rows[2]["params"] == {}

    def test_the_page_shows_them_at_once(self, operator: Operator) -> None:
        operator.do("DeleteNick", uid=GONE)
        page = operator.http.get("/AuditLog", params={"count": 1}).text
        assert str(GONE) in page
        older = re.search(r'href="(\?before=\d+&amp;count=1)"', page)
        assert older
        path = older[1].replace("&amp;", "&")
        assert operator.http.get(f"/AuditLog{path}").status_code == 200
        rows = operator.http.get("/AuditLog", headers=JSON).json()["result"]["rows"]
        assert len(rows) <= 50

    def test_no_secret_is_written_down(self, service: Service, operator: Operator) -> None:
        user = service.make_user()
        operator.login("wrong " + PSW)
        operator.login()
        operator.ok("DeleteSessionID", sessionid=user.sessionid)
        table = str(service.sql("SELECT * FROM audit_log"))
        logs = "".join(one.log.read_text() for one in service.programs.values())
        for secret in (PSW, user.sessionid, operator.csrf, operator.cookie):
            assert secret not in table
            assert secret not in logs


class TestPushes:
    async def test_a_new_board_reaches_every_member(
        self, service: Service, operator: Operator, circle: int, user: Person
    ) -> None:
        other, stranger = service.make_user(), service.make_user()
        operator.ok("SetCircleRole", uid=other.uid, cid=circle, roleid=1)
        async with (
            service.enter(user) as first,
            service.enter(other, usezlib=1) as second,
            service.enter(stranger) as third,
        ):
            page = operator.submit("UpdateCircleBoard", cid=circle, board="大家好")
            assert page.status_code == 200
            pushed = await first.push("circle.newboard")
            assert pushed.keys() == {"board", "bid", "cid", "time"}
            assert pushed["board"]["board"] == "大家好"
            assert await second.push("circle.newboard") == pushed
            history = await third.ok("circle.board_history", cid=circle)
            assert history["boards"] == [pushed["board"]]
            assert third.inbox == []

    async def test_a_message_arrives_and_a_revoked_session_ends(
        self, service: Service, operator: Operator, user: Person
    ) -> None:
        sender = service.make_user()
        async with service.enter(user) as client:
            form = {"from_uid": sender.uid, "to_uid": user.uid, "content": "你好"}
            msgid = operator.ok("SendMessageToUser", **form)["msgid"]
            assert (await client.push("newmsg"))["message"]["msgid"] == msgid
            assert operator.ok("DeleteSessionID", sessionid=user.sessionid) == {"deleted": 1}
            assert await client.closed() == 4004
