"""Who may do what with profiles, friends, places, contacts and invitations."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.factories import join, make_circle, make_user
from tests.tasks.permissions import matrix

# "member" has role 2 of a circle; "nameless" has not filled in the profile. The functions are
# called on "other", who is a caller as well. user.set_password needs more than a uid, see
# test_set_password.py. circle: with that circle; above: with role 3 of it.
TABLE = """
                                | none  user  nameless  member  other
user.add_friend                 |    1     0         0       0      0
user.del_friend                 |    1     0         0       0      0
user.block                      |    1     0         0       0      0
user.unblock                    |    1     0         0       0      0
user.block_list                 |    1     0         0       0      0
user.mute                       |    1     0         0       0      0
user.friend_list                |    1     0         0       0      0
user.info2                      |    1     0         0       0      0
user.info                       |    1     0         0       0      0
user.update                     |    1     0         0       0      0
user.online                     |    1     0         0       0      0
user.watch_online               |    1     0         0       0      0
user.posts                      |    1     0         0       0      0
user.friend_timeline            |    1     0         0       0      0
user.friend_timeline_new        |    1     0         0       0      0
user.update_tag                 |    1     0         0       0      0
user.get_tag                    |    1     0         0       0      0
user.delete_account             |    1     0         0       0      0
user.export                     |    1     0         0       0      0
user.filter                     |    1     0         0       0      0
user.search                     |    1     0         0       0      0
user.find                       |    1     0         0       0      0
user.invite                     |    1     0         0       0      0
user.invite circle              |    1     2         2       0      2
user.invite above               |    1     2         2       2      2
user.invite_list                |    1     0         0       0      0
user.like                       |    1     0         0       0      2
phonebook.upload                |    1     0         0       0      0
geo.user.report                 |    1     0         0       0      0
geo.user.search                 |    1     0         0       0      0
"""


class UserScene:
    """Somebody, and a circle."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        member = make_user(db)
        self.cast = {
            "user": make_user(db).uid,
            "nameless": make_user(db, nick=None).uid,
            "member": member.uid,
            "other": make_user(db).uid,
        }
        circle = make_circle(db)
        join(db, circle, member, 2)
        self.circle = {"join_cid": circle.cid} if settings else {}
        if "above" in settings:
            self.circle["join_roleid"] = 3

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        uid = self.cast["other"]
        special: dict[str, dict[str, Any]] = {
            "user.invite": {"phone": "17012345678", "nick": "小明"} | self.circle,
            "user.delete_account": {},
            "user.export": {},
            "user.friend_timeline_new": {"after": 0},
            "user.update_tag": {"tags": ["a"]},
            "user.get_tag": {"uids": [uid]},
            "user.filter": {"alltag": ["a"]},
            "user.search": {"nick": "a"},
            "user.find": {"phone": "138"},
            "phonebook.upload": {"phone_list": []},
            "geo.user.report": {"lat": 1, "long": 1},
            "geo.user.search": {"lat": 1, "long": 1},
        }
        return special.get(function, {"uid": uid})


@matrix.each(TABLE)
def test_rights(db, call, cell):
    matrix.check(call, UserScene(db, cell.settings), cell)


@pytest.mark.parametrize("name", ["user", "phonebook", "geo.user"])
def test_every_function_is_listed(name):
    listed = {one for one in matrix.functions(TABLE) if one.rpartition(".")[0] == name}
    assert listed == matrix.namespace(name) - {"user.set_password"}
