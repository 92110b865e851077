"""The annotated types of the protocol: what a parameter may be, and what old clients may send.

A parameter's annotation carries its bounds (`msgspec.Meta`) and markers of how tolerantly it is
read (wire/reading.py).
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from wire.errors import BadRequest
from wire.reading import (
    Clamp,
    Commas,
    Lenient,
    Medium,
    Named,
    OneOrMany,
    OrBare,
    OrText,
    Place,
    Public,
    Seen,
    Switch,
    Unique,
)

MAX_ID = 2**63 - 1

Id = Annotated[int, Meta(ge=1, le=MAX_ID)]
Uid: TypeAlias = Id
Gid: TypeAlias = Id
Cid: TypeAlias = Id
PostId: TypeAlias = Id
RoleId: TypeAlias = Id
OptionalId = Annotated[int, Meta(ge=0, le=MAX_ID)]
"""An id where 0 means none (or myself, as the function says)."""
Ids = Annotated[list[Id], Meta(max_length=500), Unique()]
IdOrIds = Annotated[Id | Annotated[list[Id], Meta(max_length=500)], OneOrMany()]
"""Repeats count once."""
Cursor = Annotated[int, Meta(ge=0, le=MAX_ID), Place()]
"""To page from; 0 = no bound."""
Offset = Annotated[int, Meta(ge=0, le=2**31)]
Flag = Annotated[int, Meta(ge=0, le=1), Switch()]
Int = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Long = Annotated[float, Meta(ge=-180, le=180)]
Birthday = Annotated[int, Meta(ge=-(10**10), le=10**10)]
"""Unix seconds, negative before 1970."""
Phone = Annotated[str, Meta(min_length=1, max_length=32)]
# `$` alone would let a line break at the end pass.
Url = Annotated[
    str, Meta(max_length=1024, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s]+$(?!\n)"), Medium()
]
OptionalUrl = Annotated[
    str, Meta(max_length=1024, pattern=r"^([Hh][Tt][Tt][Pp][Ss]?://[^\s]+)?$(?!\n)"), Medium()
]
"""A url, or "" to clear what is stored."""
Content = Annotated[str, Meta(max_length=4096), Seen(), Public()]
# Pixels, or milliseconds.
Size = Annotated[int, Meta(ge=0, le=2**31 - 1)]
# A page size: brought into 1..100 however large it was.
Count100 = Annotated[int, Meta(ge=1, le=100), Clamp(100)]
Count200 = Annotated[int, Meta(ge=1, le=200), Clamp(200)]
Count1000 = Annotated[int, Meta(ge=1, le=1000), Clamp(1000)]
Vcode = Annotated[str, Meta(min_length=1, max_length=16)]
"""A code that was given by another user."""
ActorLevel = Annotated[int, Meta(ge=1, le=100)]
FileType = Annotated[int, Meta(ge=1, le=3)]
"""1 picture, 2 voice, 3 video."""
AlbumText = Annotated[str, Meta(max_length=256), Public()]
DeviceToken = Annotated[str, Meta(min_length=32, max_length=256, pattern=r"^[0-9a-fA-F]+$(?!\n)")]
AnyDeviceToken = Annotated[
    str, Meta(min_length=8, max_length=1024, pattern=r"^[0-9A-Za-z_:.-]+$(?!\n)")
]
"""As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024 characters, jpush 8 to 64."""
Platform = Annotated[str, Meta(pattern=r"^(ios|fcm|jpush)$(?!\n)")]
"""The service that alerts a device: APNs, Google or JPush."""
Badge = Annotated[int, Meta(ge=0, le=9999)]
Seconds = Annotated[int, Meta(ge=-MAX_ID, le=MAX_ID)]
"""Unix seconds."""
Pair = Annotated[list[Seconds], Meta(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Meta(max_length=500)]
"""Times from start to end."""
SessionId = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(min_length=1, max_length=64)]
"""What was typed as an SMS code."""
PushType = Annotated[str, Meta(max_length=64, pattern=r"^[a-z0-9._]+$(?!\n)")]
UploadKind = Annotated[str, Meta(max_length=32)]
Header = Annotated[str, Meta(max_length=1024)]
"""A value of an HTTP header."""
Headers = dict[str, Header]
RawBody = Annotated[str, Meta(max_length=65_536)]
"""The body of an HTTP request, as it came."""
Proof = Annotated[str, Meta(max_length=128)]
"""Of the work that a challenge asks for."""
LoginName = Annotated[str, Meta(min_length=1, max_length=64)]
"""A phone or a nick."""
NewPassword = Annotated[str, Meta(min_length=8, max_length=128)]
Password = Annotated[str, Meta(max_length=1024)]
"""What was typed as a password."""
Nick = Annotated[str, Meta(min_length=1, max_length=32), Named(), Public()]
NickPrefix = Annotated[str, Meta(min_length=1, max_length=32)]
PhonePrefix = Annotated[str, Meta(min_length=3, max_length=32)]
Signature = Annotated[str, Meta(max_length=256), Public()]
Job = Annotated[str, Meta(max_length=32), Public()]
Sex = Annotated[int, Meta(ge=0, le=2)]
"""0 unknown, 1 male, 2 female."""
Marriage = Annotated[int, Meta(ge=0, le=9)]
Height = Annotated[int, Meta(ge=0, le=300)]
"""In cm."""
SoughtTags = Annotated[
    list[Annotated[str, Meta(max_length=20), Named()]], Meta(max_length=20), Unique(blanks=False)
]
Tags = Annotated[SoughtTags, Public()]


class PhoneEntry(msgspec.Struct):
    """A line of a phone book; without a phone it is skipped. Long texts are cut."""

    phone: str | None = None
    name: str | None = None


PhoneList = Annotated[list[PhoneEntry], Meta(max_length=2000), Lenient()]
"""What is no line in it counts as one without a phone."""


GroupName = Annotated[str, Meta(min_length=1, max_length=64), Named(), Public()]
PlaceName = Annotated[str, Meta(max_length=256), Public()]
"""Free text, a place."""
Kind = Annotated[int, Meta(ge=0, le=99)]
"""A `type` that is free for clients."""
Pictures = Annotated[list[Url], Meta(max_length=20), OrBare()]
Count500 = Annotated[int, Meta(ge=1, le=500), Clamp(500)]
ReplyText = Annotated[str, Meta(min_length=1, max_length=4096), Seen(), Public()]
Complaint = Annotated[str, Meta(max_length=4096)]
"""What a report says; operations alone see it."""

MuteSeconds = Annotated[int, Meta(ge=0, le=30 * 86_400)]
"""0 = none, at most 30 days."""
PeopleCount = Annotated[int, Meta(ge=0, le=100)]
"""Further people beside the buyer, each at a price of their own."""
HardwareId = Annotated[str, Meta(min_length=1, max_length=128)]
"""Constant per phone."""
CardId = Annotated[str, Meta(min_length=1, max_length=128)]
OrderId = Annotated[str, Meta(pattern=r"^[0-9]{1,18}-[0-9]{1,18}$(?!\n)")]
"""`<unix seconds>-<sequence>`."""
OrderCursor = Annotated[str, Meta(pattern=r"^([0-9]{1,18}-[0-9]{1,18})?$(?!\n)")]
"""An orderid to page from; "" = no bound."""


RoleIds = Annotated[list[OptionalId], Meta(max_length=500), Commas()]
Urls = Annotated[list[Url], Meta(max_length=20), Commas()]
Words = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=20), Commas()]
ShowInfo = Annotated[dict[str, Any], OrText()]
"""An object whose keys operations and clients agree on."""
Name = Annotated[str, Meta(min_length=1, max_length=64), Named()]
Description = Annotated[str, Meta(max_length=65536)]
Fen = Annotated[int, Meta(ge=0, le=10**12)]
"""Money in fen."""


def together(**values: object) -> None:
    """Raise BadRequest unless all of the values are given, or none."""
    if len({value is None for value in values.values()}) > 1:
        raise BadRequest(f"{' and '.join(values)}: only together")


def listed(value: int | list[int]) -> list[int]:
    """The ids of an `IdOrIds`."""
    return value if isinstance(value, list) else [value]
