"""The stock peer's reads: rows of the same tables, through SQLAlchemy Core in autocommit."""

import os
from functools import cache
from typing import Any

from sqlalchemy import Engine, MetaData, Select, Table, bindparam, create_engine, make_url, select


@cache
def engine() -> Engine:
    """One engine per process; reads have no transaction, and no ROLLBACK at their end."""
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg2")
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


@cache
def table(name: str) -> Table:
    """A table as the migrations made it."""
    return Table(name, MetaData(), autoload_with=engine(), resolve_fks=False)


@cache
def user_by_id() -> Select[Any]:
    users = table("users")
    return select(users).where(users.c.uid == bindparam("uid"))


@cache
def circles_of_user() -> Select[Any]:
    members, roles, circles = map(table, ("circle_members", "circle_roles", "circles"))
    role = (roles.c.cid == members.c.cid) & (roles.c.roleid == members.c.roleid)
    joined = members.join(roles, role).join(circles, circles.c.cid == members.c.cid)
    words = (circles.c[word] for word in ("name", "board", "store_group_id", "icon_url"))
    role_words = (roles.c.level, roles.c.title)
    query = select(members.c.cid, members.c.roleid, members.c.time, *role_words, *words)
    return query.select_from(joined).where(members.c.uid == bindparam("uid"))


@cache
def endorsement_of_user() -> Select[Any]:
    endorsements = table("endorsements")
    return select(endorsements).where(endorsements.c.uid == bindparam("uid"))


def rows(query: Select[Any], uid: int) -> list[dict[str, Any]]:
    """What a query finds about one user, in one round trip."""
    with engine().connect() as connection:
        return [dict(row) for row in connection.execute(query, {"uid": uid}).mappings()]


def user(uid: int) -> dict[str, Any]:
    """One row by its primary key."""
    return rows(user_by_id(), uid)[0]


def profile(uid: int) -> dict[str, Any]:
    """A user, the circles they are in, and what they endorse: three reads."""
    found = {"user": user(uid), "circles": rows(circles_of_user(), uid)}
    endorsement = rows(endorsement_of_user(), uid)
    return found | ({"endorsement": endorsement[0]} if endorsement else {})
