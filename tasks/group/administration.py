"""What creator and admins do with members, and the creator alone with admins."""

from __future__ import annotations

from models import Group, GroupMember, GroupRequest, User, meeting
from push.events import AcceptJoinGroup, EventPush, RefuseJoinGroup
from tasks.rpc import LIGHT, Ctx, rpc
from wire.errors import BadRequest, Forbidden, NotFound
from wire.types import Flag, Gid, Id, MuteSeconds, Uid

MOST_ADMINS = 20


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def set_admin(ctx: Ctx, gid: Gid, uid: Uid, on: Flag = 1) -> None:
    """Make a member an admin, or (`on` 0) an ordinary one again; at most 20, else errno 6.

    By the creator. Admins may do what the creator may, but delete the group, hand it over and
    make admins. Who leaves or is thrown out is no admin any more.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, alone=True)
    GroupMember.require(ctx.db, gid, uid)
    if standing.require_creator().creator == uid:
        raise Forbidden("the creator is more than an admin")
    others = [one for one in GroupMember.admins(ctx.db, gid) if one != uid]
    if on and len(others) >= MOST_ADMINS:
        raise BadRequest(f"at most {MOST_ADMINS} admins")
    GroupMember.change(ctx.db, gid, uid, admin=on)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def mute_member(ctx: Ctx, gid: Gid, uid: Uid, seconds: MuteSeconds) -> None:
    """Let a member neither post nor reply for so many seconds; 0 ends that.

    By creator and admins, who cannot be muted. Counts also after the member has left.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid)
    member = GroupMember.require(ctx.db, gid, uid)
    group = standing.require_manager()
    if seconds and (member.admin or uid == group.creator):
        raise Forbidden("creator and admins cannot be muted")
    GroupMember.change(ctx.db, gid, uid, mute_until=ctx.now + seconds if seconds else None)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def mute_all(ctx: Ctx, gid: Gid, on: Flag = 1) -> None:
    """Let only creator and admins post and reply, until `on` 0. By creator and admins."""
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_manager()
    group.change(ctx.db, muted_all=on)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def transfer(ctx: Ctx, gid: Gid, uid: Uid) -> None:
    """Make a member the creator; I am an ordinary member then. By the creator."""
    standing = Group.seen_by(ctx.db, gid, ctx.uid, alone=True)
    if not User.known(ctx.db, [uid]):
        raise NotFound("no such member")
    GroupMember.require(ctx.db, gid, uid)
    standing.require_creator().hand_over(ctx.db, uid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def accept_join(ctx: Ctx, eid: Id) -> None:
    """Let in who asked to join; `eid`: an event that told of it. By creator and admins.

    Whoever answers first decides: the same answer again changes nothing, another is errno 2.
    """
    if request := _open_request(ctx, eid, "accepted"):
        meeting.require(ctx.db, ctx.uid, request.uid)
        GroupMember.join(ctx.db, request.gid, request.uid, request.type, ctx.now)
        ctx.notify(request.uid, AcceptJoinGroup(gid=request.gid, by_uid=ctx.uid))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def refuse_join(ctx: Ctx, eid: Id) -> None:
    """Refuse who asked to join; otherwise like `group.accept_join`."""
    if request := _open_request(ctx, eid, "refused"):
        ctx.notify(request.uid, RefuseJoinGroup(gid=request.gid))


def _open_request(ctx: Ctx, eid: int, answer: str) -> GroupRequest | None:
    """Answer a request; None when that was the answer already."""
    gid, uid = GroupRequest.told_by(ctx.db, eid)
    standing = Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    User.known(ctx.db, [uid])
    request = GroupRequest.get(ctx.db, (gid, uid), lock=True)
    standing.require_manager()
    if request.state == answer:
        return None
    if request.state != "open":
        raise Forbidden(f"somebody has {request.state} it already")
    request.state = answer
    return request
