"""Upload tokens."""

import json
import time

import pytest

from services.media import local
from services.media.local import LocalStore
from services.media.server import policy as policies
from services.media.store import TOKEN_SECONDS
from tests.factories import make_group, make_post, make_user
from tests.services.media.callbacks import BASE, body_of, policy_of
from wire.uploads import KINDS


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
        configure("service", public_url="https://api.example/app/")
        configure("media", url="https://m.example")
        answer = ask("HeadImg")
        assert answer.result["upload_url"] == "https://m.example/"
        policy = policy_of(answer.result["token"])
        assert policy["callbackUrl"] == "https://api.example/app/upload/HeadImgDone"


def test_files_have_the_store_s_address():
    assert LocalStore().download_base("http://[::1]:8000") == "http://[::1]:8080"
