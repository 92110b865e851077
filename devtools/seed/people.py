"""The demo users: profiles, friends, votes, places, albums and phone books."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

import texts
from devtools.demo import NICKS, PHONES
from devtools.seed.common import HOUR, LAT, LONG, Users
from devtools.seed.pictures import picture
from models import AlbumMedia, Contact, Friend, Position, User, UserLike
from models.phonebook import Entry
from wire import phones

JOBS = [
    "摄影师",
    "教师",
    "厨师",
    "designer",
    "程序员",
    "translator",
    "司机",
    "护士",
    "trainer",
    "学生",
]
TAGS = [["摄影", "旅行"], ["读书"], ["美食", "旅行"], ["设计"], ["编程", "摄影"], ["音乐"]]
NEWCOMER = "13800000011"
"""In phone books and invited, without an account: log in with it and see what happens."""


def people(db: Session, start: int) -> Users:
    """The demo users, in the order of PHONES; made where missing."""
    numbers = [f"+86{phone}" for phone in PHONES]
    known = {user.phone: user for user in db.scalars(select(User).where(User.phone.in_(numbers)))}
    for index, number in enumerate(numbers):
        if number not in known:
            known[number] = _person(index, start)
            db.add(known[number])
    db.flush()  # the parts below need the uids
    return [known[number] for number in numbers]


def _person(index: int, start: int) -> User:
    nick = NICKS[index]
    return User(
        nick=nick,
        nick_key=nick.casefold(),
        nick_look=texts.look(nick),
        phone=f"+86{PHONES[index]}",
        phone_national=PHONES[index],
        signature=f"你好，我是{nick}",
        headpic=picture(index),
        background_image=picture(index + 10) if index < 3 else None,
        sex=1 + index % 2,
        birthday=631_152_000 + index * 31_536_000,
        marriage=index % 3,
        height=160 + 3 * index,
        position="上海",
        job=JOBS[index],
        tags=TAGS[index % len(TAGS)],
        actor=int(index == 0),
        actor_level=3 if index == 0 else 1,
        create_time=start + index,
        changed_time=start + index,
        first_start=start + index,
    )


ADDED_BY = 4
"""The users from the second up to this number have the first one as friend, as events say."""


def friends(db: Session, users: Users, start: int) -> None:
    """The first user knows everybody, the others their neighbours; three have added the first."""
    pairs = [(users[0], other) for other in users[1:]]
    pairs += [(user, users[index - 1]) for index, user in enumerate(users) if index]
    pairs += [(user, users[0]) for user in users[2:ADDED_BY]]
    db.add_all(
        Friend(owner=owner.uid, uid=other.uid, time=start + HOUR + index)
        for index, (owner, other) in enumerate(pairs)
    )


def votes(db: Session, users: Users, start: int) -> None:
    """Everybody likes 小明, some like 莉莉."""
    for liked, voters in ((users[0], users[1:]), (users[3], users[5:8])):
        db.add_all(UserLike(uid=liked.uid, by_uid=one.uid, time=start + HOUR) for one in voters)
        liked.like_me_count += len(voters)


def places(db: Session, users: Users, start: int) -> None:
    """A line through the city, about 800 m from one to the next."""
    now = int(time.time())
    for index, user in enumerate(users):
        Position.report(db, user.uid, LAT + 0.005 * index, LONG + 0.006 * index, now - index)


def albums(db: Session, users: Users, start: int) -> None:
    """Half of them show pictures."""
    texts = ["海边", "山顶的日出", "", "周末", "老街"]
    db.add_all(
        AlbumMedia(
            uid=user.uid,
            type="pic",
            picture=url,
            width=480,
            height=320,
            text=texts[(index + number) % len(texts)],
            time=start + HOUR * (1 + index + number),
        )
        for index, user in enumerate(users[:5])
        for number in range(3)
        if (url := picture(20 + 3 * index + number))
    )


def contacts(db: Session, users: Users, start: int) -> None:
    """Three have uploaded phone books, each number in a spelling of its own."""
    for owner, known in ((users[0], users[1:6]), (users[3], users[6:]), (users[6], users[:2])):
        book = [(f"+86 {one.phone_national}", one.nick) for one in known]
        book += [("138-0000-0011", "婷婷的妹妹"), ("010-55550123", "牙医")]
        lines = [Entry(phone, phones.numbers_in(phone)[0], name) for phone, name in book]
        Contact.merge(db, owner.uid, lines, start + HOUR)
