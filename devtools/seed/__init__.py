"""Demo data for a development run: `python -m devtools.seed`.

Ten users who know each other: profiles with pictures, places, phone books, invitations, albums,
messages and notifications; three groups and two circles with posts, likes and replies; a shop with
goods, endorsers and orders; codes; a block, a report and a request to be let in. Every part checks
whether it exists already, so a second run changes nothing, and changes by a developer are kept.
"""

import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from devtools.demo import PHONES
from devtools.seed import circles, groups, people, safety, talk, trade
from devtools.seed.common import DAY, Users
from models import (
    ActivationCode,
    AlbumMedia,
    Block,
    CircleMember,
    Contact,
    Endorsement,
    Event,
    Friend,
    Group,
    Invite,
    Message,
    Order,
    Position,
    StoreGroup,
    User,
    UserLike,
)
from models.db import transaction
from settings import settings

Part = Callable[[Session, Users, int], None]
# What is made, in this order, unless the demo users already have a row there.
PARTS: list[tuple[Part, Callable[[list[int]], Select[int]]]] = [
    (people.friends, lambda uids: select(Friend.uid).where(Friend.owner.in_(uids))),
    (people.votes, lambda uids: select(UserLike.uid).where(UserLike.by_uid.in_(uids))),
    (people.places, lambda uids: select(Position.uid).where(_recent(uids))),
    (people.albums, lambda uids: select(AlbumMedia.did).where(AlbumMedia.uid.in_(uids))),
    (people.contacts, lambda uids: select(Contact.owner).where(Contact.owner.in_(uids))),
    (talk.messages, lambda uids: select(Message.msgid).where(Message.fromid.in_(uids))),
    (groups.groups, lambda uids: select(Group.gid).where(Group.creator.in_(uids))),
    (trade.goods, lambda _: select(StoreGroup.gid).where(StoreGroup.groupname == trade.SHOP)),
    (trade.endorsers, lambda uids: select(Endorsement.uid).where(Endorsement.uid.in_(uids))),
    (trade.orders, lambda uids: select(Order.seq).where(Order.uid.in_(uids))),
    (circles.circles, lambda uids: select(CircleMember.cid).where(CircleMember.uid.in_(uids))),
    (circles.invites, lambda uids: select(Invite.invite_id).where(Invite.uid.in_(uids))),
    (talk.events, lambda uids: select(Event.eid).where(Event.uid.in_(uids))),
    (safety.safety, lambda uids: select(Block.owner).where(Block.owner.in_(uids))),
    (talk.codes, lambda uids: select(ActivationCode.uid).where(_good(uids))),
]


def _recent(uids: list[int]) -> ColumnElement[bool]:
    """Old places are not shown, so they are made again."""
    return and_(Position.uid.in_(uids), Position.time > int(time.time()) - 7 * DAY)


def _good(uids: list[int]) -> ColumnElement[bool]:
    return and_(ActivationCode.uid.in_(uids), ActivationCode.timeout > int(time.time()))


def seed(db: Session) -> list[str]:
    """Make what is missing; returns the names of the parts that were made."""
    start = int(time.time()) - 7 * DAY
    made = [] if db.scalar(select(User.uid).where(User.phone == f"+86{PHONES[0]}")) else ["people"]
    users = people.people(db, start)
    uids = [user.uid for user in users]
    for part, rows in PARTS:
        if db.scalar(rows(uids).limit(1)) is None:
            part(db, users, start)
            db.flush()  # later parts look at what earlier ones made
            made.append(part.__name__)
    return made


def main() -> None:
    """Seed the database of DATABASE_URL; refuses where there are accounts other than demo users."""
    if not settings.service.debug:
        print("no demo data: DEBUG is off")
        return
    with transaction() as db:
        strangers = db.scalar(select(func.count()).where(User.phone.not_like("+86138000000__")))
        if strangers and db.scalar(select(User.uid).where(User.phone == f"+86{PHONES[0]}")) is None:
            print("no demo data: this database has other accounts and no demo users")
            return
        made = seed(db)
    print(f"demo data made: {', '.join(made)}" if made else "demo data is there already")
    print(
        f"{people.NEWCOMER} has no account and is invited;"
        f" activation code {talk.ACTIVE_CODE}, circle code {talk.VCODE}"
    )
