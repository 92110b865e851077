"""The client's rule, and what a comparison finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.chaos.items import Kind, code, kind_of, pushed
from bench.chaos.view import Differences, Heard, View


def message(number: int) -> int:
    return code(Kind.MESSAGE, number)


def filled(*items: int) -> View:
    view = View()
    for seq, item in enumerate(items, 1):
        assert view.hear(seq, item) is Heard.NEXT
    return view


def log_of(*items: int) -> dict[int, int]:
    return dict(enumerate(items, 1))


def test_next_is_taken_lower_ignored_higher_asked_for():
    view = filled(message(5), message(6))
    assert view.hear(2, message(6)) is Heard.OLD
    assert view.hear(4, message(8)) is Heard.AHEAD
    assert view.last == 2
    view.sync(2, [(3, message(7)), (4, message(8))], 4, gap=False)
    assert view.hear(5, message(9)) is Heard.NEXT
    items = [message(number) for number in range(5, 10)]
    assert view.compare(set(items), log_of(*items)) == Differences(seen=5)


def test_pushes_that_come_while_an_answer_is_on_its_way_are_taken_once():
    view = filled(message(1))
    assert view.hear(2, message(2)) is Heard.NEXT
    view.sync(1, [(2, message(2)), (3, message(3))], 3, gap=False)
    items = [message(1), message(2), message(3)]
    assert view.compare(set(items), log_of(*items)).faults == 0


def test_skipped_numbers_are_no_fault():
    """The service leaves out what was deleted."""
    view = filled(message(1))
    view.sync(1, [(3, message(3))], 4, gap=False)
    assert view.last == 4
    log = {1: message(1), 2: message(2), 3: message(3), 4: message(4)}
    assert view.compare({message(1), message(3)}, log).faults == 0


def found(view: View, addressed: set[int], log: dict[int, int], sent: set[int] | None = None):
    differences = view.compare(addressed, log, sent or set())
    return {
        name
        for name in ("lost", "doubled", "strange", "misordered", "gaps")
        if getattr(differences, name)
    }


@pytest.mark.parametrize("answer", [[(3, 3), (2, 2)], [(2, 2), (2, 2)], [(1, 1)], [(4, 4)]])
def test_answers_out_of_order(answer):
    view = filled(message(1))
    view.sync(1, [(seq, message(item)) for seq, item in answer], 3, gap=False)
    assert view.misordered == 1


def test_each_difference():
    one, two, three = message(1), message(2), message(3)
    assert found(filled(one, two), {one, two}, log_of(one, two)) == set()
    assert found(filled(one), {one, two}, log_of(one, two)) == {"lost"}
    assert found(filled(one, one), {one}, log_of(one, one)) == {"doubled", "misordered"}
    assert found(filled(one, two), {one}, log_of(one, two)) == {"strange"}
    assert found(filled(one, two), {one, two}, log_of(two, one)) == {"misordered"}
    assert found(filled(one, three, two), {one, two, three}, log_of(one, three, two)) == {
        "misordered"
    }
    view = filled(one)
    view.sync(1, [], 9, gap=True)
    assert found(view, {one}, log_of(one)) == {"gaps"}


def test_ones_own_messages_have_no_order_of_ids():
    """Only received items have their ids in the order of numbers."""
    one, two, three = message(1), message(2), message(3)
    view = filled(one, three, two)
    assert found(view, {one, two, three}, log_of(one, three, two), {three}) == set()
    assert found(view, {one, two, three}, log_of(one, three, two), {one}) == {"misordered"}


def test_differences_add_up():
    total = Differences()
    total.add(Differences(seen=2, lost=1, sample="first"))
    total.add(Differences(seen=3, doubled=2, sample="second"))
    assert total == Differences(seen=5, lost=1, doubled=2, sample="first")
    assert total.faults == 3


@given(st.sampled_from(Kind), st.integers(0, 10**9), st.integers(0, 10**6))
def test_codes_tell_items_apart(kind, item, uid):
    number = code(kind, item, uid)
    assert kind_of(number) is kind
    assert number < 2**63
    assert number != code(kind, item + 1, uid)
    if kind is Kind.LIKE:
        assert number != code(kind, item, uid + 1)


def test_what_pushes_carry():
    assert pushed("newmsg", {"message": {"msgid": 5}}) == code(Kind.MESSAGE, 5)
    assert pushed("event", {"event": {"eid": 5}}) == code(Kind.EVENT, 5)
    assert pushed("newreply", {"gid": 1, "reply": {"replyid": 5}}) == code(Kind.REPLY, 5)
    assert pushed("newlike", {"like": {"postid": 5, "uid": 3}}) == code(Kind.LIKE, 5, 3)
    assert pushed("circle.newboard", {"bid": 5, "board": {}}) == code(Kind.BOARD, 5)
    assert pushed("newpost", {"post": {}}) is None
