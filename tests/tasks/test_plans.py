"""With 100,000 users no query reads whole tables."""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from models import Contact
from models import db as database
from models.db import PLANNER
from tasks.jobs.queued import NOBODY
from tasks.rpc import load
from tasks.rpc.context import Ctx
from tests.fixtures.statements import nodes, plans

NOW = int(time.time())
ME = 50_000

# Nicks of Latin and Chinese letters, numbers of 70 networks, three of a thousand tags each, places
# all over China, a phone book of a hundred numbers for one in a hundred.
FILLED = {"users", "positions", "contacts", "groups", "audit_log", "orders"}
FILL = (
    """
INSERT INTO users (uid, nick, nick_key, phone, phone_national, tags, create_time, changed_time)
SELECT n, nick, nick, '+86' || number, number,
       ARRAY['t' || n % 1000, 'u' || n * 7 % 1009, CASE WHEN n % 20 = 0 THEN 'often' ELSE 'x' END,
             's' || n % 6],
       n, n
  FROM generate_series(1, 100000) AS n,
  LATERAL (SELECT (ARRAY['anna', 'bob', '小明', '大山'])[1 + n % 4] || n AS nick,
                  (130 + n % 70) || lpad(n::text, 8, '0') AS number) AS made
""",
    """
INSERT INTO positions (uid, lat, long, time)
SELECT n, 20 + n * 31 % 25000 / 1000.0, 90 + n * 17 % 35000 / 1000.0, :now - n % 5000000
  FROM generate_series(1, 100000) AS n
""",
    """
INSERT INTO contacts (owner, phone, number, time)
SELECT n * 100, 'p' || k, '+86' || (130 + m % 70) || lpad(m::text, 8, '0'), k
  FROM generate_series(1, 1000) AS n, generate_series(1, 100) AS k,
  LATERAL (SELECT 1 + (n * 100 + k * 37) % 100000 AS m) AS made
""",
    """
INSERT INTO groups (creator, name, time)
SELECT n, (ARRAY['Anna', 'bob', '小明', '大山'])[1 + n % 4] || n, n
  FROM generate_series(1, 20000) AS n
""",
    """
INSERT INTO audit_log (time, action, params)
SELECT n, CASE WHEN n % 2 = 0 THEN 'User' ELSE 'SuspendUser' END,
       jsonb_build_object('uid', n % 5000, 'orderid', n || '-' || n)
  FROM generate_series(1, 50000) AS n
""",
    """
INSERT INTO orders (create_time, mid, uid, amount, productname)
SELECT n, 1, 1 + n % 5000, 100, 'tea' FROM generate_series(1, 20000) AS n
""",
)


@pytest.fixture(scope="module")
def crowd(new_database) -> Iterator[Session]:
    url = make_url(new_database()).set(drivername="postgresql+psycopg2")
    options = {"options": " ".join(f"-c {name}={value}" for name, value in PLANNER.items())}
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args=options)
    database.listen(engine)
    with Session(engine) as session:
        for statement in FILL:
            session.execute(text(statement), {"now": NOW} if ":now" in statement else {})
        session.execute(text("VACUUM ANALYZE"))
        yield session
    engine.dispose()


def require_indexes(found: list[dict[str, Any]]) -> None:
    assert found
    for plan in found:
        scans = [node for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
        whole = {node["Relation Name"] for node in scans}
        assert not whole & FILLED, json.dumps(plan, indent=1)


CALLS = [
    ("user.search", {"nick": "anna12"}, 20),
    ("user.search", {"nick": "a"}, 20),
    ("user.search", {"nick": "小明1"}, 20),
    ("user.search", {"nick": "nobody"}, 0),
    ("user.search", {"nick": "13800000"}, 4),
    ("user.search", {"nick": "138"}, 4),
    ("user.search", {"nick": "8613800000"}, 4),
    ("user.search", {"nick": "861"}, 4),
    ("user.find", {"phone": "13800000008"}, 1),
    ("user.find", {"phone": "13800000"}, 4),
    ("user.find", {"phone": "138"}, 4),
    ("user.find", {"phone": "+86138000"}, 4),
    ("user.find", {"phone": "777"}, 0),
    ("user.filter", {"alltag": ["t5"]}, 100),
    ("user.filter", {"alltag": ["t5", "u35"]}, 1),
    ("user.filter", {"alltag": ["often"]}, 300),
    ("user.filter", {"lat": 30, "long": 104}, 300),
    ("user.filter", {"alltag": ["often"], "lat": 30, "long": 104}, None),
    ("user.filter", {"alltag": ["t5"], "lat": 30, "long": 104}, None),
    ("geo.user.search", {"lat": 30, "long": 104}, 300),
    ("geo.user.search", {"lat": -30, "long": -104}, 0),
    ("user.info2", {"uid": 5000}, None),
    ("user.info", {"uid": [1, 5000, 99_999]}, 3),
    ("user.get_tag", {"uids": [1, 5000, 99_999]}, None),
]

OPERATIONS = [
    ("ops.find.search_all", {"text": "13800000008"}),
    ("ops.find.search_all", {"text": "5000"}),
    ("ops.find.search_all", {"text": "anna1"}),
    ("ops.find.search_all", {"text": "a"}),
    ("ops.people.user", {"uid": 5000}),
    ("ops.lists.orders", {"uid": 7}),
    ("ops.lists.orders", {"uid": 7, "before": "10000-10000"}),
    ("ops.lists.audit", {"kind": "User", "id": "7"}),
    ("ops.lists.audit", {"kind": "Order", "id": "7-7", "before": 40_000}),
]


def ask(crowd: Session, function: str, parm: dict[str, Any]) -> Any:
    """Call a function; returns its result."""
    rpc = load()[function]
    # Without the audit row, whose `who` is not known: no transaction was begun.
    asked = inspect.unwrap(rpc.function)
    taken = inspect.signature(asked, follow_wrapped=False).parameters
    given = {key: one for key, one in rpc.parameters.bind(parm).items() if key in taken}
    return asked(Ctx(crowd, NOBODY._replace(uid=ME), NOW), **given)


def test_a_common_tag_is_looked_for_from_the_newest(crowd):
    for tag in ("x", "s1"):
        for plan in plans(crowd, partial(ask, crowd, "user.filter", {"alltag": [tag]})):
            assert "Sort" not in {node["Node Type"] for node in nodes(plan)}


# One test, because the crowd takes a while to gather.
def test_no_sequential_scan(crowd, subtests):
    for function, parm, count in CALLS:
        with subtests.test(function, parm=parm):
            require_indexes(plans(crowd, partial(ask, crowd, function, parm)))
            if count is not None:
                assert len(ask(crowd, function, parm).users) == count
    for function, parm in OPERATIONS:
        with subtests.test(function, parm=parm):
            require_indexes(plans(crowd, partial(ask, crowd, function, parm)))
    for find, key in ((Contact.found_by_upload, (5000, 7)), (Contact.who_has, (5137,))):
        with subtests.test(find.__name__):
            require_indexes(plans(crowd, partial(find, crowd, *key)))
            assert find(crowd, *key)
