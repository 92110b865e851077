"""The list of words in front of the functions: errno 8, masks and the queue of reports."""

from typing import get_args, get_type_hints

import pytest
from msgspec import Struct
from sqlalchemy import func, select

from models import (
    AlbumMedia,
    Group,
    Invite,
    Message,
    ModerationWord,
    Post,
    PostReply,
    Report,
    User,
)
from tasks.rpc import load, moderation
from tests.factories import join, make_circle, make_group, make_post, make_user


@pytest.fixture(autouse=True)
def known(db):
    """A list of one word for each level; afterwards the list is empty for other tests."""
    moderation.forget()
    for word, level in (("bad", "refuse"), ("odd", "review"), ("rude", "mask")):
        ModerationWord.put(db, [word], level, 1)
    yield
    moderation.forget()


@pytest.fixture
def me(db):
    return make_user(db)


def public():
    """Every text of every function that others will see, as "function parameter"."""
    for one in load().values():
        if not (one.internal or one.debug):
            yield from (f"{one.name} {name}" for name in one.parameters.public)


FIELDS = sorted(public())
# Texts that others do not see: search terms, codes, tokens, numbers of phones and cards, and
# what stays with its owner or with operations. Whoever adds a parameter decides here.
UNSEEN = {
    "active.do active_code", "circle.join vcode", "device.reg platform", "device.reg token",
    "device.unreg token", "ios.reg device_token", "merchandise.createorder hardwareid",
    "merchandise.history before", "merchandise.paybycard cardid",
    "merchandise.paybycard hardwareid", "merchandise.recommendbyme before",
    "merchandise.unbind cardid", "phonebook.upload phone_list", "report.add kind",
    "report.add reason", "report.add text", "tools.change_phone newphone", "user.filter alltag",
    "user.find phone", "user.invite phone", "user.search nick",
}  # fmt: skip
KINDS = {
    "user.update": "user", "user.update_tag": "user", "user.invite": "user",
    "message.send": "message", "group.create": "group", "group.update": "group",
    "group.addpost": "post", "post.add": "post", "circle.addpost": "post",
    "group.addreply": "reply", "post.reply": "reply", "circle.addreply": "reply",
    "album.add": "album",
}  # fmt: skip
"""What operations look at when a text is to be reviewed."""


def given(db, me, function):
    """The parameters of a function without which it does nothing."""
    other, group, circle = make_user(db), make_group(db, me), make_circle(db)
    join(db, circle, me)
    return {
        "album.add": {"url": "https://img.example.com/FkQ2", "filetype": 1},
        "circle.addpost": {"cid": circle.cid},
        "circle.addreply": {"postid": make_post(db, me, circle).postid},
        "group.addpost": {"gid": group.gid},
        "group.addreply": {"postid": make_post(db, other, group).postid},
        "group.create": {"name": "n", "board": ""},
        "group.update": {"gid": group.gid},
        "message.send": {"uid": other.uid},
        "post.add": {"gid": group.gid},
        "post.reply": {"postid": make_post(db, other, group).postid},
        "user.invite": {"phone": "13977700079", "nick": "n"},
    }.get(function, {})


def send(db, call, me, field, text):
    function, _, name = field.partition(" ")
    return call(function, given(db, me, function) | {name: text}, uid=me.uid, now=77)


def texts(db):
    """All texts that users could have written here."""
    columns = (User.nick, User.signature, User.position, User.job, func.unnest(User.tags),
               Message.content, Group.name, Group.board, Group.position, Post.content,
               PostReply.content, AlbumMedia.text, Invite.nick, Invite.position)  # fmt: skip
    return {text for column in columns for text in db.scalars(select(column)) if text}


@pytest.mark.parametrize("field", FIELDS)
def test_refused(db, call, me, field):
    answer = send(db, call, me, field, "so B A D")
    assert (answer.errno, answer.error, answer.items) == (8, "content refused", [])
    assert "so B A D" not in texts(db)


@pytest.mark.parametrize("field", FIELDS)
def test_masked(db, call, me, field):
    assert send(db, call, me, field, "how rude").errno == 0
    assert "how ****" in texts(db)
    assert "how rude" not in texts(db)
    assert db.scalars(select(Report)).all() == []


@pytest.mark.parametrize("field", FIELDS)
def test_reviewed(db, call, me, field):
    assert send(db, call, me, field, "an odd text").errno == 0
    assert "an odd text" in texts(db)
    report = db.scalars(select(Report)).one()
    assert (report.kind, report.owner, report.uid) == (KINDS[field.split()[0]], me.uid, None)
    assert (report.state, report.time, report.text) == ("open", 77, "word list")
    if "user.invite" not in field:  # which no page shows
        assert "an odd text" in [*report.shown.values(), *report.shown.get("tags", [])]


def test_others_pass(db, call, me):
    assert send(db, call, me, "message.send content", "good").errno == 0


def test_what_only_operations_see_is_not_looked_at(db, call, me):
    parm = {"kind": "user", "id": me.uid, "reason": "abuse", "text": "called me bad"}
    assert call("report.add", parm, uid=me.uid).errno == 0


def test_operations_may_say_anything(db, call, me):
    parm = {"from_uid": me.uid, "to_uid": make_user(db).uid, "content": "bad"}
    assert call("ops.messages.to_user", parm).errno == 0


def is_text(annotation):
    """Whether a parameter can hold words of a user; addresses of media are marked otherwise."""
    if isinstance(annotation, type):
        return annotation is str or issubclass(annotation, Struct)
    return any(is_text(part) for part in get_args(annotation))


def test_every_text_is_marked_or_left_out_on_purpose():
    found = set()
    for one in load().values():
        if one.internal or one.debug:
            continue
        hints = get_type_hints(one.function)
        others = one.secret | set(one.parameters.media)
        known = {parameter.name for parameter in one.parameters.parameters} - others
        found |= {f"{one.name} {name}" for name in known if is_text(hints[name])}
    assert found == {*FIELDS} | UNSEEN
    assert not UNSEEN & {*FIELDS}


def test_each_text_of_a_list_is_judged_alone(db, call, me):
    parm = {"tags": ["ru", "de", "rude", "so rude"]}
    assert call("user.update_tag", parm, uid=me.uid).errno == 0
    assert db.get(User, me.uid).tags == ["ru", "de", "****", "so ****"]
    assert call("user.update_tag", {"tags": []}, uid=me.uid).errno == 0
    assert db.get(User, me.uid).tags == []


def test_every_address_of_media_is_marked():
    marked = {
        f"{one.name} {name}"
        for one in load().values()
        if not (one.internal or one.debug)
        for name in one.parameters.media
    }
    assert marked == {
        "album.add url", "circle.addpost pictures", "group.addpost pictures",
        "group.addpost video", "group.addpost voice", "message.send picture",
        "user.invite headpic", "user.update headpic",
    }  # fmt: skip


class TestHook:
    """An external service is asked after the list, about pictures, too."""

    PICTURE = "https://img.example.com/FkQ2"

    @pytest.fixture(autouse=True)
    def judged(self, monkeypatch):
        self.asked, self.says = [], "pass"

        def judge(question):
            self.asked.append(question)
            return self.says

        monkeypatch.setattr(moderation.hook, "judge", judge)

    def test_is_asked_who_shows_what(self, db, call, me):
        group = make_group(db, me)
        pictures = [self.PICTURE, f"{self.PICTURE}x"]
        parm = {"gid": group.gid, "content": "how rude", "pictures": pictures}
        assert call("group.addpost", parm, uid=me.uid).errno == 0
        (question,) = self.asked
        assert question == moderation.hook.Question(
            me.uid, "group.addpost", {"content": "how rude"}, pictures
        )

    def test_refused_by_it_nothing_is_stored(self, db, call, me):
        self.says = "refuse"
        for parm in ({"content": "good"}, {"picture": self.PICTURE}):
            answer = call("message.send", {"uid": make_user(db).uid} | parm, uid=me.uid)
            assert (answer.errno, answer.error, answer.items) == (8, "content refused", [])
        assert db.scalars(select(Message)).all() == []
        assert len(self.asked) == 2

    @pytest.mark.parametrize("field", FIELDS)
    def test_reviewed(self, db, call, me, field):
        self.says = "review"
        assert send(db, call, me, field, "good").errno == 0
        report = db.scalars(select(Report)).one()
        assert (report.kind, report.text) == (KINDS[field.split()[0]], "hook")

    def test_what_the_list_refuses_it_is_not_asked(self, db, call, me):
        assert send(db, call, me, "message.send content", "bad").errno == 8
        assert self.asked == []

    def test_what_others_do_not_see_it_is_not_asked(self, db, call, me):
        call("user.mute", {"uid": make_user(db).uid}, uid=me.uid)
        call("message.send", {"uid": make_user(db).uid, "lat": 1, "long": 1}, uid=me.uid)
        assert self.asked == []

    def test_of_operations_it_is_not_asked(self, db, call, me):
        parm = {"from_uid": me.uid, "to_uid": make_user(db).uid, "content": "good"}
        assert call("ops.messages.to_user", parm).errno == 0
        assert self.asked == []


class TestList:
    def test_add_find_remove(self, db, call):
        answer = call("ops.words.add", {"words": "Ｎew, other\nb ad", "level": "mask"}, now=5)
        assert answer.result == {"changed": 3}
        found = call("ops.words.find", {"word": "N"}).result["rows"]
        assert found == [{"word": "new", "level": "mask", "time": 5}]
        rows = call("ops.words.find", {"pos": 1, "count": 2}).result["rows"]
        assert [row["word"] for row in rows] == ["new", "odd"]
        assert call("ops.words.remove", {"words": ["NEW", "nothing"]}).result == {"changed": 1}

    def test_a_change_counts(self, db, call, me):
        assert send(db, call, me, "message.send content", "new").errno == 0
        call("ops.words.add", {"words": ["new"], "level": "refuse"})
        moderation._Known.looked = float("-inf")  # the seconds have gone by
        assert send(db, call, me, "message.send content", "new").errno == 8
        call("ops.words.remove", {"words": ["new"]})
        moderation._Known.looked = float("-inf")
        assert send(db, call, me, "message.send content", "new").errno == 0

    @pytest.mark.parametrize(
        "parm",
        [
            {"words": ["a"], "level": "shout"}, {"words": [], "level": "mask"},
            {"words": [" "], "level": "mask"}, {"words": ["x" * 65], "level": "mask"},
        ],
    )  # fmt: skip
    def test_errors(self, call, parm):
        assert call("ops.words.add", parm).errno == 6
