"""Messages and notifications of demo users, and the codes that they can give to others."""

import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from devtools.seed.common import DAY, HOUR, LAT, LONG, MINUTE, Users
from devtools.seed.people import ADDED_BY
from devtools.seed.pictures import picture
from models import (
    ActivationCode,
    CircleCode,
    CircleMember,
    Event,
    Group,
    JoinRequest,
    Message,
    User,
)

ACTIVE_CODE, VCODE = "demoact1", "demojoin"


def messages(db: Session, users: Users, start: int) -> None:
    """A short conversation with a picture and a place."""
    one, two, three = users[:3]
    texts = [
        (two, one, "周末去爬山吗？"),
        (one, two, "好啊，几点？"),
        (two, one, "早上八点，老地方"),
        (users[4], one, "照片洗好了"),
        (one, users[9], "欢迎！"),
    ]
    for index, (sender, receiver, content) in enumerate(texts):
        moment = start + 2 * HOUR + MINUTE * index
        _say(db, sender, receiver, moment, type="txt", content=content)
    _say(db, three, one, start + 3 * HOUR, type="geo", lat=LAT, long=LONG)
    if url := picture(40):
        _say(db, two, one, start + 4 * HOUR, type="pic", picture=url, width=480, height=320)


def _say(db: Session, sender: User, receiver: User, moment: int, **what: Any) -> None:
    Message.send(db, fromid=sender.uid, toid=receiver.uid, time=moment, **what)


def events(db: Session, users: Users, start: int) -> None:
    """Notifications of every kind; one, a request to 小明, waits for an answer."""
    ming, anna, tom = users[0], users[5], users[8]
    for index, friend in enumerate(users[1:ADDED_BY]):
        data = {"uid": friend.uid}
        Event.record(db, [ming.uid], "add_friend", data, start + HOUR + index)
    gid = db.scalar(select(Group.gid).where(Group.creator == users[4].uid).limit(1))
    if gid:
        data = {"gid": gid, "fromuid": users[4].uid}
        Event.record(db, [user.uid for user in users[:3]], "group_invite", data, start + 2 * HOUR)
    theirs = CircleMember.uid == ming.uid
    if cid := db.scalar(select(CircleMember.cid).where(theirs).order_by(CircleMember.cid)):
        data = {"cid": cid, "roleid": 1, "by_uid": ming.uid}
        Event.record(db, [anna.uid], "accept_join_circle", data, start + 3 * HOUR)
        _ask(db, tom, ming, cid, int(time.time()) - HOUR)


def _ask(db: Session, who: User, member: User, cid: int, moment: int) -> None:
    asked = {"uid": who.uid, "cid": cid}
    (event,) = Event.record(db, [member.uid], "request_join_circle", asked, moment)
    db.add(JoinRequest(eid=event.eid, touid=member.uid, create_time=moment, **asked))


def codes(db: Session, users: Users, start: int) -> None:
    """Activation codes and invite codes of a circle; unlike others they are valid for long."""
    ming, now = users[0], int(time.time())
    life = {"uid": ming.uid, "create_time": now, "timeout": now + 30 * DAY}
    db.merge(ActivationCode(active_code=ACTIVE_CODE, level=2, **life))
    theirs = CircleMember.uid == ming.uid
    if cid := db.scalar(select(CircleMember.cid).where(theirs).order_by(CircleMember.cid)):
        db.merge(CircleCode(vcode=VCODE, cid=cid, roleid=2, **life))
