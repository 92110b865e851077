"""Circles: membership, roles, announcements and posts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from models import (
    Circle,
    CircleBoard,
    CircleCode,
    CircleLink,
    CircleMember,
    CircleRole,
    Delivery,
    JoinRequest,
    Merchandise,
    Post,
    User,
    meeting,
)
from push.pushes import AcceptJoinCircle, EventPush, NewLike, NewReply, RequestJoinCircle
from settings import settings
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared import posting
from tasks.shared.friendship import befriend
from tasks.shared.pages import has_more, place_before
from tasks.shared.post_views import circle_posts
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import all_of, of
from wire.objects import circle as objects
from wire.objects.post import CirclePost, EmbeddedReply, Like
from wire.rates import POST_BURST
from wire.reading import AlsoCalled
from wire.types import (
    Cid,
    Content,
    Count100,
    Count200,
    Count500,
    Cursor,
    Id,
    Offset,
    OptionalId,
    Pictures,
    PostId,
    ReplyText,
    RoleId,
    Seconds,
    Uid,
    Vcode,
)

PAGE = 100
ASKED_AGAIN_SECONDS = 24 * 3600


class Info(msgspec.Struct):
    circle: objects.Circle
    roles: list[objects.Role]


class HasRole(msgspec.Struct):
    role: objects.Role


class Code(msgspec.Struct):
    vcode: str
    timeout: int


class Joined(msgspec.Struct):
    circle: objects.Place


class Asked(msgspec.Struct):
    circle: objects.Place | UnsetType = UNSET


class Members(msgspec.Struct):
    users: list[objects.CircleMember]
    more: bool | UnsetType = UNSET


class Mine(msgspec.Struct):
    circles: list[objects.MyCircle]


class Boards(msgspec.Struct):
    boards: list[objects.Board]


class Posts(msgspec.Struct):
    posts: list[CirclePost]


class NewPosts(msgspec.Struct):
    posts: list[CirclePost]
    more: bool | UnsetType = UNSET


class Posted(msgspec.Struct):
    postid: int


class Liked(msgspec.Struct):
    like: Like


class Replied(msgspec.Struct):
    """The key is `post` and its value is the reply, as the protocol requires."""

    post: EmbeddedReply


# ------------------------------------------------------------------------------- the circle


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info(ctx: Ctx, cid: Cid) -> Info:
    """A circle and all its roles, lowest level first."""
    circle, roles = Circle.with_roles(ctx.db, cid)
    return Info(of(objects.Circle, circle), all_of(objects.Role, roles))


@rpc(rate=READ, readonly=True)
def my(ctx: Ctx) -> Mine:
    """Circles I am in, oldest membership first, with the links that operations attached."""
    lines = CircleMember.lines(ctx.db, [ctx.uid])[ctx.uid]
    links = CircleLink.of_circles(ctx.db, [line.cid for line in lines])
    exlists = [all_of(objects.ExLink, links[line.cid]) for line in lines]
    mine = zip(lines, exlists, strict=True)
    return Mine([of(objects.MyCircle, line, exlist=exlist) for line, exlist in mine])


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def users(
    ctx: Ctx,
    cid: Cid,
    pos: Offset = 0,
    count: Count500 = 500,
    before_time: Seconds | None = None,
    before_uid: OptionalId | None = None,
) -> Members:
    """Members of a circle, newest first.

    `more`: there are others; ask again with time and uid of the last one. `pos`, for old clients,
    skips so many entries; the more, the slower.
    """
    Circle.for_member(ctx.db, cid, ctx.uid)
    before = place_before(before_time, before_uid)
    rows = CircleMember.page(ctx.db, cid, pos, count + 1, before)
    shown = all_of(objects.CircleMember, rows[:count])
    return Members(shown, more=has_more(rows, count))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def board_history(ctx: Ctx, cid: Cid, before: Cursor | None = None, count: Count200 = 50) -> Boards:
    """Announcements of a circle, the current one included, newest first.

    `before`: bid, exclusive.
    """
    rows = CircleBoard.page(ctx.db, cid, before, count)
    if not rows:
        Circle.get(ctx.db, cid)
    return Boards(all_of(objects.Board, rows))


# ------------------------------------------------------------------------------- membership


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def set_(ctx: Ctx, cid: Cid, roleid: Annotated[RoleId, AlsoCalled("subid")]) -> HasRole:
    """Give myself any role in any circle; for tests, only with the setting DEBUG."""
    role = Circle.get(ctx.db, cid).role(ctx.db, roleid)
    if not settings.service.debug:
        raise Forbidden("DEBUG is off")
    CircleMember.put(ctx.db, ctx.uid, role, ctx.now)
    return HasRole(of(objects.Role, role))


@rpc(rate=CREATE, errors=[Forbidden, NotFound])
def invite_code(ctx: Ctx, cid: Cid, roleid: RoleId) -> Code:
    """Make a code to join the circle with, for a role that is not above mine.

    Valid for 45 minutes and any number of people, as long as I have the right to make it; `timeout`
    = unix seconds of expiry.
    """
    circle = Circle.get(ctx.db, cid)
    circle.require_giver(ctx.db, ctx.uid, circle.role(ctx.db, roleid))
    code = CircleCode.make(ctx.db, ctx.uid, ctx.now, cid=cid, roleid=roleid)
    return Code(code.vcode, code.timeout)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def join(ctx: Ctx, vcode: Vcode) -> Joined:
    """Join a circle with an invite code, or raise my role in it; returns the role I have now.

    Errno 2: my own code, or it would lower my level.
    """
    code = CircleCode.good(ctx.db, vcode, ctx.now)
    if code.uid == ctx.uid:
        raise Forbidden("this is your own code")
    circle = Circle.get(ctx.db, code.cid)
    role = circle.newcomer_role(ctx.db, code.roleid)
    present = circle.admit(ctx.db, ctx.uid, role, code.uid, ctx.now).role
    if present.level > role.level:
        raise Forbidden("it would lower your level")
    return Joined(_place(present))


@rpc(rate=LIGHT, errors=[NotFound])
def leave(ctx: Ctx, cid: Cid) -> None:
    """Leave a circle; nothing happens when I am no member."""
    if not CircleMember.end(ctx.db, cid, ctx.uid):
        Circle.get(ctx.db, cid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def by_user(ctx: Ctx, uid: Uid, cid: Cid | None = None) -> Joined:
    """Join a circle of another user without a code, if it is open, and become friends.

    `cid` absent: the circle that the user joined first. When I am a member nothing changes.
    """
    User.require(ctx.db, uid)
    if uid == ctx.uid:
        raise Forbidden("this is you")
    meeting.require(ctx.db, ctx.uid, uid)
    circle = CircleMember.circle_of(ctx.db, uid, cid)
    if not circle.open_join:
        raise Forbidden("the circle is not open")
    if mine := circle.role_of(ctx.db, ctx.uid):
        return Joined(_place(mine))
    role = circle.newcomer_role(ctx.db)
    admission = circle.admit(ctx.db, ctx.uid, role, uid, ctx.now)
    befriend(ctx, uid)
    return Joined(_place(admission.role))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def request_join(ctx: Ctx, uid: Uid, cid: Cid) -> Asked:
    """Ask a member to let me into a circle.

    An open request to the same user within 24 hours is not sent again. When I am a member the
    result has my present role instead.
    """
    circle = Circle.get(ctx.db, cid)
    User.require(ctx.db, uid)
    if uid == ctx.uid:
        raise Forbidden("this is you")
    if circle.role_of(ctx.db, uid) is None:
        raise NotFound("no such member")
    meeting.require(ctx.db, ctx.uid, uid)
    if mine := circle.role_of(ctx.db, ctx.uid):
        return Asked(_place(mine))
    _ask(ctx, uid, cid)
    return Asked()


def _ask(ctx: Ctx, uid: int, cid: int) -> None:
    User.hold(ctx.db, ctx.uid)  # else of two at once both count
    if JoinRequest.is_open(ctx.db, ctx.uid, uid, cid, ctx.now - ASKED_AGAIN_SECONDS):
        return
    (event,) = ctx.notify(uid, RequestJoinCircle(uid=ctx.uid, cid=cid))
    JoinRequest.store(ctx.db, event.eid, ctx.uid, uid, cid, ctx.now)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def accept_join(ctx: Ctx, eid: Id, roleid: RoleId | None = None) -> None:
    """Accept a request to me and become friends; a request can be accepted once.

    `eid`: the event of the request. `roleid`: not above my own; absent: my own.
    """
    request = JoinRequest.get(ctx.db, eid, lock=True)
    circle = Circle.get(ctx.db, request.cid)
    wanted = None if roleid is None else circle.role(ctx.db, roleid)
    if request.touid != ctx.uid:
        raise Forbidden("the request is addressed to somebody else")
    if request.accept_time is None:
        mine = circle.require_giver(ctx.db, ctx.uid, wanted)
        meeting.require(ctx.db, ctx.uid, request.uid)
        request.accept_time = ctx.now
        _accept(ctx, circle, request.uid, wanted or mine)


def _accept(ctx: Ctx, circle: Circle, uid: int, wanted: CircleRole) -> None:
    role = circle.newcomer_role(ctx.db, wanted.roleid)
    given = circle.admit(ctx.db, uid, role, ctx.uid, ctx.now).role
    Delivery.hold(ctx.db, [ctx.uid, uid])  # else two who accept each other deadlock
    befriend(ctx, uid)
    ctx.notify(uid, AcceptJoinCircle(cid=circle.cid, roleid=given.roleid, by_uid=ctx.uid))


def _place(role: CircleRole) -> objects.Place:
    return of(objects.Place, role)


# ------------------------------------------------------------------------------- posts


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def postlist(
    ctx: Ctx, cid: Cid, before_postid: Cursor | None = None, count: Count100 = 20
) -> Posts:
    """Posts of a circle, newest first, with likes and replies."""
    Circle.for_member(ctx.db, cid, ctx.uid)
    posts = Post.page(ctx.db, Post.cid, cid, reader=ctx.uid, before=before_postid, limit=count)
    return Posts(circle_posts(ctx.db, ctx.uid, posts))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def post_after(ctx: Ctx, cid: Cid, after_postid: Cursor) -> NewPosts:
    """The newest posts after a known one, newest first.

    `more`: older new posts were left out; get them with `postlist` before the last postid.
    """
    Circle.for_member(ctx.db, cid, ctx.uid)
    posts = Post.page(ctx.db, Post.cid, cid, reader=ctx.uid, after=after_postid, limit=PAGE + 1)
    shown = circle_posts(ctx.db, ctx.uid, posts[:PAGE])
    return NewPosts(shown, more=has_more(posts, PAGE))


@rpc(rate=CREATE, errors=[Forbidden, NotFound])
def addpost(
    ctx: Ctx,
    cid: Cid,
    content: Content,
    pictures: Pictures = [],  # noqa: B006 - copied for every call
    mid: Id | None = None,
) -> Posted:
    """Post into a circle; there is no push, clients refresh with `circle.post_after`.

    `mid`: goods to recommend. Without pictures or goods the content must not be empty.
    """
    if not (content or pictures or mid):
        raise BadRequest("content, pictures or mid: one of them is needed")
    circle = Circle.get(ctx.db, cid)
    if mid is not None:
        Merchandise.get(ctx.db, mid)
    circle.require_member(ctx.db, ctx.uid)
    place = {"cid": cid, "uid": ctx.uid, "time": ctx.now}
    post = Post.store(ctx.db, pictures=pictures, content=content, mid=mid, **place)
    return Posted(post.postid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[NewLike])
def likepost(ctx: Ctx, postid: PostId) -> Liked:
    """Like a post of a circle or group; a repeat returns the first like with its time."""
    return Liked(posting.like(ctx, postid))


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewReply])
def addreply(ctx: Ctx, postid: PostId, content: ReplyText) -> Replied:
    """Reply to a post of a circle or group."""
    return Replied(of(EmbeddedReply, posting.reply(ctx, postid, content)))
