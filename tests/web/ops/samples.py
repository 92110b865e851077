"""One of everything that pages of operations show, in texts that belong to no language."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import orm

from broker import dead
from models import User
from models.group import Group
from models.post import PostReply
from models.report import Report
from tests import factories
from tests.fixtures.service import Person, Service
from tests.web.ops.operator import Operator

WRITTEN = "★1"
PAST = 1_400_000_000
_numbers = count(1)


@dataclass(frozen=True)
class Samples:
    """The numbers of the entities."""

    uid: int
    gid: int
    cid: int
    postid: int
    orderid: str

    @property
    def addresses(self) -> list[str]:
        """Pages of the entities, lists of them, and forms about them, below the prefix."""
        uid, gid, cid = {"uid": self.uid}, {"gid": self.gid}, {"cid": self.cid}
        of_user = ("User", "UserOrders", "UserFriends", "UserGroups", "UserCircles", "UserPosts")
        of_circle = ("Circle", "CircleMembers", "CirclePosts", "CircleBoards", "CircleEdit")
        return [
            *_all(of_user, uid),
            *_all(("ReportsAbout", "SuspendUser", "DeleteUser", "EndorsementEdit", "ActAs"), uid),
            *_all(("Group", "GroupMembers", "GroupPosts", "GroupEdit", "DeleteGroup"), gid),
            *_all((*of_circle, "CircleRoleEdit", "CircleExEdit", "SetCircleRole"), cid),
            *_all(("Post", "PostReplies", "DeletePost"), {"postid": self.postid}),
            *_all(("Order", "RefundOrder"), {"orderid": self.orderid}),
            *_all(("AuditAbout",), {"kind": "User", "id": self.uid}),
            *_all(("Search",), {"text": WRITTEN[0]}),
        ]


def _all(pages: tuple[str, ...], query: dict[str, Any]) -> list[str]:
    return [f"{page}?{urlencode(query)}" for page in pages]


def make(service: Service, operator: Operator) -> Samples:
    """Put one of everything there; what the operator does leaves rows in the log."""
    person, other = (service.make_user(nick=f"{WRITTEN}{next(_numbers)}") for _ in range(2))
    uid = person.uid
    with orm.Session(service.engine, expire_on_commit=False) as db:
        gid, orderid = _rows(db, uid, other.uid)
        db.commit()
    cid, postid = _circle(operator, uid)
    with orm.Session(service.engine) as db:
        db.add(PostReply(postid=postid, uid=other.uid, content=WRITTEN, time=PAST, owner=uid))
        for kind, target in (("user", uid), ("post", postid), ("group", gid)):
            _report(db, other, kind, target, uid)
        db.commit()
    dead.add(service.redis, "slow", b"{}", ValueError(WRITTEN))
    _act(operator, uid, gid, other.uid)
    return Samples(uid, gid, cid, postid, orderid)


def _rows(db: orm.Session, uid: int, other: int) -> tuple[int, str]:
    user, friend = db.get_one(User, uid), db.get_one(User, other)
    factories.make_friend(db, user, friend, time=PAST)
    group: Group = factories.make_group(db, user, name=WRITTEN)
    factories.enter(db, group, friend, time=PAST)
    factories.make_post(db, friend, group, content=WRITTEN)
    goods = factories.make_goods(db, productname=WRITTEN, productdesc=WRITTEN)
    order = factories.make_order(db, user, goods)
    return group.gid, order.orderid


def _circle(operator: Operator, uid: int) -> tuple[int, int]:
    """A circle with a role, a link, an announcement, a member and a post."""
    cid = operator.ok("CircleEdit", name=WRITTEN, default_roleid=1)["cid"]
    operator.ok("CircleRoleEdit", cid=cid, roleid=1, level=1, title=WRITTEN)
    operator.ok("CircleExEdit", cid=cid, title=WRITTEN, url="https://example.com/")
    operator.ok("SetCircleRole", uid=uid, cid=cid, roleid=1)
    operator.ok("UpdateCircleBoard", cid=cid, board=WRITTEN)
    return cid, operator.ok("NewCirclePost", cid=cid, from_uid=uid, content=WRITTEN)["postid"]


def _report(db: orm.Session, reporter: Person, kind: str, target: int, owner: int) -> None:
    db.add(
        Report(
            uid=reporter.uid,
            kind=kind,
            target=target,
            owner=owner,
            reason="illegal",
            shown={"content": WRITTEN},
            time=int(time.time()),
        )
    )


def _act(operator: Operator, uid: int, gid: int, other: int) -> None:
    """Leave ways back that need different roles: support's, and trade's."""
    operator.ok("SuspendUser", uid=uid, days=1)
    operator.ok("RemoveGroupMember", gid=gid, uid=other)
    for point in (1, 2):
        operator.ok("EndorsementEdit", uid=uid, endorsement_point=point)
    operator.ok("AddWords", words=f"{WRITTEN}{uid}", level="mask")
