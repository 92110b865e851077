"""Tokens as the local store reads them."""

import json
import time

import pytest
from qiniu import Auth
from qiniu.utils import urlsafe_base64_encode

from services.media.local import BUCKET, keys
from services.media.server.policy import Refused, read


def made(**policy):
    return keys().upload_token(BUCKET, None, 3600, policy)


def test_a_good_one():
    policy = read(keys(), made(saveKey="$(etag)", forceSaveKey=True, fsizeLimit=5, returnBody="x"))
    assert (policy.save_key, policy.force_save_key, policy.return_body) == ("$(etag)", True, "x")
    assert policy.deadline > time.time() + 3500


def changed(**values):
    access, signature, _ = made(fsizeLimit=5).split(":")
    text = json.dumps(Auth.up_token_decode(made(fsizeLimit=5))[2] | values)
    return ":".join([access, signature, urlsafe_base64_encode(text)])


@pytest.mark.parametrize(
    "token",
    [
        "", "a", "a:b", "a:b:c", "a:b:c:d", "local:é:ü", "local:x:bm90IGpzb24=", "local:x:W10=",
        changed(fsizeLimit=0), changed(callbackUrl="http://other"), changed(deadline=2**40),
    ],
)  # fmt: skip
def test_a_bad_one(token):
    with pytest.raises(Refused, match="bad token") as refused:
        read(keys(), token)
    assert refused.value.status == 401


def test_of_other_keys():
    with pytest.raises(Refused, match="bad token"):
        read(keys(), Auth("local", "other secret").upload_token(BUCKET))
    with pytest.raises(Refused, match="bad token"):
        read(keys(), Auth("other", "other secret").upload_token(BUCKET))


def test_expired():
    with pytest.raises(Refused, match="expired"):
        read(keys(), keys().upload_token(BUCKET, None, -1))


def test_for_another_bucket():
    with pytest.raises(Refused, match="no such bucket"):
        read(keys(), keys().upload_token("other"))


def test_sizes():
    policy = read(keys(), made(fsizeLimit=5))
    policy.check_size(5)
    with pytest.raises(Refused, match="too large"):
        policy.check_size(6)


@pytest.mark.parametrize(
    ("limit", "mime", "good"),
    [
        ("", "text/html", True),
        ("image/*", "image/png", True),
        ("image/*;audio/*", "audio/amr", True),
        ("image/*;audio/*", "video/mp4", False),
        ("image/png", "image/pngx", False),
        ("!text/*", "text/html", False),
        ("!text/*", "image/png", True),
    ],
)
def test_types(limit, mime, good):
    policy = read(keys(), made(mimeLimit=limit))
    if good:
        policy.check_type(mime)
    else:
        with pytest.raises(Refused, match="not allowed"):
            policy.check_type(mime)
