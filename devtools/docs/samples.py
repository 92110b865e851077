"""Example values by the names of keys, so that frames look like real ones."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from devtools.docs import words
from wire.objects.album import AlbumMedia
from wire.objects.endorsement import EndorsementInfo
from wire.objects.event import Event
from wire.objects.post import ExMedia

TIME = 1401990600
BY_NAME: dict[str, Any] = {
    "uid": 30, "fromid": 29, "toid": 30, "fromuid": 29, "by_uid": 29, "creator": 29, "uids": [30],
    "gid": 5, "group_id": 5, "cid": 2, "postid": 71, "msgid": 501, "eid": 31, "replyid": 9,
    "subid": 1, "friend_id": [30], "count": 50, "psw": "drei Hüte",
    "did": 12, "mid": 3, "bid": 2, "roleid": 1, "payid": 6, "invite_id": 4, "pos": 30,
    "afterid": 500, "orderid": "1401990600-749", "sessionid": "Q7bZ2mX9tKc4Wn8Rf1LsYd6H",
    "nick": "小红", "name": "周末爬山", "content": "你好", "board": "大家好", "text": "你好",
    "signature": "你好", "title": "成员", "productname": "年卡", "productdesc": "全年有效",
    "slogan": "来吧", "groupname": "总店", "position": "成都", "job": "摄影师", "type": "txt",
    "phone": "13800000002", "phone_list": ["13800000002"], "code": "482913",
    "tag": ["摄影"], "tags": ["摄影"], "like": 3, "replycount": 1, "height": 170, "sex": 2,
    "lat": 30.657, "long": 104.066, "width": 640, "birthday": 448693200, "amount": 800,
    "times": [[TIME, TIME + 3600]], "device_token": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "timeout": TIME + 15552000, "online": 1, "platform": "jpush", "token": "1104a89792a1d8d2a3f",
    "kind": "post", "reason": "spam", "until": TIME + 86400,
    "picture": "https://img.example.com/FkQ2", "headpic": "https://img.example.com/FkQ2",
}  # fmt: skip
PICTURE = "https://img.example.com/FkQ2"
INSTEAD: dict[type, dict[str, Any]] = {
    Event: {"eid": 31, "create_time": TIME, "type": "add_friend", "uid": 29},
    ExMedia: {"did": 12, "postid": 71, "type": "pic", "picture": PICTURE, "width": 640},
    AlbumMedia: {
        "did": 12, "uid": 30, "type": "vdo", "text": "", "time": TIME, "video": PICTURE,
        "length": 12000,
    },
    EndorsementInfo: {
        "level": 1, "endorsement_point": 10, "consumer_point": 0, "endorsement_type": 1,
        "type": ["摄影"], "create_time": TIME,
    },
}  # fmt: skip
"""Objects whose keys depend on each other."""
OPTIONAL = {"content"}
"""Keys that may be absent and that examples show all the same."""


def value(annotation: Any, name: str = "") -> Any:
    """An example of what an annotation allows, for a key of that name."""
    if name in BY_NAME and _allows(annotation, BY_NAME[name]):
        return BY_NAME[name]
    if words.nullable(annotation):
        return None
    base, extras = words.split(words.arms(annotation)[0])
    inner = get_args(base)
    if get_origin(base) is list:
        return [value(inner[0], name)] * (words.meta(extras).min_length or 1)
    if get_origin(base) is tuple:
        return [value(one, name) for one in inner]
    if isinstance(base, type) and issubclass(base, msgspec.Struct):
        return struct(base)
    return inner[0] if get_origin(base) is Literal else _scalar(base, extras, name)


def _allows(annotation: Any, example: Any) -> bool:
    try:
        msgspec.convert(example, annotation)
    except msgspec.ValidationError:
        return False
    return True


def _scalar(base: Any, extras: tuple[Any, ...], name: str) -> Any:
    meta = words.meta(extras)
    if base is str:
        return (
            BY_NAME["picture"]
            if words.is_url(meta) or "url" in name
            else "text".ljust(meta.min_length or 0, "s")
        )
    if base is int and "time" in name:
        return TIME
    if base in (int, float, bool):
        return base(max(meta.ge or 0, 0))
    return {}


def struct(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """An example of an object: the keys that are always there."""
    if kind in INSTEAD:
        return INSTEAD[kind]
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.encode_name: value(hints[field.name], field.name)
        for field in msgspec.structs.fields(kind)
        if field.name in OPTIONAL or msgspec.UnsetType not in words.everything(hints[field.name])
    }


def parm(required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    """An example of `parm`, from annotations by name.

    It has all required parameters, and the first of the optional ones.
    """
    first = dict(list(optional.items())[:1])
    known = {name: one for name, one in first.items() if name in BY_NAME}
    return {
        name: value(Annotated[words.arms(one)[0], None], name)
        for name, one in (required | known).items()
    }
