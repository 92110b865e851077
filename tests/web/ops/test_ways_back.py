"""Filters, previews, undoing and errors, as a browser shows them."""

from html import unescape
from urllib.parse import urlencode

import pytest

from tests.fixtures.service import Person, Service
from tests.web.ops.operator import GONE, JSON, PREFIX, Operator

pytestmark = pytest.mark.e2e

CHINESE = {"Accept-Language": "zh-CN"}


def test_undone_from_the_page_of_a_user(operator: Operator, user: Person) -> None:
    at = f"User {user.uid}"
    page = operator.submit("SuspendUser", uid=user.uid, days=3, at=at).text
    (row, *_) = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
    way_back = f"Undo?{urlencode({'id': row['id'], 'at': at})}"
    assert f'href="{PREFIX}/{way_back}"' in unescape(page)
    form = operator.http.get(f"/{way_back}")
    assert form.status_code == 200
    assert f'action="{PREFIX}/LiftSuspension"' in form.text
    assert f"{user.phone.removeprefix('+86')} may log in again." in form.text
    assert f'name="at" value="{at}"' in form.text
    done = operator.submit("LiftSuspension", uid=user.uid, at=at)
    assert f"User {user.uid} may log in again." in done.text
    rows = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
    assert [one["action"] for one in rows] == ["LiftSuspension", "SuspendUser"]


@pytest.mark.parametrize(("number", "status"), [(str(GONE), 404), ("x", 400), ("", 400)])
def test_nothing_to_undo(operator: Operator, number: str, status: int) -> None:
    assert operator.http.get("/Undo", params={"id": number}).status_code == status
    answer = operator.http.get("/Undo", params={"id": number}, headers=JSON).json()
    assert answer["errno"] == (3 if status == 404 else 6)


def test_an_edit_that_is_undone_shows_what_was_there(operator: Operator, circle: int) -> None:
    operator.ok("CircleEdit", cid=circle, name="诗<社>")
    (row, *_) = operator.ok("AuditAbout", kind="Circle", id=circle)["rows"]
    form = operator.http.get("/Undo", params={"id": row["id"]}).text
    assert 'value="读书会"' in form
    assert "诗<社>" not in form


def test_reports_that_were_answered(operator: Operator, service: Service, user: Person) -> None:
    ((reportid,),) = service.sql(
        "INSERT INTO reports (kind, target, owner, reason, shown, time, state, closed_time)"
        " VALUES ('user', :u, :u, 'illegal', '{}', 1, 'warned', 2) RETURNING reportid",
        u=user.uid,
    )
    query = {"state": "warned", "reason": "illegal", "count": "1"}
    page = unescape(operator.http.get("/Reports", params=query).text)
    assert f"{PREFIX}/ReopenReport?reportid={reportid}" in page
    assert f"/DismissReport?reportid={reportid}" not in page
    older = {"before": reportid, **query}
    assert f'href="?{urlencode(older)}"' in page
    preview = operator.http.get("/ReopenReport", params={"reportid": reportid}).text
    assert f"Opens the reports on user {user.uid} of" in preview
    assert operator.ok("ReopenReport", reportid=reportid)["state"] == "open"
    open_ones = operator.ok("Reports", reason="illegal", kind="user")["rows"]
    assert reportid in [row["reportid"] for row in open_ones]


def test_all_orders_with_filters(operator: Operator, service: Service, user: Person) -> None:
    add = (
        "INSERT INTO orders (create_time, mid, uid, amount, productname, provider)"
        " VALUES (:t, 1, :u, 123457, '<b>tea', 'alipay') RETURNING orderid"
    )
    (first,), (second,) = (service.sql(add, t=1_700_000_000 + n, u=user.uid)[0] for n in (1, 2))
    query = {"least": "1234.57", "most": "1234.57", "provider": "alipay", "count": "1"}
    page = unescape(operator.http.get("/Orders", params=query).text)
    assert f"{PREFIX}/Order?orderid={second}" in page
    assert first not in page
    assert "¥1234.57" in page
    older = operator.http.get("/Orders", params=query | {"before": second}).text
    assert f"{PREFIX}/Order?orderid={first}" in older
    wrong = operator.http.get("/Orders", params={"since": "2023-02-30"}, headers=CHINESE)
    assert wrong.status_code == 400
    assert "起始日期" in wrong.text


def test_errors_in_chinese(operator: Operator, user: Person) -> None:
    def told(page: str, **form: object) -> str:
        answer = operator.http.post(
            f"/{page}", data={"csrf": operator.csrf} | form, headers=CHINESE
        )
        assert answer.status_code >= 400
        return answer.text

    assert "用户不存在" in told("DeleteUser", uid=GONE)
    assert "（用户" in told("DeleteUser", uid="x")
