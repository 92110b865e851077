"""Files that nothing shows any more, and replies to callbacks that nobody repeats."""

import pytest
from sqlalchemy import select, text

from models import AlbumMedia, DroppedFile, UploadCallback, User, erasure
from models.upload_callback import KEPT_SECONDS
from services import media as stores
from services.media.local import LocalStore
from services.media.server import files
from tasks.jobs import media
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_circle, make_group, make_invite, make_message, make_post, make_user
from tests.services.media.callbacks import BASE

NAMES = [f"F{number:027}" for number in range(4)]


def url(number=0):
    return f"{BASE}:8080/{NAMES[number]}"


@pytest.fixture
def store(tmp_path, configure, monkeypatch):
    """A local store with four files."""
    configure("media", dir=str(tmp_path))
    for name in NAMES:
        arrived = files.new_path()
        arrived.write_bytes(b"data")
        files.keep(name, arrived, "image/jpeg")
    store = LocalStore()
    monkeypatch.setattr(stores, "store", lambda: store)
    return store


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def drop(db, store):
    """Run the job `after` so many seconds; the numbers of the files that are left."""

    def run(after=media.GRACE_SECONDS + 1):
        last = db.scalar(select(DroppedFile.time).order_by(DroppedFile.time.desc()))
        media.drop_files(Ctx(db, NOBODY, (last or 0) + after))
        return [number for number, name in enumerate(NAMES) if files.find(name)]

    return run


def test_of_a_deleted_post_with_all_it_had(db, call, drop, me):
    post = make_post(
        db, me, make_group(db, me), pictures=[url(0), url(1)], voice=f"{url(2)}?imageView2/1"
    )
    assert call("post.delete", {"postid": post.postid}, uid=me.uid).errno == 0
    assert drop(after=media.GRACE_SECONDS - 1) == [0, 1, 2, 3]
    assert drop() == [3]
    assert db.query(DroppedFile).count() == 0


def test_of_a_deleted_album_entry(db, call, drop, me):
    did = call("album.add", {"url": url(), "filetype": 2}, uid=me.uid).result["did"]
    assert call("album.delete", {"did": did}, uid=me.uid).errno == 0
    assert drop() == [1, 2, 3]


def test_of_posts_that_went_with_their_group_or_author(db, call, drop, me):
    make_post(db, me, make_group(db, me), pictures=[url(0), url(1)])
    group = make_group(db, make_user(db))
    make_post(db, me, group, video=url(2))
    assert call("group.delete", {"gid": group.gid}, uid=group.creator).errno == 0
    assert drop() == [0, 1, 3]
    erasure.erase(db, me.uid)
    assert drop() == [3]


USES = {
    "another post": lambda db, me: make_post(db, me, make_group(db, me), picture=url()),
    "a further medium": lambda db, me: make_post(
        db, me, make_group(db, me), pictures=[url(1), url()]
    ),
    "a circle post": lambda db, me: make_post(db, me, make_circle(db), video=url()),
    "a message": lambda db, me: make_message(db, 1, me.uid, type="vic", voice=url(), content=None),
    "an album": lambda db, me: db.add(AlbumMedia(uid=me.uid, type="vdo", video=url())),
    "a head picture": lambda db, me: User.change(db, me.uid, {"headpic": f"{url()}?v=1"}),
    "a background": lambda db, me: User.change(db, me.uid, {"background_image": url()}),
    "an invitation": lambda db, me: make_invite(db, me, "13800000001", headpic=url()),
    "an icon": lambda db, me: make_circle(db, icon_url=url()),
    "another address": lambda db, me: make_message(
        db, 1, me.uid, type="pic", picture=f"https://cdn.example/a/{NAMES[0]}#x"
    ),
}  # fmt: skip


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_what_is_shown_elsewhere_stays(db, drop, me, use):
    make_post(db, me, make_group(db, me), picture=url()).delete(db)
    use(db, me)
    db.flush()
    assert drop() == [0, 1, 2, 3]
    assert db.query(DroppedFile).count() == 0


def test_addresses_that_name_no_file_of_a_store_are_left_alone(db, me, drop):
    for picture in ("http://a/b.jpg", f"http://a/{NAMES[0]}.jpg", f"http://a/x{NAMES[0]}"):
        make_post(db, me, make_group(db, me), picture=picture).delete(db)
    assert db.query(DroppedFile).count() == 0


def test_a_store_that_fails_is_asked_again(db, store, drop, me, monkeypatch):
    def fail(names):
        raise stores.StoreFailed("away")

    make_post(db, me, make_group(db, me), picture=url()).delete(db)
    monkeypatch.setattr(store, "delete", fail)
    assert drop() == [0, 1, 2, 3]
    monkeypatch.undo()
    again = db.scalar(select(DroppedFile.time))
    assert again > 0
    assert db.query(DroppedFile).count() == 1


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("messages", "num_nonnulls(picture, video, voice) > 0 AND "
         "media_name(coalesce(picture, video, voice)) = 'a'"),
        ("posts", "video IS NOT NULL AND media_name(video) = 'a'"),
        ("users", "headpic IS NOT NULL AND media_name(headpic) = 'a'"),
        ("invites", "headpic IS NOT NULL AND media_name(headpic) = 'a'"),
    ],
)  # fmt: skip
def test_indexes_find_who_shows_a_file(db, table, condition):
    db.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "\n".join(db.scalars(text(f"EXPLAIN SELECT FROM {table} WHERE {condition}")))
    assert "_name" in plan, plan


def test_old_replies_are_forgotten(db):
    for name, age in (("old", KEPT_SECONDS + 1), ("new", 10)):
        db.add(UploadCallback(reqid=name, kind="Post", reply={}, create_time=10**9 - age))
    db.flush()
    assert media.clean_up(Ctx(db, NOBODY, 10**9)) == 1
    assert db.scalars(select(UploadCallback.reqid)).all() == ["new"]
