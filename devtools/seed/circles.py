"""Circles with roles, boards, links and posts, and who was invited into them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from devtools.seed.common import HOUR, Users, write
from devtools.seed.people import NEWCOMER
from devtools.seed.pictures import picture, pictures
from devtools.seed.trade import SHOP
from models import (
    Circle,
    CircleBoard,
    CircleLink,
    CircleMember,
    CircleRole,
    Invite,
    Merchandise,
    StoreGroup,
)


def circles(db: Session, users: Users, start: int) -> None:
    """A tea house that anybody may join through a member, and a walkers' circle with more rules."""
    shop = db.scalar(select(StoreGroup.gid).where(StoreGroup.groupname == SHOP))
    tea = Circle(
        name="江湖", board="周末茶会，欢迎新朋友", store_group_id=shop or 0, open_join=1,
        icon_url=picture(50), poster_url=picture(51),
    )  # fmt: skip
    _found(db, tea, ["茶客", "茶艺师", "掌柜"], users[:6], start)
    db.add(CircleLink(cid=tea.cid, title="茶叶知识", url="https://example.com/tea", time=start))
    _tea_posts(db, tea, users, start + 5 * HOUR)
    walkers = Circle(name="远足社", board="下一站：莫干山", icon_url=picture(52))
    _found(db, walkers, ["队员", "领队"], [users[5], users[0], *users[6:]], start + HOUR)
    _walkers_posts(db, walkers, users, start + 6 * HOUR)


def _found(db: Session, circle: Circle, titles: list[str], members: Users, start: int) -> None:
    """Roles in ascending levels; the first member has the highest, newcomers get the lowest."""
    db.add(circle)
    db.flush()  # the roles need the cid
    roles = [
        CircleRole(cid=circle.cid, roleid=number, level=number, title=title)
        for number, title in enumerate(titles, 1)
    ]
    db.add_all(roles)
    db.flush()  # the circle and its members refer to roles
    circle.default_roleid = 1
    for index, user in enumerate(members):
        role, by = max(1, len(titles) - index), members[0].uid if index else 0
        member = {"uid": user.uid, "roleid": role, "by_uid": by, "time": start + index}
        db.add(CircleMember(cid=circle.cid, **member))
    for number, board in enumerate(["开张了", circle.board]):
        db.add(CircleBoard(cid=circle.cid, board=board, time=start + HOUR * number))


def _tea_posts(db: Session, circle: Circle, users: Users, moment: int) -> None:
    ming, hong, qiang, lily = users[:4]
    tea = db.scalar(select(Merchandise.mid).where(Merchandise.group_id == circle.store_group_id))
    write(
        db, ming, circle, moment, "新茶到货", mid=tea, **pictures(53), likes=[qiang, lily],
        replies=[(hong, "好喝"), (qiang, "给我留一盒")],
    )  # fmt: skip
    write(db, lily, circle, moment + HOUR, "周六见", likes=[ming])


def _walkers_posts(db: Session, circle: Circle, users: Users, moment: int) -> None:
    anna, wang, tom = users[5], users[6], users[8]
    write(
        db, anna, circle, moment, "上次的合影", **pictures(54, 55), likes=[wang, tom],
        replies=[(tom, "我在哪儿？")],
    )  # fmt: skip


def invites(db: Session, users: Users, start: int) -> None:
    """Two users have invited somebody without an account, one of them into the tea house."""
    cid = db.scalar(select(Circle.cid).where(Circle.name == "江湖").order_by(Circle.cid))
    sent = start + HOUR
    db.add(
        Invite(
            uid=users[0].uid,
            phone=f"+86{NEWCOMER}",
            nick="小新",
            sex=1,
            height=178,
            join_cid=cid,
            join_roleid=1 if cid else None,
            create_time=sent,
            sms_send_time=sent,
        )
    )
    db.add(Invite(uid=users[9].uid, phone=f"+86{NEWCOMER}", nick="妹妹", create_time=sent))
