"""Four files, and everything that may name the first of them."""

from sqlalchemy import select

from models import (
    AlbumMedia,
    CircleBoard,
    CircleLink,
    ClientData,
    DroppedFile,
    EndorsementItem,
    PostReply,
    User,
)
from tests.factories import (
    make_circle,
    make_goods,
    make_group,
    make_invite,
    make_message,
    make_post,
    make_shop,
)
from tests.services.media.callbacks import BASE

NAMES = [f"F{number:027}" for number in range(4)]


def url(number=0):
    return f"{BASE}:8080/{NAMES[number]}"


def noted(db):
    return set(db.scalars(select(DroppedFile.name)))


def board_of(db, words):
    db.add(CircleBoard(cid=make_circle(db).cid, board=words))


def link_of(db, **columns):
    db.add(CircleLink(cid=make_circle(db).cid, **({"title": "a", "url": "http://a"} | columns)))


def data_of(db, me, words):
    db.add(ClientData(uid=me.uid, data=words))


USES = {
    "another post": lambda db, me: make_post(db, me, make_group(db, me), picture=url()),
    "a further medium": lambda db, me: make_post(
        db, me, make_group(db, me), pictures=[url(1), url()]
    ),
    "a circle post": lambda db, me: make_post(db, me, make_circle(db), video=url()),
    "the text of a post": lambda db, me: make_post(
        db, me, make_group(db, me), content=f"看:{url()}，好"
    ),
    "a reply": lambda db, me: db.add(
        PostReply(
            postid=make_post(db, me, make_group(db, me)).postid,
            uid=me.uid, owner=me.uid, content=url(),
        )
    ),
    "a message": lambda db, me: make_message(db, 1, me.uid, type="vic", voice=url(), content=None),
    "the text of a message": lambda db, me: make_message(db, 1, me.uid, content=f"<{url()}>"),
    "an encoded address": lambda db, me: make_message(
        db, 1, me.uid, content=f"http://a/?to=http%3A%2F%2Fservice.example%253A8080%252f{NAMES[0]}"
    ),
    "a bare name": lambda db, me: make_message(db, 1, me.uid, content=NAMES[0]),
    "an album": lambda db, me: db.add(AlbumMedia(uid=me.uid, type="vdo", video=url())),
    "the text of an album": lambda db, me: db.add(
        AlbumMedia(uid=me.uid, type="vdo", video="http://a/b", text=url())
    ),
    "a head picture": lambda db, me: User.change(db, me.uid, {"headpic": f"{url()}?v=1"}),
    "a style of the store": lambda db, me: User.change(db, me.uid, {"headpic": f"{url()}-small"}),
    "a background": lambda db, me: User.change(db, me.uid, {"background_image": url()}),
    "a signature": lambda db, me: User.change(db, me.uid, {"signature": url()}),
    "an invitation": lambda db, me: make_invite(db, me, "13800000001", headpic=url()),
    "a group's board": lambda db, me: make_group(db, me, board=f"群公告 {url()}"),
    "an icon": lambda db, me: make_circle(db, icon_url=url()),
    "a poster": lambda db, me: make_circle(db, poster_url=url()),
    "an old board": lambda db, me: board_of(db, url()),
    "a link": lambda db, me: link_of(db, url=f"http://a/show#{url()}"),
    "the icon of a link": lambda db, me: link_of(db, icon_url=url()),
    "goods": lambda db, me: make_goods(db, show_post_url=url()),
    "the description of goods": lambda db, me: make_goods(db, productdesc=f'<img src="{url()}">'),
    "what goods show": lambda db, me: make_goods(db, show_info={"pictures": [{"a": url()}]}),
    "what a shop shows": lambda db, me: make_shop(db, show_info={"logo": url()}),
    "an endorser": lambda db, me: db.add(EndorsementItem(uid=me.uid, mid=1, slogan=url())),
    "client data": lambda db, me: data_of(db, me, f'{{"a":["{url()}"]}}'),
    "client data, escaped": lambda db, me: data_of(
        db, me, f'{{"a":"x\\n{NAMES[0]}\\n","b":"http:\\/\\/service.example"}}'
    ),
    "another address": lambda db, me: make_message(
        db, 1, me.uid, type="pic", picture=f"https://cdn.example/a/{NAMES[0]}#x"
    ),
}  # fmt: skip
