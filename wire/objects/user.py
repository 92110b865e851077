"""Users and what belongs to them."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class User(Struct, kw_only=True):
    """An account as others see it: always all 17 keys."""

    uid: int
    nick: str | None
    signature: str | None
    headpic: str | None
    background_image: str | None
    sex: int
    birthday: int | None
    marriage: int | None
    height: int
    position: str | None
    job: str | None
    create_time: int
    actor: int
    actor_level: int
    active_by: int
    active_level: int
    is_stew: int


class PhonebookUser(User, kw_only=True):
    """An account found by a phone book; `phone` is spelt exactly as it was uploaded."""

    phone: str


class Exdata(Struct, kw_only=True):
    """Tags and votes of a user; always complete."""

    uid: int
    tags: list[str]
    like_me_count: int


class FriendLine(Struct, kw_only=True):
    """An entry of a friend list."""

    uid: int
    type: int
    time: int


class Invite(Struct, kw_only=True):
    """An invitation to somebody without an account; `uid` is the inviter."""

    invite_id: int
    uid: int
    phone: str
    nick: str
    headpic: str | None
    sex: int | None
    birthday: int | None
    marriage: int
    height: int
    position: str | None
    join_cid: int | None
    join_roleid: int | None
    joined_uid: int | None
    create_time: int
    sms_send_time: int | None


class UserTags(Struct, kw_only=True):
    uid: int
    tags: list[str]


class NearbyTags(UserTags, kw_only=True):
    """A user found by tags; the place only when the search had one."""

    lat: float | UnsetType = UNSET
    long: float | UnsetType = UNSET
    time: int | UnsetType = UNSET
