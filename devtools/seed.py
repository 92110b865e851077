"""Demo data for a development run: `python -m devtools.seed`.

Ten users who know each other, what they said, two groups with posts, a circle with roles and a
shop with goods. Every part looks whether
it is there already, so a second run changes nothing, and what a developer changed stays.
"""

import time
from collections.abc import Callable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from devtools.demo import NICKS, PHONES
from models import (
    Circle,
    CircleBoard,
    CircleLink,
    CircleMember,
    CircleRole,
    Friend,
    Group,
    GroupMember,
    Merchandise,
    Message,
    Post,
    PostLike,
    PostReply,
    StoreGroup,
    User,
)
from models.db import transaction
from settings import settings

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
HOUR = 3600
SHOP = "江湖茶馆"

Users = list[User]


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
        phone=f"+86{PHONES[index]}",
        phone_national=PHONES[index],
        signature=f"你好，我是{nick}",
        sex=1 + index % 2,
        birthday=631_152_000 + index * 31_536_000,
        height=160 + 3 * index,
        position="上海" if index % 2 else "北京",
        job=JOBS[index],
        tags=TAGS[index % len(TAGS)],
        actor=int(index == 0),
        actor_level=3 if index == 0 else 1,
        create_time=start + index,
        changed_time=start + index,
    )


def friends(db: Session, users: Users, start: int) -> None:
    """The first user knows everybody, the others their neighbours."""
    pairs = [(users[0], other) for other in users[1:]]
    pairs += [(user, users[index - 1]) for index, user in enumerate(users) if index]
    db.add_all(
        Friend(owner=owner.uid, uid=other.uid, time=start + HOUR + index)
        for index, (owner, other) in enumerate(pairs)
    )


def messages(db: Session, users: Users, start: int) -> None:
    """A short conversation and a place."""
    one, two, three = users[:3]
    texts = [
        (two, one, "周末去爬山吗？"),
        (one, two, "好啊，几点？"),
        (two, one, "早上八点，老地方"),
    ]
    for index, (sender, receiver, content) in enumerate(texts):
        moment = start + 2 * HOUR + 60 * index
        _say(db, sender, receiver, moment, type="txt", content=content)
    _say(db, three, one, start + 3 * HOUR, type="geo", lat=31.2304, long=121.4737)


def _say(db: Session, sender: User, receiver: User, moment: int, **what: object) -> None:
    db.add(Message(fromid=sender.uid, toid=receiver.uid, time=moment, **what))


def groups(db: Session, users: Users, start: int) -> None:
    """An open group of everybody and one where only members speak, with posts and replies."""
    walks = Group(creator=users[0].uid, name="周末爬山", board="周六早上八点集合", time=start)
    photos = Group(
        creator=users[4].uid,
        name="摄影爱好者",
        only_member_speak=1,
        time=start,
        lat=31.2,
        long=121.5,
    )
    db.add_all([walks, photos])
    db.flush()  # members and posts need the gids
    for group, members in ((walks, users), (photos, users[3:7])):
        _join(db, group, members, start)
        _write(db, group, members, start + 4 * HOUR)


def _join(db: Session, group: Group, members: Users, start: int) -> None:
    db.add_all(
        GroupMember(
            gid=group.gid,
            uid=user.uid,
            type=0 if user.uid == group.creator else 1,
            time=start + index,
        )
        for index, user in enumerate(members)
    )


def _write(db: Session, group: Group, members: Users, start: int) -> None:
    texts = ["大家好！", "今天天气真不错", "上次的照片已经整理好了", "有人一起拼车吗？"]
    posts = [
        Post(
            uid=members[index % len(members)].uid,
            gid=group.gid,
            content=content,
            time=start + 600 * index,
            replycount=int(index == 0),
        )
        for index, content in enumerate(texts)
    ]
    db.add_all(posts)
    db.flush()  # the reply needs the postid
    first, writer = posts[0], members[1]
    db.add(
        PostReply(
            postid=first.postid, uid=writer.uid, owner=first.uid, content="欢迎！", time=start + 60
        )
    )


def circle(db: Session, users: Users, start: int) -> None:
    """A circle with three roles, two announcements, a link, a shop's post and a reply."""
    shop = db.scalar(select(StoreGroup.gid).where(StoreGroup.groupname == SHOP))
    tea = db.scalar(select(Merchandise.mid).where(Merchandise.group_id == shop).limit(1))
    made = Circle(name="江湖", board="周末茶会，欢迎新朋友", store_group_id=shop or 0, open_join=1)
    db.add(made)
    db.flush()  # the roles need the cid
    titles = {1: "茶客", 2: "茶艺师", 3: "掌柜"}
    db.add_all(
        CircleRole(cid=made.cid, roleid=number, level=number, title=title)
        for number, title in titles.items()
    )
    db.flush()  # the circle and its members refer to roles
    made.default_roleid = 1
    for index, user in enumerate(users[:6]):
        role = {0: 3, 1: 2}.get(index, 1)
        db.add(CircleMember(cid=made.cid, uid=user.uid, roleid=role, time=start + index))
    for number, board in enumerate(["开张了", made.board]):
        db.add(CircleBoard(cid=made.cid, board=board, time=start + HOUR * number))
    db.add(CircleLink(cid=made.cid, title="茶叶知识", url="https://example.com/tea", time=start))
    _write_to_circle(db, made, users, tea, start + 5 * HOUR)


def _write_to_circle(db: Session, made: Circle, users: Users, mid: int | None, start: int) -> None:
    post = Post(
        uid=users[0].uid,
        cid=made.cid,
        content="新茶到货",
        mid=mid,
        likes=1,
        replycount=1,
        time=start,
    )
    db.add(post)
    db.flush()  # like and reply need the postid
    db.add(PostLike(postid=post.postid, uid=users[2].uid, time=start + 30))
    db.add(
        PostReply(
            postid=post.postid, uid=users[1].uid, owner=post.uid, content="好喝", time=start + 60
        )
    )


def goods(db: Session, users: Users, start: int) -> None:
    """A shop with tea to buy, a party to reserve and something free."""
    place = {"location": "上海市静安区", "phone": ["021-55550100"], "lat": 31.23, "lng": 121.47}
    shop = StoreGroup(groupname=SHOP, show_info=place)
    db.add(shop)
    db.flush()  # the goods need its gid
    # (name, description, fen, fen per further person)
    listed = [
        ("龙井 250 克", "明前龙井", 16_800, 0),
        ("茶会", "周六下午，四人起", 39_800, 6_800),
        ("试饮", "到店免费一杯", 0, 0),
    ]
    db.add_all(
        Merchandise(
            productname=name,
            productdesc=description,
            amount=fen,
            ex_people_amount=more,
            group_id=shop.gid,
            time=start + index,
        )
        for index, (name, description, fen, more) in enumerate(listed)
    )
    db.flush()  # the circle's post recommends one of them


Part = Callable[[Session, Users, int], None]
# What is made, unless the demo users already have a row there.
PARTS: list[tuple[Part, Callable[[list[int]], Select[int]]]] = [
    (friends, lambda uids: select(Friend.uid).where(Friend.owner.in_(uids))),
    (messages, lambda uids: select(Message.msgid).where(Message.fromid.in_(uids))),
    (groups, lambda uids: select(Group.gid).where(Group.creator.in_(uids))),
    (goods, lambda uids: select(StoreGroup.gid).where(StoreGroup.groupname == SHOP)),
    (circle, lambda uids: select(CircleMember.cid).where(CircleMember.uid.in_(uids))),
]


def seed(db: Session) -> list[str]:
    """Make what is missing; returns the names of the parts that were made."""
    start = int(time.time()) - 7 * 24 * HOUR
    made = [] if db.scalar(select(User.uid).where(User.phone == f"+86{PHONES[0]}")) else ["people"]
    users = people(db, start)
    uids = [user.uid for user in users]
    for part, rows in PARTS:
        if db.scalar(rows(uids).limit(1)) is None:
            part(db, users, start)
            made.append(part.__name__)
    return made


def main() -> None:
    """Seed the database of DATABASE_URL; refuses where accounts other than demo users live."""
    if not settings.debug:
        print("no demo data: DEBUG is off")
        return
    with transaction() as db:
        strangers = db.scalar(select(func.count()).where(User.phone.not_like("+86138000000__")))
        if strangers and db.scalar(select(User.uid).where(User.phone == f"+86{PHONES[0]}")) is None:
            print("no demo data: this database has other accounts and no demo users")
            return
        made = seed(db)
    print(f"demo data made: {', '.join(made)}" if made else "demo data is there already")


if __name__ == "__main__":
    main()
