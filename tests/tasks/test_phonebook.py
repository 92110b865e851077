"""phonebook.upload."""

import pytest
from sqlalchemy import func, select

from models import Contact, Outbox
from tests.factories import make_user

NOW = 1_800_000_000


def upload(call, me, lines, now=NOW):
    return call("phonebook.upload", {"phone_list": lines}, uid=me.uid, now=now)


def book(db, me):
    rows = db.scalars(select(Contact).where(Contact.owner == me.uid).order_by(Contact.phone))
    return [(row.phone, row.number, row.name, row.time) for row in rows]


def test_every_spelling_is_a_row(db, call):
    me = make_user(db)
    lines = [
        {"phone": "138-0000-0002", "name": "小红"},
        {"phone": "13800000002"},
        {"phone": 13800000003, "name": 5},
        {"phone": "110", "name": "police"},
        {"phone": "+1 201 555 0123", "more": [1]},
    ]
    answer = upload(call, me, lines)
    assert (answer.errno, answer.result) == (0, {})
    assert book(db, me) == [
        ("+1 201 555 0123", "+12015550123", None, NOW),
        ("110", "?110", "police", NOW),
        ("138-0000-0002", "+8613800000002", "小红", NOW),
        ("13800000002", "+8613800000002", None, NOW),
        ("13800000003", "+8613800000003", "5", NOW),
    ]


def test_merges_with_what_is_there(db, call):
    me = make_user(db)
    upload(call, me, [{"phone": "13800000002", "name": "old"}, {"phone": "13800000003"}])
    lines = [
        {"phone": "13800000002"},
        {"phone": "13800000003", "name": "first"},
        {"phone": "13800000003", "name": "last"},
        {"phone": "13800000003", "name": ""},
    ]
    upload(call, me, lines, now=NOW + 10)
    assert [line[2:] for line in book(db, me)] == [("old", NOW + 10), ("last", NOW + 10)]


def test_matching_follows(db, call):
    me = make_user(db)
    answer = upload(call, me, [{"phone": "13800000002"}])
    assert answer.jobs == ["jobs.contacts.match_upload"]
    ((_, outbox_id),) = answer.followups
    assert db.get(Outbox, outbox_id).args == {"uid": me.uid, "time": NOW}


@pytest.mark.parametrize(
    "lines", [[], [{}], [{"phone": None, "name": "x"}], [{"phone": ""}], [{"phone": "nobody"}]]
)
def test_nothing_to_compare_is_skipped(db, call, lines):
    me = make_user(db)
    answer = upload(call, me, lines)
    assert (answer.errno, answer.jobs) == (0, [])
    assert book(db, me) == []


@pytest.mark.parametrize(
    "lines",
    [
        None,
        {},
        "13800000002",
        [{"phone": f"{number}"} for number in range(2001)],
    ],
)
def test_bad_parameters(db, call, lines):
    assert upload(call, make_user(db), lines).errno == 6


def test_the_message_names_the_place(db, call):
    answer = upload(call, make_user(db), {})
    assert answer.error.startswith("phone_list")


GOOD = {"phone": "13800000002", "name": "good"}


@pytest.mark.parametrize(
    ("bad", "skipped", "rows"),
    [
        ("13800000009", None, []),
        (None, None, []),
        ({"phone": ["13800000009"]}, None, []),
        ({"phone": True}, None, []),
        ({"phone": "nobody"}, ["nobody"], []),
        ({"phone": "13800000003", "name": [1]}, None, [("13800000003", None)]),
        ({"phone": "13800000003", "name": "x" * 65}, None, [("13800000003", "x" * 64)]),
        ({"phone": "1" * 300}, None, [("1" * 256, None)]),
    ],
)
def test_one_bad_line_loses_nothing_else(db, call, bad, skipped, rows):
    me = make_user(db)
    answer = upload(call, me, [bad, GOOD])
    assert (answer.errno, answer.result.get("skipped")) == (0, skipped)
    assert {(line[0], line[2]) for line in book(db, me)} == {("13800000002", "good"), *rows}


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("Tel: 138 0000 0003", ["+8613800000003"]),
        ("13800000003/13800000004", ["+8613800000003", "+8613800000004"]),
        ("13800000003;13800000004", ["+8613800000003", "+8613800000004"]),
        ("13800000003;12345678#", ["+8613800000003"]),
        ("13800000003； 13800000004", ["+8613800000003", "+8613800000004"]),
        ("tel:+1-201-555-0123;ext=5", ["+12015550123"]),
        ("TEL;TYPE=CELL:+86 138 0000 0003", ["+8613800000003"]),
        ("١٣٨٠٠٠٠٠٠٠٣", ["+8613800000003"]),
        ("13800000003,,,0012345678", ["+8613800000003"]),
        ("13800000003 ext. 5", ["+8613800000003"]),
        ("+1-800-FLOWERS", ["+18003569377"]),
        ("１３８０００００００３", ["+8613800000003"]),
        ("1" * 20, ["?" + "1" * 20]),
    ],
)
def test_what_is_found_in_a_line(db, call, phone, found):
    me = make_user(db)
    upload(call, me, [{"phone": phone}])
    assert [line[:2] for line in book(db, me)] == [(phone, number) for number in found]


def test_a_spelling_that_is_read_otherwise_today(db, call):
    me = make_user(db)
    db.add(Contact(owner=me.uid, phone="13800000003", number="+13800000003", time=1))
    upload(call, me, [{"phone": "13800000003"}])
    assert [line[1] for line in book(db, me)] == ["+8613800000003"]


def numbers(first, count):
    return [{"phone": f"138{number:08}"} for number in range(first, first + count)]


def test_at_most_5000_numbers(db, call):
    me = make_user(db)
    for first in (0, 2000):
        assert upload(call, me, numbers(first, 2000)).errno == 0
    assert upload(call, me, numbers(4000, 1001)).errno == 6
    assert upload(call, me, numbers(4000, 1000)).errno == 0
    again = [{"phone": f"+86{line['phone']}"} for line in numbers(0, 2000)]
    assert upload(call, me, again).errno == 0
    assert db.scalar(select(func.count()).where(Contact.owner == me.uid)) == 7000


def test_at_most_10000_spellings(db, call):
    me = make_user(db)
    for dashes in range(5):
        lines = [{"phone": "138" + "-" * dashes + f"{number:08}"} for number in range(2000)]
        assert upload(call, me, lines).errno == 0
    assert upload(call, me, [{"phone": "1-38-00000000"}]).errno == 6


def test_the_same_few_statements_for_many_lines(db, call, statements):
    uid = make_user(db).uid
    counts = []
    for count in (1, 2000):
        with statements() as seen:
            call("phonebook.upload", {"phone_list": numbers(0, count)}, uid=uid)
        counts.append(len(seen))
    assert counts == [4, 4]
