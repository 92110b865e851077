"""A group with a post in it, and one user for each relation to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import Event, GroupMember, GroupRequest
from tests.factories import enter, make_group, make_post, make_user

CONTENT = {"content": "好"}
FLAGS = {"creator_invites": {"everyone_caninvite": 0}}
"""Settings that are not simply a flag of the group set to 1."""
STATES: dict[str, dict[str, Any]] = {
    "member": {},
    "muted": {"can_post": 0},
    "gone": {"can_post": 0, "state": "left"},
    "removed": {"state": "removed"},
    "target": {},
    "admin": {"admin": 1},
    "hushed": {"mute_until": 2**40},
}


class GroupScene:
    """The creator has left the group: the rights stay. "gone" was muted and has left."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        creator, author, self.outsider = (make_user(db) for _ in range(3))
        flags: dict[str, int] = {}
        for word in settings:
            flags |= FLAGS.get(word, {word: 1})
        self.group = make_group(db, creator, **flags)
        GroupMember.end(db, self.group.gid, [creator.uid], "left")
        self.post = make_post(db, author, self.group)
        self.cast = {"creator": creator.uid, "author": author.uid, "stranger": make_user(db).uid}
        for role, columns in STATES.items():
            self.cast[role] = enter(db, self.group, make_user(db), **columns).uid
        asking = {"uid": self.outsider.uid, "gid": self.group.gid}
        (self.request,) = Event.record(db, [creator.uid], "request_join_group", asking, 1)
        db.add(GroupRequest(**asking, type=1, state="open", time=1))
        db.flush()

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        group, post = {"gid": self.group.gid}, {"postid": self.post.postid}
        target = {"uid": self.cast["target"]}
        special: dict[str, dict[str, Any]] = {
            "group.my": {},
            "group.search": {"type": 0},
            "group.create": {"name": "新", "board": ""},
            "group.invite": group | {"uid": self.outsider.uid},
            "group.remove_member": group | target,
            "group.set_member_control": group | target | {"can_post": 0},
            "group.set_admin": group | target,
            "group.mute_member": group | target | {"seconds": 60},
            "group.transfer": group | target,
            "group.accept_join": {"eid": self.request.eid},
            "group.refuse_join": {"eid": self.request.eid},
            "group.get_new_post": group | {"frompos": 0},
            "group.post_after": group | {"after_postid": 0},
            "group.addpost": group | CONTENT,
            "group.likepost": post,
            "group.addreply": post | CONTENT,
            "post.add": group | CONTENT,
            "post.reply": post | CONTENT,
            "post.reply_to_me": {},
            "post.get_new_reply": {},
        }
        return special.get(function, post if function.startswith("post.") else group)
