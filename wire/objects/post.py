"""Posts in their three views, with likes, replies and further media."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Like(Struct, kw_only=True):
    """Who likes a post, inside it or in a result."""

    uid: int
    time: int


class PostLike(Struct, kw_only=True):
    """A like outside a post."""

    postid: int
    uid: int
    time: int


class Reply(Struct, kw_only=True):
    """A reply outside a post."""

    replyid: int
    postid: int
    uid: int
    content: str
    time: int


class PlacedReply(Reply, kw_only=True):
    """A reply to one of my posts; `gid` is 0 and `cid` present for a circle post."""

    gid: int
    cid: int | UnsetType = UNSET


class EmbeddedReply(Struct, kw_only=True):
    """A reply inside its post."""

    replyid: int
    uid: int
    content: str
    time: int


class ExMedia(Struct, kw_only=True):
    """One further file of a post; beside the common keys those of its type: pic, vdo or vic."""

    did: int
    postid: int
    type: str
    """pic, vdo or vic."""
    picture: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    """Pixels, when known."""
    height: int | UnsetType = UNSET
    """Pixels, when known."""
    video: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    length: int | UnsetType = UNSET
    """Milliseconds, 0 = unknown."""


class _OldView(Struct, kw_only=True):
    postid: int
    uid: int
    gid: int
    group_id: int
    content: str
    """Empty when there is none."""
    type: str | UnsetType = UNSET
    like: int
    """How many like it."""
    replycount: int
    """How many replies it has."""
    excount: int
    """How many further media it has, see ExMedia."""
    ilike: bool
    """Whether I like it; false in pushes."""
    time: int


class OldPost(_OldView, kw_only=True):
    """The old view. `gid` and `group_id` are the same, 0 for a circle post, which has `cid`.

    `type` is the kind of the first medium present: pic, vdo, vic; absent for text. `length` is
    in ms and there with video or voice, 0 = unknown.
    """

    cid: int | UnsetType = UNSET
    picture: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    """Pixels, when known."""
    height: int | UnsetType = UNSET
    """Pixels, when known."""
    video: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    length: int | UnsetType = UNSET


class PushedPost(_OldView, kw_only=True):
    """The old view as `newpost` has it: what `OldPost` leaves out is null here."""

    picture: str | None
    width: int | None
    """Pixels of the picture, when known."""
    height: int | None
    """Pixels of the picture, when known."""
    video: str | None
    voice: str | None
    length: int | None


class Place(Struct, kw_only=True):
    lat: float
    long: float


class GroupPost(Struct, kw_only=True):
    """The new view of a group post. `likes` and `replys` hold the newest 50, oldest first.

    On a page of more than 20 posts they hold fewer, so that 1000 of each are on it at most, and
    together 64 Ki characters of replies. `post.likes` and `post.get_reply` give all.
    """

    postid: int
    uid: int
    gid: int
    time: int
    likes: list[Like]
    replys: list[EmbeddedReply]
    like: int
    """How many like it."""
    replycount: int
    """How many replies it has."""
    more_likes: bool | UnsetType = UNSET
    """True when there are more likes than `likes` holds."""
    more_replies: bool | UnsetType = UNSET
    """True when there are more replies than `replys` holds."""
    content: str | UnsetType = UNSET
    pictures: list[str] | UnsetType = UNSET
    video: str | UnsetType = UNSET
    videolen: int | UnsetType = UNSET
    """Milliseconds, 0 = unknown; comes with video."""
    voice: str | UnsetType = UNSET
    voicelen: int | UnsetType = UNSET
    """Milliseconds, 0 = unknown; comes with voice."""
    position: Place | UnsetType = UNSET
    """Where it was made."""


class CirclePost(Struct, kw_only=True):
    """A circle post: always all keys but `more_...`. Lists as in GroupPost."""

    postid: int
    uid: int
    cid: int
    content: str
    picture_list: list[str]
    mid: int | None
    """Goods it recommends."""
    time: int
    likes: list[Like]
    replys: list[EmbeddedReply]
    like: int
    """How many like it."""
    replycount: int
    """How many replies it has."""
    more_likes: bool | UnsetType = UNSET
    """True when there are more likes than `likes` holds."""
    more_replies: bool | UnsetType = UNSET
    """True when there are more replies than `replys` holds."""
