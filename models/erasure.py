"""Erasing an account."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Delete, Text, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from models.audit import Audit
from models.base import unix_now
from models.conversation import Conversation
from models.delivery import Delivery
from models.event import Event
from models.group import Group
from models.invite import Invite
from models.limits import Failure, Use
from models.media import DroppedFile
from models.outbox import Outbox
from models.phonebook import Contact
from models.post import Post, PostLike, PostReply
from models.report import Report
from models.sms import SmsCode, SmsSent
from models.upload_callback import UploadCallback
from models.user import User, UserLike

UNSEEN = {"synchronize_session": False}


def erase(db: Session, uid: int) -> list[int]:
    """Delete an account with everything that is the user's; raises NotFound.

    Orders, paylogs and messages to others stay. The user's likes and votes are taken out of the
    counts of others. Groups pass to their oldest members. Returns the gids of groups without other
    members, which are deleted.
    """
    hold(db, uid)
    alone = Group.pass_on(db, uid)
    _forget_number(db, uid)
    _forget_words(db, uid)
    DroppedFile.all_of(db, uid, unix_now())
    UploadCallback.forget(db, uid)
    _uncount(db, uid)
    db.execute(delete(User).where(User.uid == uid), execution_options=UNSEEN)
    forget(db, uid)
    return alone


def hold(db: Session, uid: int) -> None:
    """Lock an account that is to be erased, and its groups; raises NotFound.

    Erasures run one at a time: the heir of one account's groups may be another account that is
    erased. Groups are locked before the account, as everywhere: a change in a group refers to the
    account.
    """
    db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("erasure", 0))))
    Group.created_by(db, uid)
    User.get(db, uid, lock=True)


def forget(db: Session, uid: int) -> None:
    """Delete what refers to an account without a foreign key: what was addressed to the user.

    Except the counter of numbers, which a transaction may have locked that waits for the account:
    see `Delivery.forget`.
    """
    Conversation.forget_received(db, uid)
    db.execute(delete(Event).where(Event.uid == uid), execution_options=UNSEEN)
    db.execute(delete(Delivery).where(Delivery.uid == uid), execution_options=UNSEEN)


def _forget_number(db: Session, uid: int) -> None:
    """Remove the phone from rows outside the account: codes, counts, phone books of others."""
    user = User.get(db, uid)
    phone, digits = user.phone, func.regexp_replace(Audit.params["phone"].astext, r"\D", "", "g")
    typed = or_(
        literal(user.phone_national).startswith(digits), literal(phone[1:]).startswith(digits)
    )
    without_phone = Audit.params.op("-", return_type=JSONB)(cast("phone", Text))
    searched = (Audit.action == "FindUser") & (digits != "") & typed
    for query in (
        *_counts(user),
        delete(SmsCode).where(SmsCode.phone == phone),
        delete(Invite).where(Invite.phone == phone),
        delete(Contact).where(Contact.number == phone),
        delete(Outbox).where(Outbox.args["phone"].astext == phone),
        update(Audit).where(searched).values(params=without_phone),
    ):
        db.execute(query, execution_options=UNSEEN)


def _counts(user: User) -> Iterator[Delete]:
    """Counts under the account's number, nick or uid, alone or together with an address."""
    keys = [str(user.uid), *filter(None, (user.phone, user.nick_key))]
    for table in (SmsSent, Failure, Use):
        beside = (table.key.startswith(f"{key} ", autoescape=True) for key in keys)
        yield delete(table).where(or_(table.key.in_(keys), *beside))


def _forget_words(db: Session, uid: int) -> None:
    """Remove the user's texts from reports; reports on the user are deleted with the account."""
    mine = update(Report).where(Report.uid == uid)
    db.execute(mine.values(text=None), execution_options=UNSEEN)


def _uncount(db: Session, uid: int) -> None:
    # The lock on the account keeps out new rows that refer to the user, so the counts are exact.
    liked = select(PostLike.postid).where(PostLike.uid == uid)
    lower = update(Post).where(Post.postid.in_(liked), Post.uid != uid)
    db.execute(lower.values(likes=Post.likes - 1), execution_options=UNSEEN)
    replies = (
        select(PostReply.postid, func.count().label("number"))
        .where(PostReply.uid == uid)
        .group_by(PostReply.postid)
        .subquery()
    )
    fewer = update(Post).where(Post.postid == replies.c.postid, Post.uid != uid)
    fewer = fewer.values(replycount=Post.replycount - replies.c.number)
    db.execute(fewer, execution_options=UNSEEN)
    voted = select(UserLike.uid).where(UserLike.by_uid == uid)
    less = update(User).where(User.uid.in_(voted), User.uid != uid)
    db.execute(less.values(like_me_count=User.like_me_count - 1), execution_options=UNSEEN)
