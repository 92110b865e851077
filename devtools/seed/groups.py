"""Groups of every kind with what was posted there."""

from typing import Any

from sqlalchemy.orm import Session

from devtools.seed.common import HOUR, LAT, LONG, Users, write
from devtools.seed.pictures import pictures
from models import Group, GroupMember


def groups(db: Session, users: Users, start: int) -> None:
    """One for all, one where only members speak, one that only members read."""
    ming, lily, david = users[0], users[3], users[4]
    place = {"lat": LAT, "long": LONG, "position": "上海"}
    walks = _group(db, users, start, creator=ming.uid, name="周末爬山", board="周六早上八点集合")
    photos = _group(
        db, users[3:7], start, creator=david.uid, name="摄影爱好者", only_member_speak=1, type=1
    )
    books = {"name": "读书会", "board": "每周一本", "only_member_watch": 1, "type": 2, **place}
    readers = _group(db, [*users[2:9:2], lily], start, creator=lily.uid, **books)
    _walks(db, walks, users, start + 4 * HOUR)
    _photos(db, photos, users, start + 5 * HOUR)
    _books(db, readers, users, start + 6 * HOUR)


def _group(db: Session, members: Users, start: int, **columns: Any) -> Group:
    group = Group(time=start, **columns)
    db.add(group)
    db.flush()  # members and posts need the gid
    db.add_all(
        GroupMember(
            gid=group.gid,
            uid=user.uid,
            type=0 if user.uid == group.creator else 1,
            time=start + index,
        )
        for index, user in enumerate(members)
    )
    return group


def _walks(db: Session, group: Group, users: Users, moment: int) -> None:
    ming, hong, qiang = users[:3]
    write(db, ming, group, moment, "大家好！", likes=users[1:4], replies=[(hong, "欢迎！")])
    write(
        db, ming, group, moment + HOUR, "上周的山顶", **pictures(41, 42, 43),
        lat=LAT, long=LONG, likes=users[1:8],
        replies=[(qiang, "真美"), (hong, "下次我也去"), (ming, "周六见")],
    )  # fmt: skip
    write(db, qiang, group, moment + 2 * HOUR, "有人一起拼车吗？", replies=[(users[6], "算我一个")])


def _photos(db: Session, group: Group, users: Users, moment: int) -> None:
    lily, david, anna = users[3:6]
    write(
        db, david, group, moment, "逆光怎么拍？", **pictures(44),
        likes=[lily, anna, users[0]], replies=[(lily, "对着天空测光")],
    )  # fmt: skip
    write(db, anna, group, moment + HOUR, "云", **pictures(45, 46))


def _books(db: Session, group: Group, users: Users, moment: int) -> None:
    lily, wang = users[3], users[6]
    write(db, lily, group, moment, "这周读《围城》", likes=[wang], replies=[(wang, "买了")])
