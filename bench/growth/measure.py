"""Calling functions on the filled database and counting what they touch; nothing is kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import psycopg2.extensions
from msgspec import Struct
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bench.growth.cases import Case
from bench.growth.costs import Cost
from models.db import PLANNER, listen
from tasks.rpc import load
from tasks.rpc.context import Ctx
from tasks.rpc.pipeline import run
from wire.calls import Origin
from wire.errors import RpcError

SCANNED = 2_000
"""Rows read from a table without an index, from which on it counts as a scan."""

_TOUCHED = text("""
SELECT relname, seq_tup_read, COALESCE(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del
  FROM pg_stat_xact_user_tables WHERE seq_tup_read + COALESCE(idx_tup_fetch, 0)
       + n_tup_ins + n_tup_upd + n_tup_del > 0
""")


_OPTIONS = " ".join(f"-c {name}={value}" for name, value in PLANNER.items())


class _Counting(psycopg2.extensions.cursor):
    count = 0

    def execute(self, query, values=None):  # type: ignore[no-untyped-def]
        if not str(query).startswith("PREPARE"):
            _Counting.count += 1
        return super().execute(query, values)


def costs(url: str, cases: list[Case], repeats: int, say: Callable[[str], None]) -> Iterator[Cost]:
    """Run all cases, each in transactions that are rolled back."""
    engine = create_engine(url, connect_args={"cursor_factory": _Counting, "options": _OPTIONS})
    listen(engine)
    with engine.connect() as connection:
        for case in cases:
            cost = _cost(Session(connection), case, repeats)
            say(f"  {cost.func:28} {cost.about:36} {cost.ms:9.2f} ms {cost.rows:9,} rows")
            yield cost
    engine.dispose()


class _Once(Struct):
    seconds: float
    cpu: float
    statements: int
    bytes: int
    errno: int
    pushes: int
    rows: int
    scanned: list[str]


def _cost(session: Session, case: Case, repeats: int) -> Cost:
    runs = [_once(session, case) for _ in range(repeats + 1)][1:]  # the first one warms up
    last, times = runs[-1], [one.seconds * 1000 for one in runs]
    return Cost(
        func=case.func,
        about=case.about,
        ms=statistics.median(times),
        worst=max(times),
        cpu=statistics.median(one.cpu * 1000 for one in runs),
        statements=last.statements,
        rows=last.rows,
        bytes=last.bytes,
        errno=last.errno,
        scanned=last.scanned,
        pushes=last.pushes,
    )


def _once(session: Session, case: Case) -> _Once:
    rpc = load()[case.func]
    origin = Origin("growth", 1, "growth-1", case.uid, case.uid, False, time.time(), "")
    ctx = Ctx(session, origin, int(time.time()))
    session.begin()
    touched = _touched(session)
    before, started, cpu = _Counting.count, time.perf_counter(), time.thread_time()
    errno, size = 0, 0
    try:
        arguments = rpc.parameters.bind(dict(case.parm))
        size = len(run(partial(rpc.function, **arguments), ctx).stored.result)
    except RpcError as error:
        errno = error.errno
    seconds, cpu = time.perf_counter() - started, time.thread_time() - cpu
    statements = _Counting.count - before
    rows, scanned = _since(touched, _touched(session))
    session.rollback()
    session.expunge_all()
    return _Once(
        seconds=seconds,
        cpu=cpu,
        statements=statements,
        bytes=size,
        errno=errno,
        pushes=len(ctx.items),
        rows=rows,
        scanned=scanned,
    )


_Touched = dict[str, tuple[int, int]]


def _touched(session: Session) -> _Touched:
    """What this connection read and wrote and PostgreSQL's statistics do not have yet."""
    return {name: (seq, other) for name, seq, other in session.execute(_TOUCHED)}


def _since(before: _Touched, after: _Touched) -> tuple[int, list[str]]:
    """How many rows were touched in between, and which tables were scanned."""
    rows, scanned = 0, []
    for name, (seq, other) in after.items():
        former_seq, former_other = before.get(name, (0, 0))
        rows += seq - former_seq + other - former_other
        if seq - former_seq > SCANNED:
            scanned.append(name)
    return rows, sorted(scanned)
