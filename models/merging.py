"""One page of the rows of many makers, without reading all rows of each of them."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import CTE, ColumnElement, Select, asc, case, desc, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.base import Base

LAST_ID = 2**63 - 1

Row = TypeVar("Row", bound=Base)


def newest(
    table: type[Row],
    key: InstrumentedAttribute[int],
    maker: InstrumentedAttribute[int],
    makers: Select[int],
    *wanted: ColumnElement[bool],
    limit: int,
    oldest_first: bool = False,
) -> Select[Row]:
    """The query of the `limit` newest `wanted` rows of all makers, newest `key` first.

    `makers`: a query of one column. An index on (`maker`, `key`) is needed. The newest row of each
    maker is read; only the `limit` makers whose newest rows come first can have more rows of the
    page, and no row of the page comes after the last of these.
    """
    order = asc if oldest_first else desc
    firsts = _firsts(table, key, maker, makers, wanted, order, limit)
    theirs = select(table).where(maker == firsts.c.maker, *wanted)
    page = theirs.where(_up_to_last(key, firsts, order, limit)).order_by(order(key)).limit(limit)
    found = aliased(table, page.correlate(firsts).lateral("theirs"))
    query = select(found).select_from(firsts).join(found, true())
    return query.order_by(order(getattr(found, key.key))).limit(limit)


def _firsts(
    table: type[Row],
    key: InstrumentedAttribute[int],
    maker: InstrumentedAttribute[int],
    makers: Select[int],
    wanted: tuple[ColumnElement[bool], ...],
    order: Any,
    limit: int,
) -> CTE:
    """The makers whose newest rows come first, with the keys of these rows."""
    people = makers.subquery("makers")
    who = people.c[0]
    one = select(key.label("key")).select_from(table).where(maker == who, *wanted)
    each = one.order_by(order(key)).limit(1).correlate(people).lateral("one")
    query = select(who.label("maker"), each.c.key).join(each, true())
    return query.order_by(order(each.c.key)).limit(limit).cte("firsts")


def _up_to_last(
    key: InstrumentedAttribute[int], firsts: CTE, order: Any, limit: int
) -> ColumnElement[bool]:
    """The condition that fewer than `limit` of the makers' newest rows come before a row."""
    last, everything = (
        (func.min(firsts.c.key), 0) if order is desc else (func.max(firsts.c.key), LAST_ID)
    )
    bound = select(case((func.count() < limit, everything), else_=last)).select_from(firsts)
    scalar = bound.scalar_subquery()
    return key >= scalar if order is desc else key <= scalar
