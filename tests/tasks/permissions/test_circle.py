"""Who may do what in a circle."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import CircleCode, JoinRequest
from tests.factories import join, make_circle, make_event, make_post, make_user
from tests.tasks.permissions import matrix
from tests.tasks.permissions.group_scene import CONTENT, GroupScene

# "chief" has the highest role and made the invite code, "asked" the second highest and was asked
# to let "stranger" in; "member" has the newcomers' role, "gone" has left.
# high: the role named is the highest. other_code: the code was made by a member who is not listed.
TABLE = """
                                  | none stranger gone member asked chief
circle.info                       |    1        0    0      0     0     0
circle.my                         |    1        0    0      0     0     0
circle.users                      |    1        2    2      0     0     0
circle.board_history              |    1        0    0      0     0     0
circle.set                        |    1        0    0      0     0     0
circle.set             high       |    1        0    0      0     0     0
circle.set             no_debug   |    1        2    2      2     2     2
circle.invite_code                |    1        2    2      0     0     0
circle.invite_code     high       |    1        2    2      2     2     0
circle.join                       |    1        0    0      0     2     2
circle.join            other_code |    1        0    0      0     2     2
circle.leave                      |    1        0    0      0     0     0
circle.by_user                    |    1        2    2      2     2     2
circle.by_user         open       |    1        0    0      0     2     0
circle.request_join               |    1        0    0      0     2     0
circle.accept_join                |    1        2    2      2     0     2
circle.accept_join     high       |    1        2    2      2     2     2
circle.accept_join     left       |    1        2    2      2     2     2
circle.postlist                   |    1        2    2      0     0     0
circle.post_after                 |    1        2    2      0     0     0
circle.addpost                    |    1        2    2      0     0     0
circle.likepost                   |    1        2    2      0     0     0
circle.addreply                   |    1        2    2      0     0     0
"""

# For posts of groups the rules of groups apply.
GROUP_TABLE = """
                                           | none stranger member muted gone removed creator
circle.likepost                            |    1        0      0     0    0       0       0
circle.likepost        only_member_watch   |    1        2      0     0    2       2       0
circle.addreply                            |    1        0      0     0    0       2       0
circle.addreply        only_member_speak   |    1        2      0     0    2       2       0
circle.addreply        member_control      |    1        0      0     2    2       2       0
"""


class CircleScene:
    """A circle with a post, a code and a request to join."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        words = ("stranger", "gone", "member", "asked", "chief", "author")
        users = {word: make_user(db) for word in words}
        self.cast = {word: user.uid for word, user in users.items()}
        self.circle = make_circle(db, open_join=int("open" in settings))
        for word, roleid in (("member", 1), ("asked", 2), ("chief", 3), ("author", 3)):
            if not (word == "asked" and "left" in settings):
                join(db, self.circle, users[word], roleid)
        self.roleid = 3 if "high" in settings else 1
        self.post = make_post(db, users["author"], self.circle)
        self._open(db, "author" if "other_code" in settings else "chief")

    def _open(self, db: Session, maker: str) -> None:
        cid = self.circle.cid
        self.code = CircleCode.make(db, self.cast[maker], 2**40, cid=cid, roleid=1)
        self.request = JoinRequest(
            eid=make_event(db, self.cast["asked"]).eid,
            uid=self.cast["stranger"],
            touid=self.cast["asked"],
            cid=self.circle.cid,
        )
        db.add(self.request)
        db.flush()

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        circle, post = {"cid": self.circle.cid}, {"postid": self.post.postid}
        role, asked = {"roleid": self.roleid}, {"uid": self.cast["asked"]}
        special: dict[str, dict[str, Any]] = {
            "circle.my": {},
            "circle.set": circle | role,
            "circle.invite_code": circle | role,
            "circle.join": {"vcode": self.code.vcode},
            "circle.by_user": asked,
            "circle.request_join": circle | asked,
            "circle.accept_join": {"eid": self.request.eid} | role,
            "circle.post_after": circle | {"after_postid": 0},
            "circle.addpost": circle | CONTENT,
            "circle.likepost": post,
            "circle.addreply": post | CONTENT,
        }
        return special.get(function, circle)


@matrix.each(TABLE)
def test_rights(db, call, cell, configure):
    if "no_debug" in cell.settings:
        configure("service", debug=False)
    matrix.check(call, CircleScene(db, cell.settings), cell)


@matrix.each(GROUP_TABLE)
def test_rights_on_group_posts(db, call, cell):
    scene = GroupScene(db, cell.settings)
    scene.parm = lambda name: {"postid": scene.post.postid} | CONTENT
    matrix.check(call, scene, cell)


def test_every_function_is_listed():
    assert matrix.functions(TABLE) == matrix.namespace("circle")
