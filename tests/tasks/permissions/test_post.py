"""Who may do what with a post: in a group by the group's rules, in a circle as a member."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import join, make_circle, make_post, make_user
from tests.tasks.permissions import matrix
from tests.tasks.permissions.group_scene import CONTENT, GroupScene

TABLE = """
                                            | none stranger member muted gone removed creator
post.add                                    |    1        0      0     0    0       2       0
post.add                only_member_speak   |    1        2      0     0    2       2       0
post.add                member_control      |    1        0      0     2    2       2       0
post.like                                   |    1        0      0     0    0       0       0
post.like               only_member_watch   |    1        2      0     0    2       2       0
post.dislike                                |    1        0      0     0    0       0       0
post.dislike            only_member_watch   |    1        2      0     0    2       2       0
post.reply                                  |    1        0      0     0    0       2       0
post.reply              only_member_speak   |    1        2      0     0    2       2       0
post.reply              member_control      |    1        0      0     2    2       2       0
post.get_reply                              |    1        0      0     0    0       0       0
post.get_reply          only_member_watch   |    1        2      0     0    2       2       0
post.likes                                  |    1        0      0     0    0       0       0
post.likes              only_member_watch   |    1        2      0     0    2       2       0
post.get                                    |    1        0      0     0    0       0       0
post.get                only_member_watch   |    1        2      0     0    2       2       0
post.readex                                 |    1        0      0     0    0       0       0
post.readex             only_member_watch   |    1        2      0     0    2       2       0
post.delete                                 |    1        2      2     2    2       2       2
post.reply_to_me                            |    1        0      0     0    0       0       0
post.get_new_reply                          |    1        0      0     0    0       0       0
"""

# "author" has left the group.
AUTHOR_TABLE = """
                                            | none author
post.delete                                 |    1      0
post.delete             only_member_watch   |    1      0
post.get                only_member_watch   |    1      2
"""

CIRCLE_TABLE = """
                                            | none stranger member author
post.like                                   |    1        2      0      0
post.dislike                                |    1        2      0      0
post.reply                                  |    1        2      0      0
post.get_reply                              |    1        2      0      0
post.likes                                  |    1        2      0      0
post.get                                    |    1        2      0      0
post.readex                                 |    1        2      0      0
post.delete                                 |    1        2      2      0
group.likepost                              |    1        2      0      0
group.addreply                              |    1        2      0      0
"""


class CircleScene:
    """A post in a circle."""

    def __init__(self, db: Session) -> None:
        member, author, stranger = (make_user(db) for _ in range(3))
        circle = make_circle(db)
        for one in (member, author):
            join(db, circle, one)
        self.post = make_post(db, author, circle)
        self.cast = {"member": member.uid, "author": author.uid, "stranger": stranger.uid}

    def parm(self, function: str) -> dict[str, Any]:
        text = CONTENT if function in ("post.reply", "group.addreply") else {}
        return {"postid": self.post.postid} | text


@matrix.each(TABLE, AUTHOR_TABLE)
def test_rights_in_groups(db, call, cell):
    matrix.check(call, GroupScene(db, cell.settings), cell)


@matrix.each(CIRCLE_TABLE)
def test_rights_in_circles(db, call, cell):
    matrix.check(call, CircleScene(db), cell)


def test_every_function_is_listed():
    assert matrix.functions(TABLE) == matrix.namespace("post")
