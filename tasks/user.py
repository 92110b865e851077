"""Profiles, friends, tags, search, invitations and votes."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models import Friend, Invite, Post, Taken, User, UserLike, search, timeline
from models.profile import Profile, profiles
from push.events import AddFriend, EventPush
from tasks.rpc import CREATE, LIGHT, NONE, READ, Ctx, rpc
from tasks.shared import invitations, passwords, sms_codes
from tasks.shared.nearby import around
from tasks.shared.post_views import old_views
from wire import phones
from wire.errors import (
    BadRequest,
    Forbidden,
    InviteAccepted,
    NickTaken,
    NotFound,
    PhoneRegistered,
)
from wire.objects import all_of, of
from wire.objects import user as objects
from wire.objects.post import OldPost
from wire.types import (
    Birthday,
    Cid,
    Count200,
    Count1000,
    Cursor,
    Height,
    Id,
    IdOrIds,
    Job,
    Kind,
    Lat,
    Long,
    Marriage,
    NewPassword,
    Nick,
    NickPrefix,
    Offset,
    OptionalId,
    OptionalUrl,
    Password,
    Phone,
    PhonePrefix,
    Position,
    Sex,
    Signature,
    Tags,
    Uid,
    listed,
    together,
)

FRIENDS = 50
POSTS = 50
NEW_POSTS = 200
SEARCHED = 20
FOUND = 4
FILTERED = 300
INVITES = 500
SHORTEST_NUMBER = 3
"""Digits a search by phone needs: fewer would list everybody."""


class FriendList(msgspec.Struct):
    """`friend_id`: uids or, for old clients, what others find in `friends`."""

    friend_id: list[int | objects.FriendLine]
    pos: int
    count: int
    friends: list[objects.FriendLine] | UnsetType = UNSET


class Infos(msgspec.Struct):
    users: list[objects.UserInfo]


class Posts(msgspec.Struct):
    posts: list[OldPost]


class NewPosts(Posts):
    more: bool | UnsetType = UNSET


class AllTags(msgspec.Struct):
    tags: list[objects.UserTags]


class Nearby(msgspec.Struct):
    users: list[objects.NearbyTags]


class Searched(msgspec.Struct):
    users: list[objects.FoundUser]


class Invites(msgspec.Struct):
    invites: list[objects.Invite]


class Found(msgspec.Struct):
    users: list[objects.User]


@rpc(rate=CREATE, errors=[NotFound], pushes=[EventPush])
def add_friend(ctx: Ctx, uid: IdOrIds, type: Kind | None = None) -> None:
    """Put users on my friend list; they are told, and need not consent.

    Unknown ids in a list are skipped. `type` says how the friend was found; absent = 0 for a new
    friend, unchanged for an old one.
    """
    known = User.known(ctx.db, listed(uid))
    if not known:
        raise NotFound("no such user")
    others = [one for one in known if one != ctx.uid]
    new = Friend.add(ctx.db, ctx.uid, others, type, ctx.now)
    ctx.notify(new, AddFriend(uid=ctx.uid, add_type=type or UNSET))


@rpc(rate=LIGHT)
def del_friend(ctx: Ctx, uid: IdOrIds) -> None:
    """Take users off my friend list; whether I am on theirs does not change."""
    Friend.remove(ctx.db, ctx.uid, listed(uid))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def friend_list(
    ctx: Ctx, uid: OptionalId = 0, pos: Offset = 0, count: Count1000 = FRIENDS
) -> FriendList:
    """Friends of any user, newest first. `uid` 0 = me; `pos` and `count` come back as used."""
    owner = uid or ctx.uid
    rows = Friend.page(ctx.db, owner, pos, count)
    if not rows:
        User.require(ctx.db, owner)
    lines = all_of(objects.FriendLine, rows)
    if ctx.legacy:
        return FriendList([*lines], pos, count)
    return FriendList([line.uid for line in lines], pos, count, lines)


@rpc(rate=NONE, readonly=True, errors=[NotFound])
def info2(ctx: Ctx, uid: Uid) -> objects.Profile:
    """Profile of one user: basics, tags and votes, circles; of endorsers what they stand for."""
    found = profiles(ctx.db, [uid]).get(uid)
    if found is None:
        raise NotFound("no such user")
    return _profile(found)


def _profile(row: Profile) -> objects.Profile:
    profile = msgspec.json.decode(row.seen, type=objects.Profile)
    if row.endorsed is not None:
        endorsed = msgspec.json.decode(row.endorsed, type=objects.Endorsed)
        profile.endorsement, profile.endors_list = endorsed.endorsement, endorsed.endors_list
    return profile


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info(ctx: Ctx, uid: IdOrIds) -> Infos:
    """Several profiles at once, in the order asked. Unknown ids in a list are left out."""
    asked = listed(uid)
    found = profiles(ctx.db, asked)
    if not found and not isinstance(uid, list):
        raise NotFound("no such user")
    return Infos([_info(found[one]) for one in asked if one in found])


def _info(row: Profile) -> objects.UserInfo:
    profile = msgspec.json.decode(row.seen, type=objects.Profile)
    return of(objects.UserInfo, profile.user, exinfo=profile.exdata, circle=profile.circles)


@rpc(rate=LIGHT, errors=[NickTaken])
def update(
    ctx: Ctx,
    nick: Nick | None = None,
    signature: Signature | None = None,
    sex: Sex | None = None,
    birthday: Birthday | None = None,
    marriage: Marriage | None = None,
    height: Height | None = None,
    position: Position | None = None,
    headpic: OptionalUrl | None = None,
    job: Job | None = None,
) -> None:
    """Change my profile; what is not given stays, 0 is a value, "" clears a text.

    Nicks are unique whatever their case and width. `birthday` in unix seconds, `height` in cm.
    """
    columns = _given(
        nick=nick,
        signature=signature,
        sex=sex,
        birthday=birthday,
        marriage=marriage,
        height=height,
        position=position,
        headpic=headpic,
        job=job,
    )
    try:
        User.change(ctx.db, ctx.uid, columns)
    except Taken:
        raise NickTaken from None


def _given(**parameters: Any) -> dict[str, Any]:
    """What to store of optional parameters: those that were given, "" as null."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return {name: None if value == "" else value for name, value in given.items()}


@rpc(rate=READ, readonly=True, errors=[NotFound])
def posts(ctx: Ctx, uid: Uid, before: Cursor | None = None, count: Count200 = POSTS) -> Posts:
    """Group posts of one user that I may read, newest first. `before`: postid, exclusive."""
    theirs = (Post.uid == uid, Post.readable_in_group(ctx.uid))
    rows = Post.page(ctx.db, *theirs, before=before, limit=count)
    if not rows:
        User.require(ctx.db, uid)
    return Posts(old_views(ctx.db, ctx.uid, rows))


@rpc(rate=READ, readonly=True)
def friend_timeline(ctx: Ctx, before: Cursor | None = None, count: Count200 = POSTS) -> Posts:
    """Group posts of my friends, newest first. `before`: postid, exclusive."""
    rows = timeline.of_friends(ctx.db, ctx.uid, count, before=before)
    return Posts(old_views(ctx.db, ctx.uid, rows))


@rpc(rate=READ, readonly=True)
def friend_timeline_new(ctx: Ctx, after: Cursor) -> NewPosts:
    """Newer group posts of my friends, oldest first, at most 200. `after`: postid, exclusive.

    `more`: there are newer ones still; ask with `after` = the last postid.
    """
    rows = timeline.of_friends(ctx.db, ctx.uid, NEW_POSTS + 1, after=after)
    views = old_views(ctx.db, ctx.uid, rows[:NEW_POSTS])
    return NewPosts(views, more=True if len(rows) > NEW_POSTS else UNSET)


@rpc(rate=LIGHT)
def update_tag(ctx: Ctx, tags: Tags) -> None:
    """Replace my tags, at most 20; empty ones and repeats are dropped, [] clears."""
    User.change(ctx.db, ctx.uid, {"tags": tags, "changed_time": ctx.now})


@rpc(rate=READ, readonly=True)
def get_tag(ctx: Ctx, uids: IdOrIds) -> AllTags:
    """Tags of several users, in the order asked; unknown ids are left out."""
    asked = listed(uids)
    found = User.tags_of(ctx.db, asked)
    return AllTags([objects.UserTags(uid=uid, tags=found[uid]) for uid in asked if uid in found])


@rpc(rate=READ, readonly=True)
def filter_(
    ctx: Ctx, alltag: Tags | None = None, lat: Lat | None = None, long: Long | None = None
) -> Nearby:
    """Users who have all the tags and, when a place is given, are near it.

    Last changed tags or place first, at most 300; where thousands are near, among the nearest 2000.
    I may be among them. Tags, or `lat` and `long`,
    or all are needed; the place found is exact to about 100 m.
    """
    together(lat=lat, long=long)
    place = None if lat is None or long is None else around(ctx, lat, long)
    if place is None and not alltag:
        raise BadRequest("alltag, or lat and long are needed")
    rows = search.tagged(ctx.db, alltag or [], place, FILTERED)
    return Nearby([_nearby(row) for row in rows])


def _nearby(row: Any) -> objects.NearbyTags:
    found = objects.NearbyTags(uid=row.uid, tags=row.tags)
    if hasattr(row, "lat"):
        found.lat, found.long = objects.coarse(row.lat), objects.coarse(row.long)
        found.time = row.time
    return found


@rpc(rate=READ, readonly=True)
def search_(ctx: Ctx, nick: NickPrefix) -> Searched:
    """Find users by the beginning of the nick or, in any spelling, of the phone number.

    By nick, at most 20. A complete number gives exactly its owner, an incomplete one of at least
    3 digits at most 4 users.
    """
    if not (nick := nick.strip()):
        return Searched([])
    if (typed := phones.beginning(nick)) is None:
        rows = search.by_nick(ctx.db, nick, SEARCHED)
    else:
        rows = _by_number(ctx, nick, typed, "nick")
    return Searched([of(objects.FoundUser, row, time=row.create_time) for row in rows])


@rpc(rate=READ, readonly=True)
def find(ctx: Ctx, phone: PhonePrefix) -> Found:
    """Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.

    A complete number gives exactly its owner. The numbers themselves are not shown.
    """
    typed = phones.beginning(phone)
    if typed is None:
        raise BadRequest("phone: not the beginning of a number")
    return Found(all_of(objects.User, _by_number(ctx, phone, typed, "phone")))


def _by_number(ctx: Ctx, text: str, typed: phones.Beginning, parameter: str) -> list[User]:
    """The owner of a complete number, else those whose numbers begin so."""
    if len(typed.digits) < SHORTEST_NUMBER:
        raise BadRequest(f"{parameter}: at least {SHORTEST_NUMBER} digits are needed")
    number = phones.parse(text)
    owner = search.with_phone(ctx.db, number.e164) if number else None
    if owner is not None:
        return [owner]
    return search.first_by_phone(ctx.db, typed.digits, FOUND, full=typed.full)


@rpc(rate=CREATE, errors=[Forbidden, NotFound, InviteAccepted, PhoneRegistered])
def invite(
    ctx: Ctx,
    phone: Phone,
    nick: Nick,
    headpic: OptionalUrl | None = None,
    sex: Sex | None = None,
    birthday: Birthday | None = None,
    marriage: Marriage | None = None,
    height: Height | None = None,
    position: Position | None = None,
    join_cid: Cid | None = None,
    join_roleid: Id | None = None,
) -> None:
    """Invite somebody who has no account yet, by SMS, perhaps into a circle of mine.

    A repeat for the same phone changes what is given. The SMS goes out at most once a day; a
    phone gets at most 3 a day, and I cause at most 20.
    """
    number = sms_codes.number(phone)
    columns = _given(
        nick=nick,
        headpic=headpic,
        sex=sex,
        birthday=birthday,
        marriage=marriage,
        height=height,
        position=position,
    )
    if join_cid is not None:
        columns |= invitations.place(ctx, join_cid, join_roleid)
    if Invite.was_accepted(ctx.db, ctx.uid, number.e164):
        raise InviteAccepted
    if (owner := search.with_phone(ctx.db, number.e164)) is not None:
        raise PhoneRegistered(user=of(objects.User, owner))
    invitations.tell(ctx, Invite.store(ctx.db, ctx.uid, number.e164, columns, ctx.now))


@rpc(rate=READ, readonly=True)
def invite_list(ctx: Ctx) -> Invites:
    """Invitations I have made, newest first, at most 500; `joined_uid`: who accepted."""
    rows = Invite.sent(ctx.db, ctx.uid, INVITES)
    return Invites([invitations.invite_object(row) for row in rows])


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def like(ctx: Ctx, uid: Uid) -> None:
    """Vote for a user, once per pair for ever; a repeat changes nothing."""
    if uid == ctx.uid:
        raise Forbidden("not for oneself")
    UserLike.vote(ctx.db, uid, ctx.uid, ctx.now)


@rpc(rate=LIGHT, queue="slow", secret=("psw", "old"), errors=[Forbidden])
def set_password(ctx: Ctx, psw: NewPassword, old: Password | None = None) -> None:
    """Set or change the password for `/login`.

    `old` is needed to change one, but not within 10 minutes after a login by SMS. A change ends
    my other sessions.
    """
    passwords.change(ctx, psw, old)
