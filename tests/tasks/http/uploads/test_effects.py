"""What each kind of upload does, and what it refuses."""

import time

import pytest
from sqlalchemy import select

from models import (
    AlbumMedia,
    Circle,
    DroppedFile,
    Message,
    ModerationWord,
    Post,
    PostMedia,
    Report,
    User,
)
from services.moderation import hook
from tasks.jobs.queued import NOBODY
from tasks.rpc import moderation
from tasks.rpc.context import Ctx
from tasks.shared import upload_tokens
from tests.factories import enter, make_circle, make_group, make_post, make_user
from tests.services.media.callbacks import (
    BASE,
    PICTURE,
    URL,
    VIDEO,
    VOICE,
    body_of,
    reply,
    tell,
)


class TestEffects:
    @pytest.mark.parametrize(
        ("kind", "column"), [("HeadImg", "headpic"), ("BackgroundImg", "background_image")]
    )
    def test_pictures_of_the_user(self, db, upload, me, kind, column):
        answer = upload(kind)
        assert reply(answer) == {"errno": 0, "error": "Success", "url": URL}
        assert getattr(User.get(db, me.uid), column) == URL
        assert answer.pushes == []

    def test_message(self, db, upload, me):
        friend = make_user(db)
        answer = upload("Message", friend.uid)
        msgid = reply(answer)["result"]["msgid"]
        assert reply(answer) == {
            "errno": 0, "error": "Success", "result": {"url": URL, "msgid": msgid},
        }  # fmt: skip
        (push,) = answer.pushes
        assert (push.type, sorted(push.uids), push.skip) == ("newmsg", [me.uid, friend.uid], "")
        message = push.data["message"]
        assert message.pop("time") > 0
        assert message == {
            "msgid": msgid, "uid": me.uid, "fromid": me.uid, "toid": friend.uid, "type": "pic",
            "picture": URL, "width": 640, "height": 480,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "shown"),
        [
            (VOICE, {"type": "vic", "voice": URL, "length": 1500}),
            (VIDEO, {"type": "vdo", "video": URL, "length": 7250}),
            ({"mimeType": "video/mp4"}, {"type": "vdo", "video": URL, "length": 88888}),
            # the client's value counts if the content has none
            (
                VIDEO | {"avinfo.format.duration": "N/A"},
                {"type": "vdo", "video": URL, "length": 88888},
            ),
        ],
    )  # fmt: skip
    def test_the_content_decides_what_it_is(self, db, upload, values, shown):
        form = {"filetype": "1", "length": "88888", "content": "看"}
        (push,) = upload("Message", make_user(db).uid, values, form=form).pushes
        common = {"msgid", "uid", "fromid", "toid", "time"}
        message = {name: one for name, one in push.data["message"].items() if name not in common}
        assert message == shown | {"content": "看"}

    @pytest.mark.parametrize(
        ("told", "size"),
        [
            ({}, (640, 480)),
            ({"imageInfo.orientation": "Top-left"}, (640, 480)),
            ({"imageInfo.orientation": "Bottom-right"}, (640, 480)),
            ({"imageInfo.orientation": "Right-top"}, (480, 640)),
            ({"exif.Orientation.val": "Left-bottom"}, (480, 640)),
            ({"exif.Orientation.val": 6}, (480, 640)),
            ({"exif.Orientation.val": 3, "imageInfo.orientation": None}, (640, 480)),
        ],
    )
    def test_sizes_are_those_of_the_picture_as_it_is_shown(self, db, upload, told, size):
        (push,) = upload("Message", make_user(db).uid, PICTURE | told).pushes
        message = push.data["message"]
        assert (message["width"], message["height"]) == size

    @pytest.mark.parametrize(
        ("said", "length"),
        [("3000", 3000), ("", 0), ("x", 0), ("-5", 0), ("1e99", 0), ("nan", 0), ("1500.6", 1501)],
    )
    def test_a_length_that_only_the_client_knows(self, db, upload, said, length):
        values = {"mimeType": "audio/amr"}
        (push,) = upload("Message", make_user(db).uid, values, form={"length": said}).pushes
        assert push.data["message"]["length"] == length

    @pytest.mark.parametrize(
        ("filetype", "type_"), [("", "pic"), ("2", "vic"), ("3", "vdo"), ("9", "pic")]
    )
    def test_else_the_client_does(self, db, upload, filetype, type_):
        (push,) = upload(
            "Message", make_user(db).uid, {"mimeType": ""}, form={"filetype": filetype}
        ).pushes
        assert push.data["message"]["type"] == type_

    def test_the_token_s_target_wins(self, db, upload):
        friend, other = make_user(db), make_user(db)
        upload("Message", friend.uid, form={"toid": str(other.uid)})
        assert [row.toid for row in db.query(Message)] == [friend.uid]

    def test_else_the_form_s_counts(self, db, upload):
        friend = make_user(db)
        upload("Message", form={"toid": str(friend.uid)})
        assert [row.toid for row in db.query(Message)] == [friend.uid]

    @pytest.mark.parametrize("kind", ["Post", "PostWithFile"])
    def test_post(self, db, upload, me, kind):
        group = make_group(db, make_user(db))
        answer = upload(kind, form={"gid": str(group.gid), "content": "大家好"})
        postid = reply(answer)["result"]["postid"]
        assert reply(answer)["result"] == {"url": URL, "postid": postid}
        (push,) = answer.pushes
        assert (push.type, push.topic) == ("newpost", f"group:{group.gid}")
        post = push.data["post"]
        assert post.pop("time") > 0
        assert post == {
            "postid": postid, "uid": me.uid, "gid": group.gid, "group_id": group.gid,
            "content": "大家好", "type": "pic", "picture": URL, "width": 640, "height": 480,
            "video": None, "voice": None, "length": None,
            "like": 0, "replycount": 0, "excount": 0, "ilike": False,
        }  # fmt: skip
        assert Post.get(db, postid).old == 1

    @pytest.mark.parametrize(
        ("values", "name", "length"), [(VOICE, "voice", 1500), (VIDEO, "video", 7250)]
    )
    def test_post_of_a_sound_or_film(self, db, upload, me, values, name, length):
        group = make_group(db, me)
        post = Post.get(db, reply(upload("Post", group.gid, values))["result"]["postid"])
        assert getattr(post, name) == URL
        assert (getattr(post, f"{name}len"), post.width) == (length, None)

    def test_further_file(self, db, upload, call, me):
        post = make_post(db, me, make_group(db, me))
        answer = upload("PostEx", post.postid, VIDEO, form={"postid": "1"})
        did = reply(answer)["result"]["did"]
        assert reply(answer)["result"] == {"url": URL, "did": did}
        shown = call("post.readex", {"postid": post.postid}, uid=me.uid).result["exdata"]
        assert shown == [
            {"did": did, "postid": post.postid, "type": "vdo", "video": URL, "length": 7250}
        ]
        db.refresh(post)
        assert post.excount == 1

    def test_album(self, db, upload, call, me):
        did = reply(upload("UserExMedia", form={"text": "海", "userid": "1"}))["result"]["did"]
        (shown,) = call("album.read", {"uid": me.uid}, uid=me.uid).result["medias"]
        assert shown.pop("time") > 0
        assert shown == {
            "did": did, "uid": me.uid, "type": "pic", "text": "海", "picture": URL,
            "width": 640, "height": 480,
        }  # fmt: skip

    def test_icon_of_a_circle(self, db, call):
        circle = make_circle(db)
        token = upload_tokens.token(
            Ctx(db, NOBODY, int(time.time())), 0, "CircleIcon", circle.cid, BASE
        )
        answer = tell(call, "CircleIcon", body_of(token.token))
        assert reply(answer) == {"errno": 0, "error": "Success", "url": URL}
        assert Circle.get(db, circle.cid).icon_url == URL


class TestRefused:
    """Refused with status 200, and only the reply is stored."""

    def test_no_right_to_post(self, db, upload, me):
        group = make_group(db, make_user(db), only_member_speak=1)
        answer = upload("Post", group.gid)
        assert reply(answer)["errno"] == 2
        assert reply(answer)["result"] == {}
        assert answer.pushes == []
        assert db.query(Post).count() == 0

    def test_rights_count_at_the_callback(self, db, call, ask, me):
        group = make_group(db, make_user(db), only_member_speak=1)
        member = enter(db, group, me)
        body = body_of(ask("Post", group.gid).result["token"])
        db.delete(member)
        db.flush()
        assert reply(tell(call, "Post", body))["errno"] == 2

    @pytest.mark.parametrize(
        ("kind", "form", "errno"),
        [
            ("Post", {"gid": str(2**40)}, 3),
            ("Post", {"gid": ""}, 6),
            ("Post", {"gid": "0"}, 6),
            ("Post", {"gid": "9" * 30}, 6),
            ("Post", {"gid": "٣"}, 6),
            ("Post", {"gid": "1", "content": "a" * 4097}, 6),
            ("Message", {"toid": str(2**40)}, 3),
            ("Message", {"toid": "x"}, 6),
            ("UserExMedia", {"text": "a" * 257}, 6),
            ("UserExMedia", {"text": "a\0b"}, 6),
        ],
    )
    def test_bad_fields(self, db, upload, kind, form, errno):
        assert reply(upload(kind, form=form))["errno"] == errno
        assert [db.query(table).count() for table in (Post, Message, AlbumMedia)] == [0, 0, 0]

    def test_a_name_of_its_own(self, db, upload, me):
        answer = upload("HeadImg", values=PICTURE | {"key": "mine.jpg"})
        assert reply(answer)["errno"] == 6
        assert User.get(db, me.uid).headpic is None

    def test_a_post_that_went_away(self, db, call, ask, me):
        post = make_post(db, me, make_group(db, me))
        body = body_of(ask("PostEx", post.postid).result["token"])
        post.delete(db)
        assert reply(tell(call, "PostEx", body))["errno"] == 3
        assert db.query(PostMedia).count() == 0

    def test_a_user_who_went_away(self, db, call, ask, me):
        body = body_of(ask("HeadImg").result["token"])
        db.delete(me)
        db.flush()
        assert reply(tell(call, "HeadImg", body))["errno"] == 3


class TestWordList:
    @pytest.fixture(autouse=True)
    def known(self, db):
        moderation.forget()
        for word, level in (("bad", "refuse"), ("odd", "review"), ("rude", "mask")):
            ModerationWord.put(db, [word], level, 1)
        yield
        moderation.forget()

    @pytest.mark.parametrize(
        ("kind", "word", "of"),
        [("Message", "content", Message), ("Post", "content", Post), ("UserExMedia", "text", None)],
    )
    def test_texts_of_uploads(self, db, upload, me, kind, word, of):
        table, column = (of, of.content) if of else (AlbumMedia, AlbumMedia.text)
        target = str(make_user(db).uid if kind == "Message" else make_group(db, me).gid)
        form = {"toid": target} if kind == "Message" else {"gid": target}
        assert reply(upload(kind, form=form | {word: "b a d"}))["errno"] == 8
        assert db.scalars(select(table)).all() == []
        for text, shown, reports in (("rude", "****", 0), ("odd", "odd", 1)):
            assert reply(upload(kind, form=form | {word: text}))["errno"] == 0
            assert shown in db.scalars(select(column)).all()
            assert len(db.scalars(select(Report)).all()) == reports


class TestHook:
    """The hook checks the files themselves."""

    @pytest.fixture(autouse=True)
    def level(self, monkeypatch):
        self.asked, self.says = [], "refuse"

        def judge(question):
            self.asked.append(question)
            return self.says

        monkeypatch.setattr(hook, "judge", judge)

    def test_a_refused_file_is_shown_nowhere_and_goes(self, db, upload, me):
        assert reply(upload("HeadImg"))["errno"] == 8
        db.expire_all()
        assert me.headpic is None
        (question,) = self.asked
        asked = (question.uid, question.func, question.texts)
        assert asked == (me.uid, "upload.HeadImg", {})
        (url,) = question.pictures
        (dropped,) = db.scalars(select(DroppedFile)).all()
        assert url.endswith(f"/{dropped.name}")

    @pytest.mark.parametrize(
        ("kind", "reported"),
        [("HeadImg", "user"), ("BackgroundImg", "user"), ("Message", "message"),
         ("Post", "post"), ("UserExMedia", "album"), ("PostEx", "post")],
    )  # fmt: skip
    def test_operations_look_at_what_it_wants_looked_at(self, db, upload, me, kind, reported):
        self.says = "review"
        group = make_group(db, me)
        targets = {"Message": make_user(db).uid, "Post": group.gid,
                   "PostEx": make_post(db, me, group).postid}  # fmt: skip
        assert reply(upload(kind, targets.get(kind, 0)))["errno"] == 0
        report = db.scalars(select(Report)).one()
        assert (report.kind, report.owner, report.text) == (reported, me.uid, "hook")
