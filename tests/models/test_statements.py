"""Statements that are built once."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, Text, func, select
from sqlalchemy.orm import Session

from models.statements import NUMBERS, Value, built_once

built: list[bool] = []


@built_once(numbers=NUMBERS, word=Text())
def _above(least: Value, numbers: Value, word: Value, *, doubled: bool) -> Select[int, str]:
    built.append(doubled)
    found = func.unnest(numbers).table_valued("number").render_derived()
    shown = found.c.number * 2 if doubled else found.c.number
    return select(shown, word).where(found.c.number > least).order_by(shown)


def test_each_call_has_its_values_and_each_shape_is_built_once(db: Session) -> None:
    built.clear()
    assert db.execute(*_above(1, [3, 2, 1], "a", doubled=False)).all() == [(2, "a"), (3, "a")]
    assert db.execute(*_above(2, [3, 2, 1], "b", doubled=False)).all() == [(3, "b")]
    assert db.execute(*_above(0, [], "c", doubled=False)).all() == []
    assert db.execute(*_above(2, [2**40], "d", doubled=True)).all() == [(2**41, "d")]
    assert built == [False, True]


def test_all_values_are_given() -> None:
    with pytest.raises(ValueError, match="shorter"):
        _above(1, [2], doubled=False)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        _above(1, [2], "a")  # type: ignore[call-arg]
