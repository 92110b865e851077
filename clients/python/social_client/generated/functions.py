"""Every function by its name. Written by ./dev clients from the registry; ./dev lint compares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, List

from .objects import *  # noqa: F403

Caller = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Sends one call and gives its result; an errno other than 0 is raised as RpcError."""


def _given(**parm: Any) -> dict[str, Any]:
    return {name: value for name, value in parm.items() if value is not None}


class ApiActive:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def by_user(self, *, uid: int) -> Activation:
        """Activate myself through another user, with that user's actor_level; else like
        active.do.

        The activator, who need not agree, is put on my friend list and gets a push, and may
        add me.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        uid: id
        """
        found: Activation = await self._call("active.by_user", _given(uid=uid))
        return found

    async def do(self, *, active_code: str) -> Activation:
        """Activate myself with a code; the activator and I become friends.

        Returns my values afterwards: a higher level and its activator stay. Errno 2: my own
        code, or
        its maker may not give the level any more.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        active_code: A code that was given by another user; 1 to 16 characters
        """
        found: Activation = await self._call("active.do", _given(active_code=active_code))
        return found

    async def generate_code(self, *, level: int | None = None) -> ActiveCode:
        """Make an activation code of a level up to my own actor_level.

        Good for 45 minutes and any number of people; `timeout` = unix seconds of expiry.

        Rate class create.

        Errors: 2 no permission.

        level: 1 to 100; default 1
        """
        found: ActiveCode = await self._call("active.generate_code", _given(level=level))
        return found


class ApiAlbum:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def add(self, *, url: str, filetype: int, content: str | None = None, width: int | None = None, height: int | None = None, length: int | None = None) -> AlbumAdded:
        """Add one file to my album; the file itself is not fetched.

        `width` and `height` count for pictures, `length` (ms) for voices and videos; what
        does not
        belong to the filetype is dropped. `content` is called `text` in results.

        Rate class create.

        url: url; at most 1024 characters
        filetype: 1 picture, 2 voice, 3 video; 1 to 3
        content: at most 256 characters
        width: 0 or more
        height: 0 or more
        length: 0 or more
        """
        found: AlbumAdded = await self._call("album.add", _given(url=url, filetype=filetype, content=content, width=width, height=height, length=length))
        return found

    async def delete(self, *, did: int) -> dict[str, Any]:
        """Delete one of my album entries; a file that I uploaded is deleted when nothing names
        it.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        did: id
        """
        found: dict[str, Any] = await self._call("album.delete", _given(did=did))
        return found

    async def endorsements(self, *, pos: int | None = None, count: int | None = None) -> EndorserAlbum:
        """Album entries of all endorsers, newest first; legacy connections see pictures only.

        `pos`: did, exclusive.

        Rate class read.

        pos: To page from; 0 = no bound; 0 or more
        count: 1 to 1000; brought into that range, never refused; default 20
        """
        found: EndorserAlbum = await self._call("album.endorsements", _given(pos=pos, count=count))
        return found

    async def read(self, *, uid: int, before: int | None = None, count: int | None = None) -> Album:
        """A user's album, newest first; legacy connections see pictures only.

        `before`: did, exclusive.

        Rate class read.

        Errors: 3 target not found.

        uid: id
        before: To page from; 0 = no bound; 0 or more
        count: 1 to 1000; brought into that range, never refused; default 10
        """
        found: Album = await self._call("album.read", _given(uid=uid, before=before, count=count))
        return found


class ApiCircle:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def accept_join(self, *, eid: int, roleid: int | None = None) -> dict[str, Any]:
        """Accept a request to me and become friends; a request can be accepted once.

        `eid`: the event of the request. `roleid`: not above my own; absent: my own.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        eid: id
        roleid: id
        """
        found: dict[str, Any] = await self._call("circle.accept_join", _given(eid=eid, roleid=roleid))
        return found

    async def addpost(self, *, cid: int, content: str, pictures: List[str] | None = None, mid: int | None = None) -> CirclePosted:
        """Post into a circle; there is no push, clients refresh with `circle.post_after`.

        `mid`: goods to recommend. Without pictures or goods the content must not be empty.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        cid: id
        content: at most 4096 characters
        pictures: url or list of them; at most 20, each at most 1024 characters; default []
        mid: id
        """
        found: CirclePosted = await self._call("circle.addpost", _given(cid=cid, content=content, pictures=pictures, mid=mid))
        return found

    async def addreply(self, *, postid: int, content: str) -> CircleReplied:
        """Reply to a post of a circle or group.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: newreply.

        postid: id
        content: 1 to 4096 characters
        """
        found: CircleReplied = await self._call("circle.addreply", _given(postid=postid, content=content))
        return found

    async def board_history(self, *, cid: int, before: int | None = None, count: int | None = None) -> Boards:
        """Announcements of a circle, the current one included, newest first.

        `before`: bid, exclusive.

        Rate class read.

        Errors: 3 target not found.

        cid: id
        before: To page from; 0 = no bound; 0 or more
        count: 1 to 200; brought into that range, never refused; default 50
        """
        found: Boards = await self._call("circle.board_history", _given(cid=cid, before=before, count=count))
        return found

    async def by_user(self, *, uid: int, cid: int | None = None) -> CircleJoined:
        """Join a circle of another user without a code, if it is open, and become friends.

        `cid` absent: the circle that the user joined first. When I am a member nothing
        changes.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        uid: id
        cid: id
        """
        found: CircleJoined = await self._call("circle.by_user", _given(uid=uid, cid=cid))
        return found

    async def info(self, *, cid: int) -> Info:
        """A circle and all its roles, lowest level first.

        Rate class read.

        Errors: 3 target not found.

        cid: id
        """
        found: Info = await self._call("circle.info", _given(cid=cid))
        return found

    async def invite_code(self, *, cid: int, roleid: int) -> CircleCode:
        """Make a code to join the circle with, for a role that is not above mine.

        Valid for 45 minutes and any number of people, as long as I have the right to make
        it; `timeout`
        = unix seconds of expiry.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        cid: id
        roleid: id
        """
        found: CircleCode = await self._call("circle.invite_code", _given(cid=cid, roleid=roleid))
        return found

    async def join(self, *, vcode: str) -> CircleJoined:
        """Join a circle with an invite code, or raise my role in it; returns the role I have
        now.

        Errno 2: my own code, or it would lower my level.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        vcode: A code that was given by another user; 1 to 16 characters
        """
        found: CircleJoined = await self._call("circle.join", _given(vcode=vcode))
        return found

    async def leave(self, *, cid: int) -> dict[str, Any]:
        """Leave a circle; nothing happens when I am no member.

        Rate class light.

        Errors: 3 target not found.

        cid: id
        """
        found: dict[str, Any] = await self._call("circle.leave", _given(cid=cid))
        return found

    async def likepost(self, *, postid: int) -> CircleLiked:
        """Like a post of a circle or group; a repeat returns the first like with its time.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: newlike.

        postid: id
        """
        found: CircleLiked = await self._call("circle.likepost", _given(postid=postid))
        return found

    async def my(self) -> CircleMine:
        """Circles I am in, oldest membership first, with the links that operations attached.

        Rate class read.
        """
        found: CircleMine = await self._call("circle.my", {})
        return found

    async def post_after(self, *, cid: int, after_postid: int) -> CircleNewPosts:
        """The newest posts after a known one, newest first.

        `more`: older new posts were left out; get them with `postlist` before the last
        postid.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        cid: id
        after_postid: To page from; 0 = no bound; 0 or more
        """
        found: CircleNewPosts = await self._call("circle.post_after", _given(cid=cid, after_postid=after_postid))
        return found

    async def postlist(self, *, cid: int, before_postid: int | None = None, count: int | None = None) -> CirclePosts:
        """Posts of a circle, newest first, with likes and replies.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        cid: id
        before_postid: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 20
        """
        found: CirclePosts = await self._call("circle.postlist", _given(cid=cid, before_postid=before_postid, count=count))
        return found

    async def request_join(self, *, uid: int, cid: int) -> Asked:
        """Ask a member to let me into a circle.

        An open request to the same user within 24 hours is not sent again. When I am a
        member the
        result has my present role instead.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        uid: id
        cid: id
        """
        found: Asked = await self._call("circle.request_join", _given(uid=uid, cid=cid))
        return found

    async def set(self, *, cid: int, roleid: int) -> HasRole:
        """Give myself any role in any circle; for tests, only with the setting DEBUG.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        cid: id
        roleid: id; also called `subid`
        """
        found: HasRole = await self._call("circle.set", _given(cid=cid, roleid=roleid))
        return found

    async def users(self, *, cid: int, pos: int | None = None, count: int | None = None, before_time: int | None = None, before_uid: int | None = None) -> CircleMembers:
        """Members of a circle, newest first.

        `more`: there are others; ask again with time and uid of the last one. `pos`, for
        old clients,
        skips so many entries; the more, the slower.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        cid: id
        pos: 0 or more; default 0
        count: 1 to 500; brought into that range, never refused; default 500
        before_time: Unix seconds
        before_uid: An id where 0 means none (or myself, as the function says); 0 or more
        """
        found: CircleMembers = await self._call("circle.users", _given(cid=cid, pos=pos, count=count, before_time=before_time, before_uid=before_uid))
        return found


class ApiDevice:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def reg(self, *, platform: str, token: str, is_debug: int | None = None) -> dict[str, Any]:
        """Register this session's device: `ios` is alerted by APNs, `fcm` by Google, `jpush`
        by JPush.

        is_debug 1 = an ios token that belongs to the sandbox. A new token replaces the old
        one; a token
        registered by another session moves to this one; both start with badge 0. When the
        same token is
        registered again the badge stays.

        Rate class light.

        platform: The service that alerts a device: APNs, Google or JPush
        token: As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024
        characters, jpush 8 to 64; 8 to 1024 characters
        is_debug: 0 or 1; default 0
        """
        found: dict[str, Any] = await self._call("device.reg", _given(platform=platform, token=token, is_debug=is_debug))
        return found

    async def unreg(self, *, token: str) -> dict[str, Any]:
        """Unregister the device with this token, if it is one of mine.

        Rate class light.

        token: As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024
        characters, jpush 8 to 64; 8 to 1024 characters
        """
        found: dict[str, Any] = await self._call("device.unreg", _given(token=token))
        return found


class ApiEndorsement:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def get_times(self) -> Times:
        """My bookable times as pairs of start and end, by start.

        Rate class read.
        """
        found: Times = await self._call("endorsement.get_times", {})
        return found

    async def list_user(self) -> Endorsers:
        """All endorsers, at most 1000, in the order that operations gave; `time` = endorser
        since.

        Rate class read.
        """
        found: Endorsers = await self._call("endorsement.list_user", {})
        return found

    async def set_times(self, *, times: List[List[int]]) -> dict[str, Any]:
        """Replace my bookable times.

        They may overlap; of several with the same start the last counts.

        Rate class light.

        times: Times from start to end; at most 500, each exactly 2
        """
        found: dict[str, Any] = await self._call("endorsement.set_times", _given(times=times))
        return found


class ApiEvent:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def read(self, *, pos: int | None = None, before: int | None = None) -> Events:
        """My events after a known one, newest first.

        `pos`: eid, exclusive. `more`: older ones were left out; ask with `before` = the
        last eid.

        Rate class read.

        pos: To page from; 0 = no bound; 0 or more; default 0
        before: To page from; 0 = no bound; 0 or more
        """
        found: Events = await self._call("event.read", _given(pos=pos, before=before))
        return found

    async def sync(self, *, seq: int | None = None, count: int | None = None) -> Synced:
        """Everything addressed to me after the number `seq`, oldest first, with its present
        content.

        Events, messages to and by me, replies and likes on my posts, announcements and
        paylogs, as
        their pushes show them. What was deleted is left out. `groups`: at most 500 with a
        post in the
        last 30 days, for `group.get_new_post`.

        Rate class read.

        seq: To page from; 0 = no bound; 0 or more; default 0
        count: 1 to 500; brought into that range, never refused; default 200
        """
        found: Synced = await self._call("event.sync", _given(seq=seq, count=count))
        return found


class ApiGeoUser:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def report(self, *, lat: float, long: float) -> dict[str, Any]:
        """Store where I am now, in place of what I reported before.

        Rate class light.

        lat: -90 to 90
        long: -180 to 180
        """
        found: dict[str, Any] = await self._call("geo.user.report", _given(lat=lat, long=long))
        return found

    async def search(self, *, lat: float, long: float) -> Nearest:
        """Users near a place, nearest first, at most 300. I may be among them.

        Places are exact to about 100 m; `time` is when they were reported. Old reports are
        not shown.

        Rate class read.

        lat: -90 to 90
        long: -180 to 180
        """
        found: Nearest = await self._call("geo.user.search", _given(lat=lat, long=long))
        return found


class ApiGeo:
    def __init__(self, call: Caller) -> None:
        self._call = call
        self.user = ApiGeoUser(call)


class ApiGroup:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def accept_join(self, *, eid: int) -> dict[str, Any]:
        """Accept a request to join; `eid`: an event of the request. For creator and admins.

        The first answer decides: the same answer again changes nothing, the opposite is
        errno 2.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        eid: id
        """
        found: dict[str, Any] = await self._call("group.accept_join", _given(eid=eid))
        return found

    async def addpost(self, *, gid: int, content: str | None = None, pictures: List[str] | None = None, video: str | None = None, videolen: int | None = None, voice: str | None = None, voicelen: int | None = None, lat: float | None = None, lng: float | None = None) -> GroupPosted:
        """Post into a group: text, pictures, video, voice, place.

        `videolen` and `voicelen` in ms. The longitude is called `lng` here.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: newpost.

        gid: id
        content: at most 4096 characters
        pictures: url or list of them; at most 20, each at most 1024 characters; default []
        video: url; at most 1024 characters
        videolen: 0 or more
        voice: url; at most 1024 characters
        voicelen: 0 or more
        lat: -90 to 90
        lng: -180 to 180
        """
        found: GroupPosted = await self._call("group.addpost", _given(gid=gid, content=content, pictures=pictures, video=video, videolen=videolen, voice=voice, voicelen=voicelen, lat=lat, lng=lng))
        return found

    async def addreply(self, *, postid: int, content: str) -> GroupReplied:
        """Reply to a post of a group or circle.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: newreply.

        postid: id
        content: 1 to 4096 characters
        """
        found: GroupReplied = await self._call("group.addreply", _given(postid=postid, content=content))
        return found

    async def create(self, *, name: str, board: str, type: int | None = None, position: str | None = None, lat: float | None = None, long: float | None = None) -> Created:
        """Create a group with me as creator and first member.

        Rate class create.

        name: 1 to 64 characters
        board: at most 4096 characters
        type: A `type` that is free for clients; 0 to 99; default 0
        position: Free text, a place; at most 256 characters
        lat: -90 to 90
        long: -180 to 180
        """
        found: Created = await self._call("group.create", _given(name=name, board=board, type=type, position=position, lat=lat, long=long))
        return found

    async def delete(self, *, gid: int) -> dict[str, Any]:
        """Delete a group with memberships, invitations, watches and posts.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        """
        found: dict[str, Any] = await self._call("group.delete", _given(gid=gid))
        return found

    async def get_new_post(self, *, gid: int, frompos: int) -> MoreOldPosts:
        """Posts after a known one, oldest first (old view), to catch up.

        `frompos`: postid, exclusive. `more`: there are newer ones; ask again with the last
        postid.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        frompos: To page from; 0 = no bound; 0 or more
        """
        found: MoreOldPosts = await self._call("group.get_new_post", _given(gid=gid, frompos=frompos))
        return found

    async def info(self, *, gid: int | List[int]) -> Groups:
        """Basic data of groups, in the order asked; unknown ids of a list are left out.

        Of a group with `only_member_watch` only its members see board, place and admins.

        Rate class read.

        Errors: 3 target not found.

        gid: id or list of ids; Repeats count once; at most 500
        """
        found: Groups = await self._call("group.info", _given(gid=gid))
        return found

    async def invite(self, *, gid: int, uid: int | List[int]) -> dict[str, Any]:
        """Invite users into a group; they join with `group.join`.

        This undoes an earlier removal. Members, I myself and, in a list, unknown ids are
        skipped. The
        same invitation within 24 hours makes no new event. Of users who do not have me as
        friend at
        most 20 are invited in a call, and 100 in a day; the others are left out.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        gid: id
        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("group.invite", _given(gid=gid, uid=uid))
        return found

    async def join(self, *, gid: int, type: int | None = None) -> GroupJoined:
        """Join a group; one with `join_approval` 1 gets a request instead.

        `type` is kept for old clients; the creator's is always 0. Errno 2: removed from the
        group and
        not invited since. Creator and admins get an event for a request, and for a repeated
        one after
        24 hours. A user invited by one of them needs no approval.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        gid: id
        type: 1 to 99; default 1
        """
        found: GroupJoined = await self._call("group.join", _given(gid=gid, type=type))
        return found

    async def leave(self, *, gid: int) -> dict[str, Any]:
        """Leave a group; a ban on posting stays stored, and a creator keeps all rights.

        Rate class light.

        Errors: 3 target not found.

        gid: id
        """
        found: dict[str, Any] = await self._call("group.leave", _given(gid=gid))
        return found

    async def likepost(self, *, postid: int) -> GroupLiked:
        """Like a post of a group or circle; a repeat returns the first like with its time.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: newlike.

        postid: id
        """
        found: GroupLiked = await self._call("group.likepost", _given(postid=postid))
        return found

    async def members(self, *, gid: int, pos: int | None = None, count: int | None = None, before_time: int | None = None, before_uid: int | None = None) -> GroupMembers:
        """Members of a group, newest first.

        `more`: there are others; ask again with time and uid of the last one. `pos`, for
        old clients,
        skips so many entries; the more, the slower.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        pos: 0 or more; default 0
        count: 1 to 500; brought into that range, never refused; default 500
        before_time: Unix seconds
        before_uid: An id where 0 means none (or myself, as the function says); 0 or more
        """
        found: GroupMembers = await self._call("group.members", _given(gid=gid, pos=pos, count=count, before_time=before_time, before_uid=before_uid))
        return found

    async def mute(self, *, gid: int, on: int | None = None) -> dict[str, Any]:
        """Get no alerts and no `newpost` of a group, or get them again with `on` 0.

        Rate class light.

        Errors: 3 target not found.

        gid: id
        on: 0 or 1; default 1
        """
        found: dict[str, Any] = await self._call("group.mute", _given(gid=gid, on=on))
        return found

    async def mute_all(self, *, gid: int, on: int | None = None) -> dict[str, Any]:
        """Let only creator and admins post and reply, until `on` 0. For creator and admins.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        on: 0 or 1; default 1
        """
        found: dict[str, Any] = await self._call("group.mute_all", _given(gid=gid, on=on))
        return found

    async def mute_member(self, *, gid: int, uid: int, seconds: int) -> dict[str, Any]:
        """Forbid a member to post and reply for so many seconds; 0 ends that.

        For creator and admins, who cannot be muted themselves. It also counts after the
        member has
        left.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        uid: id
        seconds: 0 = none, at most 30 days; 0 to 2592000
        """
        found: dict[str, Any] = await self._call("group.mute_member", _given(gid=gid, uid=uid, seconds=seconds))
        return found

    async def my(self) -> GroupLines:
        """Groups I am a member of, newest membership first.

        Rate class read.
        """
        found: GroupLines = await self._call("group.my", {})
        return found

    async def post_after(self, *, gid: int, after_postid: int) -> NewGroupPosts:
        """The newest posts after a known one, newest first (new view).

        `more`: older new posts were left out; get them with `postlist` before the last
        postid.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        after_postid: To page from; 0 = no bound; 0 or more
        """
        found: NewGroupPosts = await self._call("group.post_after", _given(gid=gid, after_postid=after_postid))
        return found

    async def post_list(self, *, gid: int, pos: int | None = None, count: int | None = None) -> MoreOldPosts:
        """Posts of a group, newest first (old view).

        `pos`: 0 = from the newest, else a postid, exclusive: ask again with the last postid
        of the page
        before. It is not an offset: a number below all postids of the group finds nothing.
        `more`: the
        group has posts besides these and newer ones. With an empty page it means that `pos`
        was none of
        the group's postids.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        pos: To page from; 0 = no bound; 0 or more; default 0
        count: 1 to 200; brought into that range, never refused; default 50
        """
        found: MoreOldPosts = await self._call("group.post_list", _given(gid=gid, pos=pos, count=count))
        return found

    async def postlist(self, *, gid: int, before_postid: int | None = None, count: int | None = None) -> GroupPosts:
        """Posts of a group, newest first (new view, with likes and replies).

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        before_postid: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 20
        """
        found: GroupPosts = await self._call("group.postlist", _given(gid=gid, before_postid=before_postid, count=count))
        return found

    async def refuse_join(self, *, eid: int) -> dict[str, Any]:
        """Refuse a request to join; otherwise like `group.accept_join`.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        eid: id
        """
        found: dict[str, Any] = await self._call("group.refuse_join", _given(eid=eid))
        return found

    async def regupdate(self, *, gid: int) -> dict[str, Any]:
        """Watch the group on this connection: its new posts arrive as `newpost` pushes.

        At most 100 groups at once; a further watch ends the oldest. Rights are checked at
        each push.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        gid: id
        """
        found: dict[str, Any] = await self._call("group.regupdate", _given(gid=gid))
        return found

    async def remove_member(self, *, gid: int, uid: int | List[int]) -> dict[str, Any]:
        """Remove members; they cannot join, post or reply until somebody invites them again.

        For creator and admins. The creator cannot be removed, and admins only by the
        creator.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("group.remove_member", _given(gid=gid, uid=uid))
        return found

    async def search(self, *, type: int) -> Groups:
        """Groups of one type, newest first, at most 100; each as `group.info` shows it.

        Rate class read.
        """
        found: Groups = await self._call("group.search", _given(type=type))
        return found

    async def set_admin(self, *, gid: int, uid: int, on: int | None = None) -> dict[str, Any]:
        """Make a member an admin, or (`on` 0) an ordinary member; at most 20 admins, else
        errno 6.

        Only the creator may do this. Admins have the rights of the creator, except to
        delete the group,
        to transfer it and to make admins. An admin who leaves or is removed is no admin any
        more.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        uid: id
        on: 0 or 1; default 1
        """
        found: dict[str, Any] = await self._call("group.set_admin", _given(gid=gid, uid=uid, on=on))
        return found

    async def set_member_control(self, *, gid: int, uid: int, can_post: int | None = None) -> dict[str, Any]:
        """Set whether a member may post; it counts while the group's `member_control` is 1.

        For creator and admins, who may always post themselves.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        uid: id
        can_post: 0 or 1
        """
        found: dict[str, Any] = await self._call("group.set_member_control", _given(gid=gid, uid=uid, can_post=can_post))
        return found

    async def transfer(self, *, gid: int, uid: int) -> dict[str, Any]:
        """Make a member the creator; I become an ordinary member. Only for the creator.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        uid: id
        """
        found: dict[str, Any] = await self._call("group.transfer", _given(gid=gid, uid=uid))
        return found

    async def unregupdate(self, *, gid: int) -> dict[str, Any]:
        """End this connection's watch.

        Rate class read.

        gid: id
        """
        found: dict[str, Any] = await self._call("group.unregupdate", _given(gid=gid))
        return found

    async def update(self, *, gid: int, name: str | None = None, board: str | None = None, type: int | None = None, position: str | None = None, everyone_caninvite: int | None = None, only_member_speak: int | None = None, only_member_watch: int | None = None, lat: float | None = None, long: float | None = None, member_control: int | None = None, join_approval: int | None = None) -> dict[str, Any]:
        """Change group data and rules; absent parameters change nothing, position "" clears
        it.

        For creator and admins. `join_approval` 1: they must accept everybody who wants to
        join.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        gid: id
        name: 1 to 64 characters
        board: at most 4096 characters
        type: A `type` that is free for clients; 0 to 99
        position: Free text, a place; at most 256 characters
        everyone_caninvite: 0 or 1
        only_member_speak: 0 or 1
        only_member_watch: 0 or 1
        lat: -90 to 90
        long: -180 to 180
        member_control: 0 or 1
        join_approval: 0 or 1
        """
        found: dict[str, Any] = await self._call("group.update", _given(gid=gid, name=name, board=board, type=type, position=position, everyone_caninvite=everyone_caninvite, only_member_speak=only_member_speak, only_member_watch=only_member_watch, lat=lat, long=long, member_control=member_control, join_approval=join_approval))
        return found


class ApiIos:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def reg(self, *, device_token: str, is_debug: int) -> dict[str, Any]:
        """Register this session's device; is_debug 1 = its token belongs to the sandbox.

        A new token replaces the old one; a token registered by another session moves to
        this one; both
        start with badge 0. When the same token is registered again the badge stays.

        Rate class light.

        device_token: 32 to 256 characters
        is_debug: 0 or 1
        """
        found: dict[str, Any] = await self._call("ios.reg", _given(device_token=device_token, is_debug=is_debug))
        return found

    async def set_badge(self, *, badge: int) -> dict[str, Any]:
        """Set the badge of this session's device, if there is one; alerts count up from it.

        Rate class light.

        badge: 0 to 9999
        """
        found: dict[str, Any] = await self._call("ios.set_badge", _given(badge=badge))
        return found

    async def unreg(self) -> dict[str, Any]:
        """Unregister this session's device, if there is one.

        Rate class light.
        """
        found: dict[str, Any] = await self._call("ios.unreg", {})
        return found


class ApiMerchandise:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def cards(self) -> Cards:
        """My bound bank cards; none if the provider does not answer within 6 s. Slow: cache
        it.

        Rate class read.
        """
        found: Cards = await self._call("merchandise.cards", {})
        return found

    async def count_price(self, *, mid: int, people_count: int) -> Price:
        """Compute the price in fen: amount + ex_people_amount x people_count.

        Rate class read.

        Errors: 3 target not found.

        mid: id
        people_count: Further people beside the buyer, each at a price of their own; 0 to
        100
        """
        found: Price = await self._call("merchandise.count_price", _given(mid=mid, people_count=people_count))
        return found

    async def createorder(self, *, mid: int, people_count: int, hardwareid: str, recommend_uid: int | None = None) -> Ordered:
        """Order goods, and get a page to pay on in a browser.

        The outcome is pushed as `paylog`. An order of price 0 is paid at once.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: paylog.

        mid: id
        people_count: Further people beside the buyer, each at a price of their own; 0 to
        100
        hardwareid: Constant per phone; 1 to 128 characters
        recommend_uid: id
        """
        found: Ordered = await self._call("merchandise.createorder", _given(mid=mid, people_count=people_count, hardwareid=hardwareid, recommend_uid=recommend_uid))
        return found

    async def get(self, *, mid: int | List[int]) -> Listed:
        """Goods by id, hidden ones too, in the order asked.

        Only a single id can be "not found"; unknown ids of a list are left out.

        Rate class read.

        Errors: 3 target not found.

        mid: id or list of ids; Repeats count once; at most 500
        """
        found: Listed = await self._call("merchandise.get", _given(mid=mid))
        return found

    async def groups(self) -> Shops:
        """All groups of goods (shops), by gid.

        Rate class read.
        """
        found: Shops = await self._call("merchandise.groups", {})
        return found

    async def history(self, *, before: str | None = None, count: int | None = None) -> Orders:
        """My orders in every state, newest first; `before`: orderid, exclusive.

        Rate class read.

        before: An orderid to page from; "" = no bound
        count: 1 to 1000; brought into that range, never refused; default 10
        """
        found: Orders = await self._call("merchandise.history", _given(before=before, count=count))
        return found

    async def list(self, *, gid: int) -> Listed:
        """The goods of a group, by mid, without hidden ones.

        Rate class read.

        Errors: 3 target not found.

        gid: id
        """
        found: Listed = await self._call("merchandise.list", _given(gid=gid))
        return found

    async def paybycard(self, *, cardid: str, mid: int, people_count: int, hardwareid: str, recommend_uid: int | None = None) -> Charged:
        """Order goods and charge a bound card; the outcome is pushed as `paylog`, too.

        Refused: errno 2 with `orderid` and `reason`. Without an answer within 6 s: errno 0,
        and the
        outcome comes later. Nothing is charged twice, because the order is stored before
        the card is
        charged.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: paylog.

        cardid: 1 to 128 characters
        mid: id
        people_count: Further people beside the buyer, each at a price of their own; 0 to
        100
        hardwareid: Constant per phone; 1 to 128 characters
        recommend_uid: id
        """
        found: Charged = await self._call("merchandise.paybycard", _given(cardid=cardid, mid=mid, people_count=people_count, hardwareid=hardwareid, recommend_uid=recommend_uid))
        return found

    async def pre_order(self, *, mid: int, recommend_uid: int | None = None) -> Reserved:
        """Reserve goods, without payment; operations decide about the reservation.

        Rate class create.

        Errors: 3 target not found.

        mid: id
        recommend_uid: id
        """
        found: Reserved = await self._call("merchandise.pre_order", _given(mid=mid, recommend_uid=recommend_uid))
        return found

    async def recommendbyme(self, *, before: str | None = None, count: int | None = None) -> Orders:
        """Paid and refunded orders that name me as recommender, newest first.

        `before`: orderid, exclusive.

        Rate class read.

        before: An orderid to page from; "" = no bound
        count: 1 to 1000; brought into that range, never refused; default 10
        """
        found: Orders = await self._call("merchandise.recommendbyme", _given(before=before, count=count))
        return found

    async def unbind(self, *, cardid: str) -> Unbound:
        """Unbind a bank card at the payment provider; nothing is stored here.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        cardid: 1 to 128 characters
        """
        found: Unbound = await self._call("merchandise.unbind", _given(cardid=cardid))
        return found


class ApiMessage:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def conversations(self, *, before: int | None = None, count: int | None = None) -> Conversations:
        """My conversations, one for each peer, the one with the newest message first.

        `before`: msgid of a `last`, exclusive. `more`: there are others; ask with `before`
        = the last
        one's `last.msgid`.

        Rate class read.

        before: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 50
        """
        found: Conversations = await self._call("message.conversations", _given(before=before, count=count))
        return found

    async def history(self, *, uid: int, beforeid: int | None = None, count: int | None = None) -> Messages:
        """What a user and I wrote to each other, newest first. It moves no read mark.

        `beforeid`: msgid, exclusive. `more`: older ones were left out; ask with `beforeid`
        = the last
        msgid.

        Rate class read.

        Errors: 3 target not found.

        uid: id
        beforeid: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 50
        """
        found: Messages = await self._call("message.history", _given(uid=uid, beforeid=beforeid, count=count))
        return found

    async def mark_read(self, *, uid: int, msgid: int) -> Unread:
        """Mark everything of a user up to a message as read; the user and my other devices get
        a push.

        The mark only moves forward, to the newest message of the user that is not newer
        than `msgid`.
        `unread`: how many messages of the user are newer. Errno 3: we have not written to
        each other.

        Rate class light.

        Errors: 3 target not found.

        Pushes: readmsg.

        uid: id
        msgid: id
        """
        found: Unread = await self._call("message.mark_read", _given(uid=uid, msgid=msgid))
        return found

    async def read(self, *, afterid: int | None = None, beforeid: int | None = None, count: int | None = None) -> Messages:
        """Messages to me, newest first. This marks them and older ones of their senders as
        read.

        Read messages count neither in badges nor as `unread`; the senders get no push (see
        `message.mark_read`).

        `afterid`: msgid, exclusive. `more`: older ones in the range were left out; ask with
        the same
        `afterid` and `beforeid` = the last msgid.

        Rate class read.

        afterid: To page from; 0 = no bound; 0 or more; default 0
        beforeid: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 100
        """
        found: Messages = await self._call("message.read", _given(afterid=afterid, beforeid=beforeid, count=count))
        return found

    async def recall(self, *, msgid: int) -> dict[str, Any]:
        """Recall a message of mine: for both sides it stays without content, as type recalled.

        Errno 2: a message of somebody else, or older than RECALL_SECONDS. Its file is
        deleted unless it
        is used elsewhere. A repeat changes nothing.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: recallmsg.

        msgid: id
        """
        found: dict[str, Any] = await self._call("message.recall", _given(msgid=msgid))
        return found

    async def send(self, *, uid: int, content: str | None = None, lat: float | None = None, long: float | None = None, picture: str | None = None, width: int | None = None, height: int | None = None) -> Sent:
        """Send a private message: text, picture or place.

        With a content, picture and place are dropped; with a picture, the place.

        Rate class message.

        Errors: 2 no permission, 3 target not found.

        Pushes: newmsg.

        uid: id
        content: at most 4096 characters
        lat: -90 to 90
        long: -180 to 180
        picture: url; at most 1024 characters
        width: 0 or more
        height: 0 or more
        """
        found: Sent = await self._call("message.send", _given(uid=uid, content=content, lat=lat, long=long, picture=picture, width=width, height=height))
        return found

    async def typing(self, *, uid: int) -> dict[str, Any]:
        """Push to a user that I am writing to them; nothing is stored, and there is no alert.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: typing.

        uid: id
        """
        found: dict[str, Any] = await self._call("message.typing", _given(uid=uid))
        return found


class ApiPhonebook:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def upload(self, *, phone_list: List[PhoneEntry]) -> Uploaded:
        """Add contacts to my phone book; a given name takes the place of the old one.

        Numbers are found between other words and beside each other; lines without any are
        skipped,
        names are cut at 64 characters. At most 5000 numbers, in at most 10000 spellings.
        Contacts with
        an account who are not my friends are pushed, now or when the account is made.

        Rate class create.

        Pushes: fromphonebook.

        phone_list: What is no line in it counts as one without a phone; at most 2000
        """
        found: Uploaded = await self._call("phonebook.upload", _given(phone_list=phone_list))
        return found


class ApiPost:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def add(self, *, gid: int, content: str) -> PostPosted:
        """Post a text into a group; it may be empty when pictures are uploaded to it
        afterwards.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: newpost.

        gid: id
        content: at most 4096 characters
        """
        found: PostPosted = await self._call("post.add", _given(gid=gid, content=content))
        return found

    async def delete(self, *, postid: int) -> dict[str, Any]:
        """Delete my own post with its replies, likes and further media.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        postid: id
        """
        found: dict[str, Any] = await self._call("post.delete", _given(postid=postid))
        return found

    async def dislike(self, *, postid: int) -> dict[str, Any]:
        """Remove my like.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        postid: id
        """
        found: dict[str, Any] = await self._call("post.dislike", _given(postid=postid))
        return found

    async def get(self, *, postid: int | List[int]) -> PostPosts:
        """Posts in the order asked; missing ones and those I may not read are left out of a
        list.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        postid: id or list of ids; Repeats count once; at most 500
        """
        found: PostPosts = await self._call("post.get", _given(postid=postid))
        return found

    async def get_new_reply(self, *, from_reply: int | None = None, like_after: int | None = None) -> News:
        """The latest replies and likes by others on my 20 newest posts, newest first, to catch
        up.

        `from_reply`: replyid, exclusive. `like_after`: time of the last like you know,
        exclusive; if
        several were made in that second, they come again; postid and uid tell them apart.
        Without
        `like_after` there are no likes in the result.

        Rate class read.

        from_reply: To page from; 0 = no bound; 0 or more; default 0
        like_after: To page from; 0 = no bound; 0 or more
        """
        found: News = await self._call("post.get_new_reply", _given(from_reply=from_reply, like_after=like_after))
        return found

    async def get_reply(self, *, postid: int, pos: int | None = None, count: int | None = None, after: int | None = None) -> Replies:
        """Replies of a post, oldest first.

        `more`: there are others; ask again with the last replyid as `after` (exclusive).
        `pos`, for old
        clients, skips so many entries; the more, the slower.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        postid: id
        pos: 0 or more; default 0
        count: 1 to 1000; brought into that range, never refused; default 50
        after: To page from; 0 = no bound; 0 or more; default 0
        """
        found: Replies = await self._call("post.get_reply", _given(postid=postid, pos=pos, count=count, after=after))
        return found

    async def like(self, *, postid: int) -> dict[str, Any]:
        """Like a post.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        Pushes: newlike.

        postid: id
        """
        found: dict[str, Any] = await self._call("post.like", _given(postid=postid))
        return found

    async def likes(self, *, postid: int, pos: int | None = None, count: int | None = None, before_time: int | None = None, before_uid: int | None = None) -> Likers:
        """Who likes a post, newest first.

        `more`: there are others; ask again with time and uid of the last one. `pos`, for
        old clients,
        skips so many entries; the more, the slower.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        postid: id
        pos: 0 or more; default 0
        count: 1 to 500; brought into that range, never refused; default 50
        before_time: Unix seconds
        before_uid: An id where 0 means none (or myself, as the function says); 0 or more
        """
        found: Likers = await self._call("post.likes", _given(postid=postid, pos=pos, count=count, before_time=before_time, before_uid=before_uid))
        return found

    async def readex(self, *, postid: int) -> PostExdata:
        """Further media of a post, in the order in which they were added.

        Rate class read.

        Errors: 2 no permission, 3 target not found.

        postid: id
        """
        found: PostExdata = await self._call("post.readex", _given(postid=postid))
        return found

    async def reply(self, *, postid: int, content: str) -> PostReplied:
        """Reply to a post (never to a reply).

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: newreply.

        postid: id
        content: 1 to 4096 characters
        """
        found: PostReplied = await self._call("post.reply", _given(postid=postid, content=content))
        return found

    async def reply_to_me(self, *, from_reply: int | None = None) -> RepliesToMe:
        """Replies by others to my posts, oldest first.

        `from_reply`: replyid, exclusive. `more`: there are newer ones; ask again with the
        last replyid.

        Rate class read.

        from_reply: To page from; 0 = no bound; 0 or more; default 0
        """
        found: RepliesToMe = await self._call("post.reply_to_me", _given(from_reply=from_reply))
        return found


class ApiReport:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def add(self, *, kind: str, id: int, reason: str, text: str | None = None) -> ReportAdded:
        """Report something that breaks the rules; its present content is stored for
        operations.

        `kind`: user, post, reply, message, group, circle or album; `reason`: spam, abuse,
        sexual,
        violence, child, illegal or other. A repeated report returns the first one. Errno 3:
        there is
        no such thing that I can see.

        Rate class create.

        Errors: 3 target not found.

        id: id
        text: What a report says; operations alone see it; at most 4096 characters
        """
        found: ReportAdded = await self._call("report.add", _given(kind=kind, id=id, reason=reason, text=text))
        return found

    async def mine(self, *, before: int | None = None, count: int | None = None) -> ReportMine:
        """My reports, newest first, with their states. `before`: reportid, exclusive.

        Rate class read.

        before: To page from; 0 = no bound; 0 or more
        count: 1 to 100; brought into that range, never refused; default 20
        """
        found: ReportMine = await self._call("report.mine", _given(before=before, count=count))
        return found


class ApiSession:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def list(self) -> Sessions:
        """My logins, the newest first, at most 1000; `id` names one and cannot be used to log
        in.

        Rate class read.
        """
        found: Sessions = await self._call("session.list", {})
        return found

    async def renew(self) -> Renewed:
        """Exchange the session id for a new one; the old one stays valid for 10 minutes.

        Rate class none.
        """
        found: Renewed = await self._call("session.renew", {})
        return found

    async def revoke(self, *, id: int) -> Revoked:
        """End a login of mine, perhaps this one: its sockets close and its device gets no
        alerts.

        Rate class light.

        Errors: 3 target not found.

        id: id
        """
        found: Revoked = await self._call("session.revoke", _given(id=id))
        return found

    async def revoke_others(self) -> Revoked:
        """End all my logins but this one.

        Rate class light.
        """
        found: Revoked = await self._call("session.revoke_others", {})
        return found

    async def stop(self) -> dict[str, Any]:
        """Unbind the connection; the session stays valid.

        No pushes come any more, and every call other than a start is errno 1.

        Rate class none.
        """
        found: dict[str, Any] = await self._call("session.stop", {})
        return found


class ApiTools:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def change_phone(self, *, newphone: str, code: str | None = None, confirm: str | None = None) -> ChangeOfPhone:
        """Change my phone number. Step 1, without code: a code is sent to the new number.

        Step 2, with the code: the number is mine, and my other sessions end. In a session
        younger than
        7 days, or from another address than the login's, step 2 also wants a code of the
        present phone:
        it is sent, with errno 2 and the phone in `result.confirm`; repeat step 2 with
        `confirm` beside
        `code`.

        Rate class light.

        Errors: 2 no permission, 1001 new number equals the old, 1002 number used by another
        account, 1003 wrong code, 1004 code expired or too many wrong tries.

        Pushes: fromphonebook.

        newphone: 1 to 32 characters
        code: secret; What was typed as an SMS code; 1 to 64 characters
        confirm: secret; What was typed as an SMS code; 1 to 64 characters
        """
        found: ChangeOfPhone = await self._call("tools.change_phone", _given(newphone=newphone, code=code, confirm=confirm))
        return found

    async def qiniu_uploadtoken(self) -> Token:
        """Upload token for pictures and other files, valid for 1 hour and any number of files.

        Post a form with `token` and `file` to `upload_url`; the answer has the file's
        address, `url`.

        Rate class read.
        """
        found: Token = await self._call("tools.qiniu_uploadtoken", {})
        return found

    async def read_data(self) -> dict[str, Any]:
        """Read back what `tools.save_data` stored; the result is the stored object itself.

        Rate class read.
        """
        found: dict[str, Any] = await self._call("tools.read_data", {})
        return found

    async def save_data(self, **parm: Any) -> dict[str, Any]:
        """Store data of the client: the keys of parm are merged into what is there.

        At most 256 keys and 64 KiB as JSON in all.

        Rate class light.
        """
        found: dict[str, Any] = await self._call("tools.save_data", parm)
        return found


class ApiUser:
    def __init__(self, call: Caller) -> None:
        self._call = call

    async def add_friend(self, *, uid: int | List[int], type: int | None = None) -> dict[str, Any]:
        """Put users on my friend list; they get a push, and need not agree.

        Unknown ids in a list are skipped. `type` says how the friend was found; absent = 0
        for a new
        friend, unchanged for an old one.

        Rate class create.

        Errors: 2 no permission, 3 target not found.

        Pushes: event.

        uid: id or list of ids; Repeats count once; at most 500
        type: A `type` that is free for clients; 0 to 99
        """
        found: dict[str, Any] = await self._call("user.add_friend", _given(uid=uid, type=type))
        return found

    async def block(self, *, uid: int | List[int]) -> dict[str, Any]:
        """Block users: they cannot reach or find me, nor I them, and I do not see what they
        write.

        Ends friendship both ways; there is no push. I myself and, in a list, unknown ids
        are skipped.
        At most 2000 users can be blocked at a time.

        Rate class light.

        Errors: 3 target not found.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("user.block", _given(uid=uid))
        return found

    async def block_list(self, *, pos: int | None = None, count: int | None = None) -> BlockList:
        """Users whom I have blocked, newest first; `pos` and `count` come back as used.

        Rate class read.

        pos: 0 or more; default 0
        count: 1 to 1000; brought into that range, never refused; default 50
        """
        found: BlockList = await self._call("user.block_list", _given(pos=pos, count=count))
        return found

    async def del_friend(self, *, uid: int | List[int]) -> dict[str, Any]:
        """Take users off my friend list; whether I am on theirs does not change.

        Rate class light.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("user.del_friend", _given(uid=uid))
        return found

    async def delete_account(self, *, code: str | None = None) -> Deletion:
        """Delete my account. Step 1, without code: a code is sent by SMS.

        Step 2, with the code: the account is closed. All its sessions end, and nobody can
        find it any
        more. At `time` it is erased with everything that is mine; a login before that opens
        it again.

        Rate class create.

        Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.

        code: secret; What was typed as an SMS code; 1 to 64 characters
        """
        found: Deletion = await self._call("user.delete_account", _given(code=code))
        return found

    async def export(self) -> dict[str, Any]:
        """Collect everything that is mine in a ZIP file, once a day: JSON by kind, links to my
        media.

        The event `export_ready` has its address, which is good for 24 hours and for
        everybody who knows
        it. errno 4 until a day has passed, unless it could not be made.

        Rate class create.

        Pushes: event.
        """
        found: dict[str, Any] = await self._call("user.export", {})
        return found

    async def filter(self, *, alltag: List[str] | None = None, lat: float | None = None, long: float | None = None) -> Nearby:
        """Users who have all the tags and, when a place is given, are near it.

        Latest change of tags or place first, at most 300; in a dense area only the nearest
        2000 are
        searched. I may be among them. Tags, or `lat` and `long`, or all are needed; places
        are exact to
        about 100 m.

        Rate class read.

        alltag: at most 20, each at most 20 characters
        lat: -90 to 90
        long: -180 to 180
        """
        found: Nearby = await self._call("user.filter", _given(alltag=alltag, lat=lat, long=long))
        return found

    async def find(self, *, phone: str) -> Found:
        """Find users by the beginning of the phone number, at least 3 digits; at most 4, by
        uid.

        A complete number finds exactly its owner. The numbers themselves are not shown. Of
        very many
        numbers the first 500 are looked at. The number of strangers found is limited by
        hour and day.

        Rate class read.

        phone: 3 to 32 characters
        """
        found: Found = await self._call("user.find", _given(phone=phone))
        return found

    async def friend_list(self, *, uid: int | None = None, pos: int | None = None, count: int | None = None, before_time: int | None = None, before_uid: int | None = None) -> FriendList:
        """Friends of any user, newest first. `uid` 0 = me; `pos` and `count` come back as
        used.

        The next page: time and uid of the last friend in `before_time` and `before_uid`.
        `pos`, for old
        clients, skips so many entries; the more, the slower.

        Rate class read.

        Errors: 3 target not found.

        uid: An id where 0 means none (or myself, as the function says); 0 or more; default
        0
        pos: 0 or more; default 0
        count: 1 to 1000; brought into that range, never refused; default 50
        before_time: Unix seconds
        before_uid: An id where 0 means none (or myself, as the function says); 0 or more
        """
        found: FriendList = await self._call("user.friend_list", _given(uid=uid, pos=pos, count=count, before_time=before_time, before_uid=before_uid))
        return found

    async def friend_timeline(self, *, before: int | None = None, count: int | None = None) -> UserPosts:
        """Group posts of my friends, newest first. `before`: postid, exclusive.

        Rate class read.

        before: To page from; 0 = no bound; 0 or more
        count: 1 to 200; brought into that range, never refused; default 50
        """
        found: UserPosts = await self._call("user.friend_timeline", _given(before=before, count=count))
        return found

    async def friend_timeline_new(self, *, after: int) -> UserNewPosts:
        """Newer group posts of my friends, oldest first, at most 200. `after`: postid,
        exclusive.

        `more`: there are newer ones; ask with `after` = the last postid.

        Rate class read.

        after: To page from; 0 = no bound; 0 or more
        """
        found: UserNewPosts = await self._call("user.friend_timeline_new", _given(after=after))
        return found

    async def get_tag(self, *, uids: int | List[int]) -> AllTags:
        """Tags of several users, in the order asked; unknown ids are left out.

        Rate class read.

        uids: id or list of ids; Repeats count once; at most 500
        """
        found: AllTags = await self._call("user.get_tag", _given(uids=uids))
        return found

    async def info(self, *, uid: int | List[int]) -> Infos:
        """Several profiles at once, in the order asked. Unknown ids in a list are left out.

        Rate class read.

        Errors: 3 target not found.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: Infos = await self._call("user.info", _given(uid=uid))
        return found

    async def info2(self, *, uid: int) -> Profile:
        """Profile of one user: basics, tags and votes, circles; of endorsers also their goods.

        When one of us has blocked the other only uid, nick and headpic have values.

        Rate class read.

        Errors: 3 target not found.

        uid: id
        """
        found: Profile = await self._call("user.info2", _given(uid=uid))
        return found

    async def invite(self, *, phone: str, nick: str, headpic: str | None = None, sex: int | None = None, birthday: int | None = None, marriage: int | None = None, height: int | None = None, position: str | None = None, join_cid: int | None = None, join_roleid: int | None = None) -> dict[str, Any]:
        """Invite somebody without an account by SMS, also into a circle of mine if one is
        given.

        A repeat for the same phone changes the given values. The SMS is sent at most once a
        day; a
        phone gets at most 3 a day, and I can cause at most 20.

        Rate class create.

        Errors: 2 no permission, 3 target not found, 2001 invite already accepted, 2002
        phone already registered.

        phone: 1 to 32 characters
        nick: 1 to 32 characters
        headpic: url; A url, or "" to clear what is stored; at most 1024 characters
        sex: 0 unknown, 1 male, 2 female; 0 to 2
        birthday: Unix seconds, negative before 1970
        marriage: 0 to 9
        height: In cm; 0 to 300
        position: Free text, a place; at most 256 characters
        join_cid: id
        join_roleid: id
        """
        found: dict[str, Any] = await self._call("user.invite", _given(phone=phone, nick=nick, headpic=headpic, sex=sex, birthday=birthday, marriage=marriage, height=height, position=position, join_cid=join_cid, join_roleid=join_roleid))
        return found

    async def invite_list(self) -> Invites:
        """Invitations I have made, newest first, at most 500; `joined_uid`: who accepted.

        Rate class read.
        """
        found: Invites = await self._call("user.invite_list", {})
        return found

    async def like(self, *, uid: int) -> dict[str, Any]:
        """Vote for a user, once per pair for ever; a repeat changes nothing.

        Rate class light.

        Errors: 2 no permission, 3 target not found.

        uid: id
        """
        found: dict[str, Any] = await self._call("user.like", _given(uid=uid))
        return found

    async def mute(self, *, uid: int | List[int], on: int | None = None) -> dict[str, Any]:
        """Get no alerts and no `newpost` because of users, or get them again with `on` 0.

        They still may write to me, and there is no push. At most 2000 can be muted at a
        time.

        Rate class light.

        Errors: 3 target not found.

        uid: id or list of ids; Repeats count once; at most 500
        on: 0 or 1; default 1
        """
        found: dict[str, Any] = await self._call("user.mute", _given(uid=uid, on=on))
        return found

    async def online(self, *, uid: int | List[int]) -> OnlineUsers:
        """Which of these users are online, in the order asked.

        Users who do not have me as a friend, or do not show it (`user.update`,
        `show_online`), are left
        out.

        Rate class read.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: OnlineUsers = await self._call("user.online", _given(uid=uid))
        return found

    async def posts(self, *, uid: int, before: int | None = None, count: int | None = None) -> UserPosts:
        """Group posts of one user that I may read, newest first. `before`: postid, exclusive.

        Rate class read.

        Errors: 3 target not found.

        uid: id
        before: To page from; 0 = no bound; 0 or more
        count: 1 to 200; brought into that range, never refused; default 50
        """
        found: UserPosts = await self._call("user.posts", _given(uid=uid, before=before, count=count))
        return found

    async def search(self, *, nick: str) -> Searched:
        """Find users by the beginning of the nick or, in any spelling, of the phone number.

        By nick, at most 20. A complete number finds exactly its owner, an incomplete one of
        at least 3
        digits at most 4 users. The number of strangers found by number is limited by hour
        and day.

        Rate class read.

        nick: 1 to 32 characters
        """
        found: Searched = await self._call("user.search", _given(nick=nick))
        return found

    async def set_password(self, *, psw: str, old: str | None = None, code: str | None = None) -> dict[str, Any]:
        """Set or change the password for `/login`, which ends my other sessions.

        To change it `old` is needed. For the first password a code is sent to my phone,
        with errno 2
        and the phone in `result.confirm`; repeat the call with `code`. Within 10 minutes
        after a login
        by SMS neither is needed. A very common password is errno 6.

        Rate class light.

        Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.

        psw: secret; 8 to 128 characters
        old: secret; What was typed as a password; at most 1024 characters
        code: secret; What was typed as an SMS code; 1 to 64 characters
        """
        found: dict[str, Any] = await self._call("user.set_password", _given(psw=psw, old=old, code=code))
        return found

    async def unblock(self, *, uid: int | List[int]) -> dict[str, Any]:
        """Take users off my block list; ended friendships stay ended.

        Rate class light.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("user.unblock", _given(uid=uid))
        return found

    async def update(self, *, nick: str | None = None, signature: str | None = None, sex: int | None = None, birthday: int | None = None, marriage: int | None = None, height: int | None = None, position: str | None = None, headpic: str | None = None, job: str | None = None, find_by_phone: int | None = None, show_online: int | None = None) -> dict[str, Any]:
        """Change my profile; absent parameters change nothing, 0 is a value, "" clears a text.

        Nicks are unique whatever their case and width. `birthday` in unix seconds, `height`
        in cm.
        `find_by_phone` 0: nobody finds me by my number, in searches or in phone books (1 at
        first).
        `show_online` 0: nobody learns from `user.online` and `user.watch_online` whether I
        am online.

        Rate class light.

        Errors: 1000 nick taken.

        nick: 1 to 32 characters
        signature: at most 256 characters
        sex: 0 unknown, 1 male, 2 female; 0 to 2
        birthday: Unix seconds, negative before 1970
        marriage: 0 to 9
        height: In cm; 0 to 300
        position: Free text, a place; at most 256 characters
        headpic: url; A url, or "" to clear what is stored; at most 1024 characters
        job: at most 32 characters
        find_by_phone: 0 or 1
        show_online: 0 or 1
        """
        found: dict[str, Any] = await self._call("user.update", _given(nick=nick, signature=signature, sex=sex, birthday=birthday, marriage=marriage, height=height, position=position, headpic=headpic, job=job, find_by_phone=find_by_phone, show_online=show_online))
        return found

    async def update_tag(self, *, tags: List[str]) -> dict[str, Any]:
        """Replace my tags, at most 20; empty ones and repeats are dropped, [] clears.

        Rate class light.

        tags: at most 20, each at most 20 characters
        """
        found: dict[str, Any] = await self._call("user.update_tag", _given(tags=tags))
        return found

    async def watch_online(self, *, uid: int | List[int]) -> dict[str, Any]:
        """Watch users on this connection: `online` pushes tell when they come and go.

        At most 200, who replace those watched before; [] ends all watches. As in
        `user.online` only
        users count who have me as a friend and show it. When a user takes me off the friend
        list,
        blocks me or stops showing it, a last push says 0 and the watch ends. The present
        state is not
        pushed: ask `user.online` afterwards, also after a `resync`.

        Rate class light.

        Pushes: online.

        uid: id or list of ids; Repeats count once; at most 500
        """
        found: dict[str, Any] = await self._call("user.watch_online", _given(uid=uid))
        return found


class Api:
    def __init__(self, call: Caller) -> None:
        self._call = call
        self.active = ApiActive(call)
        self.album = ApiAlbum(call)
        self.circle = ApiCircle(call)
        self.device = ApiDevice(call)
        self.endorsement = ApiEndorsement(call)
        self.event = ApiEvent(call)
        self.geo = ApiGeo(call)
        self.group = ApiGroup(call)
        self.ios = ApiIos(call)
        self.merchandise = ApiMerchandise(call)
        self.message = ApiMessage(call)
        self.phonebook = ApiPhonebook(call)
        self.post = ApiPost(call)
        self.report = ApiReport(call)
        self.session = ApiSession(call)
        self.tools = ApiTools(call)
        self.user = ApiUser(call)
