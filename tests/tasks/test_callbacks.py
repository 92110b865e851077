"""Upload tokens and the store's callbacks."""

import json
import time

import pytest
from qiniu import Auth

from models import AlbumMedia, Circle, Message, Post, PostMedia, UploadCallback, User
from services.media import local
from services.media.local import LocalStore
from services.media.server import policy as policies
from services.media.store import TOKEN_SECONDS
from tasks import uploads
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import enter, make_circle, make_group, make_post, make_session, make_user
from tests.media.callbacks import (
    BASE,
    HASH,
    PICTURE,
    URL,
    VIDEO,
    VOICE,
    body_of,
    old_signature,
    policy_of,
    signature,
    tell,
)
from wire.uploads import KINDS

SESSION = "A" * 24


@pytest.fixture
def me(db):
    user = make_user(db)
    make_session(db, user, SESSION)
    return user


@pytest.fixture
def ask(call, me):
    """Ask for a token by HTTP; `ask("Post", 5)`."""

    def run(kind, target=0, sessionid=SESSION):
        parm = {"sessionid": sessionid, "kind": kind, "base": BASE, "target": target}
        return call("callbacks.token", parm)

    return run


@pytest.fixture
def upload(call, ask):
    """Upload a picture, or what the magic variables say: the reply to the store."""

    def run(kind, target=0, values=None, **options):
        fields = {f"x:{name}": text for name, text in options.pop("form", {}).items()}
        body = body_of(ask(kind, target).result["token"], **((values or PICTURE) | fields))
        return tell(call, kind, body, **options)

    return run


def reply(answer):
    assert answer.errno == 0, answer.error
    return answer.result["reply"]


class TestToken:
    @pytest.mark.parametrize("kind", [one for one in KINDS.values() if not one.needed])
    def test_says_who_and_what_and_nothing_else_is_up_to_the_client(self, ask, me, kind):
        answer = ask(kind.name)
        assert (answer.errno, answer.result.keys()) == (0, {"token", "upload_url"})
        assert answer.result["upload_url"] == f"{BASE}:8080/"
        policy = policies.read(local.keys(), answer.result["token"])
        assert (policy.scope, policy.save_key, policy.force_save_key) == ("media", "$(etag)", True)
        assert policy.fsize_limit == 50 * 1024 * 1024
        assert policy.mime_limit == "image/*;audio/*;video/*"
        assert TOKEN_SECONDS - 5 < policy.deadline - time.time() <= TOKEN_SECONDS
        if kind.name == "Image":
            assert policy.callback_url == ""
        else:
            body = json.loads(body_of(answer.result["token"]))
            assert (body["uid"], body["kind"], body["target"]) == (me.uid, kind.name, 0)
            assert policy.callback_url.endswith(kind.done)

    def test_pictures_need_no_callback(self, ask):
        policy = policy_of(ask("Image").result["token"])
        url = f"{BASE}:8080/$(key)"
        assert json.loads(policy["returnBody"]) == {"errno": 0, "error": "Success", "url": url}
        assert "callbackBody" not in policy

    def test_by_websocket(self, call, me):
        answer = call("tools.qiniu_uploadtoken", uid=me.uid)
        assert (answer.errno, answer.result.keys()) == (0, {"token", "upload_url"})
        assert policy_of(answer.result["token"])["returnBody"]
        assert call("tools.qiniu_uploadtoken").errno == 1

    def test_needs_a_session(self, ask):
        assert ask("Post", sessionid="B" * 24).errno == 1

    def test_of_no_kind(self, ask):
        assert ask("Nothing").errno == 6

    def test_for_a_post_of_mine_only(self, db, ask, me):
        group = make_group(db, me)
        mine, other = make_post(db, me, group), make_post(db, make_user(db), group)
        assert ask("PostEx", mine.postid).errno == 0
        assert ask("PostEx", other.postid).errno == 2
        assert ask("PostEx", 2**40).errno == 3
        assert ask("PostEx").errno == 6

    def test_behind_a_public_address(self, configure, ask):
        configure(
            "services.media.local",
            public_url="https://api.example/app/",
            media_url="https://m.example",
        )
        answer = ask("HeadImg")
        assert answer.result["upload_url"] == "https://m.example/"
        policy = policy_of(answer.result["token"])
        assert policy["callbackUrl"] == "https://api.example/app/upload/HeadImgDone"


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
            ({"mimeType": "video/mp4"}, {"type": "vdo", "video": URL, "length": 0}),
            (VIDEO | {"avinfo.format.duration": "N/A"}, {"type": "vdo", "video": URL, "length": 0}),
        ],
    )  # fmt: skip
    def test_the_content_decides_what_it_is(self, db, upload, values, shown):
        form = {"filetype": "1", "length": "88888", "content": "看"}
        (push,) = upload("Message", make_user(db).uid, values, form=form).pushes
        common = {"msgid", "uid", "fromid", "toid", "time"}
        message = {name: one for name, one in push.data["message"].items() if name not in common}
        assert message == shown | {"content": "看"}

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
        token = uploads.token(Ctx(db, NOBODY, int(time.time())), 0, "CircleIcon", circle.cid, BASE)
        answer = tell(call, "CircleIcon", body_of(token.token))
        assert reply(answer) == {"errno": 0, "error": "Success", "url": URL}
        assert Circle.get(db, circle.cid).icon_url == URL


class TestRefused:
    """With status 200, and nothing is left but the reply."""

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


class TestForged:
    """Not the store: errno 2, which the endpoint turns into status 403, and nothing happened."""

    @pytest.fixture(autouse=True)
    def nothing_happened(self, db, me):
        yield
        db.expire_all()
        assert User.get(db, me.uid).headpic is None
        assert [db.query(table).count() for table in (AlbumMedia, UploadCallback)] == [0, 0]

    @pytest.mark.parametrize(
        "sign",
        [
            lambda url, body: "",
            lambda url, body: "Qiniu",
            lambda url, body: "QBox local:x",
            lambda url, body: signature(url, body) + "x",
            lambda url, body: signature(url, body + " "),
            lambda url, body: signature(url.replace("HeadImg", "Post"), body),
            lambda url, body: signature(url, body, Auth("local", "other")),
            lambda url, body: signature(url, body, content_type="text/plain"),
            lambda url, body: old_signature(f"{url}?a=1", body),
        ],
    )
    def test_signature(self, upload, sign):
        assert upload("HeadImg", sign=sign).errno == 2

    @pytest.mark.parametrize("sign", [signature, old_signature])
    @pytest.mark.parametrize(
        "change",
        [{"uid": 7}, {"target": 7}, {"until": 2**40}, {"base": "http://other"}, {"seal": "é"}],
    )
    def test_seal(self, call, ask, sign, change):
        body = json.loads(body_of(ask("HeadImg").result["token"])) | change
        assert tell(call, "HeadImg", json.dumps(body), sign=sign).errno == 2

    def test_kind(self, call, ask):
        body = body_of(ask("UserExMedia").result["token"])
        assert tell(call, "HeadImg", body).errno == 2
        moved = json.dumps(json.loads(body) | {"kind": "HeadImg"})
        assert tell(call, "HeadImg", moved).errno == 2

    def test_late(self, call, ask):
        body = body_of(ask("HeadImg").result["token"])
        late = int(time.time()) + 3600 + 660
        assert tell(call, "HeadImg", body, now=late).errno == 2

    @pytest.mark.parametrize("body", ["", "[]", "{}", "no JSON", '{"uid":"x"}', "[" * 200])
    def test_no_body(self, call, body):
        assert reply(tell(call, "HeadImg", body))["errno"] == 6


class TestRepeated:
    def test_the_older_signature_is_good_too(self, db, upload, me):
        assert reply(upload("HeadImg", sign=old_signature))["errno"] == 0

    def test_gets_the_first_reply(self, db, call, ask, me):
        body = body_of(ask("UserExMedia").result["token"])
        first = tell(call, "UserExMedia", body, reqid="one")
        for reqid in ("one", "two", "one", "two", ""):
            again = tell(call, "UserExMedia", body, reqid=reqid)
            assert reply(again) == reply(first)
            assert again.pushes == []
        assert db.query(AlbumMedia).count() == 1

    def test_by_the_request_id_alone(self, db, call, ask):
        token = ask("UserExMedia").result["token"]
        first = tell(call, "UserExMedia", body_of(token), reqid="one")
        assert reply(tell(call, "UserExMedia", body_of(token), reqid="one")) == reply(first)
        assert db.query(AlbumMedia).count() == 1

    def test_a_refusal_too(self, db, call, ask, me):
        group = make_group(db, make_user(db), only_member_speak=1)
        body = body_of(ask("Post", group.gid).result["token"])
        assert reply(tell(call, "Post", body, reqid="one"))["errno"] == 2
        enter(db, group, me)
        assert reply(tell(call, "Post", body, reqid="one"))["errno"] == 2
        assert db.query(Post).count() == 0

    def test_also_when_it_comes_late(self, call, ask):
        body = body_of(ask("UserExMedia").result["token"])
        first = tell(call, "UserExMedia", body, reqid="one")
        late = int(time.time()) + 10_000
        assert reply(tell(call, "UserExMedia", body, reqid="one", now=late)) == reply(first)

    def test_a_token_is_good_for_any_number_of_files(self, db, call, ask):
        token = ask("UserExMedia").result["token"]
        dids = {reply(tell(call, "UserExMedia", body_of(token)))["result"]["did"] for _ in range(3)}
        assert len(dids) == db.query(AlbumMedia).count() == 3


def test_files_have_the_store_s_address():
    assert LocalStore().download_base("http://[::1]:8000") == "http://[::1]:8080"
    assert HASH in URL


def test_repeats_at_once_have_one_effect(parallel):
    with parallel.database() as db:
        me = make_user(db)
        now = Ctx(db, NOBODY, int(time.time()))
        body = body_of(uploads.token(now, me.uid, "UserExMedia", base=BASE).token)
    url = f"{BASE}/upload/UserExMediaDone"
    same = {"kind": "UserExMedia", "url": url, "body": body, "content_type": "application/json"}
    same |= {"authorization": signature(url, body), "headers": {"Host": "service.example"}}
    parms = [same | {"reqid": f"r{number % 5}"} for number in range(40)]
    replies = [one["result"]["reply"] for one in parallel.calls("callbacks.uploaded", parms)]
    assert all(one == replies[0] for one in replies)
    with parallel.database() as db:
        assert db.query(AlbumMedia).count() == 1
