"""Names that look alike to people, and texts that show nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models import User
from tasks.jobs import users
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_group, make_user


@pytest.mark.parametrize(
    "nick", ["\u0410dmin", "ad\u200bmin", "ADMIN", "\uff21dmin", "admin\u3164"]
)
def test_a_nick_that_looks_like_another_one_is_taken(db, call, nick):
    make_user(db, nick="Admin")
    answer = call("user.update", {"nick": nick}, uid=make_user(db).uid)
    assert answer.errno == 1000


def test_my_own_look_is_mine(db, call):
    me = make_user(db, nick="Admin")
    assert call("user.update", {"nick": "ADMIN"}, uid=me.uid).errno == 0


@pytest.mark.parametrize(
    ("func", "parm"),
    [
        ("user.update", {"nick": "\u200b"}),
        ("user.update", {"nick": "a\u202eb"}),
        ("user.update", {"nick": "a\nb"}),
        ("user.update_tag", {"tags": ["music", "\u3164"]}),
        ("group.create", {"name": "\u2800", "board": "x"}),
        ("message.send", {"uid": 1, "content": "\u200b"}),
        ("post.add", {"gid": 1, "content": " \u3000"}),
        ("post.reply", {"postid": 1, "content": "\ufe0f"}),
    ],
)
def test_nothing_to_see_is_refused(db, call, func, parm):
    assert call(func, parm, uid=make_user(db).uid).errno == 6


def test_a_group_s_name_is_trimmed(db, call):
    me = make_user(db)
    group = make_group(db, me)
    assert call("group.update", {"gid": group.gid, "name": " lake "}, uid=me.uid).errno == 0
    db.refresh(group)
    assert group.name == "lake"


def test_nicks_from_before_keep_working_and_are_looked_at(db, call):
    rows = [make_user(db, nick=nick) for nick in ("Admin", "\u0410dmin")]
    for row in rows:
        row.nick_look = None
    db.flush()
    assert users.look_at_nicks(Ctx(db, NOBODY, 1)) == 2
    assert {row.nick_look for row in rows} == {"admin"}
    assert call("user.update", {"nick": "aDMIN"}, uid=make_user(db).uid).errno == 1000
    for row in rows:
        assert call("user.update", {"signature": "still here"}, uid=row.uid).errno == 0


def test_of_two_look_alikes_at_once_one_is_taken(parallel):
    with parallel.database() as db:
        uids = [make_user(db).uid for _ in range(2)]
        db.commit()
    nicks = [{"nick": "Lisa"}, {"nick": "L\u0456sa"}]
    replies = parallel.calls("user.update", nicks, uid=uids)
    assert sorted(reply["errno"] for reply in replies) == [0, 1000]
    with parallel.database() as db:
        assert db.scalar(select(func.count()).where(User.nick_look == "lisa")) == 1
