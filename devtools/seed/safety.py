"""Blocks, mutes, reports and requests of demo users."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from devtools.seed.common import DAY, Users
from models import (
    Block,
    Conversation,
    Event,
    Group,
    GroupMember,
    GroupRequest,
    Message,
    ModerationWord,
    Mute,
    Report,
    reported,
)

MASKED = "笨蛋"
"""A masked word: others see stars."""


def safety(db: Session, users: Users, start: int) -> None:
    """老王 has blocked and reported the last user, whom 莉莉 has muted; a word is masked."""
    lily, wang, loud = users[3], users[6], users[9]
    moment = start + DAY
    Block.add(db, wang.uid, [loud.uid], moment)
    Mute.add(db, lily.uid, [loud.uid], moment)
    said = {"kind": "user", "target": loud.uid, "reason": "spam", "text": "广告"}
    Report.add(db, reported.find(db, "user", loud.uid, wang.uid), moment, uid=wang.uid, **said)
    ModerationWord.put(db, [MASKED], "mask", moment)
    _read(db, users)
    _rule(db, users, moment)


def _read(db: Session, users: Users) -> None:
    """小明 has read what 小红 wrote."""
    ming, hong = users[:2]
    sent = select(func.max(Message.msgid)).where(
        Message.toid == ming.uid, Message.fromid == hong.uid
    )
    if last := db.scalar(sent):
        Conversation.mark_read(db, ming.uid, hong.uid, last)


def _rule(db: Session, users: Users, moment: int) -> None:
    """大卫's group has an admin and lets in whom they accept: 小明 waits."""
    ming, lily, david = users[0], users[3], users[4]
    group = db.scalar(select(Group).where(Group.creator == david.uid).order_by(Group.gid).limit(1))
    if group is None:
        return
    group.join_approval = 1
    member = (GroupMember.gid == group.gid) & (GroupMember.uid == lily.uid)
    db.execute(update(GroupMember).where(member).values(admin=1))
    GroupRequest.ask(db, group.gid, ming.uid, 1, moment)
    asked = {"uid": ming.uid, "gid": group.gid}
    Event.record(db, [david.uid, lily.uid], "request_join_group", asked, moment)
