"""album.*"""

import pytest

from models import AlbumMedia, Endorsement
from tests.factories import make_user

PICTURE = "https://img.example.com/FkQ2"


def make_entry(db, user, type_="pic", **columns):
    files = {"pic": {"picture": PICTURE}, "vdo": {"video": PICTURE}, "vic": {"voice": PICTURE}}
    row = AlbumMedia(uid=user.uid, type=type_, **(files[type_] | columns))
    db.add(row)
    db.flush()
    return row


def make_endorser(db, **columns):
    user = make_user(db)
    db.add(Endorsement(uid=user.uid, **({"endorsement_type": 1} | columns)))
    db.flush()
    return user


def dids(answer):
    (medias,) = answer.result.values()
    return [media["did"] for media in medias]


class TestAdd:
    @pytest.mark.parametrize(
        ("filetype", "keys"),
        [
            (1, {"type": "pic", "picture": PICTURE, "width": 640, "height": 480}),
            (2, {"type": "vic", "voice": PICTURE, "length": 3000}),
            ("3", {"type": "vdo", "video": PICTURE, "length": 3000}),
        ],
    )
    def test_what_does_not_belong_is_dropped(self, db, call, filetype, keys):
        user = make_user(db)
        sizes = {"width": "640", "height": 480, "length": 3000}
        parm = {"url": PICTURE, "filetype": filetype, "content": "海边", **sizes}
        answer = call("album.add", parm, uid=user.uid, now=1401990700)
        (media,) = call("album.read", {"uid": user.uid}, uid=user.uid).result["medias"]
        common = {"uid": user.uid, "text": "海边", "time": 1401990700}
        assert media == {"did": answer.result["did"], **common, **keys}

    @pytest.mark.parametrize(("filetype", "keys"), [(1, set()), (2, {"length"}), (3, {"length"})])
    def test_unknown_sizes(self, db, call, filetype, keys):
        user = make_user(db)
        parm = {"url": PICTURE, "filetype": filetype, "width": "", "length": ""}
        call("album.add", parm, uid=user.uid)
        (media,) = call("album.read", {"uid": user.uid}, uid=user.uid).result["medias"]
        assert media["text"] == ""
        assert keys == set(media) & {"width", "height", "length"}
        assert media.get("length", 0) == 0

    @pytest.mark.parametrize(
        "parm",
        [
            {"filetype": 1},
            {"url": PICTURE},
            {"url": PICTURE, "filetype": 0},
            {"url": PICTURE, "filetype": 4},
            {"url": "ftp://x", "filetype": 1},
            {"url": PICTURE + "\n", "filetype": 1},
            {"url": PICTURE, "filetype": 1, "content": "x" * 257},
            {"url": PICTURE, "filetype": 1, "width": -1},
        ],
    )
    def test_bad_parameters(self, db, call, parm):
        assert call("album.add", parm, uid=make_user(db).uid).errno == 6


class TestRead:
    def test_newest_first_and_paging(self, db, call):
        owner, me = make_user(db), make_user(db)
        entries = [make_entry(db, owner).did for _ in range(12)]
        make_entry(db, me)
        first = call("album.read", {"uid": owner.uid}, uid=me.uid)
        assert dids(first) == entries[:1:-1]
        rest = call("album.read", {"uid": owner.uid, "before": entries[2]}, uid=me.uid)
        assert dids(rest) == entries[1::-1]

    def test_0_is_no_bound(self, db, call):
        endorser = make_endorser(db)
        made = make_entry(db, endorser).did
        answer = call("album.read", {"uid": endorser.uid, "before": 0}, uid=endorser.uid)
        assert dids(answer) == [made]
        assert dids(call("album.endorsements", {"pos": "0"}, uid=endorser.uid)) == [made]

    @pytest.mark.parametrize(("count", "expected"), [(0, 1), (2, 2), (9223372036854775807, 3)])
    def test_count_is_clamped(self, db, call, count, expected):
        owner = make_user(db)
        for _ in range(3):
            make_entry(db, owner)
        answer = call("album.read", {"uid": owner.uid, "count": count}, uid=owner.uid)
        assert len(answer.result["medias"]) == expected

    def test_dialects(self, db, call):
        owner = make_user(db)
        made = {kind: make_entry(db, owner, kind).did for kind in ("vdo", "pic", "vic")}
        parm = {"uid": owner.uid}
        assert set(dids(call("album.read", parm, uid=owner.uid))) == set(made.values())
        assert dids(call("album.read", parm, uid=owner.uid, legacy=True)) == [made["pic"]]

    def test_empty_and_unknown(self, db, call):
        user = make_user(db)
        assert call("album.read", {"uid": user.uid}, uid=user.uid).result == {"medias": []}
        assert call("album.read", {"uid": 10**9}, uid=user.uid).errno == 3


class TestDelete:
    def test_own_other_and_none(self, db, call):
        owner, other = make_user(db), make_user(db)
        did = make_entry(db, owner).did
        assert call("album.delete", {"did": did}, uid=other.uid).errno == 2
        assert call("album.delete", {"did": did}, uid=owner.uid).result == {}
        assert call("album.delete", {"did": did}, uid=owner.uid).errno == 3
        assert call("album.read", {"uid": owner.uid}, uid=owner.uid).result == {"medias": []}


class TestEndorsements:
    def test_of_endorsers_only_newest_first(self, db, call):
        me, first, second = make_user(db), make_endorser(db), make_endorser(db)
        former = make_endorser(db, endorsement_type=0)
        entries = [make_entry(db, user).did for user in (first, second, first, me, former)]
        assert dids(call("album.endorsements", uid=me.uid)) == entries[2::-1]
        page = {"pos": entries[2], "count": 1}
        assert dids(call("album.endorsements", page, uid=me.uid)) == [entries[1]]

    def test_default_count(self, db, call):
        endorser = make_endorser(db)
        for _ in range(21):
            make_entry(db, endorser)
        assert len(dids(call("album.endorsements", uid=endorser.uid))) == 20
        everything = call("album.endorsements", {"count": 9223372036854775807}, uid=endorser.uid)
        assert len(dids(everything)) == 21

    def test_dialects(self, db, call):
        endorser = make_endorser(db)
        picture, voice = (make_entry(db, endorser, kind).did for kind in ("pic", "vic"))
        assert dids(call("album.endorsements", uid=endorser.uid)) == [voice, picture]
        assert dids(call("album.endorsements", uid=endorser.uid, legacy=True)) == [picture]

    def test_nobody(self, db, call):
        assert call("album.endorsements", uid=make_user(db).uid).result == {"media": []}
