"""Profiles, tags, votes and passwords."""

from __future__ import annotations

import msgspec

from models import Taken, User, UserLike, search
from models.profile import profiles
from tasks.rpc import LIGHT, READ, Ctx, rpc
from tasks.shared import passwords
from tasks.shared.profiles import given, profile
from tasks.shared.profiles import info as profile_info
from wire.errors import (
    CodeExpired,
    Forbidden,
    NickTaken,
    NotFound,
    WrongCode,
)
from wire.objects import user as objects
from wire.types import (
    Birthday,
    Code,
    Flag,
    Height,
    IdOrIds,
    Job,
    Marriage,
    NewPassword,
    Nick,
    OptionalUrl,
    Password,
    PlaceName,
    Sex,
    Signature,
    Tags,
    Uid,
    listed,
)


class Infos(msgspec.Struct):
    users: list[objects.UserInfo]


class AllTags(msgspec.Struct):
    tags: list[objects.UserTags]


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info2(ctx: Ctx, uid: Uid) -> objects.Profile:
    """Profile of one user: basics, tags and votes, circles; of endorsers also their goods.

    When one of us has blocked the other only uid, nick and headpic have values.
    """
    found = profiles(ctx.db, ctx.uid, [uid]).get(uid)
    if found is None:
        raise NotFound("no such user")
    return profile(found)


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info(ctx: Ctx, uid: IdOrIds) -> Infos:
    """Several profiles at once, in the order asked. Unknown ids in a list are left out."""
    asked = listed(uid)
    found = profiles(ctx.db, ctx.uid, asked)
    if not found and not isinstance(uid, list):
        raise NotFound("no such user")
    return Infos([profile_info(found[one]) for one in asked if one in found])


@rpc(rate=LIGHT, errors=[NickTaken])
def update(
    ctx: Ctx,
    nick: Nick | None = None,
    signature: Signature | None = None,
    sex: Sex | None = None,
    birthday: Birthday | None = None,
    marriage: Marriage | None = None,
    height: Height | None = None,
    position: PlaceName | None = None,
    headpic: OptionalUrl | None = None,
    job: Job | None = None,
    find_by_phone: Flag | None = None,
    show_online: Flag | None = None,
) -> None:
    """Change my profile; absent parameters change nothing, 0 is a value, "" clears a text.

    Nicks are unique whatever their case and width. `birthday` in unix seconds, `height` in cm.
    `find_by_phone` 0: nobody finds me by my number, in searches or in phone books (1 at first).
    `show_online` 0: nobody learns from `user.online` and `user.watch_online` whether I am online.
    """
    columns = given(
        nick=nick,
        signature=signature,
        sex=sex,
        birthday=birthday,
        marriage=marriage,
        height=height,
        position=position,
        headpic=headpic,
        job=job,
        find_by_phone=find_by_phone,
        show_online=show_online,
    )
    try:
        User.change(ctx.db, ctx.uid, columns)
    except Taken:
        raise NickTaken from None
    if show_online == 0:
        ctx.drop_online(ctx.uid)


@rpc(rate=LIGHT)
def update_tag(ctx: Ctx, tags: Tags) -> None:
    """Replace my tags, at most 20; empty ones and repeats are dropped, [] clears."""
    User.change(ctx.db, ctx.uid, {"tags": tags, "changed_time": ctx.now})


@rpc(rate=READ, readonly=True)
def get_tag(ctx: Ctx, uids: IdOrIds) -> AllTags:
    """Tags of several users, in the order asked; unknown ids are left out."""
    asked = listed(uids)
    found = search.tags_of(ctx.db, ctx.uid, asked)
    return AllTags([objects.UserTags(uid=uid, tags=found[uid]) for uid in asked if uid in found])


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def like(ctx: Ctx, uid: Uid) -> None:
    """Vote for a user, once per pair for ever; a repeat changes nothing."""
    if uid == ctx.uid:
        raise Forbidden("not for oneself")
    UserLike.vote(ctx.db, uid, ctx.uid, ctx.now)


@rpc(
    rate=LIGHT,
    queue="slow",
    secret=("psw", "old", "code"),
    address=True,
    errors=[Forbidden, WrongCode, CodeExpired],
)
def set_password(
    ctx: Ctx, psw: NewPassword, old: Password | None = None, code: Code | None = None
) -> None:
    """Set or change the password for `/login`, which ends my other sessions.

    To change it `old` is needed. For the first password a code is sent to my phone, with errno 2
    and the phone in `result.confirm`; repeat the call with `code`. Within 10 minutes after a login
    by SMS neither is needed. A very common password is errno 6.
    """
    passwords.change(ctx, psw, old, code)
