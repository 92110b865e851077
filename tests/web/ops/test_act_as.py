"""Functions called in the name of a user."""

from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header as Headers

from tasks.rpc import load
from tests.fixtures.service import Person, Service
from tests.web.ops.operator import GONE, Operator
from web.functions import Done
from web.ops import act_as
from web.ops.visit import Visit

FUNCTIONS = {name: one for name, one in load().items() if not one.internal}
CALLABLE = act_as.callable_(FUNCTIONS)


def test_what_an_operator_may_call() -> None:
    assert {"user.info", "message.send", "group.create"} <= CALLABLE.keys()
    assert not {"session.start", "session.stop", "device.reg", "group.regupdate"} & CALLABLE.keys()
    assert {*act_as.WATCHING} <= FUNCTIONS.keys()
    assert not any(one.internal or one.starts or not one.login for one in CALLABLE.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_secret_is_written_down(name: str) -> None:
    one = FUNCTIONS[name]
    names = list(one.parameters.schema().get("properties", {})) or ["anything"]
    shown = act_as.shown(one, dict.fromkeys(names, "7up" * 500))
    for parameter, text in shown.items():
        secret = parameter in one.secret or parameter in ("psw", "code", "old", "confirm")
        assert (text == act_as.HIDDEN) == (secret or parameter in act_as.SECRET)
        assert len(text) <= act_as.LONGEST


@pytest.mark.parametrize(
    ("begun", "outcome", "told"),
    [
        (Done(0, "no error", {"uid": 7}), 5, ["begin", "call", "end 5"]),
        (Done(0, "no error", {"uid": 7}), 7, ["begin", "call", "end 7"]),
        (Done(5, "busy", {}), 0, ["begin"]),
    ],
)
async def test_what_cannot_be_noted_first_is_not_called(
    monkeypatch: pytest.MonkeyPatch, begun: Done, outcome: int, told: list[str]
) -> None:
    steps = []

    async def begin(request: object, parm: dict) -> Done:
        steps.append("begin")
        return begun

    async def call(*_: object) -> tuple[int, str, dict]:
        steps.append("call")
        return outcome, "an error", {}

    async def end(request: object, parm: dict) -> Done:
        steps.append(f"end {parm['outcome']}")
        return Done(5, "busy", {})

    monkeypatch.setattr(act_as, "BEGIN", begin)
    monkeypatch.setattr(act_as, "END", end)
    monkeypatch.setattr(act_as, "hub", lambda _: SimpleNamespace(run_as=call))
    request: Any = SimpleNamespace(headers=Headers(), ip="198.51.100.1")
    visit = Visit(request, {"uid": 7}, "", "somebody", "admin")
    done = await act_as._act(visit, FUNCTIONS["user.info"], {"uid": 8})
    assert steps == told
    assert done.errno == begun.errno
    assert done.result.get("errno", outcome) == outcome


@pytest.mark.e2e
class TestCalls:
    def test_as_a_script(self, service: Service, operator: Operator, user: Person) -> None:
        other = service.make_user()
        parm = {"uid": other.uid, "content": "你好"}
        reply = operator.do_json("ActAs", uid=user.uid, function="message.send", parm=parm)
        done = reply["result"]
        assert (reply["errno"], done["errno"], done["as"]) == (0, 0, user.uid)
        sent = service.sql("SELECT fromid, toid FROM messages WHERE content = '你好'")
        assert (user.uid, other.uid) in sent
        rows = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
        assert [(row["action"], row["params"]) for row in rows] == [
            ("ActAsEnd", {"uid": user.uid, "function": "message.send", "outcome": 0}),
            (
                "ActAs",
                {
                    "uid": user.uid,
                    "function": "message.send",
                    "parm": {"uid": str(other.uid), "content": "你好"},
                },
            ),
        ]

    def test_in_a_browser(self, operator: Operator, user: Person) -> None:
        assert f"/ActAs?uid={user.uid}" in operator.http.get(f"/User?uid={user.uid}").text
        form = {"uid": str(user.uid), "function": "user.info"}
        page = operator.http.get("/ActAs", params=form)
        assert 'name="p.uid"' in page.text
        page = operator.submit("ActAs", **form, **{"p.uid": str(user.uid)})
        assert page.status_code == 200
        assert '"errno": 0' in page.text.replace("&#34;", '"')

    def test_a_password_is_not_written_down(
        self, service: Service, operator: Operator, user: Person
    ) -> None:
        parm = {"psw": "four green umbrellas", "old": "six wooden elephants"}
        form = {"uid": user.uid, "function": "user.set_password", "parm": parm}
        assert operator.do_json("ActAs", **form)["result"]["errno"] == 1
        rows = service.sql("SELECT params::text FROM audit_log WHERE action = 'ActAs'")
        assert act_as.HIDDEN in rows[-1][0]
        assert not any("umbrellas" in row[0] or "elephants" in row[0] for row in rows)

    @pytest.mark.parametrize(
        ("form", "errno"),
        [
            ({"uid": GONE, "function": "user.info", "parm": {}}, 3),
            ({"uid": "x", "function": "user.info", "parm": {}}, 6),
            ({"uid": 1, "function": "session.start", "parm": {}}, 6),
            ({"uid": 1, "function": "ops.users.delete", "parm": {}}, 6),
            ({"uid": 1, "parm": {}}, 6),
        ],
    )
    def test_refused(self, operator: Operator, form: dict, errno: int) -> None:
        assert operator.do_json("ActAs", **form)["errno"] == errno, operator.do_json(
            "ActAs", **form
        )

    def test_a_call_that_is_refused_is_shown_and_noted(
        self, operator: Operator, user: Person
    ) -> None:
        form = {"uid": user.uid, "function": "user.info", "parm": {"uid": GONE}}
        assert operator.do_json("ActAs", **form)["result"]["errno"] == 3
        rows = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
        assert [(row["action"], row["errno"]) for row in rows] == [("ActAsEnd", 0), ("ActAs", 0)]
        assert rows[0]["params"]["outcome"] == 3

    def test_nothing_is_called_for_who_could_not_log_in(
        self, service: Service, operator: Operator, user: Person
    ) -> None:
        other = service.make_user()
        operator.ok("SuspendUser", uid=user.uid, days=1)
        form = {"function": "message.send", "parm": {"uid": other.uid, "content": "no"}}
        assert operator.do_json("ActAs", uid=user.uid, **form)["errno"] == 2
        assert service.sql("SELECT 1 FROM messages WHERE fromid = :u", u=user.uid) == []
        (row, _) = operator.ok("AuditAbout", kind="User", id=user.uid)["rows"]
        assert (row["action"], row["errno"]) == ("ActAs", 2)
        page = operator.submit("ActAs", uid=user.uid, function="user.info", **{"p.uid": "1"})
        assert page.status_code == 403
        assert "the account is suspended" in page.text

    def test_a_code_goes_through_and_is_not_written_down(
        self, service: Service, operator: Operator, user: Person
    ) -> None:
        form = {"uid": user.uid, "function": "user.delete_account"}
        code = operator.do_json("ActAs", parm={}, **form)["result"]["result"]["code"]
        for given, errno in ((f"{(int(code) + 1) % 10**6:06}", 1003), (code, 0)):
            done = operator.do_json("ActAs", parm={"code": given}, **form)["result"]
            assert done["errno"] == errno
        assert operator.do_json("ActAs", parm={}, **form)["errno"] == 3  # it is closed now
        (noted,) = service.sql("SELECT string_agg(params::text || result::text, '') FROM audit_log")
        logs = "".join(path.read_text() for path in service.folder.glob("*.log"))
        assert act_as.HIDDEN in noted[0]
        assert code not in noted[0]
        assert f'"{code}"' not in logs
