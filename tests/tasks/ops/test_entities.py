"""ops.people.*, ops.places.*, ops.lists.*: the pages of entities."""

import pytest

from models import (
    Audit,
    Conversation,
    Order,
    PaymentNotice,
    PayState,
    Report,
    Session,
    Suspension,
)
from services import payment
from tests.factories import (
    enter,
    join,
    make_circle,
    make_device,
    make_friend,
    make_goods,
    make_group,
    make_message,
    make_order,
    make_post,
    make_user,
)

NOW, GONE = 1_401_990_500, 10**15


@pytest.fixture
def show(call):
    def run(function, now=NOW, **parm):
        answer = call(f"ops.{function}", parm, now=now)
        assert answer.errno == 0, answer.error
        return answer.result

    return run


def acts(page):
    return {act["page"]: act for act in page["acts"]}


class TestUser:
    def test_everything_of_a_user(self, db, show):
        user, other = make_user(db, nick="小明"), make_user(db, nick="other")
        device = make_device(db, user)
        make_friend(db, user, other)
        group, circle = make_group(db, user), make_circle(db)
        join(db, circle, user)
        post, order = make_post(db, user, group), make_order(db, user)
        make_message(db, other.uid, user.uid)
        page = show("people.user", uid=user.uid)
        assert (page["title"], page["about"]["phone"]) == ("小明", user.phone.removeprefix("+86"))
        kinds = ("friends", "posts", "conversations", "received", "orders", "groups")
        assert page["about"]["has"] == dict.fromkeys(kinds, 1)
        assert db.get(Conversation, (user.uid, other.uid)) is not None
        (session,) = page["sessions"]
        assert (session["sid"], session["platform"]) == (device.sid, "ios")
        assert [row["orderid"] for row in page["orders"]] == [order.orderid]
        assert [row["gid"] for row in page["groups"]] == [group.gid]
        assert [row["cid"] for row in page["circles"]] == [circle.cid]
        assert [row["postid"] for row in page["posts"]] == [post.postid]
        assert [(row["uid"], row["nick"]) for row in page["friends"]] == [(other.uid, "other")]

    def test_what_would_be_hit(self, db, show):
        user = make_user(db, nick="小明")
        make_device(db, user)
        make_group(db, user)
        found = acts(show("people.user", uid=user.uid))
        phone = user.phone.removeprefix("+86")
        says = found["SuspendUser"]["says"]
        assert says["values"] == {"who": f"小明, {phone}"}
        assert says["hits"] == {"sessions": 1}
        says = found["DeleteUser"]["says"]
        assert (says["values"]["groups"], says["values"]["orders"]) == (1, 0)
        assert says["hits"] == {"sessions": 1, "friends": 0, "posts": 0, "received": 0}
        assert found["SendMessageToUser"]["fill"] == {"to_uid": user.uid}
        assert found["DeleteNick"]["refused"] is None
        Suspension.put(db, user.uid, None, NOW)
        user.nick = user.nick_key = user.nick_look = None
        db.flush()
        page = show("people.user", uid=user.uid)
        assert page["about"]["suspended_until"] == 0
        found = acts(page)
        assert "LiftSuspension" in found
        assert "SuspendUser" not in found
        assert found["DeleteNick"]["refused"]["text"] == "This user has no nick."

    def test_no_more_than_ten_of_a_list(self, db, show):
        user = make_user(db)
        group = make_group(db, user)
        for number in range(11):
            make_post(db, user, group)
            make_order(db, user, now=NOW + number)
        page = show("people.user", uid=user.uid)
        assert (len(page["posts"]), len(page["orders"])) == (10, 10)
        assert [row["create_time"] for row in page["orders"]][:2] == [NOW + 10, NOW + 9]

    def test_what_operations_did(self, db, call, show):
        user, other = make_user(db), make_user(db)
        parm = {"to_uid": user.uid, "from_uid": other.uid, "content": "你好"}
        call("ops.messages.to_user", parm, now=NOW)
        call("ops.users.delete_nick", {"uid": user.uid}, now=NOW)
        call("ops.users.delete_nick", {"uid": other.uid}, now=NOW)
        show("people.user", uid=user.uid)
        audit = show("people.user", uid=user.uid)["audit"]
        assert [row["action"] for row in audit] == ["DeleteNick", "SendMessageToUser"]

    def test_reports(self, db, show):
        user = make_user(db)
        row = Report(kind="user", target=user.uid, owner=user.uid, reason="spam", shown={}, time=1)
        db.add(row)
        db.flush()
        (line,) = show("people.user", uid=user.uid)["reports"]
        assert (line["reportid"], line["id"]) == (row.reportid, user.uid)

    def test_looking_is_kept(self, db, call, audited):
        user = make_user(db)
        call("ops.people.user", {"uid": user.uid})
        ((action, errno, params, result),) = audited()
        assert (action, errno, params) == ("User", 0, {"uid": user.uid})
        assert set(result.values()) == {0}

    def test_one_login_is_ended(self, db, call):
        user, other = make_user(db), make_user(db)
        here, there = make_device(db, user).sid, make_device(db, other).sid
        refused = call("ops.users.revoke_session", {"uid": user.uid, "sid": there})
        assert refused.errno == 3
        assert call("ops.users.revoke_session", {"uid": user.uid, "sid": here}).errno == 0
        db.expire_all()
        assert db.get(Session, here) is None
        assert db.get(Session, there) is not None


class TestOrder:
    @pytest.fixture
    def order(self, db):
        return make_order(db, make_user(db, nick="小明"), now=NOW)

    def test_its_states_and_notices(self, db, show, order):
        order.move(db, PayState.PAID, NOW + 5)
        told = {"orderid": order.orderid, "amount": 8800, "outcome": "booked"}
        PaymentNotice.note(db, provider="sandbox", noticeid="n1", create_time=NOW, **told)
        page = show("people.order", orderid=order.orderid)
        assert page["about"]["nick"] == "小明"
        assert [row["paystate"] for row in page["history"]][-1] == 1
        (notice,) = page["notices"]
        assert (notice["noticeid"], notice["outcome"]) == ("n1", "booked")

    def test_what_a_refund_will_do(self, db, show, order):
        def refund():
            return acts(show("people.order", orderid=order.orderid))["RefundOrder"]

        assert refund()["refused"]["text"] == "It was not paid."
        order.move(db, PayState.PAID, NOW)
        phone = show("people.order", orderid=order.orderid)["about"]["phone"]
        assert refund() == {
            "page": "RefundOrder",
            "fill": {"orderid": order.orderid},
            "says": {
                "text": "{amount} go back to {who}, by {provider}. This cannot be undone.",
                "values": {"who": f"小明, {phone}", "amount": 8800, "provider": "sandbox"},
                "hits": {},
            },
            "refused": None,
        }
        order.move(db, PayState.REFUNDED, NOW)
        refused = {"text": "It was paid back already: {amount}.", "values": {"amount": 8800}}
        assert refund()["refused"] == refused | {"hits": {}}

    def test_a_late_payment_is_paid_back_once(self, db, call, show, order, monkeypatch):
        class Provider:
            name = "sandbox"

            def refund(self, purchase):
                pass

        monkeypatch.setattr(payment, "named", lambda name: Provider())
        order.move(db, PayState.FAILED, NOW)
        told = {"orderid": order.orderid, "amount": 8800, "outcome": "late"}
        PaymentNotice.note(db, provider="sandbox", noticeid="n1", create_time=NOW, **told)

        def refund():
            return acts(show("people.order", orderid=order.orderid))["RefundOrder"]

        assert refund()["refused"] is None
        assert refund()["says"]["text"].endswith("The state stays.")
        parm = {"orderid": order.orderid}
        first = call("ops.trade.refund", parm).result
        assert first == parm | {"paystate": -1}
        assert refund()["refused"]["text"] == "The late payment was paid back already."
        assert call("ops.trade.refund", parm).result == first | {"repeated": 1}

    def test_a_reservation_and_a_deleted_buyer(self, db, call, show):
        goods, user = make_goods(db), make_user(db)
        reserved = call("merchandise.pre_order", {"mid": goods.mid}, uid=user.uid).result
        found = show("people.order", orderid=reserved["orderid"])
        assert {"OrderState", "RefundOrder"} == set(acts(found))
        db.get(Order, reserved["orderid"]).uid = GONE
        db.flush()
        found = show("people.order", orderid=reserved["orderid"])
        assert (found["about"]["phone"], found["about"]["account"]) == (None, "deleted")

    def test_the_provider_is_asked(self, db, call, order, monkeypatch):
        class Provider:
            def query(self, purchase):
                assert purchase.orderid == order.orderid
                return payment.Payment(payment.Status.PAID, 8800, "t1")

        monkeypatch.setattr(payment, "named", lambda name: Provider())
        told = call("ops.trade.ask", {"orderid": order.orderid}).result
        assert (told["status"], told["amount"], told["tradeid"]) == ("paid", 8800, "t1")

    def test_the_provider_does_not_answer(self, db, call, order, monkeypatch):
        class Provider:
            def query(self, purchase):
                raise payment.Unavailable("away")

        monkeypatch.setattr(payment, "named", lambda name: Provider())
        assert call("ops.trade.ask", {"orderid": order.orderid}).errno == 5
        monkeypatch.setattr(payment, "named", lambda name: None)
        assert call("ops.trade.ask", {"orderid": order.orderid}).errno == 2
        assert call("ops.trade.ask", {"orderid": "1-1"}).errno == 3


class TestPlaces:
    def test_a_group(self, db, show):
        creator, member = make_user(db), make_user(db)
        group = make_group(db, creator, name="读书会")
        enter(db, group, member)
        make_post(db, member, group)
        page = show("places.group", gid=group.gid)
        assert {row["uid"] for row in page["members"]} == {creator.uid, member.uid}
        says = acts(page)["DeleteGroup"]["says"]
        assert (says["values"], says["hits"]) == ({"name": "读书会"}, {"members": 2, "posts": 1})

    def test_a_circle(self, db, call, show):
        user, circle = make_user(db), make_circle(db, name="茶")
        join(db, circle, user)
        call("ops.circles.update_board", {"cid": circle.cid, "board": "你好"}, now=NOW)
        page = show("places.circle", cid=circle.cid)
        assert [row["roleid"] for row in page["roles"]] == [1, 2, 3]
        assert [row["board"] for row in page["boards"]] == ["你好"]
        says = acts(page)["UpdateCircleBoard"]["says"]
        assert (says["values"], says["hits"]) == ({"name": "茶"}, {"members": 1})
        assert [row["action"] for row in page["audit"]] == ["UpdateCircleBoard"]

    def test_a_post(self, db, show):
        user = make_user(db)
        post = make_post(db, user, make_circle(db))
        post.reply_by(db, user.uid, "好", NOW)
        page = show("places.post", postid=post.postid)
        assert [row["content"] for row in page["replies"]] == ["好"]
        hits = acts(page)["DeletePost"]["says"]["hits"]
        assert hits == {"replies": 1, "likes": 0, "files": 0}

    def test_a_group_of_goods_is_no_group(self, db, call, show):
        group = make_group(db, make_user(db))
        parm = {"gid": group.gid, "groupname": "x"}
        assert call("ops.trade.edit_store_group", parm).errno == 3
        assert show("places.group", gid=group.gid)["audit"] == []

    @pytest.mark.parametrize(
        ("function", "parm"),
        [
            ("people.user", {"uid": GONE}),
            ("people.order", {"orderid": "1-1"}),
            ("places.group", {"gid": GONE}),
            ("places.circle", {"cid": GONE}),
            ("places.post", {"postid": GONE}),
            ("lists.friends", {"uid": GONE}),
            ("lists.groups", {"uid": GONE}),
            ("lists.circles", {"uid": GONE}),
            ("lists.posts", {"uid": GONE}),
            ("lists.members", {"cid": GONE}),
            ("lists.circle_posts", {"cid": GONE}),
            ("lists.boards", {"cid": GONE}),
        ],
    )
    def test_unknown(self, call, function, parm):
        assert call(f"ops.{function}", parm).errno == 3
        assert call(f"ops.{function}", {}).errno == 6


class TestLists:
    def test_orders_page_by_page(self, db, show):
        user = make_user(db)
        ids = [make_order(db, user, now=NOW).orderid for _ in range(3)]
        first = show("lists.orders", uid=user.uid, count=2, before="")["rows"]
        rest = show("lists.orders", uid=user.uid, before=first[-1]["orderid"])["rows"]
        assert [row["orderid"] for row in first + rest] == ids[::-1]
        assert show("lists.orders", uid=GONE)["rows"] == []

    @pytest.mark.parametrize("before", ["x", "1", "1-", "1-2-3", "1-2\n"])
    def test_no_cursor(self, call, before):
        assert call("ops.lists.orders", {"uid": 1, "before": before}).errno == 6

    def test_memberships_page_by_page(self, db, show):
        user = make_user(db)
        gids = [make_group(db, user, NOW + number).gid for number in range(3)]
        cids = []
        for number in range(3):
            cids.append((circle := make_circle(db)).cid)
            join(db, circle, user, time=NOW + number)
        for function, key, made in (("groups", "gid", gids), ("circles", "cid", cids)):
            first = show(f"lists.{function}", uid=user.uid, count=2)["rows"]
            rest = show(f"lists.{function}", uid=user.uid, pos=2)["rows"]
            assert [row[key] for row in first + rest] == made[::-1]

    def test_circles(self, db, show):
        user, circle = make_user(db), make_circle(db)
        join(db, circle, user, roleid=2)
        post = make_post(db, user, circle)
        (member,) = show("lists.members", cid=circle.cid)["rows"]
        assert (member["uid"], member["title"]) == (user.uid, "role 2")
        (line,) = show("lists.circle_posts", cid=circle.cid)["rows"]
        assert line["postid"] == post.postid
        assert show("lists.circle_posts", cid=circle.cid, before=post.postid)["rows"] == []
        assert show("lists.posts", uid=user.uid)["rows"] == [line]
        assert show("lists.boards", cid=circle.cid)["rows"] == []
        assert show("lists.friends", uid=user.uid)["rows"] == []

    def test_audit_rows(self, db, show):
        for number in range(3):
            params = {"orderid": "7-7"} if number else {"uid": 7}
            Audit.note(db, time=NOW, action=f"a{number}", params=params)
        rows = show("lists.audit", kind="Order", id="7-7", count=1)["rows"]
        older = show("lists.audit", kind="Order", id="7-7", before=rows[0]["id"])["rows"]
        assert [row["action"] for row in rows + older] == ["a2", "a1"]
        assert [row["action"] for row in show("lists.audit", kind="User", id="7")["rows"]] == ["a0"]

    @pytest.mark.parametrize(
        "parm",
        [
            {"kind": "User", "id": "7-7"},
            {"kind": "Order", "id": "7"},
            {"kind": "Cat", "id": "7"},
            {"kind": "User", "id": "x"},
            {"kind": "User", "id": "7\n"},
            {"kind": "User"},
        ],
    )
    def test_no_thing(self, call, parm):
        assert call("ops.lists.audit", parm).errno == 6
