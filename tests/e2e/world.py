"""People, groups, circles and goods with which every function can be called successfully."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import orm, update

from models import (
    ActivationCode,
    AlbumMedia,
    Block,
    Circle,
    CircleBoard,
    CircleCode,
    CircleLink,
    Endorsement,
    EndorsementItem,
    EndorsementTime,
    Event,
    Friend,
    Group,
    GroupRequest,
    JoinRequest,
    Order,
    PayState,
    Position,
    Post,
    PostLike,
    PostReply,
    Report,
    StoreGroup,
    User,
    reported,
)
from tests import factories
from tests.fixtures.service import Person, Service

IMAGE = "https://img.example.com"
LAT, LONG = 30.657, 104.066


@dataclass
class World:
    """The users, and the ids of what they have.

    小明 made it all, 小红 is a member everywhere and 小明's friend, 阿强 is new, 老王 is there to
    be left, and 路人 to be blocked.
    """

    ming: Person
    hong: Person
    gang: Person
    wang: Person
    stranger: Person
    group: int = 0
    ruled: int = 0
    doomed: int = 0
    left: int = 0
    circle: int = 0
    left_circle: int = 0
    post: int = 0
    doomed_post: int = 0
    circle_post: int = 0
    msgid: int = 0
    did: int = 0
    doomed_did: int = 0
    shop: int = 0
    mid: int = 0
    eid: int = 0
    asked: tuple[int, ...] = ()
    """Events that tell of requests to join `ruled`."""
    active_code: str = ""
    vcode: str = ""
    old_session: int = 0


def build(service: Service) -> World:
    """Make a new world in the service's database."""
    mark = f"{time.monotonic_ns():x}"
    nicks = ("小明", "小红", "阿强", "老王", "路人")
    ming, hong, gang, wang, stranger = (service.make_user(nick=f"{nick}{mark}") for nick in nicks)
    world = World(ming, hong, gang, wang, stranger)
    world.old_session, _ = service.make_session(wang.uid)
    with orm.Session(service.engine, expire_on_commit=False) as db:
        for part in (_people, _shop, _groups, _circles, _talk, _orders):
            part(db, world)
        db.commit()
    return world


def _people(db: orm.Session, world: World) -> None:
    now, ming, hong = int(time.time()), world.ming.uid, world.hong.uid
    for person in (world.ming, world.hong):
        change = update(User).where(User.uid == person.uid)
        db.execute(change.values(tags=["读书", "旅行"], actor_level=3, like_me_count=1))
        Position.report(db, person.uid, LAT, LONG, now)
    what = reported.find(db, "user", ming, hong)
    said = {"kind": "user", "target": ming, "reason": "other", "text": None}
    Report.add(db, what, now, uid=hong, **said)
    pairs = [(ming, hong), (hong, ming), (world.gang.uid, world.wang.uid)]
    db.add(Block(owner=hong, uid=world.stranger.uid))
    db.add_all(Friend(owner=owner, uid=uid, time=now) for owner, uid in pairs)
    code = ActivationCode.make(db, ming, now, level=2)
    db.flush()
    world.active_code = code.active_code
    files = [AlbumMedia(uid=ming, type="pic", picture=f"{IMAGE}/{name}") for name in "abc"]
    db.add_all([*files, AlbumMedia(uid=ming, type="vic", voice=f"{IMAGE}/v", length=900)])
    db.flush()
    world.did, world.doomed_did = files[0].did, files[1].did
    ming_row = User.get(db, ming)
    factories.make_invite(db, ming_row, f"+86137{ming % 10**8:08}", sms_send_time=now)


def _shop(db: orm.Session, world: World) -> None:
    shop = StoreGroup(groupname="茶馆", show_info={"location": "成都", "phone": ["028"]})
    db.add(shop)
    db.flush()
    goods = factories.make_goods(db, group_id=shop.gid, show_info={"type": "room"})
    world.shop, world.mid = shop.gid, goods.mid
    uid = world.ming.uid
    db.add(Endorsement(uid=uid, level=1, endorsement_type=1, type=["茶"], weight=1))
    db.add(EndorsementItem(uid=uid, mid=goods.mid, slogan="好茶"))
    EndorsementTime.replace(db, uid, {1_401_303_600: 1_401_307_200})


def _groups(db: orm.Session, world: World) -> None:
    creator, friend = User.get(db, world.ming.uid), User.get(db, world.hong.uid)
    groups = [factories.make_group(db, creator, type=77, lat=LAT, long=LONG) for _ in range(4)]
    for group in groups:
        factories.enter(db, group, friend)
    world.group, world.ruled, world.doomed, world.left = (group.gid for group in groups)
    wishes = [{"uid": one.uid, "gid": world.ruled} for one in (world.gang, world.wang)]
    events = [Event.record(db, [creator.uid], "request_join_group", one, 1)[0] for one in wishes]
    db.add_all(GroupRequest(**one, type=1, state="open", time=1) for one in wishes)
    world.asked = tuple(event.eid for event in events)
    pictures = [f"{IMAGE}/{number}" for number in range(3)]
    post = _post(db, world, creator, groups[0], pictures=pictures, width=640, height=480)
    world.post = post.postid
    world.doomed_post = _post(db, world, creator, groups[0]).postid
    voice = {"voice": f"{IMAGE}/v", "voicelen": 900, "lat": LAT, "long": LONG}
    _post(db, world, friend, groups[0], video=f"{IMAGE}/m", videolen=12_000, **voice)


def _post(
    db: orm.Session, world: World, author: User, place: Group | Circle, **columns: object
) -> Post:
    """A post that one of its readers likes and replied to."""
    post = factories.make_post(db, author, place, likes=1, replycount=1, **columns)
    other = world.hong.uid if author.uid == world.ming.uid else world.ming.uid
    db.add(PostLike(postid=post.postid, uid=other))
    db.add(PostReply(postid=post.postid, uid=other, owner=author.uid, content="好"))
    return post


def _circles(db: orm.Session, world: World) -> None:
    now = int(time.time())
    chief, member = User.get(db, world.ming.uid), User.get(db, world.hong.uid)
    circle = factories.make_circle(
        db, name="江湖", board="欢迎", store_group_id=world.shop, open_join=1
    )
    left = factories.make_circle(db, name="过客")
    for one in (circle, left):
        factories.join(db, one, chief, roleid=3)
        factories.join(db, one, member, roleid=1, by_uid=chief.uid)
    world.circle, world.left_circle = circle.cid, left.cid
    links = [CircleLink(cid=one.cid, title="活动", url=f"{IMAGE}/x") for one in (circle, left)]
    db.add_all([CircleBoard(cid=circle.cid, board="欢迎"), *links])
    post = _post(db, world, chief, circle, pictures=[f"{IMAGE}/c"], mid=world.mid)
    world.circle_post = post.postid
    code = CircleCode.make(db, chief.uid, now, cid=circle.cid, roleid=2)
    asked = {"uid": world.gang.uid, "cid": circle.cid}
    (event,) = Event.record(db, [chief.uid], "request_join_circle", asked, now)
    db.add(JoinRequest(eid=event.eid, touid=chief.uid, **asked))
    db.flush()
    world.vcode, world.eid = code.vcode, event.eid


def _talk(db: orm.Session, world: World) -> None:
    kinds: list[dict[str, object]] = [
        {"type": "txt", "content": "你好"},
        {"type": "pic", "content": None, "picture": f"{IMAGE}/p", "width": 640, "height": 480},
        {"type": "vic", "content": None, "voice": f"{IMAGE}/v", "length": 900},
        {"type": "vdo", "content": None, "video": f"{IMAGE}/m", "length": 12_000},
        {"type": "geo", "content": None, "lat": LAT, "long": LONG},
    ]
    for kind in kinds:
        factories.make_message(db, world.hong.uid, world.ming.uid, **kind)
    now = {"time": int(time.time())}
    world.msgid = factories.make_message(db, world.hong.uid, world.ming.uid, **now).msgid
    for type_, data in (
        ("add_friend", {"uid": world.hong.uid}),
        ("group_invite", {"gid": world.group, "fromuid": world.hong.uid}),
    ):
        Event.record(db, [world.ming.uid], type_, data, int(time.time()))


def _orders(db: orm.Session, world: World) -> None:
    buyer = User.get(db, world.hong.uid)
    order: Order = factories.make_order(db, buyer, recommend_uid=world.ming.uid, people=2)
    order.paystate, order.paytime = PayState.PAID, order.create_time + 60
