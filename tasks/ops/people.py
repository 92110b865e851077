"""The pages of a user and of an order."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from models import (
    Audit,
    Closure,
    Conversation,
    Endorsement,
    Friend,
    Group,
    GroupMember,
    Message,
    Order,
    Paylog,
    PaymentNotice,
    PayState,
    Post,
    Report,
    Session,
    Suspension,
    User,
)
from models.circle import CircleMember
from models.device import logins
from tasks.ops.access import AuditRow
from tasks.ops.action import action
from tasks.ops.lists import (
    CircleLine,
    FriendLine,
    GroupLine,
    SessionLine,
    circle_lines,
    friend_lines,
    group_lines,
    session_lines,
)
from tasks.ops.parts import (
    FIRST,
    Act,
    OrderLine,
    PostLine,
    audits,
    listed,
    number,
    order_line,
    some,
)
from tasks.ops.reports import Line as ReportLine
from tasks.rpc import Ctx
from tasks.shared import settlement
from wire import phones
from wire.errors import NotFound
from wire.objects import all_of, of
from wire.readable import yuan
from wire.types import Uid

OrderId = Annotated[str, Meta(min_length=1, max_length=64)]
NOTICES = 50


class UserPage(msgspec.Struct):
    """A user with the newest of what belongs to them, and what can be done."""

    title: str
    about: dict[str, Any]
    acts: list[Act]
    sessions: list[SessionLine]
    orders: list[OrderLine]
    groups: list[GroupLine]
    circles: list[CircleLine]
    posts: list[PostLine]
    friends: list[FriendLine]
    reports: list[ReportLine]
    audit: list[AuditRow]


class StateLine(msgspec.Struct):
    """A state that an order came to."""

    create_time: int
    paystate: int
    amount: int
    payid: int


class NoticeLine(msgspec.Struct):
    """What the payment provider told us, and what it meant."""

    create_time: int
    provider: str
    noticeid: str
    amount: int | None
    outcome: str


class OrderPage(msgspec.Struct):
    title: str
    about: dict[str, Any]
    acts: list[Act]
    history: list[StateLine]
    notices: list[NoticeLine]
    audit: list[AuditRow]


# ------------------------------------------------------------------------------------- a user


@action("User", errors=[NotFound], hidden=("title", "about", "acts"))
def user(ctx: Ctx, uid: Uid) -> UserPage:
    """A user, with the newest of each list."""
    one, db = User.get(ctx.db, uid), ctx.db
    return UserPage(
        title=f"{one.nick or 'User without a nick'}",
        about=_about(ctx, one),
        acts=_acts(ctx, one),
        sessions=session_lines(logins(db, uid, ctx.now, FIRST * 5)),
        orders=[order_line(row) for row in Order.of_buyer(db, uid, None, FIRST)],
        groups=group_lines(Group.of_member(db, uid, 0, FIRST)),
        circles=circle_lines(CircleMember.with_titles(db, CircleMember.uid == uid, 0, FIRST)),
        posts=all_of(PostLine, Post.page(db, Post.uid, uid, limit=FIRST)),
        friends=friend_lines(db, Friend.page(db, uid, uid, 0, FIRST)),
        reports=[of(ReportLine, row, id=row.target) for row in Report.about(db, uid, None, FIRST)],
        audit=audits(ctx, "User", uid),
    )


def _about(ctx: Ctx, one: User) -> dict[str, Any]:
    closure = ctx.db.get(Closure, one.uid)
    names = ("signature", "position", "job", "tags", "create_time", "first_start")
    return {
        "uid": one.uid,
        "phone": phones.shown(one.phone),
        "nick": one.nick,
        **{name: getattr(one, name) for name in names},
        "actor_level": one.actor_level if one.actor else 0,
        "active_by": one.active_by or None,
        "is_stew": one.is_stew,
        "suspended_until": Suspension.until_of(ctx.db, one.uid, ctx.now),
        "erased_at": closure.due if closure else None,
        "has": _has(ctx, one.uid),
    }


def _has(ctx: Ctx, uid: int) -> dict[str, int | str]:
    member = (GroupMember.uid == uid) & (GroupMember.state == "member")
    return {
        "friends": number(ctx, Friend.owner == uid),
        "posts": number(ctx, Post.uid == uid),
        "conversations": number(ctx, Conversation.uid == uid),
        "received": number(ctx, Message.toid == uid),
        "orders": number(ctx, Order.uid == uid),
        "groups": number(ctx, member),
    }


def _acts(ctx: Ctx, one: User) -> list[Act]:
    uid, me = one.uid, {"uid": one.uid}
    called = f"{one.nick or 'no nick'}, {phones.shown(one.phone)}"
    ends = some(ctx, "session", Session.uid == uid)
    suspended = Suspension.until_of(ctx.db, uid, ctx.now) is not None
    nick = "" if one.nick else "This user has no nick."
    away = f"{called} may log in again." if suspended else ""
    return [
        Act("SendMessageToUser", {"to_uid": uid}, f"{called} gets a private message."),
        Act("LiftSuspension", me, away)
        if suspended
        else Act("SuspendUser", me, f"Ends {ends} of {called}, who cannot log in until then."),
        Act("DeleteNick", me, f"{called} sees the profile form at the next start.", nick),
        Act("GrantActorLevel", me, _activator(one)),
        Act("EndorsementEdit", me, _endorser(ctx, uid)),
        Act("DeleteUser", me, _deletes(ctx, uid, called, ends)),
    ]


def _activator(one: User) -> str:
    level = one.actor_level if one.actor else 0
    return f"Now up to level {level}." if level else "Hands out no levels now."


def _endorser(ctx: Ctx, uid: int) -> str:
    row = ctx.db.get(Endorsement, uid)
    return "Is an endorser now." if row and row.endorsement_type else "Is no endorser now."


def _deletes(ctx: Ctx, uid: int, called: str, ends: str) -> str:
    gone = [
        ends,
        some(ctx, "friend", Friend.owner == uid),
        some(ctx, "post", Post.uid == uid),
        some(ctx, "received message", Message.toid == uid),
    ]
    passed = some(ctx, "group", Group.creator == uid)
    stays = some(ctx, "order", Order.uid == uid)
    return (
        f"Deletes {called} for ever, with {listed(gone)}. As creator of {passed}: each passes to"
        f" its oldest member. What stays: {stays}, and messages to others."
    )


# ----------------------------------------------------------------------------------- an order


@action("Order", errors=[NotFound], hidden=("title", "about", "acts"))
def order(ctx: Ctx, orderid: OrderId) -> OrderPage:
    """An order: its states, what the provider said, and what operations did."""
    one = Order.get(ctx.db, orderid)
    buyer = ctx.db.get(User, one.uid)
    return OrderPage(
        title=one.productname,
        about=_about_order(one, buyer),
        acts=_order_acts(ctx, one, buyer),
        history=all_of(StateLine, Paylog.history(ctx.db, orderid)),
        notices=all_of(NoticeLine, PaymentNotice.about(ctx.db, orderid, NOTICES)),
        audit=audits(ctx, "Order", orderid),
    )


def _about_order(one: Order, buyer: User | None) -> dict[str, Any]:
    money = ("paystate", "amount", "remain")
    more = ("recommend_uid", "mid", "provider", "tradeid", "create_time", "paytime", "refundtime")
    return {
        "orderid": one.orderid,
        **{name: getattr(one, name) for name in money},
        "uid": one.uid,
        "nick": buyer.nick if buyer else None,
        "phone": phones.shown(buyer.phone) if buyer else "account deleted",
        "ex_people": one.ex_people or None,
        **{name: getattr(one, name) for name in more},
    }


def _order_acts(ctx: Ctx, one: Order, buyer: User | None) -> list[Act]:
    me = {"orderid": one.orderid}
    to = f"{buyer.nick or 'no nick'}, {phones.shown(buyer.phone)}" if buyer else "a deleted account"
    acts = [Act("RefundOrder", me, _pays_back(one, to), _no_refund(ctx, one))]
    if one.paystate == PayState.RESERVED:
        acts.append(Act("OrderState", me, f"The reservation of {to} ends."))
    if one.provider:
        acts.append(Act("AskProvider", me, f"Asks {one.provider}; changes nothing."))
    return acts


def _pays_back(one: Order, to: str) -> str:
    if not one.remain:
        return (
            f"Nothing was paid for it: no money moves, and the order of {to} counts as paid back."
        )
    kept = " The state stays." if one.paystate == PayState.FAILED else ""
    return f"{yuan(one.remain)} go back to {to}, by {one.provider or 'nobody'}.{kept}"


def _no_refund(ctx: Ctx, one: Order) -> str:
    if one.paystate == PayState.REFUNDED:
        return f"It was paid back already: {yuan(one.remain)}."
    if one.paystate == PayState.PAID:
        return ""
    if not settlement.came_late(ctx, one):
        return "It was not paid."
    done = Audit.did(ctx.db, "RefundOrder", {"orderid": one.orderid})
    return "The late payment was paid back already." if done else ""
