"""Search, and the pages of entities, over HTTP."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.fixtures.service import Person, Service
from tests.web.ops.operator import GONE, JSON, PREFIX, Operator

pytestmark = pytest.mark.e2e


@pytest.fixture
def order(service: Service, user: Person) -> str:
    """A free order that counts as paid."""
    ((orderid,),) = service.sql(
        "INSERT INTO orders (create_time, mid, uid, amount, productname, paystate, paytime)"
        " VALUES (1700000000, 1, :u, 8800, '<茶>', 1, 1700000000) RETURNING orderid",
        u=user.uid,
    )
    return str(orderid)


class TestSearch:
    def test_the_only_thing_is_gone_to(self, operator: Operator, user: Person, order: str) -> None:
        page = operator.http.get("/Search", params={"text": user.phone}, allow_redirects=False)
        assert (page.status_code, page.headers["location"]) == (
            303,
            f"{PREFIX}/User?uid={user.uid}",
        )
        page = operator.http.get("/Search", params={"text": order})
        assert page.url.endswith(f"/Order?orderid={order}")

    def test_several_and_none(self, operator: Operator, service: Service, user: Person) -> None:
        service.make_user(nick="<b>many1"), service.make_user(nick="<b>many2")
        page = operator.http.get("/Search", params={"text": "<b>many"})
        assert page.text.count("&lt;b&gt;many") >= 3
        assert "<b>many" not in page.text
        assert "Nothing was found" in operator.http.get("/Search", params={"text": "no~"}).text
        found = operator.http.get("/Search", params={"text": user.phone}, headers=JSON).json()
        assert [hit["id"] for hit in found["result"]["hits"]] == [str(user.uid)]
        assert operator.http.get("/Search").status_code == 200
        assert operator.http.get("/Search", params={"text": "x" * 65}).status_code == 400


class TestEntities:
    def test_a_user(self, operator: Operator, user: Person, order: str) -> None:
        page = operator.http.get("/User", params={"uid": user.uid})
        assert page.status_code == 200
        assert f'href="{PREFIX}/Order?orderid={order}">{order}</a>' in page.text
        assert "&lt;茶&gt;" in page.text
        assert "¥88.00" in page.text
        script = operator.http.get("/User", params={"uid": user.uid}, headers=JSON).json()
        assert script["result"]["orders"][0]["amount"] == 8800

    @pytest.mark.parametrize(
        "address",
        [
            f"User?uid={GONE}",
            "Order?orderid=1-1",
            f"Group?gid={GONE}",
            f"Circle?cid={GONE}",
            f"Post?postid={GONE}",
        ],
    )
    def test_unknown(self, operator: Operator, address: str) -> None:
        assert operator.http.get(f"/{address}").status_code == 404
        assert operator.http.get(f"/{address}", headers=JSON).json()["errno"] == 3
        name = address.partition("?")[0]
        assert operator.http.get(f"/{name}").status_code == 400

    def test_a_circle_and_a_post(self, operator: Operator, circle: int, user: Person) -> None:
        form = {"cid": circle, "from_uid": user.uid, "content": "<i>x"}
        postid = operator.ok("NewCirclePost", **form)["postid"]
        page = operator.http.get("/Circle", params={"cid": circle}).text
        assert f"{PREFIX}/Post?postid={postid}" in page
        assert "&lt;i&gt;x" in page
        remove = urlencode({"postid": postid, "cid": circle, "at": f"Circle {circle}"})
        assert f"/DeletePost?{remove}".replace("&", "&amp;") in page
        assert operator.http.get("/Post", params={"postid": postid}).status_code == 200

    def test_an_action_comes_back_and_says_so_once(self, operator: Operator, user: Person) -> None:
        at = f"User {user.uid}"
        done = operator.submit("DeleteNick", uid=user.uid, at=at)
        assert done.url.endswith(f"/User?uid={user.uid}")
        said = "has no nick any more"
        assert said in done.text
        assert "DeleteNick" in done.text
        assert said not in operator.http.get("/User", params={"uid": user.uid}).text

    def test_after_its_end_a_thing_has_no_page(self, operator: Operator, user: Person) -> None:
        done = operator.submit("DeleteUser", uid=user.uid, at=f"User {user.uid}")
        assert done.url.endswith(f"{PREFIX}/")
        assert f"User {user.uid} is gone." in done.text

    def test_refused_actions_keep_the_way_back(self, operator: Operator, order: str) -> None:
        assert (
            "paid back" in operator.submit("RefundOrder", orderid=order, at=f"Order {order}").text
        )
        again = operator.submit("RefundOrder", orderid=order, at=f"Order {order}")
        assert "was paid back before; nothing was done now" in again.text
        late = operator.submit("OrderState", orderid=order, paystate=0, at=f"Order {order}")
        assert late.status_code == 403
        assert f'href="{PREFIX}/Order?orderid={order}"' in late.text

    @pytest.mark.parametrize(
        "at", ["https://example.com/", "//example.com", "User x", "User", "Nothing 1", "Login", "1"]
    )
    def test_nobody_is_sent_elsewhere(self, operator: Operator, user: Person, at: str) -> None:
        done = operator.submit("DeleteNick", uid=user.uid, at=at)
        assert (done.status_code, done.history) == (200, [])
        assert "example.com" not in done.text

    def test_lists_go_on(self, operator: Operator, service: Service, user: Person) -> None:
        for number in range(3):
            service.sql(
                "INSERT INTO orders (create_time, mid, uid, amount, productname)"
                " VALUES (:t, 1, :u, 1, 'tea')",
                t=1_700_000_000 + number,
                u=user.uid,
            )
        first = operator.http.get("/UserOrders", params={"uid": user.uid, "count": 2}).text
        newest = [row["orderid"] for row in operator.ok("UserOrders", uid=user.uid)["rows"]]
        older = urlencode({"before": newest[1], "uid": user.uid, "count": 2})
        assert f'href="?{older}"'.replace("&", "&amp;") in first
        rest = operator.http.get("/UserOrders?" + older).text
        assert newest[2] in rest
        assert ">Older</a>" not in rest


def test_members_are_thrown_out_from_the_page_of_the_group(
    operator: Operator, service: Service, user: Person
) -> None:
    other = service.make_user()
    ((gid,),) = service.sql(
        "INSERT INTO groups (creator, name, time) VALUES (:u, 'g', 1) RETURNING gid", u=user.uid
    )
    service.sql("INSERT INTO group_members (gid, uid, time) VALUES (:g, :u, 1)", g=gid, u=other.uid)
    page = operator.http.get("/Group", params={"gid": gid}).text
    query = urlencode({"uid": other.uid, "gid": gid, "at": f"Group {gid}"})
    assert f"/RemoveGroupMember?{query}".replace("&", "&amp;") in page
    form = operator.http.get(f"/RemoveGroupMember?{query}").text
    assert f'name="at" value="Group {gid}"' in form
    done = operator.submit("RemoveGroupMember", uid=other.uid, gid=gid, at=f"Group {gid}")
    assert done.url.endswith(f"/Group?gid={gid}")
    assert f"User {other.uid} is out of group {gid}." in done.text


def test_in_chinese_what_people_wrote_stays(service: Service, operator: Operator) -> None:
    user = service.make_user(nick="Posts")
    chinese = {"Accept-Language": "zh-CN"}
    page = operator.http.get("/User", params={"uid": user.uid}, headers=chinese).text
    assert '<html lang="zh">' in page
    assert "<h1>Posts</h1>" in page
    assert "帖子" in page
    assert "What can be done" not in page
    operator.submit("DeleteNick", uid=user.uid, at=f"User {user.uid}")
    form = {"csrf": operator.csrf, "uid": user.uid, "at": f"User {user.uid}"}
    told = operator.http.post("/DeleteNick", data=form, headers=chinese).text
    assert f"用户 {user.uid} 的昵称已清除" in told
