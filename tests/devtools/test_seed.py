"""Demo data: complete, and the same after a second run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devtools.demo import PHONES
from devtools.seed import PARTS, safety, seed
from models import (
    Base,
    CircleRole,
    Event,
    Friend,
    Group,
    Merchandise,
    Post,
    PostLike,
    PostReply,
    User,
)
from services.media.server import files
from tasks.rpc import moderation
from tests.factories import make_user
from tests.fixtures.calls import Answer
from tests.fixtures.settings import Setter


@pytest.fixture(autouse=True)
def media(tmp_path: Path, configure: Setter) -> Path:
    """Where the pictures go."""
    configure("media", dir=str(tmp_path))
    return tmp_path


def counts(db: Session) -> dict[str, int]:
    return {
        name: db.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_every_part_is_made(db: Session) -> None:
    made = seed(db)

    assert made == ["people", *(part.__name__ for part, _ in PARTS)]
    phones = set(db.scalars(select(User.phone)))
    assert phones == {f"+86{phone}" for phone in PHONES}
    assert db.scalar(select(func.count()).select_from(Group)) == 3
    assert db.scalar(select(func.count()).select_from(CircleRole)) == 5
    assert db.scalar(select(func.min(Merchandise.amount))) == 0


def test_who_is_said_to_have_added_somebody_has(db: Session) -> None:
    seed(db)
    db.flush()
    told = db.execute(select(Event.uid, Event.data).where(Event.type == "add_friend")).all()
    assert len(told) == 3
    for uid, data in told:
        assert db.get(Friend, (data["uid"], uid)) is not None


def test_a_second_run_changes_nothing(db: Session) -> None:
    seed(db)
    db.flush()
    before = counts(db)

    assert seed(db) == []

    db.flush()
    assert counts(db) == before


def test_what_a_developer_changed_stays(db: Session) -> None:
    seed(db)
    user = db.scalars(select(User).where(User.phone == f"+86{PHONES[0]}")).one()
    user.nick = user.nick_key = "changed"
    db.flush()

    seed(db)

    assert user.nick == "changed"


def test_counters_agree_with_what_they_count(db: Session) -> None:
    seed(db)
    for counter, rows in ((Post.likes, PostLike), (Post.replycount, PostReply)):
        counted = select(func.count()).where(rows.postid == Post.postid).scalar_subquery()
        wrong = db.scalars(select(Post.postid).where(counter != counted)).all()
        assert wrong == []


def test_pictures_lie_in_the_store(db: Session) -> None:
    seed(db)
    urls = [*db.scalars(select(User.headpic)), *db.scalars(select(Post.picture))]
    names = [url.rpartition("/")[2] for url in urls if url]
    assert len(names) > 10
    assert all(files.find(name) for name in names)


def test_every_screen_shows_something(db: Session, call: Callable[..., Answer]) -> None:
    """What a developer sees who logs in as the first demo user."""
    seed(db)
    uid = db.scalars(select(User.uid).where(User.phone == f"+86{PHONES[0]}")).one()
    place = {"lat": 31.23, "long": 121.47}
    for name, parm in {
        "album.endorsements": {}, "album.read": {"uid": uid}, "circle.my": {},
        "endorsement.list_user": {}, "event.read": {}, "geo.user.search": place, "group.my": {},
        "merchandise.groups": {}, "merchandise.history": {}, "message.read": {},
        "post.reply_to_me": {}, "user.filter": {"alltag": "旅行"} | place,
        "user.friend_list": {}, "user.friend_timeline": {}, "user.invite_list": {},
    }.items():  # fmt: skip
        answer = call(name, parm, uid=uid)
        assert answer.errno == 0, name
        assert [] not in answer.result.values(), name


def test_codes_are_good(db: Session, call: Callable[..., Answer]) -> None:
    seed(db)
    newcomer = make_user(db, phone="+8617055500099")
    assert call("active.do", {"active_code": "demoact1"}, uid=newcomer.uid).errno == 0
    assert call("circle.join", {"vcode": "demojoin"}, uid=newcomer.uid).errno == 0


def test_who_is_apart_and_what_waits(db: Session, call: Callable[..., Answer]) -> None:
    moderation.forget()
    seed(db)
    db.flush()
    users = {user.nick: user for user in db.scalars(select(User))}
    uids = [user.uid for user in sorted(users.values(), key=lambda user: user.uid)]
    wang, loud, david, ming = uids[6], uids[9], uids[4], uids[0]
    text = {"uid": wang, "content": "好"}
    assert call("message.send", text, uid=loud).errno == 2
    shown = call("message.send", text | {"content": safety.MASKED}, uid=david)
    sent = call("message.history", {"uid": wang}, uid=david).result["message"][0]
    assert (shown.errno, sent["content"]) == (0, "**")
    (report,) = call("report.mine", uid=wang).result["reports"]
    assert (report["id"], report["state"]) == (loud, "open")
    (asked,) = [one for one in call("event.read", uid=david).result["events"]
                if one["type"] == "request_join_group"]  # fmt: skip
    assert call("group.accept_join", {"eid": asked["eid"]}, uid=david).errno == 0
    assert asked["uid"] == ming
    moderation.forget()
