"""The list of words in front of the functions: errno 8, masks and the queue of reports."""

import pytest
from sqlalchemy import select

from models import AlbumMedia, Group, Message, ModerationWord, Post, PostReply, Report, User
from tasks.rpc import load, moderation
from tests.factories import make_group, make_post, make_user


@pytest.fixture(autouse=True)
def known(db):
    """A list of one word for each level, and no list left for other tests."""
    moderation.forget()
    for word, level in (("bad", "refuse"), ("odd", "review"), ("rude", "mask")):
        ModerationWord.put(db, [word], level, 1)
    yield
    moderation.forget()


@pytest.fixture
def me(db):
    return make_user(db)


def parms(db, me):
    """Functions whose texts others see, with one text each."""
    other, group = make_user(db), make_group(db, me)
    post = make_post(db, other, group).postid
    url = "https://img.example.com/FkQ2"
    return {
        "user.update": ("signature", {}),
        "message.send": ("content", {"uid": other.uid}),
        "group.create": ("name", {"board": ""}),
        "group.update": ("board", {"gid": group.gid}),
        "group.addpost": ("content", {"gid": group.gid}),
        "post.add": ("content", {"gid": group.gid}),
        "group.addreply": ("content", {"postid": post}),
        "post.reply": ("content", {"postid": post}),
        "album.add": ("content", {"url": url, "filetype": 1}),
    }


FUNCTIONS = ("user.update", "message.send", "group.create", "group.update", "group.addpost",
             "post.add", "group.addreply", "post.reply", "album.add")  # fmt: skip
KINDS = {
    "user.update": "user", "message.send": "message", "group.create": "group",
    "group.update": "group", "group.addpost": "post", "post.add": "post",
    "group.addreply": "reply", "post.reply": "reply", "album.add": "album",
}  # fmt: skip


def send(db, call, me, function, text):
    name, parm = parms(db, me)[function]
    return call(function, parm | {name: text}, uid=me.uid, now=77)


def texts(db):
    """All texts that users could have written here."""
    columns = (User.signature, Message.content, Group.name, Group.board, Post.content,
               PostReply.content, AlbumMedia.text)  # fmt: skip
    return {text for column in columns for text in db.scalars(select(column)) if text}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_refused(db, call, me, function):
    answer = send(db, call, me, function, "so B A D")
    assert (answer.errno, answer.error, answer.items) == (8, "content refused", [])
    assert "so B A D" not in texts(db)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_masked(db, call, me, function):
    assert send(db, call, me, function, "how rude").errno == 0
    assert "how ****" in texts(db)
    assert "how rude" not in texts(db)
    assert db.scalars(select(Report)).all() == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_reviewed(db, call, me, function):
    assert send(db, call, me, function, "an odd text").errno == 0
    assert "an odd text" in texts(db)
    report = db.scalars(select(Report)).one()
    assert (report.kind, report.owner, report.uid) == (KINDS[function], me.uid, None)
    assert (report.state, report.time, report.text) == ("open", 77, "word list")
    assert "an odd text" in report.shown.values()


def test_others_pass(db, call, me):
    assert send(db, call, me, "message.send", "good").errno == 0


def test_what_only_operations_see_is_not_looked_at(db, call, me):
    parm = {"kind": "user", "id": me.uid, "reason": "abuse", "text": "called me bad"}
    assert call("report.add", parm, uid=me.uid).errno == 0


def test_operations_may_say_anything(db, call, me):
    parm = {"from_uid": me.uid, "to_uid": make_user(db).uid, "content": "bad"}
    assert call("ops.messages.to_user", parm).errno == 0


def test_every_public_text_is_marked():
    """What added texts others would see: whoever adds one looks here."""
    marked = {
        f"{one.name} {name}"
        for one in load().values()
        if not (one.internal or one.debug)
        for name in one.parameters.public
    }
    assert marked == {
        "album.add content", "circle.addpost content", "circle.addreply content",
        "group.addpost content", "group.addreply content", "group.create board",
        "group.create name", "group.update board", "group.update name", "message.send content",
        "post.add content", "post.reply content", "user.invite nick", "user.update nick",
        "user.update signature",
    }  # fmt: skip


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
    """A service elsewhere is asked after the list, about pictures, too."""

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

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_reviewed(self, db, call, me, function):
        self.says = "review"
        assert send(db, call, me, function, "good").errno == 0
        report = db.scalars(select(Report)).one()
        assert (report.kind, report.text) == (KINDS[function], "hook")

    def test_what_the_list_refuses_it_is_not_asked(self, db, call, me):
        assert send(db, call, me, "message.send", "bad").errno == 8
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
        assert send(db, call, me, "message.send", "new").errno == 0
        call("ops.words.add", {"words": ["new"], "level": "refuse"})
        moderation._Known.looked = float("-inf")  # the seconds have gone by
        assert send(db, call, me, "message.send", "new").errno == 8
        call("ops.words.remove", {"words": ["new"]})
        moderation._Known.looked = float("-inf")
        assert send(db, call, me, "message.send", "new").errno == 0

    @pytest.mark.parametrize(
        "parm",
        [
            {"words": ["a"], "level": "shout"}, {"words": [], "level": "mask"},
            {"words": [" "], "level": "mask"}, {"words": ["x" * 65], "level": "mask"},
        ],
    )  # fmt: skip
    def test_errors(self, call, parm):
        assert call("ops.words.add", parm).errno == 6
