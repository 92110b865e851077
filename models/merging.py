"""One page of the rows of many makers, without reading all rows of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import CTE, ColumnElement, Select, asc, case, desc, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models import ranges
from models.base import Base
from models.statements import Value

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Pages(Generic[Row]):
    """Pages of the `wanted` rows with after < key < before of all makers, newest first.

    `makers`: a query of one column. An index on (`maker`, `key`) is needed. Bounds may be columns
    or placeholders, and so may the limit.
    """

    table: type[Row]
    key: InstrumentedAttribute[int]
    maker: InstrumentedAttribute[int]
    makers: Select[int]
    wanted: tuple[ColumnElement[bool], ...] = ()
    after: Value = ranges.BEFORE_ALL
    before: Value = ranges.AFTER_ALL
    oldest_first: bool = False

    def first(self, limit: Value) -> Select[Row]:
        """The query of the first `limit` rows.

        The first row of each maker is read; only the `limit` makers whose first rows come first
        can have more rows of the page, and no row of the page comes after the last of these.
        """
        firsts = self._firsts(limit)
        each = self._of(firsts.c.maker, select(self.table), self._last(firsts, limit))
        found = aliased(self.table, each.limit(limit).correlate(firsts).lateral("theirs"))
        query = select(found).select_from(firsts).join(found, true())
        return query.order_by(self._order(getattr(found, self.key.key))).limit(limit)

    def _firsts(self, limit: Value) -> CTE:
        """The makers whose first rows come first, with the keys of these rows."""
        people = self.makers.subquery("makers")
        who = people.c[0]
        one = self._of(who, select(self.key.label("key")).select_from(self.table), None)
        each = one.limit(1).correlate(people).lateral("one")
        query = select(who.label("maker"), each.c.key).join(each, true())
        return query.order_by(self._order(each.c.key)).limit(limit).cte("firsts")

    def _of(self, maker: ColumnElement[int], query: Select[Any], last: Any) -> Select[Any]:
        """The maker's rows of a query, in order; `last`: the key of the last one."""
        after, before = self.after, self.before
        if last is not None and self.oldest_first:
            before = last + 1
        elif last is not None:
            after = last - 1
        return ranges.page(
            query.where(*self.wanted),
            *(self.maker, maker, self.key),
            after=after,
            before=before,
            oldest_first=self.oldest_first,
        )

    def _last(self, firsts: CTE, limit: Value) -> ColumnElement[int]:
        """The key of the last of `limit` first rows; with fewer, that of the last row possible."""
        first, last = self.after + 1, self.before - 1
        end, everything = (func.max, last) if self.oldest_first else (func.min, first)
        last_one = case((func.count() < limit, everything), else_=end(firsts.c.key))
        return select(last_one).select_from(firsts).scalar_subquery()

    def _order(self, key: ColumnElement[int]) -> ColumnElement[int]:
        return asc(key) if self.oldest_first else desc(key)
