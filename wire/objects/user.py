"""Users and what belongs to them."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from wire.objects.circle import CircleLine
from wire.objects.endorsement import EndorsementInfo, EndorsementItem


class User(Struct, kw_only=True):
    """An account as others see it: always all 17 keys."""

    uid: int
    nick: str | None
    """Null: the profile is not filled in yet."""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it."""
    background_image: str | None
    """The same."""
    sex: int
    """0 unknown, 1 male, 2 female."""
    birthday: int | None
    """Unix seconds, negative before 1970."""
    marriage: int | None
    height: int
    """Centimetres."""
    position: str | None
    """A place, in the user's words."""
    job: str | None
    create_time: int
    """When the account was made."""
    actor: int
    """1 = was activated, or appointed by operations."""
    actor_level: int
    """The highest level the user may hand out."""
    active_by: int
    """uid of the activator, 0 = nobody."""
    active_level: int
    """The level that was handed out."""
    is_stew: int
    """Set by operations; what it means is up to the client."""


class PhonebookUser(User, kw_only=True):
    """An account found by a phone book; `phone` is spelt exactly as it was uploaded."""

    phone: str


class Exdata(Struct, kw_only=True):
    """Tags and votes of a user; always complete."""

    uid: int
    tags: list[str]
    like_me_count: int
    """How many like this user."""


class Profile(Struct, kw_only=True):
    """Everything that all users may see of a user; the last two keys are for endorsers only."""

    user: User
    exdata: Exdata
    circles: list[CircleLine]
    endorsement: EndorsementInfo | UnsetType = UNSET
    endors_list: list[EndorsementItem] | UnsetType = UNSET


class Endorsed(Struct, kw_only=True):
    """The additional keys in the profile of an endorser."""

    endorsement: EndorsementInfo
    endors_list: list[EndorsementItem]


class UserInfo(User, kw_only=True):
    """A profile in one object."""

    exinfo: Exdata
    circle: list[CircleLine]


class FoundUser(User, kw_only=True):
    """An account found by its nick; `time` repeats `create_time` for old clients."""

    time: int


class FriendLine(Struct, kw_only=True):
    """An entry of a friend list."""

    uid: int
    type: int
    """0 added by hand, 2 I came through this person, 3 this person took my invite; other values are
    those given to user.add_friend."""
    time: int
    """When the entry was made."""


class Login(Struct, kw_only=True):
    """A session of mine."""

    id: int
    """Names the session, and cannot be used to log in."""
    method: str
    """How the login was made: code or password."""
    create_time: int
    last_time: int
    """The last start on a connection, exact to an hour."""
    address: str
    """The address of that start."""
    device: str | UnsetType = UNSET
    """The platform of the device that this session registered."""
    current: int
    """1 = this is the session of the call."""


class BlockLine(Struct, kw_only=True):
    """A user whom I have blocked, and since when."""

    uid: int
    time: int


class Invite(Struct, kw_only=True):
    """An invitation to somebody without an account; `uid` is the inviter."""

    invite_id: int
    uid: int
    """The inviter."""
    phone: str
    nick: str
    headpic: str | None
    sex: int | None
    birthday: int | None
    marriage: int
    height: int
    position: str | None
    join_cid: int | None
    """The circle that comes with it."""
    join_roleid: int | None
    """The role that is really given."""
    joined_uid: int | None
    """Who accepted it."""
    create_time: int
    sms_send_time: int | None
    """When the SMS was sent."""


def coarse(degrees: float) -> float:
    """A coordinate as others may know it: to about 100 m."""
    return round(degrees, 3) + 0.0  # never -0.0


class UserPlace(Struct, kw_only=True):
    """Where a user was at `time`, to about 100 m."""

    uid: int
    lat: float
    long: float
    time: int
    """When it was reported."""


class UserTags(Struct, kw_only=True):
    uid: int
    tags: list[str]


class NearbyTags(UserTags, kw_only=True):
    """A user found by tags; the place only when the search had one."""

    lat: float | UnsetType = UNSET
    long: float | UnsetType = UNSET
    time: int | UnsetType = UNSET
