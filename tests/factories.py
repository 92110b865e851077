"""Complete and valid rows for tests, which name only the values that matter to them."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

import models
import texts
from models import (
    Circle,
    CircleMember,
    CircleRole,
    Contact,
    Event,
    Friend,
    Group,
    GroupMember,
    Invite,
    Merchandise,
    Message,
    Order,
    Post,
    StoreGroup,
    User,
)
from models.event import Recorded
from wire import phones

_numbers = count(1)


def make_user(db: Session, **columns: Any) -> User:
    """An account with a nick and a phone of its own."""
    number = next(_numbers)
    nick = columns.pop("nick", f"user{number}")
    phone = columns.pop("phone", f"+86138{number:08}")
    user = User(
        nick=nick,
        nick_key=nick.casefold() if nick else None,
        nick_look=texts.look(nick) if nick else None,
        phone=phone,
        phone_national=phone.removeprefix("+86"),
        **columns,
    )
    db.add(user)
    db.flush()
    return user


def make_message(db: Session, fromid: int, toid: int, **columns: Any) -> Message:
    columns = dict[str, Any](type="txt", content="hello", time=1_401_990_600) | columns
    sent, _ = Message.send(db, fromid=fromid, toid=toid, **columns)
    return Message.get(db, sent.msgid)


def make_event(
    db: Session,
    uid: int,
    type_: str = "request_join_circle",
    time: int = 1_401_990_301,
    **data: Any,
) -> Recorded:
    """A stored notification for a user."""
    (event,) = Event.record(db, [uid], type_, data, time)
    return event


def make_contact(db: Session, owner: User, phone: str, **columns: Any) -> Contact:
    """A line of a phone book as it was uploaded."""
    columns = {"number": phones.numbers_in(phone)[0]} | columns
    contact = Contact(owner=owner.uid, phone=phone, **columns)
    db.add(contact)
    db.flush()
    return contact


def make_friend(db: Session, owner: User, friend: User, **columns: Any) -> Friend:
    """`friend` is on the list of `owner`, not the other way round."""
    row = Friend(owner=owner.uid, uid=friend.uid, **columns)
    db.add(row)
    db.flush()
    return row


LEVELS = {1: 1, 2: 2, 3: 3}


def make_circle(
    db: Session,
    *,
    levels: dict[int, int] | None = None,
    default: int | None = 1,
    **columns: Any,
) -> Circle:
    """A circle with roles {roleid: level}; the role `default` is that of newcomers."""
    circle = Circle(**({"name": "circle"} | columns))
    db.add(circle)
    db.flush()
    for roleid, level in (LEVELS if levels is None else levels).items():
        db.add(CircleRole(cid=circle.cid, roleid=roleid, level=level, title=f"role {roleid}"))
    db.flush()
    circle.default_roleid = default
    db.flush()
    return circle


def join(db: Session, circle: Circle, user: User, roleid: int = 1, **columns: Any) -> CircleMember:
    """Make a user a member of a circle."""
    member = CircleMember(cid=circle.cid, uid=user.uid, roleid=roleid, **columns)
    db.add(member)
    db.flush()
    return member


def make_group(db: Session, creator: User, now: int = 1_401_303_200, **columns: Any) -> Group:
    """A group with its creator as member."""
    return Group.get(db, Group.create(db, creator.uid, now, **{"name": "读书会"} | columns))


def enter(db: Session, group: Group, user: User, **columns: Any) -> GroupMember:
    """Make a user a member of a group or, with another `state`, a former one."""
    member = GroupMember(gid=group.gid, uid=user.uid, **columns)
    db.add(member)
    db.flush()
    return member


def make_post(db: Session, author: User, place: Group | Circle, **columns: Any) -> Post:
    """A post in a group or a circle."""
    values: dict[str, Any] = {"content": "大家好", "time": 1_401_990_301} | columns
    values |= {"gid": place.gid} if isinstance(place, Group) else {"cid": place.cid}
    return Post.store(db, uid=author.uid, **values)


def make_session(db: Session, user: User, sessionid: str, **columns: Any) -> models.Session:
    """A login of a user, known by this id."""
    hashed = sha256(sessionid.encode()).digest()
    columns = {"id_hash": hashed, "timeout": 2**40} | columns
    session = models.Session(uid=user.uid, **columns)
    db.add(session)
    db.flush()
    return session


def make_invite(db: Session, inviter: User, phone: str, **columns: Any) -> Invite:
    """An open invitation of a phone, by an inviter who knows little of its owner."""
    invite = Invite(**({"uid": inviter.uid, "phone": phone, "nick": "小明"} | columns))
    db.add(invite)
    db.flush()
    return invite


def make_shop(db: Session, **columns: Any) -> StoreGroup:
    """A group of goods."""
    shop = StoreGroup(**({"groupname": "总店"} | columns))
    db.add(shop)
    db.flush()
    return shop


def make_goods(db: Session, **columns: Any) -> Merchandise:
    """Goods for 88 yuan, and 10 for each further person."""
    known = {"productname": "茶", "productdesc": "一盒", "amount": 8800, "ex_people_amount": 1000}
    goods = Merchandise(**(known | columns))
    db.add(goods)
    db.flush()
    return goods


def make_order(
    db: Session,
    buyer: User,
    goods: Merchandise | None = None,
    now: int = 1_394_090_000,
    **columns: Any,
) -> Order:
    """An order that waits for its payment at the sandbox; `people` more are to come along."""
    columns = {"provider": "sandbox", "hardwareid": "phone"} | columns
    people = columns.pop("people", 0)
    return Order.make(db, goods or make_goods(db), buyer.uid, people, now, **columns)


def make_device(db: Session, user: User, token: str = "", **columns: Any) -> models.Device:
    """A device of a further session of a user."""
    number = next(_numbers)
    session = make_session(db, user, f"a session for device {number}")
    columns = {"is_debug": 0, "time": 1_401_990_301} | columns
    device = models.Device(
        sid=session.sid, uid=user.uid, device_token=token or f"{number:064x}", **columns
    )
    db.add(device)
    db.flush()
    return device
