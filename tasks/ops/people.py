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
    Say,
    audits,
    called,
    number,
    order_line,
)
from tasks.ops.reports import Line as ReportLine
from tasks.rpc import Ctx
from tasks.shared import settlement
from wire import phones
from wire.errors import NotFound
from wire.objects import all_of, of
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
        title=one.nick or phones.shown(one.phone),
        about=_about(ctx, one),
        acts=user_acts(ctx, one),
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


def user_acts(ctx: Ctx, one: User) -> list[Act]:
    """What can be done to a user."""
    uid, me, who = one.uid, {"uid": one.uid}, {"who": called(one)}
    sessions = {"sessions": number(ctx, Session.uid == uid)}
    suspended = Suspension.until_of(ctx.db, uid, ctx.now) is not None
    return [
        Act("SendMessageToUser", {"to_uid": uid}, Say("{who} gets a private message.", who)),
        Act("LiftSuspension", me, Say("{who} may log in again.", who))
        if suspended
        else Act(
            "SuspendUser",
            me,
            Say("Ends all logins of {who}, who cannot log in until then.", who, sessions),
        ),
        Act(
            "DeleteNick",
            me,
            Say("{who} sees the profile form at the next start. This cannot be undone.", who),
            None if one.nick else Say("This user has no nick."),
        ),
        Act("GrantActorLevel", me, _activator(one)),
        Act("SetCircleRole", me, Say("Choose the circle and the role.")),
        Act("EndorsementEdit", me, _endorser(ctx, uid)),
        Act("EndorsementItemEdit", me, Say("Goods that {who} stands for, with a slogan.", who)),
        Act("DeleteUser", me, _deletes(ctx, uid, who, sessions)),
    ]


def _activator(one: User) -> Say:
    level = one.actor_level if one.actor else 0
    if not level:
        return Say("Hands out no levels now.")
    return Say("Now up to level {level}.", {"level": level})


def _endorser(ctx: Ctx, uid: int) -> Say:
    row = ctx.db.get(Endorsement, uid)
    is_one = row and row.endorsement_type
    return Say("Is an endorser now.") if is_one else Say("Is no endorser now.")


def _deletes(ctx: Ctx, uid: int, who: dict[str, Any], sessions: dict[str, int | str]) -> Say:
    return Say(
        "Deletes {who} for ever with all that is counted here, except the {groups} groups made by"
        " this user, which pass to their oldest members. What stays: {orders} orders, and messages"
        " to others. This cannot be undone.",
        {
            **who,
            "groups": number(ctx, Group.creator == uid),
            "orders": number(ctx, Order.uid == uid),
        },
        sessions
        | {
            "friends": number(ctx, Friend.owner == uid),
            "posts": number(ctx, Post.uid == uid),
            "received": number(ctx, Message.toid == uid),
        },
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
        acts=order_acts(ctx, one),
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
        "phone": phones.shown(buyer.phone) if buyer else None,
        "account": None if buyer else "deleted",
        "ex_people": one.ex_people or None,
        **{name: getattr(one, name) for name in more},
    }


def order_acts(ctx: Ctx, one: Order) -> list[Act]:
    """What can be done to an order."""
    buyer, me = ctx.db.get(User, one.uid), {"orderid": one.orderid}
    who = {"who": called(buyer) if buyer else f"({one.uid})"}
    acts = [Act("RefundOrder", me, _pays_back(one, who), _no_refund(ctx, one))]
    if one.paystate == PayState.RESERVED:
        ends = Say("The reservation of {who} ends. This cannot be undone.", who)
        acts.append(Act("OrderState", me, ends))
    if one.provider:
        asks = Say("Asks {provider}; changes nothing.", {"provider": one.provider})
        acts.append(Act("AskProvider", me, asks))
    return acts


def _pays_back(one: Order, who: dict[str, Any]) -> Say:
    values = {**who, "amount": one.remain, "provider": one.provider or "-"}
    if not one.remain:
        return Say(
            "Nothing was paid for it: no money moves, and the order of {who} counts as paid back.",
            values,
        )
    if one.paystate == PayState.FAILED:
        return Say("{amount} go back to {who}, by {provider}. The state stays.", values)
    return Say("{amount} go back to {who}, by {provider}. This cannot be undone.", values)


def _no_refund(ctx: Ctx, one: Order) -> Say | None:
    if one.paystate == PayState.REFUNDED:
        return Say("It was paid back already: {amount}.", {"amount": one.remain})
    if one.paystate == PayState.PAID:
        return None
    if not settlement.came_late(ctx, one):
        return Say("It was not paid.")
    done = Audit.did(ctx.db, "RefundOrder", {"orderid": one.orderid})
    return Say("The late payment was paid back already.") if done else None
