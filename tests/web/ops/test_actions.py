"""Every page once, as a script and as a browser use it."""

import re
from typing import Any

import pytest

from tests.fixtures.service import Person, Service
from tests.web.ops.operator import GONE, JSON, PREFIX, Operator
from web.ops.pages import PAGES

pytestmark = pytest.mark.e2e


def _code(service: Service, phone: str) -> dict[str, str]:
    code = service.http.get("/getcode", params={"phone": phone}).json()["code"]
    return {"phone": phone, "code": code}


class TestActions:
    def test_delete_session(self, operator: Operator, service: Service, user: Person) -> None:
        query = {"sessionid": user.sessionid}
        page = operator.http.get("/DeleteSessionID", params=query)
        assert (page.status_code, "deleted" in page.text) == (200, True)
        assert operator.ok("DeleteSessionID", **query) == {"deleted": 0}
        _, sessionid = service.make_session(user.uid)
        link = operator.http.get("/DeleteSessionID", params={"sessionid": sessionid}, headers=JSON)
        assert link.json() == {"errno": 0, "error": "no error", "result": {"deleted": 1}}

    def test_delete_nick(self, operator: Operator, user: Person) -> None:
        page = operator.http.get("/DeleteNick", params={"uid": user.uid})
        assert (page.status_code, "no nick any more" in page.text) == (200, True)
        assert operator.ok("DeleteNick", uid=user.uid) == {"uid": user.uid}
        missing = operator.http.get("/DeleteNick", params={"uid": ""}, headers=JSON)
        assert missing.json()["errno"] == 6

    @pytest.mark.parametrize("site", ["same-site", "cross-site"])
    def test_a_link_elsewhere_only_asks(
        self, operator: Operator, service: Service, user: Person, site: str
    ) -> None:
        """Other pages of our domain can link to actions; the browser sends the cookie then, too."""
        nick = "SELECT nick FROM users WHERE uid = :uid"
        before = service.sql(nick, uid=user.uid)
        for headers in ({}, JSON):
            page = operator.http.get(
                "/DeleteNick", params={"uid": user.uid}, headers={"Sec-Fetch-Site": site} | headers
            )
            assert page.status_code == 200
            assert service.sql(nick, uid=user.uid) == before != [(None,)]
        kept = operator.http.get(
            "/DeleteSessionID",
            params={"sessionid": user.sessionid},
            headers={"Sec-Fetch-Site": site},
        )
        assert (kept.status_code, "<form" in kept.text) == (200, True)
        assert operator.ok("FindSession", sessionid=user.sessionid)["uid"] == user.uid

    def test_find(self, operator: Operator, user: Person) -> None:
        found = operator.ok("FindSession", sessionid=user.sessionid)
        assert found.keys() == {"uid", "timeout"}
        (line,) = operator.ok("FindUser", phone=user.phone)["users"]
        assert (line["uid"], line["phone"]) == (user.uid, user.phone.removeprefix("+86"))
        page = operator.submit("FindUser", phone=user.phone)
        assert line["phone"] in page.text

    def test_users(self, operator: Operator, user: Person) -> None:
        level = operator.ok("GrantActorLevel", uid=user.uid, actor_level=3)
        assert level == {"uid": user.uid, "actor": 1, "actor_level": 3}
        assert operator.ok("DeleteUser", uid=user.uid) == {"uid": user.uid}
        assert operator.do("DeleteUser", uid=user.uid)["errno"] == 3

    def test_reports(self, operator: Operator, service: Service, user: Person) -> None:
        reporter = service.make_user()
        told = {"kind": "user", "target": user.uid, "owner": user.uid, "uid": reporter.uid}
        columns = ", ".join([*told, "reason", "shown", "time"])
        values = ", ".join(f":{name}" for name in told)
        add = f"INSERT INTO reports ({columns}) VALUES ({values}, :reason, '{{}}', 1)"
        for reason in ("spam", "abuse", "other", "child"):
            service.sql(add, reason=reason, **told)
        rows = operator.ok("ReportsAbout", uid=user.uid)["rows"]
        assert [row["reason"] for row in rows] == ["child", "other", "abuse", "spam"]
        first = rows[0]["reportid"]
        page = operator.http.get("/Reports")
        assert (page.status_code, str(reporter.uid) in page.text) == (200, True)
        assert first in [row["reportid"] for row in operator.ok("Reports")["rows"]]
        content = {"content": "不要这样", "from_uid": reporter.uid}
        assert operator.ok("WarnReported", reportid=first, **content)["state"] == "warned"
        assert operator.ok("DismissReport", reportid=first)["state"] == "dismissed"
        assert operator.ok("DeleteReported", reportid=first)["state"] == "deleted"
        assert operator.do("DismissReport", reportid=GONE)["errno"] == 3
        until = operator.ok("SuspendUser", uid=user.uid, days=2, reportid=first)["until"]
        refused = service.http.get("/PhoneLogin", params=_code(service, user.phone)).json()
        assert (refused["errno"], refused["result"]) == (2, {"until": until})
        assert operator.ok("LiftSuspension", uid=user.uid) == {"uid": user.uid}
        assert service.login(user.phone)["errno"] == 0

    def test_words(self, operator: Operator) -> None:
        lines = f"w{GONE}a\nw{GONE}b, w{GONE}c"
        assert operator.ok("AddWords", words=lines, level="mask") == {"changed": 3}
        rows = operator.ok("Words", word=f"W {GONE}")["rows"]
        assert [(row["word"], row["level"]) for row in rows] == [
            (f"w{GONE}{end}", "mask") for end in "abc"
        ]
        assert f"w{GONE}b" in operator.http.get("/Words", params={"word": f"w{GONE}"}).text
        assert operator.ok("RemoveWords", words=lines) == {"changed": 3}

    def test_messages(self, operator: Operator, service: Service, circle: int) -> None:
        sender, receiver = service.make_user(), service.make_user()
        form = {"from_uid": sender.uid, "content": "你好"}
        assert operator.ok("SendMessageToUser", to_uid=receiver.uid, **form)["msgid"] > 0
        sent = operator.ok("SendMessageToCircleUser", cid=circle, roleid="", **form)
        assert len(sent["msgid"]) == 1

    def test_circles(self, operator: Operator, user: Person, circle: int) -> None:
        board = operator.ok("UpdateCircleBoard", cid=circle, board="大家好")
        assert board.keys() == {"cid", "board", "bid"}
        form = {"cid": circle, "from_uid": user.uid, "content": "x", "piclist": "", "mid": ""}
        assert operator.ok("NewCirclePost", **form)["postid"] > 0
        role = operator.ok("CircleRoleEdit", cid=circle, roleid=2, level=5, title="主")["role"]
        assert role == {"cid": circle, "roleid": 2, "level": 5, "title": "主"}
        given = operator.ok("SetCircleRole", uid=user.uid, cid=circle, roleid=2)
        assert given == {"circle": {"cid": circle, "roleid": 2}}
        assert operator.do("CircleRoleEdit", cid=circle, roleid=2, delete=1)["errno"] == 2
        link = {"cid": circle, "title": "x", "url": "http://example.com/"}
        assert operator.ok("CircleExEdit", **link)["ceid"] > 0

    async def test_groups(self, operator: Operator, service: Service, user: Person) -> None:
        other = service.make_user()
        async with service.enter(user) as client, service.enter(other) as second:
            gid = (await client.ok("group.create", name="读<书>会", board=""))["gid"]
            await second.ok("group.join", gid=gid)
            postid = (await second.ok("group.addpost", gid=gid, content="<b>"))["postid"]
            reply = await client.ok("group.addreply", postid=postid, content="好")
            (line,) = operator.ok("FindGroup", name="<书", uid=other.uid)["rows"]
            assert (line["gid"], line["creator"], line["members"]) == (gid, user.uid, 2)
            for name, form, text in (
                ("GroupMembers", {"gid": gid}, str(other.uid)),
                ("GroupPosts", {"gid": gid}, "&lt;b&gt;"),
                ("PostReplies", {"postid": postid}, "好"),
            ):
                page = operator.http.get(f"/{name}", params=form)
                assert (page.status_code, text in page.text) == (200, True)
            assert operator.ok("GroupEdit", gid=gid, name="新", board="") == {"gid": gid}
            listed = operator.http.get("/GroupEdit", params={"gid": gid}).text
            assert f'<a href="{PREFIX}/Group?gid={gid}">{gid}</a>' in listed
            assert 'value="新"' in listed
            given = operator.ok("GroupCreator", gid=gid, uid=other.uid)
            assert given == {"gid": gid, "creator": other.uid}
            assert operator.do("RemoveGroupMember", gid=gid, uid=other.uid)["errno"] == 2
            assert operator.ok("RemoveGroupMember", gid=gid, uid=user.uid)["uid"] == user.uid
            assert (await client.call("group.join", gid=gid))["errno"] == 2
            replyid = reply["post"]["replyid"]
            assert operator.ok("DeleteReply", replyid=replyid) == {"replyid": replyid}
            assert operator.ok("DeletePost", postid=postid) == {"postid": postid}
            await second.ok("group.regupdate", gid=gid)
            assert operator.ok("DeleteGroup", gid=gid) == {"gid": gid}
            assert (await second.call("group.info", gid=gid))["errno"] == 3

    async def test_a_group_whose_creator_is_deleted(
        self, operator: Operator, service: Service, user: Person
    ) -> None:
        other = service.make_user()
        async with service.enter(user) as client, service.enter(other) as second:
            gid = (await client.ok("group.create", name="g", board=""))["gid"]
            await second.ok("group.join", gid=gid)
            operator.ok("DeleteUser", uid=user.uid)
            (group,) = (await second.ok("group.info", gid=gid))["groups"]
            assert group["creator"] == other.uid
            await second.ok("group.delete", gid=gid)

    def test_trade(self, operator: Operator, user: Person) -> None:
        gid = operator.ok("StoreGroupEdit", groupname="x", show_info='{"log": "y"}')["gid"]
        mid = operator.ok("MerchandiseEdit", productname="x", amount=5, group_id=gid)["mid"]
        assert operator.ok("EndorsementEdit", uid=user.uid, type="a,b") == {"uid": user.uid}
        item = {"uid": user.uid, "mid": mid}
        assert operator.ok("EndorsementItemEdit", slogan="好", **item) == item

    async def test_orders(self, operator: Operator, service: Service, user: Person) -> None:
        mid = operator.ok("MerchandiseEdit", productname="x", amount=5)["mid"]
        free = operator.ok("MerchandiseEdit", productname="y", amount=0)["mid"]
        async with service.enter(user) as client:
            first = (await client.ok("merchandise.pre_order", mid=mid))["orderid"]
            second = (await client.ok("merchandise.pre_order", mid=mid))["orderid"]
            paid = await client.ok(
                "merchandise.createorder", mid=free, people_count=0, hardwareid="x"
            )
        ended = operator.ok("OrderState", orderid=first, paystate=0)
        assert ended == {"orderid": first, "paystate": 0}
        page = operator.submit("OrderState", orderid=second, paystate=0)
        assert re.search(r'href="http[^"]+">http', page.text)
        assert operator.do("RefundOrder", orderid=first)["errno"] == 2
        refunded = operator.ok("RefundOrder", orderid=paid["orderid"])
        assert refunded == {"orderid": paid["orderid"], "paystate": 2}

    def test_tokens(self, operator: Operator, circle: int) -> None:
        icon = operator.http.get("/CircleIcon", params={"cid": circle}, headers=JSON).json()
        assert icon["result"].keys() == {"token", "upload_url"}
        assert operator.ok("Image").keys() == {"token", "upload_url"}
        for path in (f"/CircleIcon?cid={circle}", "/Image"):
            page = operator.http.get(path)
            assert re.search(r'name="token" value="[^"]+"', page.text)

    def test_json_bodies(self, operator: Operator) -> None:
        body: Any = {"csrf": operator.csrf, "groupname": "x", "show_info": {"log": 1}}
        reply = operator.http.post("/StoreGroupEdit", json=body, headers=JSON)
        assert reply.json()["result"]["gid"] > 0

    @pytest.mark.parametrize("name", [name for name, page in PAGES.items() if not page.looks])
    def test_missing_parameters(self, operator: Operator, name: str) -> None:
        assert operator.do(name)["errno"] == 6
        page = operator.submit(name)
        assert (page.status_code, 'role="alert"' in page.text) == (400, True)

    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("DeleteNick", {"uid": GONE}),
            ("FindSession", {"sessionid": "x" * 24}),
            ("DeleteUser", {"uid": GONE}),
            ("GrantActorLevel", {"uid": GONE, "actor_level": 1}),
            ("SendMessageToUser", {"to_uid": GONE, "content": "x"}),
            ("SendMessageToCircleUser", {"cid": GONE, "content": "x"}),
            ("UpdateCircleBoard", {"cid": GONE, "board": "x"}),
            ("NewCirclePost", {"cid": GONE, "content": "x"}),
            ("SetCircleRole", {"uid": 1, "cid": GONE, "roleid": 1}),
            ("CircleEdit", {"cid": GONE, "name": "x"}),
            ("CircleIcon", {"cid": GONE}),
            ("CircleRoleEdit", {"cid": GONE, "roleid": 1, "level": 1, "title": "x"}),
            ("CircleExEdit", {"ceid": GONE, "title": "x"}),
            ("StoreGroupEdit", {"gid": GONE, "groupname": "x"}),
            ("MerchandiseEdit", {"mid": GONE, "amount": 1}),
            ("EndorsementEdit", {"uid": GONE}),
            ("EndorsementItemEdit", {"uid": GONE, "mid": 1}),
            ("GroupMembers", {"gid": GONE}),
            ("GroupPosts", {"gid": GONE}),
            ("PostReplies", {"postid": GONE}),
            ("GroupEdit", {"gid": GONE, "name": "x"}),
            ("GroupCreator", {"gid": GONE, "uid": 1}),
            ("RemoveGroupMember", {"gid": GONE, "uid": 1}),
            ("DeletePost", {"postid": GONE}),
            ("DeleteReply", {"replyid": GONE}),
            ("DeleteGroup", {"gid": GONE}),
            ("OrderState", {"orderid": "1-1", "paystate": 0}),
            ("RefundOrder", {"orderid": "1-1"}),
            ("RequeueDeadLetter", {"letter": "none"}),
            ("RevokeSession", {"uid": 1, "sid": GONE}),
            ("AskProvider", {"orderid": "1-1"}),
            ("UserFriends", {"uid": GONE}),
            ("CircleMembers", {"cid": GONE}),
        ],
    )
    def test_missing_targets(self, operator: Operator, name: str, form: dict) -> None:
        assert operator.do(name, **form)["errno"] == 3
        assert operator.submit(name, **form).status_code == 404

    def test_a_refused_form_keeps_what_was_entered(self, operator: Operator) -> None:
        page = operator.submit("CircleEdit", name='<b>"茶"', poster_url="nothing")
        assert 'value="&lt;b&gt;&#34;茶&#34;"' in page.text
        assert 'value="nothing"' in page.text

    def test_forms_are_filled_in(self, operator: Operator) -> None:
        form = {"productname": "茶<", "amount": 88, "show_info": '{"type": 1}', "no_list": 1}
        mid = operator.ok("MerchandiseEdit", **form)["mid"]
        listed = operator.http.get("/MerchandiseEdit").text
        assert f'<a href="?mid={mid}">{mid}</a>' in listed
        page = operator.http.get("/MerchandiseEdit", params={"mid": mid}).text
        assert 'value="茶&lt;"' in page
        assert '<option value="1" selected>' in page
        assert "&#34;type&#34;: 1" in page
        described = operator.http.get("/MerchandiseEdit", params={"mid": mid}, headers=JSON)
        assert described.json()["result"]["values"]["amount"] == 88
        gone = operator.http.get("/MerchandiseEdit", params={"mid": GONE})
        assert gone.status_code == 404
        new = operator.http.get("/EndorsementEdit", params={"uid": GONE}).text
        assert f'value="{GONE}"' in new
