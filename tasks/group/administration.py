"""What creator and admins do with members, and the creator alone with admins."""

from __future__ import annotations

from models import Group, GroupMember, GroupRequest, User, meeting
from push.pushes import AcceptJoinGroup, EventPush, RefuseJoinGroup
from tasks.rpc import LIGHT, Ctx, rpc
from wire.errors import BadRequest, Forbidden, NotFound
from wire.types import Flag, Gid, Id, MuteSeconds, Uid

MOST_ADMINS = 20


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def set_admin(ctx: Ctx, gid: Gid, uid: Uid, on: Flag = 1) -> None:
    """Make a member an admin, or (`on` 0) an ordinary member; at most 20 admins, else errno 6.

    Only the creator may do this. Admins have the rights of the creator, except to delete the group,
    to transfer it and to make admins. An admin who leaves or is removed is no admin any more.
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
    """Forbid a member to post and reply for so many seconds; 0 ends that.

    For creator and admins, who cannot be muted themselves. It also counts after the member has
    left.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid)
    member = GroupMember.require(ctx.db, gid, uid)
    group = standing.require_manager()
    if seconds and (member.admin or uid == group.creator):
        raise Forbidden("creator and admins cannot be muted")
    GroupMember.change(ctx.db, gid, uid, mute_until=ctx.now + seconds if seconds else None)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def mute_all(ctx: Ctx, gid: Gid, on: Flag = 1) -> None:
    """Let only creator and admins post and reply, until `on` 0. For creator and admins."""
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_manager()
    group.change(ctx.db, muted_all=on)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def transfer(ctx: Ctx, gid: Gid, uid: Uid) -> None:
    """Make a member the creator; I become an ordinary member. Only for the creator."""
    standing = Group.seen_by(ctx.db, gid, ctx.uid, alone=True)
    if not User.known(ctx.db, [uid]):
        raise NotFound("no such member")
    GroupMember.require(ctx.db, gid, uid)
    standing.require_creator().hand_over(ctx.db, uid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def accept_join(ctx: Ctx, eid: Id) -> None:
    """Accept a request to join; `eid`: an event of the request. For creator and admins.

    The first answer decides: the same answer again changes nothing, the opposite is errno 2.
    """
    if request := _open_request(ctx, eid, "accepted"):
        meeting.require(ctx.db, ctx.uid, request.uid)
        GroupMember.join(ctx.db, request.gid, request.uid, request.type, ctx.now)
        ctx.notify(request.uid, AcceptJoinGroup(gid=request.gid, by_uid=ctx.uid))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def refuse_join(ctx: Ctx, eid: Id) -> None:
    """Refuse a request to join; otherwise like `group.accept_join`."""
    if request := _open_request(ctx, eid, "refused"):
        ctx.notify(request.uid, RefuseJoinGroup(gid=request.gid))


def _open_request(ctx: Ctx, eid: int, answer: str) -> GroupRequest | None:
    """Answer a request; None when it had this answer already."""
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
