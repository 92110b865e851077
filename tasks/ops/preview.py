"""What an action will hit, before it is done. Leaves no audit rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from models import (
    Circle,
    EndorsementItem,
    Group,
    Merchandise,
    ModerationWord,
    Operator,
    OpsSession,
    Order,
    Post,
    PostReply,
    Report,
    Session,
    User,
)
from models.circle import CircleMember
from tasks.ops import people, places
from tasks.ops.parts import Act, Say, called, number
from tasks.ops.words import plain_words
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import BadRequest, NotFound
from wire.reading import COMMA
from wire.types import MAX_ID

SHOWN = 30
"""So many characters of a text."""


class Preview(msgspec.Struct):
    """`says`: null where there is nothing to say. `refused`: why it cannot be done now."""

    says: Say | None = None
    refused: Say | None = None


@rpc(rate=NONE, login=False, internal=True, readonly=True, errors=[NotFound])
def of(ctx: Ctx, page: str, parm: dict[str, Any]) -> Preview:
    """What a page's action with these parameters will hit.

    Parameters may be incomplete or wrong: the action will refuse them.
    """
    try:
        if page in OF_ROWS:
            return Preview(OF_ROWS[page](ctx, _Given(parm)))
        for name, acts in OF_ENTITIES.items():
            if parm.get(name):
                act = next((one for one in acts(ctx, _Given(parm)) if one.page == page), None)
                if act:
                    return Preview(act.says, act.refused)
    except (LookupError, ValueError, BadRequest):
        pass  # no such parameter, no number, or no word
    return Preview()


class _Given:
    """Parameters as a form has them; LookupError and ValueError for what is no id."""

    def __init__(self, parm: dict[str, Any]) -> None:
        self.parm = parm

    def id(self, name: str) -> int:
        number = int(str(self.parm[name])[:20])
        if not 0 < number <= MAX_ID:
            raise ValueError
        return number

    def text(self, name: str) -> str:
        return str(self.parm[name])[:64].replace("\0", "")


Shown = Callable[[Ctx, _Given], Say]


def _user_acts(ctx: Ctx, given: _Given) -> list[Act]:
    name = "to_uid" if "to_uid" in given.parm else "uid"
    return people.user_acts(ctx, User.get(ctx.db, given.id(name)))


def _order_acts(ctx: Ctx, given: _Given) -> list[Act]:
    return people.order_acts(ctx, Order.get(ctx.db, given.text("orderid")))


def _group_acts(ctx: Ctx, given: _Given) -> list[Act]:
    return places.group_acts(ctx, Group.get(ctx.db, given.id("gid")))


def _circle_acts(ctx: Ctx, given: _Given) -> list[Act]:
    return places.circle_acts(ctx, Circle.get(ctx.db, given.id("cid")))


def _post_acts(ctx: Ctx, given: _Given) -> list[Act]:
    return places.post_acts(ctx, Post.get(ctx.db, given.id("postid")))


OF_ENTITIES: dict[str, Callable[[Ctx, _Given], list[Act]]] = {
    "to_uid": _user_acts,
    "orderid": _order_acts,
    "postid": _post_acts,
    "gid": _group_acts,
    "cid": _circle_acts,
    "uid": _user_acts,
}
"""By parameter: the actions of the entity that it names."""


# ------------------------------------------------------------------------------ of rows


def _who(ctx: Ctx, given: _Given) -> dict[str, Any]:
    return {"who": called(User.get(ctx.db, given.id("uid")))}


def _login(ctx: Ctx, given: _Given) -> Say:
    session = Session.get(ctx.db, given.id("sid"))
    who = _who(ctx, given) | {"address": session.address}
    return Say("Ends the login of {who} from {address}. This cannot be undone.", who)


def _member(text: str) -> Shown:
    def show(ctx: Ctx, given: _Given) -> Say:
        group = Group.get(ctx.db, given.id("gid"))
        return Say(text, _who(ctx, given) | {"name": group.name, "creator": group.creator})

    return show


def _role(ctx: Ctx, given: _Given) -> Say:
    who = _who(ctx, given)
    if "cid" not in given.parm:
        return Say("Choose the circle and the role.")
    circle = Circle.get(ctx.db, given.id("cid"))
    values = who | {"name": circle.name}
    member = ctx.db.get(CircleMember, (circle.cid, given.id("uid")))
    if member is None:
        return Say("{who} is no member of {name} and becomes one.", values)
    title = circle.role(ctx.db, member.roleid).title
    return Say("{who} is {title} in {name} now.", values | {"title": title})


def _endorsed(ctx: Ctx, given: _Given) -> Say:
    who = _who(ctx, given)
    if not given.parm.get("mid"):
        return Say("Goods that {who} stands for, with a slogan.", who)
    goods = Merchandise.get(ctx.db, given.id("mid"))
    known = ctx.db.get(EndorsementItem, (given.id("uid"), goods.mid))
    values = who | {"name": goods.productname}
    if known:
        return Say("{who} stands for {name} now.", values)
    return Say("{who} does not stand for {name} yet.", values)


def _reply(ctx: Ctx, given: _Given) -> Say:
    reply = PostReply.get(ctx.db, given.id("replyid"))
    values = {"uid": reply.uid, "content": reply.content[:SHOWN]}
    return Say("Deletes “{content}” of user {uid} for ever. This cannot be undone.", values)


def _report(text: str) -> Shown:
    def show(ctx: Ctx, given: _Given) -> Say:
        report = Report.get(ctx.db, given.id("reportid"))
        same = (Report.kind == report.kind) & (Report.target == report.target)
        owner = ctx.db.get(User, report.owner) if report.owner else None
        values = {"kind": report.kind, "id": report.target, "reason": report.reason}
        values["who"] = called(owner) if owner else "-"
        return Say(text, values, {"reports": number(ctx, same, Report.state == report.state)})

    return show


def _words(ctx: Ctx, given: _Given) -> Say:
    words = plain_words(COMMA.split(str(given.parm["words"])))
    known = ModerationWord.levels(ctx.db, words)
    return Say("Texts with these words pass again.", {}, {"words": len(known)})


def _operator(text: str) -> Shown:
    def show(ctx: Ctx, given: _Given) -> Say:
        one = Operator.get(ctx.db, given.text("name"))
        logins = number(ctx, OpsSession.operator == one.name)
        return Say(text, {"name": one.name, "role": one.role}, {"sessions": logins})

    return show


OF_ROWS: dict[str, Shown] = {
    "RevokeSession": _login,
    "RemoveGroupMember": _member(
        "{who} is out of {name}, and cannot join again until somebody invites them."
    ),
    "LetJoinAgain": _member("{who} may join {name} again."),
    "GroupCreator": _member(
        "{who} becomes the creator of {name}; user {creator} becomes a member."
    ),
    "SetCircleRole": _role,
    "EndorsementItemEdit": _endorsed,
    "DeleteReply": _reply,
    "DismissReport": _report("Closes the reports on {kind} {id} of {who}; nothing else happens."),
    "DeleteReported": _report("Deletes {kind} {id} of {who} for ever. This cannot be undone."),
    "WarnReported": _report("{who} gets a private message about {kind} {id}."),
    "ReopenReport": _report("Opens the reports on {kind} {id} of {who} again."),
    "RemoveWords": _words,
    "OperatorDelete": _operator(
        "{name}, of role {role}, cannot log in any more. This cannot be undone."
    ),
    "SecondFactorDrop": _operator(
        "{name}, of role {role}, logs in by the password alone. This cannot be undone."
    ),
}
